/// A resource, a department or a type of a simulated planning: a key, and whatever JSON was stored under it.
public struct SimulatedThing: Hashable, Sendable {
    public let key: Int
    /// The whole thing as JSON text, its key included.
    public let json: String
    /// Of a resource without a label: its names.
    let label: String
    /// Whether it says `notValid`.
    public let isArchived: Bool
    /// The colours of a type.
    let style: JSONValue

    /// A member's text; empty when it is absent or no text.
    public func text(_ name: String) -> String {
        JSONValue.parse(json)?[name]?.text ?? ""
    }

    /// Keys of the departments of a resource.
    public var departments: [Int] {
        JSONValue.parse(json)?["departments"]?.elements?.compactMap { $0["key"]?.integer } ?? []
    }

    var members: [JSONValue.Member] { JSONValue.parse(json)?.members ?? [] }

    init(key: Int, members: [JSONValue.Member]) {
        self.key = key
        let value = JSONValue.object(
            [.init("key", .number(String(key)))] + members.filter { $0.name.lowercased() != "key" })
        json = value.serialized
        let names = [value["lastName"]?.text, value["firstName"]?.text].compactMap { $0 }
        label = value["label"]?.text ?? names.joined(separator: " ")
        isArchived = value["notValid"]?.flag ?? false
        style = value["style"] ?? .null
    }

    /// The same thing with one member set.
    func setting(_ name: String, to value: JSONValue) -> SimulatedThing {
        var object = JSONValue.object(members)
        object.set(name, to: value)
        return SimulatedThing(key: key, members: object.members ?? [])
    }
}
