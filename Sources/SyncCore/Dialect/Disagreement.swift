/// An event that does not stand as it was sent.
public struct Disagreement: Hashable, Sendable {
    /// The point of the dialect that is wrong.
    public let point: DialectPoint
    /// What was sent and what was found: keys, times and names of members, never a text of the customer's.
    public let sent: String
    public let found: String

    public init(point: DialectPoint, sent: String, found: String) {
        self.point = point
        self.sent = sent
        self.found = found
    }
}
