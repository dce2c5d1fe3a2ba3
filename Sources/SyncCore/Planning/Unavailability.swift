/// An event on the planning.
package struct Unavailability: Hashable, Sendable {
    package let key: EventKey
    package var resources: [ResourceKey]
    package var type: UnavailabilityTypeKey?
    package var start: Instant
    package var end: Instant
    package var remark: String
    /// Whether its start, end and remark were readable; otherwise only the references in the remark are usable.
    package var isReadable: Bool

    package init(
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

/// The connector's record of an event it made: the last state seen or written, and the open write, if any.
package struct LedgerEntry: EventRecord, Hashable, Sendable {
    package var event: EventFacts
    /// nil only while a create is open.
    package var eventKey: EventKey?
    /// A remote write with an unknown outcome.
    package var openIntent: EventAction?
    /// The reference that an open update writes, if it differs from `reference`.
    package var pendingReference: EventReference?

    package init(
        _ event: EventFacts, key: EventKey?, openIntent: EventAction? = nil, pendingReference: EventReference? = nil
    ) {
        self.event = event
        eventKey = key
        self.openIntent = openIntent
        self.pendingReference = pendingReference
    }
}

extension LedgerEntry {
    /// The event exists but differs from what was sent, or shows no type: the next plan writes it again. Its key may be the only
    /// proof that it is ours.
    package var standsWrong: Bool { type == .none }

    /// The entry to remember for an event that differs from what was sent.
    package var standingWrong: LedgerEntry {
        var entry = self
        entry.event.type = .none
        return entry
    }
}

extension UnavailabilityTypeKey {
    /// Not a key of PlanningPME: it equals nothing that a plan wants.
    package static let none = UnavailabilityTypeKey(0)
}
