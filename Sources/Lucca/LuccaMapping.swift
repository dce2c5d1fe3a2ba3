import SyncCore
import SyncEngine

/// Rows of `/api/v3/leaves` → half-days.
struct LeaveMapping {
    private let days: ClosedRange<CalendarDay>
    private var reading = LeaveReading(leaves: [], accounts: [])
    /// Of rows that may come again.
    private var seen: [String: LeaveWire] = [:]
    private var owners: [String: EmployeeID] = [:]
    /// Those that count and name no owner, with their leave period where they name that.
    private var unowned: [LeaveWire] = []
    private var accounts: [String: LeaveAccount] = [:]
    private var unread = UnreadLeaves(.first)
    private var latest = Latest()

    /// What the row before said of its owner and its account: those of one request say the same, and comparing costs less than looking up.
    private struct Latest {
        var periodID: String?
        var owner: EmployeeID?
        var accountID: LeaveAccountID?
        var accountName: String?
        var isRemoteWork: Bool?
    }

    /// Outside of `from...through` nothing was asked for, and what comes back all the same is dropped.
    init(from: CalendarDay, through: CalendarDay) {
        days = from...max(from, through)
    }

    /// Before the rows of a list.
    /// - Parameters:
    ///   - rows: how many there are: their half-days get room once, instead of moving while they grow.
    ///   - missing: rows that were counted and not delivered.
    mutating func expect(_ rows: Int, missing: Int) {
        reading.unowned += missing
        reading.leaves.reserveCapacity(reading.leaves.count + rows)
    }

    /// - Parameter mayRepeat: whether the very row may have come before, or comes again. Remembering them all takes more memory than
    ///   the half-days themselves.
    mutating func add(_ rows: [LeaveWire], mayRepeat: Bool = true) {
        for row in rows {
            // The very row may come with two lists. Another one of the same id is another half-day.
            if mayRepeat, let id = row.id, let first = seen.updateValue(row, forKey: id), first == row { continue }
            add(row)
        }
    }

    private mutating func add(_ row: LeaveWire) {
        let isCancelled = row.isActive == false || row.isCancelled == true
        guard let owner = row.ownerID.map({ EmployeeID($0) }) else {
            if !isCancelled { unowned.append(row) }
            return
        }
        if let period = row.periodID, latest.periodID != period || latest.owner != owner {
            owners[period] = owner
            (latest.periodID, latest.owner) = (period, owner)
        }
        switch leave(row, owner, isCancelled: isCancelled) {
        case .success(let leave):
            guard days.contains(leave.halfDay.day) else { return }
            reading.leaves.append(leave)
            note(row, leave.accountID)
        case .failure(let flaw):
            if isCancelled { return }
            unread.note(row.id, of: owner, flaw)
        }
    }

    private func leave(
        _ row: LeaveWire, _ owner: EmployeeID, isCancelled: Bool
    ) -> Result<HalfDayLeave, Problem.HalfDayFlaw> {
        guard row.id != nil else { return .failure(.idMissing) }
        guard case .day(let day) = row.date else { return .failure(.dateMissing) }
        guard let isMorning = row.isMorning else { return .failure(.halfMissing) }
        guard let period = row.periodID else { return .failure(.leavePeriodMissing) }
        guard let account = row.accountID else { return .failure(.leaveAccountMissing) }
        guard isCancelled || row.isCancelled != nil else { return .failure(.cancellationMissing) }
        let seconds: Int?
        switch row.value {
        case .none: seconds = nil
        case .seconds(let value): seconds = value
        case .unreadable: return .failure(.hoursNoDuration)
        }
        let status: HalfDayLeave.Status
        switch (isCancelled, row.isActive, row.isConfirmed) {
        case (true, _, _): status = .cancelled
        case (_, nil, _): return .failure(.activityMissing)
        case (_, _, nil): return .failure(.approvalMissing)
        case (_, _, true?): status = .approved
        case (_, _, false?): status = .pending
        }
        return .success(
            HalfDayLeave(
                employeeID: owner, periodID: LeavePeriodID(period), accountID: LeaveAccountID(account),
                halfDay: HalfDay(day, isMorning ? .morning : .afternoon), seconds: seconds, status: status))
    }

    private mutating func note(_ row: LeaveWire, _ id: LeaveAccountID) {
        if latest.accountID == id, latest.accountName == row.accountName, latest.isRemoteWork == row.isRemoteWork { return }
        (latest.accountID, latest.accountName, latest.isRemoteWork) = (id, row.accountName, row.isRemoteWork)
        guard let known = accounts[id.value] else {
            accounts[id.value] = LeaveAccount(id: id, name: row.accountName ?? "", isRemoteWork: row.isRemoteWork ?? false)
            return
        }
        // A role may show the account on some rows only.
        if known.name.isEmpty, let name = row.accountName, !name.isEmpty { accounts[id.value]?.name = name }
        if !known.isRemoteWork, row.isRemoteWork == true { accounts[id.value]?.isRemoteWork = true }
    }

    func result() -> LeaveReading {
        var mapping = self
        // Its leave period is one person's, whom another of its half-days may name.
        for row in unowned {
            if let owner = row.periodID.flatMap({ owners[$0] }) {
                mapping.unread.note(row.id, of: owner, .ownerMissing)
            } else {
                mapping.reading.unowned += 1
            }
        }
        return mapping.unread.completing(mapping.reading, accounts: accounts)
    }
}

/// Rows of the departments → departments. One that can't be placed in the tree is kept without a place, so that nobody in it counts
/// as moved out.
enum DepartmentMapping {
    /// - Parameter missing: rows that were counted and not delivered.
    static func departments(_ rows: [DepartmentWire], missing: Int = 0) -> Reading<Department> {
        var reading = Reading<Department>(rows: [], unidentified: missing)
        var seen: Set<DepartmentWire> = []
        for row in rows where seen.insert(row).inserted {
            guard let id = row.id, DepartmentID.isOfLucca(id) else {
                reading.unidentified += 1
                continue
            }
            let hierarchy = row.hierarchy ?? ""
            if hierarchy.allSatisfy(\.isWhitespace) {
                reading.problems.append(Problem(.department(DepartmentID(id)), .departmentUnplaced(generation: .first)))
            }
            reading.rows.append(
                Department(id: DepartmentID(id), name: row.name, hierarchy: hierarchy, isActive: row.isActive))
        }
        if reading.unidentified > 0 {
            reading.problems.append(
                Problem(.departments, .departmentRowsWithoutID(rows: reading.unidentified, generation: .first)))
        }
        return reading
    }
}

extension DepartmentID {
    /// Whether Lucca numbers a department like that. It refuses a whole request that names another one.
    static func isOfLucca(_ id: String) -> Bool { id.utf8.allSatisfy { (48...57).contains($0) } && Int(id) != nil }
}
