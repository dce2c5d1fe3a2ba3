import SyncCore

/// Everything that explaining one employee's absences looks at.
struct ExplanationFacts: Sendable {
    let tenant: Tenant
    let window: SyncWindow
    let person: ExplainedPerson
    /// nil for everything that a run reads.
    let days: ClosedRange<CalendarDay>?
    /// What Lucca said of this employee.
    let leaves: [HalfDayLeave]
    let accounts: [LeaveAccount]
    let reasonRules: [ReasonRule]
    /// Of the next run.
    let plan: SyncPlan
    /// The ledger as it is, of this employee.
    let remembered: [LedgerEntry]
    /// The ledger as the next run will have settled it before it plans, of this employee.
    let settled: [LedgerEntry]
    /// Events that carry the reference of another one, and those of them that the next run deletes.
    let copies: [FoundEvent]
    let copiesToDelete: [FoundEvent]
    /// Those that the next run leaves to the planners.
    let plannersCopies: [FoundEvent]
    /// The next run reads the whole planning.
    let isWhole: Bool
    let history: RecordedHistory
    /// nil when the planning was not asked.
    var sights: [EventKey: EventSight]?

    var id: EmployeeID { person.id }
}

extension TenantCalendar {
    /// From the first day's start to the last one's end.
    func span(of days: ClosedRange<CalendarDay>) -> ClosedRange<Instant> {
        let start = startOfDay(days.lowerBound)
        return start...max(start, startOfDay(days.upperBound.adding(days: 1)))
    }
}
