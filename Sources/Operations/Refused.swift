package import SyncCore

/// The operation cannot be done as requested, with every reason. Nothing was done.
package struct Refused: Error, Sendable, Hashable {
    package let reasons: [Refusal]

    package init(_ reasons: [Refusal]) { self.reasons = reasons }
    package init(_ reason: Refusal) { reasons = [reason] }
}

/// Why an operation was rejected, as facts; reasons that also apply to runs are a `SyncError`.
package enum Refusal: Sendable, Hashable {
    /// Lucca has no such department.
    case departmentUnknown(DepartmentID, TenantSlug)
    /// For a scope: Lucca has no such department, or hides it from the key.
    case departmentHidden(DepartmentID, TenantSlug)
    /// PlanningPME has no such department; with the existing ones.
    case planningDepartmentUnknown(PlanningDepartmentKey, among: [PlanningDepartment])
    /// PlanningPME has no such type; with the existing ones.
    case typeUnknown(UnavailabilityTypeKey, among: [UnavailabilityType])
    /// No sync has met the leave account, and it has no absence in Lucca.
    case leaveAccountUnused(LeaveAccountID, TenantSlug)

    /// A choice about events was given, and no address changes.
    case choiceWithoutAddress(EventChoice)
    case choicesExclude
    /// Events were to be taken over from a renamed Lucca account, but only PlanningPME's address changes.
    case takeOverWithoutLucca
    /// The new address would leave events behind, and no choice about them was given.
    case eventsUndecided(EventQuestion)

    case deletionUnconfirmed(TenantSlug, name: String, removesEvents: Bool)
    case probeUnconfirmed(TenantSlug, ResourceKey, CalendarDay?)
    /// The number of secrets that would be bound to hosts, and sent there; the named tenants, nil for all.
    case bindingUnconfirmed(Int, [TenantSlug]?)
}
