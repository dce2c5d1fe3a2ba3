/// The members of an event beside those that the simulator has a meaning for.
enum EventMembers {
    /// What the product says of an event of which nobody said otherwise. These may be sent.
    static let ordinary: [(name: String, json: String)] = [
        ("mode", "\"Period\""), ("recurrence", "null"), ("isAssignment", "false"), ("category", "null"), ("customers", "[]"),
        ("project", "null"), ("subProject", "null"), ("break", "null"), ("billing", "null"), ("place", "null"),
    ]

    /// All of them, each with a comma before it.
    static let allOrdinary = ordinary.map { ",\"\($0.name)\":\($0.json)" }.joined()

    /// In lower case: what is read from the body one by one, and what the product works out by itself.
    private static let meant: Set<String> = [
        "key", "start", "end", "allday", "isunavailability", "type", "_label", "label", "unavailability", "resources", "status",
        "remark", "fields", "readonly", "editor", "isblocked", "description", "tooltip", "openmaps", "callcustomer",
        "categoryindex", "oneormoreresources", "duration",
    ]

    private static let usual = Dictionary(
        uniqueKeysWithValues: ordinary.map { ($0.name.lowercased(), JSONValue.parse($0.json) ?? .null) })

    /// The inside of an object with those members of a body laid over it that the brand knows; what is ordinary is left out.
    /// - Parameter known: the inside of an object whose members the brand knows, beside the ordinary ones.
    static func known(of body: JSONValue, over inside: String, known: String) -> String {
        let known = names(known)
        let sent = (body.members ?? []).filter { member in
            let name = member.name.lowercased()
            return usual[name] != nil || known.contains(name) && !meant.contains(name)
        }
        return merged(inside, sent) { usual[$0.name.lowercased()] != .some($0.value) }
    }

    /// The inside of an object with all members of a body laid over it that the simulator has no meaning for.
    static func everyOther(of body: JSONValue, over inside: String) -> String {
        merged(inside, (body.members ?? []).filter { !always.contains($0.name.lowercased()) }) { _ in true }
    }

    /// In lower case: what the simulator has a meaning for, whatever the brand.
    private static let always: Set<String> = [
        "key", "start", "end", "allday", "type", "unavailability", "resources", "status", "remark", "fields",
    ]

    /// The inside of an object with one member set.
    static func setting(_ name: String, to value: JSONValue, in inside: String) -> String {
        merged(inside, [.init(name, value)]) { _ in true }
    }

    /// Members of `fields` that are kept.
    static func keptFields(of fields: JSONValue, known: [String]?) -> String {
        guard let known else { return inside(fields.members ?? []) }
        let names = Set(known.map { $0.lowercased() })
        return inside((fields.members ?? []).filter { names.contains($0.name.lowercased()) })
    }

    private static func merged(_ inside: String, _ members: [JSONValue.Member], isKept: (JSONValue.Member) -> Bool) -> String {
        guard !members.isEmpty else { return inside }
        var object = JSONValue.parse("{\(inside)}") ?? .object([])
        for member in members { object.set(member.name, to: member.value) }
        return self.inside((object.members ?? []).filter(isKept))
    }

    private static func inside(_ members: [JSONValue.Member]) -> String {
        var out = JSONBytes()
        out.members(members)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    /// In lower case.
    private static func names(_ inside: String) -> Set<String> {
        guard !inside.isEmpty else { return [] }
        return Set((JSONValue.parse("{\(inside)}")?.members ?? []).map { $0.name.lowercased() })
    }
}
