/// An identifier that says what it identifies, so that an employee's id can't be passed where a department's is meant.
public struct TypedID<Kind, Value: Hashable & Sendable>: Hashable, Sendable {
    public let value: Value

    public init(_ value: Value) {
        self.value = value
    }
}

extension TypedID: CustomStringConvertible {
    public var description: String { String(describing: value) }
}

extension TypedID: Comparable where Value: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension TypedID: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral, ExpressibleByStringLiteral
where Value == String {
    public init(stringLiteral value: String) { self.init(value) }
}

extension TypedID: ExpressibleByIntegerLiteral where Value == Int {
    public init(integerLiteral value: Int) { self.init(value) }
}

extension TypedID: Encodable where Value: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension TypedID: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Value.self)) }
}
