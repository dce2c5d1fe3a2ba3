/// Any JSON, with the order of members and the spelling of numbers kept: what a planner stored comes back as it was sent.
public enum JSONValue: Hashable, Sendable {
    /// A member of an object.
    public struct Member: Hashable, Sendable {
        /// The member's name, as sent.
        public var name: String
        /// The member's value.
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case bool(Bool)
    /// The number's own spelling, such as `1.50`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])
}

extension JSONValue {
    /// The member of that name, ignoring letter case as the simulated servers do; nil when absent or not an object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        if let exact = members.first(where: { $0.name == name }) { return exact.value }
        let lower = name.lowercased()
        return members.first { $0.name.lowercased() == lower }?.value
    }

    /// The text, when this is text.
    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The whole number, when this is one.
    public var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    /// The truth value, when this is one.
    public var flag: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// The elements, when this is an array.
    public var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members, when this is an object.
    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// Sets or adds a member; what is not an object becomes one.
    public mutating func set(_ name: String, to value: JSONValue) {
        var members = self.members ?? []
        if let index = members.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
            members[index].value = value
        } else {
            members.append(Member(name, value))
        }
        self = .object(members)
    }

    /// This value with the members of `patch` laid over it, member by member; what is not an object is replaced.
    public func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let additions) = patch, case .object = self else { return patch }
        var result = self
        for addition in additions {
            result.set(addition.name, to: self[addition.name]?.merging(addition.value) ?? addition.value)
        }
        return result
    }

    /// The value as compact JSON text.
    public var serialized: String { String(decoding: bytes, as: UTF8.self) }

    var bytes: [UInt8] {
        var out = JSONBytes()
        out.value(self)
        return out.bytes
    }
}
