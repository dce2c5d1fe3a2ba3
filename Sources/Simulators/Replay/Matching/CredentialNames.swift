/// The fields and members by which the requests of a recording carry credentials. It shows `****` in their place, and any value
/// matches.
struct CredentialNames: Sendable {
    static let hidden = "****"
    /// Of queries and forms, in lower case.
    private var fields: Set<String> = []
    /// Of documents, in lower case.
    private var members: Set<String> = []

    init(in requests: [RequestShape]) {
        for request in requests {
            learn(request.query)
            switch request.body {
            case .form(let fields): learn(fields)
            case .json(let value): learn(value)
            case .empty, .bytes: break
            }
        }
    }

    private mutating func learn(_ items: [QueryItem]) {
        for item in items where item.value == Self.hidden { fields.insert(item.name) }
    }

    private mutating func learn(_ value: JSONValue) {
        switch value {
        case .object(let list):
            for member in list {
                if member.value.text == Self.hidden { members.insert(member.name.lowercased()) }
                learn(member.value)
            }
        case .array(let elements): for element in elements { learn(element) }
        default: break
        }
    }

    /// The request as the recording would show it.
    func hiding(_ request: RequestShape) -> RequestShape {
        request.replacing(
            field: { fields.contains($0.name) ? QueryItem(name: $0.name, value: Self.hidden) : $0 }, document: hidden)
    }

    private func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let list):
            .object(
                list.map { member in
                    let isCredential = members.contains(member.name.lowercased()) && member.value != .null
                    return JSONValue.Member(member.name, isCredential ? .string(Self.hidden) : hidden(member.value))
                })
        case .array(let elements): .array(elements.map(hidden))
        default: value
        }
    }
}
