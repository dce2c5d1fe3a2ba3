/// A tenant's sync rules, stored in the database. Each default is the contract's (`contracts/cli.md`, `contracts/sync.md`).
public struct TenantSettings: Hashable, Sendable {
    /// What a sync may create in PlanningPME.
    public enum Creatable: String, Sendable, Hashable, Codable, CaseIterable {
        /// A new resource can cost the customer a licence.
        case resources
        case departments
        case types
    }

    public var identifier: EmployeeIdentifier = .employeeNumber
    public var matchEmail = false
    public var create: Set<Creatable> = [.types]
    public var includePending = false
    public var neutralType = "Absent"
    public var calendar: TenantCalendar
    /// PlanningPME requests an hour (1 to 1,000,000).
    public var hourlyRequests = RequestPlan.planningPMEStandardRequests
    /// Rows that a run may read from one remote, lists that are read again included: beyond, the lists have no end.
    public var rowLimit = 4_000_000
    /// 1 to 24.
    public var horizonMonths = 6
    /// Minutes since local midnight; nil for a moment of the night spread by tenant.
    public var dailyAt: Int?
    /// Where the window starts until the first successful run.
    public var initialFrom: CalendarDay?
    public var brake = Brake()
    /// The custom field of unavailabilities that holds the reference; nil for the remark.
    public var referenceField: String?

    public init(calendar: TenantCalendar) {
        self.calendar = calendar
    }
}
