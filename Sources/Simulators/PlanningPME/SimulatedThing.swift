/// A resource, a department or a type of a simulated planning: a key, and whatever JSON was stored under it.
public struct SimulatedThing: Hashable, Sendable {
    public let key: Int
    /// The whole thing as JSON text, its key included.
    public var json: String

    /// A member's text; empty when it is absent or no text.
    public func text(_ name: String) -> String {
        JSONValue.parse(json)?[name]?.text ?? ""
    }

    /// Keys of the departments of a resource.
    public var departments: [Int] {
        JSONValue.parse(json)?["departments"]?.elements?.compactMap { $0["key"]?.integer } ?? []
    }

    init(key: Int, members: [JSONValue.Member]) {
        self.key = key
        let others = members.filter { $0.name.lowercased() != "key" }
        json = JSONValue.object([.init("key", .number(String(key)))] + others).serialized
    }
}
