import JSONText

/// What a refusal's body tells, in whichever spelling. None of it is ever shown: it is only told apart.
struct Refusal: Sendable, Equatable {
    /// `error` of an OAuth answer, such as `invalid_grant`; empty when there is none.
    let error: String
    /// The names in `errors` and `ModelState`, each part of a path on its own, in lower case.
    let named: Set<String>

    init(_ body: JSONValue?) {
        error = body?[JSONName("error")]?.string ?? ""
        var named: Set<String> = []
        for name in [JSONName("errors"), JSONName("ModelState")] {
            for member in body?[name]?.members?.names ?? [] {
                named.formUnion(member.split { $0 == "." || $0 == "[" || $0 == "]" }.map { $0.lowercased() })
            }
        }
        self.named = named
    }

    func names(_ field: String) -> Bool { named.contains(field.lowercased()) }
}
