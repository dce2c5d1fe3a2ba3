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
    package var luccaAPI = LuccaGeneration.first
    /// Requests to the Lucca account per 60 s.
    package var luccaRequests = RequestPlan.luccaStandardRequests
    /// PlanningPME requests an hour.
    package var hourlyRequests = RequestPlan.planningPMEStandardRequests
    /// Rows that a run may read from one remote, lists that are read again included: beyond, the lists have no end.
    package var rowLimit = 4_000_000
    /// How far the window reaches.
    package var horizonMonths = 6
    /// Minutes since local midnight; nil for a moment of the night spread by tenant.
    package var dailyAt: Int?
    /// Where the window starts until the first successful run.
    package var initialFrom: CalendarDay?
    package var brake = Brake()
    /// The custom field of unavailabilities that holds the reference; nil for the remark.
    package var referenceField: String?
    /// Who in the operations team gets the tenant's alerts (`AlertRecipient`); nil for everyone who watches.
    package var alertRecipient: String?

    package init(calendar: TenantCalendar) {
        self.calendar = calendar
    }
}

extension TenantSettings {
    /// What a setting may be: every front offers it, operations refuse anything else, and the database's constraint of that name holds
    /// it too.
    package enum Rule: String, Sendable, CaseIterable {
        case horizonMonths = "tenant_horizon_range"
        case luccaRequests = "tenant_lucca_requests_range"
        case hourlyRequests = "tenant_hourly_requests_range"
        case rowLimit = "tenant_row_limit_range"
        case brakeCount = "tenant_brake_count_range"
        case brakePercent = "tenant_brake_percent_range"
        case dailyAt = "tenant_daily_at_range"
        /// Its length.
        case referenceField = "tenant_reference_field_length"
        /// Its length, of a valid one (`AlertRecipient`).
        case alertRecipient = "tenant_alert_recipient_form"
        /// Its length.
        case neutralType = "tenant_neutral_type_length"
        /// How many days a week are worked.
        case workDays = "tenant_days_off_leave_one"

        package var range: ClosedRange<Int> {
            switch self {
            case .horizonMonths: 1...24
            // Lucca takes 50 per account from all of the customer's integrations together.
            case .luccaRequests: 1...50
            // PlanningPME sells plans of "10,000 and more" requests an hour.
            case .hourlyRequests: 1...1_000_000
            case .rowLimit: 1000...1_000_000_000
            case .brakeCount: 0...Int(Int32.max)
            case .brakePercent: 0...100
            case .dailyAt: 0...1439
            case .referenceField, .neutralType, .alertRecipient: 1...100
            case .workDays: 1...7
            }
        }
    }

    private func value(for rule: Rule) -> Int? {
        switch rule {
        case .horizonMonths: horizonMonths
        case .luccaRequests: luccaRequests
        case .hourlyRequests: hourlyRequests
        case .rowLimit: rowLimit
        case .brakeCount: brake.count
        case .brakePercent: brake.percent
        case .dailyAt: dailyAt
        case .referenceField: referenceField?.unicodeScalars.count
        case .alertRecipient: alertRecipient.map { AlertRecipient.isValid($0) ? $0.utf8.count : 0 }
        case .neutralType: neutralType.unicodeScalars.count
        case .workDays: 7 - calendar.daysOff.count
        }
    }

    /// The first rule that a setting breaks; nil when all are kept.
    package var brokenRule: Rule? {
        Rule.allCases.first { rule in value(for: rule).map { !rule.range.contains($0) } ?? false }
    }
}
