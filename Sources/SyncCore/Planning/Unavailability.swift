/// An event that stands on the planning.
public struct Unavailability: Hashable, Sendable {
    public let key: EventKey
    public var resources: [ResourceKey]
    public var type: UnavailabilityTypeKey?
    public var start: Instant
    public var end: Instant
    public var remark: String
    /// Whether its start, end and remark could be read; else they are worth nothing but for the references in the remark.
    public var isReadable: Bool

    public init(
        key: EventKey, resources: [ResourceKey], type: UnavailabilityTypeKey?, start: Instant, end: Instant, remark: String,
        isReadable: Bool = true
    ) {
        self.key = key
        self.resources = resources
        self.type = type
        self.start = start
        self.end = end
        self.remark = remark
        self.isReadable = isReadable
    }
}

/// What the connector knows of an event it made: the last state it saw or wrote, and the write under way, if any.
public struct LedgerEntry: EventRecord, Hashable, Sendable {
    public var event: EventFacts
    /// nil only while a create is open.
    public var eventKey: EventKey?
    /// A remote write whose outcome is not recorded: it may or may not have happened.
    public var openIntent: EventAction?
    /// The reference an open update is about to write, when it differs from `reference`.
    public var pendingReference: EventReference?

    public init(
        _ event: EventFacts, key: EventKey?, openIntent: EventAction? = nil, pendingReference: EventReference? = nil
    ) {
        self.event = event
        eventKey = key
        self.openIntent = openIntent
        self.pendingReference = pendingReference
    }
}

extension LedgerEntry {
    /// The event is there and not as it was sent, or shows no type: the next plan writes it again, whatever it finds of it. Its key
    /// alone may say that it is ours.
    public var standsWrong: Bool { type == .none }

    /// The same, as it has to be remembered when the event does not stand as it was sent.
    public var standingWrong: LedgerEntry {
        var entry = self
        entry.event.type = .none
        return entry
    }
}

extension UnavailabilityTypeKey {
    /// No key of PlanningPME: it equals nothing that a plan wants.
    public static let none = UnavailabilityTypeKey(0)
}
