import SyncCore

/// An event that stands on the planning under a reference of ours.
struct FoundEvent: Hashable, Sendable {
    let reference: EventReference
    let event: Unavailability
    let employeeID: EmployeeID

    /// What the ledger shall say of it.
    /// - Parameter previous: what the ledger said so far.
    func entry(previous: LedgerEntry?) -> LedgerEntry {
        LedgerEntry(
            reference: reference, eventKey: event.key, employeeID: employeeID, resource: resource(previous: previous?.resource),
            type: event.type ?? Self.noType, start: event.start, end: event.end)
    }

    func change(_ action: RunChange.Action, _ outcome: RunChange.Outcome) -> RunChange {
        RunChange(
            action: action, outcome: outcome, reference: reference, employeeID: employeeID, resource: resource(previous: nil),
            type: event.type ?? Self.noType, start: event.start, end: event.end)
    }

    /// Whether it stands where that one stands, for the same person and reason: nobody made it on purpose.
    func isSame(as other: FoundEvent) -> Bool {
        Set(event.resources) == Set(other.event.resources) && event.type == other.event.type && event.start == other.event.start
            && event.end == other.event.end
    }

    /// Whether it stands as that row says that it was written.
    func isSame(as entry: LedgerEntry) -> Bool {
        event.resources == [entry.resource] && event.type == entry.type && event.start == entry.start && event.end == entry.end
    }

    /// An event of ours has one resource: one that somebody added shows as a difference, and so does none.
    private func resource(previous: ResourceKey?) -> ResourceKey {
        event.resources.first { $0 != previous } ?? event.resources.first ?? Self.noResource
    }

    /// No key of PlanningPME: it equals nothing that the plan wants.
    private static let noResource = ResourceKey(0)
    private static let noType = UnavailabilityTypeKey(0)
}
