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
