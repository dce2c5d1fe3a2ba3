import SyncCore

/// What Lucca said, in one reading.
struct SourceReading: Sendable {
    var departments: Reading<Department>
    var employees: Reading<Employee>
    var leaves: LeaveReading

    /// Lucca was not asked.
    static let nothing = SourceReading(
        departments: Reading(rows: []), employees: Reading(rows: []), leaves: LeaveReading(leaves: [], accounts: []))

    /// The employee of each leave period.
    var owners: [LeavePeriodID: EmployeeID] {
        Dictionary(leaves.leaves.map { ($0.periodID, $0.employeeID) }) { first, _ in first }
    }
}

/// Everything up to the plan: shared by runs and previews.
struct SyncMaterial: Sendable {
    let tenant: Tenant
    let memory: TenantMemory
    let connected: ConnectedTenant
    let reading: SourceReading
    let settlement: Settlement
    let search: EventSearch
    let directory: Directory?
    let plan: SyncPlan
    /// Of `settlement`, unless the brake lets them stay.
    let copies: [FoundEvent]
}
