package import SyncCore

/// What was asked for cannot be done as it was asked for: every reason at once. Nothing was done.
package struct Refused: Error, Sendable, Hashable {
    package let reasons: [Refusal]

    package init(_ reasons: [Refusal]) { self.reasons = reasons }
    package init(_ reason: Refusal) { reasons = [reason] }
}

/// Why an operation was refused, as facts; what runs are refused for too is a `SyncError`.
package enum Refusal: Sendable, Hashable {
    /// Lucca has no such department.
    case departmentUnknown(DepartmentID, TenantSlug)
    /// Of a scope: Lucca has no such department, or hides it from the key.
    case departmentHidden(DepartmentID, TenantSlug)
    /// PlanningPME has no such department; those that it has.
    case planningDepartmentUnknown(PlanningDepartmentKey, among: [PlanningDepartment])
    /// PlanningPME has no such type; those that it has.
    case typeUnknown(UnavailabilityTypeKey, among: [UnavailabilityType])
    /// No sync has met the leave account, and Lucca shows no absence on it.
    case leaveAccountUnused(LeaveAccountID, TenantSlug)

    /// What happens to events was chosen, and no address changes.
    case choiceWithoutAddress(EventChoice)
    case choicesExclude
    /// Events are taken over from a renamed Lucca account, and PlanningPME's address alone changes.
    case takeOverWithoutLucca
    /// Another address would leave events behind, and nobody said what becomes of them.
    case eventsUndecided(EventQuestion)

    case deletionUnconfirmed(TenantSlug, name: String, removesEvents: Bool)
    case probeUnconfirmed(TenantSlug, ResourceKey, CalendarDay?)
    /// So many secrets would be bound to hosts, and sent there; the tenants that were named, nil for all.
    case bindingUnconfirmed(Int, [TenantSlug]?)
}
