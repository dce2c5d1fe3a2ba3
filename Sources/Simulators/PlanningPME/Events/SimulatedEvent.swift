/// What stands on a simulated planning.
public struct SimulatedEvent: Codable, Hashable, Sendable {
    public let key: Int
    /// Seconds since 1970-01-01T00:00:00Z.
    public var start: Int
    /// Seconds since 1970-01-01T00:00:00Z; of whole days, the midnight after the last one.
    public var end: Int
    public var resources: [Int]
    /// `Unavailability` or `Task`.
    public var kind: String
    /// The unavailability type's key.
    public var type: Int?
    /// The status's key; nil when nobody gave one.
    public var status: Int?
    /// Whether it was sent as consisting of whole days.
    public var allDay = false
    /// What planners read, and where the connector's reference stands.
    public var remark: String
    /// Customer-defined fields, as the inside of a JSON object.
    public var fields = ""
    /// Every other member, colours among them, as the inside of a JSON object.
    public var otherMembers = ""
    /// Whether a planner locked it.
    public var isBlocked = false
    /// Who has it open.
    public var editor: String?
    /// Whether the connector's user may only look at it.
    public var readonly = false

    static let unavailability = "Unavailability"
    static let task = "Task"

    var isUnavailability: Bool { kind == Self.unavailability }

    /// Whether a change or a deletion of it is refused.
    var isHeld: Bool { isBlocked || editor != nil || readonly }

    /// The same event under another key.
    func keyed(_ key: Int) -> SimulatedEvent {
        SimulatedEvent(
            key: key, start: start, end: end, resources: resources, kind: kind, type: type, status: status, allDay: allDay,
            remark: remark, fields: fields, otherMembers: otherMembers, isBlocked: isBlocked, editor: editor, readonly: readonly)
    }

    /// The connector's reference with its brackets, when the remark or a field carries one.
    public var reference: String? {
        remark.reference ?? fields.reference
    }
}

extension String {
    fileprivate var reference: String? {
        guard let start = range(ofMark: "[lucca:") else { return nil }
        guard let end = self[start...].firstIndex(of: "]") else { return nil }
        return String(self[start...end])
    }

    /// Where `mark` begins.
    func range(ofMark mark: String) -> String.Index? {
        guard utf8.contains(UInt8(ascii: "[")) else { return nil }
        return indices.first { self[$0] == "[" && self[$0...].hasPrefix(mark) }
    }
}
