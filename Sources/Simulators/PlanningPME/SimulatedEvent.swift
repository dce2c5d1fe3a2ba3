/// What stands on a simulated planning.
public struct SimulatedEvent: Codable, Hashable, Sendable {
    public let key: Int
    /// Seconds since 1970-01-01T00:00:00Z.
    public var start: Int
    /// Seconds since 1970-01-01T00:00:00Z.
    public var end: Int
    public var resources: [Int]
    /// `Unavailability` or `Task`.
    public var kind: String
    /// The unavailability type's key.
    public var type: Int?
    /// What planners read, and where the connector's reference stands.
    public var remark: String
    /// Every other member, colours and customer-defined fields among them, as the inside of a JSON object.
    public var otherMembers: String

    /// The connector's reference with its brackets, when the remark carries one.
    public var reference: String? {
        guard let start = remark.range(ofMark: "[lucca:") else { return nil }
        guard let end = remark[start...].firstIndex(of: "]") else { return nil }
        return String(remark[start...end])
    }
}

extension String {
    /// Where `mark` begins.
    func range(ofMark mark: String) -> String.Index? {
        guard utf8.contains(UInt8(ascii: "[")) else { return nil }
        return indices.first { self[$0] == "[" && self[$0...].hasPrefix(mark) }
    }
}
