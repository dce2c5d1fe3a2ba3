/// A tenant's sync rules, stored in the database. Each default is the contract's (`contracts/cli.md`, `contracts/sync.md`).
package struct TenantSettings: Hashable, Sendable {
    /// What a sync may create in PlanningPME.
    package enum Creatable: String, Sendable, Hashable, Codable, CaseIterable {
        /// A new resource can cost the customer a licence.
        case resources
        case departments
        case types
    }

    package var identifier: EmployeeIdentifier = .employeeNumber
    package var matchEmail = false
    package var create: Set<Creatable> = [.types]
    package var includePending = false
    package var neutralType = "Absent"
    package var calendar: TenantCalendar
    /// PlanningPME requests an hour (1 to 1,000,000).
    package var hourlyRequests = RequestPlan.planningPMEStandardRequests
    /// Rows that a run may read from one remote, lists that are read again included: beyond, the lists have no end.
    package var rowLimit = 4_000_000
    /// 1 to 24.
    package var horizonMonths = 6
    /// Minutes since local midnight; nil for a moment of the night spread by tenant.
    package var dailyAt: Int?
    /// Where the window starts until the first successful run.
    package var initialFrom: CalendarDay?
    package var brake = Brake()
    /// The custom field of unavailabilities that holds the reference; nil for the remark.
    package var referenceField: String?

    package init(calendar: TenantCalendar) {
        self.calendar = calendar
    }
}
