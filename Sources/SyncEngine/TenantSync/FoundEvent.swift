import SyncCore

/// An event that stands on the planning under a reference of ours.
struct FoundEvent: Hashable, Sendable {
    let reference: EventReference
    let event: Unavailability
    let employeeID: EmployeeID
    /// The ledger knows its key, and what we wrote lost the reference: it is written again.
    var hasLostReference = false

    /// What the ledger shall say of it. One that did not stand as it was sent goes on counting as different until it is written again:
    /// not every point of the dialect shows.
    /// - Parameter previous: what the ledger said so far.
    func entry(previous: LedgerEntry?) -> LedgerEntry {
        let entry = LedgerEntry(facts(on: previous?.resource), key: event.key)
        return hasLostReference || previous?.standsWrong == true ? entry.standingWrong : entry
    }

    /// - Parameter resource: ours, as far as it is known.
    func facts(on resource: ResourceKey? = nil) -> EventFacts {
        EventFacts(
            reference: reference, employeeID: employeeID, resource: self.resource(previous: resource), type: event.type ?? .none,
            start: event.start, end: event.end)
    }

    /// Whether it shows nothing that the other one does not show too: nobody made it on purpose. The other one may have been given more
    /// people; one that shows another person is somebody's.
    func isDuplicate(of other: FoundEvent) -> Bool {
        Set(event.resources).isSubset(of: other.event.resources) && event.type == other.event.type
            && event.start == other.event.start && event.end == other.event.end
    }

    /// Whether it stands as that row says that it was written; planners may have added people.
    func isSame(as entry: LedgerEntry) -> Bool {
        event.resources.contains(entry.resource) && event.type == entry.type && event.start == entry.start
            && event.end == entry.end
    }

    /// The same, and shows nobody else.
    func isDuplicate(of entry: LedgerEntry) -> Bool {
        isSame(as: entry) && Set(event.resources) == [entry.resource]
    }

    /// Our resource, as long as the event has it: others that planners added beside it are theirs. Another one in its place shows as a
    /// difference, and so does none at all.
    private func resource(previous: ResourceKey?) -> ResourceKey {
        if let previous, event.resources.contains(previous) { return previous }
        return event.resources.first ?? Self.noResource
    }

    /// No key of PlanningPME: it equals nothing that the plan wants.
    private static let noResource = ResourceKey(0)
}
