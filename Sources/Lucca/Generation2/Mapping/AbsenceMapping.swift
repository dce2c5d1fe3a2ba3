import SyncCore
import SyncEngine

/// Rows of `/lucca-api/leaves` → half-days.
struct AbsenceMapping {
    private let days: ClosedRange<CalendarDay>
    private var reading = LeaveReading(leaves: [], accounts: [])
    private var accounts: [String: LeaveAccount] = [:]
    private var unread = UnreadLeaves(.second)
    private(set) var unknownStatuses = 0

    /// Outside of `from...through` nothing was wanted: generation 1 does not read it.
    init(from: CalendarDay, through: CalendarDay) {
        days = from...max(from, through)
    }

    /// - Parameters:
    ///   - employees: whose absences were asked for; where Lucca ignores the filter, others' come and are dropped.
    ///   - missing: rows that were counted and not delivered.
    mutating func add(_ rows: [AbsenceRow], of employees: Set<String>, missing: Int = 0) {
        reading.unowned += missing
        for row in rows { add(row, employees) }
    }

    private mutating func add(_ row: AbsenceRow, _ employees: Set<String>) {
        guard let employee = row.employeeID else {
            if row.status != .gone { reading.unowned += 1 }
            return
        }
        guard employees.contains(employee) else { return }
        if row.status == .unknown { unknownStatuses += 1 }
        let owner = EmployeeID(employee)
        switch leaves(row, owner) {
        case .success(let leaves):
            let wanted = leaves.filter { days.contains($0.halfDay.day) }
            guard let first = wanted.first else { return }
            reading.leaves += wanted
            note(first.accountID, row.accountName)
        case .failure(let flaw):
            if row.status == .gone { return }
            unread.note(row.id, of: owner, flaw)
        }
    }

    private func leaves(_ row: AbsenceRow, _ owner: EmployeeID) -> Result<[HalfDayLeave], Problem.HalfDayFlaw> {
        guard let id = row.id else { return .failure(.idMissing) }
        guard let account = row.accountID else { return .failure(.leaveAccountMissing) }
        guard let status = row.status else { return .failure(.approvalMissing) }
        guard let days = row.days else { return .failure(.dateMissing) }
        var leaves: [HalfDayLeave] = []
        for day in days {
            guard case .day(let date) = day.date else { return .failure(.dateMissing) }
            let halves: [HalfDay.Half]
            switch day.part {
            case .morning: halves = [.morning]
            case .afternoon: halves = [.afternoon]
            case .whole: halves = [.morning, .afternoon]
            case .unreadable: return .failure(.halfMissing)
            }
            let seconds: Int?
            switch day.duration {
            case .none: seconds = nil
            // A whole day is one, however many hours it counts for.
            case .seconds(let value): seconds = day.part == .whole && value > 0 ? nil : value
            case .unreadable: return .failure(.hoursNoDuration)
            }
            leaves += halves.map { half in
                HalfDayLeave(
                    employeeID: owner, periodID: LeavePeriodID(LeavePeriodID.secondGenerationPrefix + id),
                    accountID: LeaveAccountID(account), halfDay: HalfDay(date, half), seconds: seconds, status: status.inCore)
            }
        }
        return .success(leaves)
    }

    private mutating func note(_ id: LeaveAccountID, _ name: String?) {
        // A page may embed an account that another leaves out. No generation 2 says what is remote work.
        guard accounts[id.value]?.name.isEmpty ?? true else { return }
        accounts[id.value] = LeaveAccount(id: id, name: name ?? "")
    }

    func result() -> LeaveReading { unread.completing(reading, accounts: accounts) }
}

extension AbsenceRow.Status {
    fileprivate var inCore: HalfDayLeave.Status {
        switch self {
        case .approved: .approved
        case .pending, .unknown: .pending
        case .gone: .cancelled
        }
    }
}
