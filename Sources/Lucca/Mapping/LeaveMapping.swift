import SyncCore
import SyncEngine

/// Rows of `/api/v3/leaves` → half-days.
struct LeaveMapping {
    private let days: ClosedRange<CalendarDay>
    private var reading = LeaveReading(leaves: [], accounts: [])
    private var seen: Set<String> = []
    private var accounts: [String: LeaveAccount] = [:]
    private var unread: [EmployeeID: Unread] = [:]

    /// The half-days of one employee that could not be understood.
    private struct Unread {
        var count: Int
        let first: String
        let reason: String
    }

    /// Outside of `from...through` nothing was asked for, and what comes back all the same is dropped.
    init(from: CalendarDay, through: CalendarDay) {
        days = from...max(from, through)
    }

    /// - Throws: `lucca_unreadable` when a half-day that counts has no owner: leaving it out could look like a deletion.
    mutating func add(_ rows: [LeaveWire]) throws {
        reading.leaves.reserveCapacity(reading.leaves.count + rows.count)
        for row in rows {
            guard let id = row.id else { throw LuccaFailure.unreadable(.leaves, "a row has no id") }
            guard seen.insert(id).inserted else { continue }
            try add(row, id)
        }
    }

    private mutating func add(_ row: LeaveWire, _ id: String) throws {
        let isCancelled = row.isActive == false || row.isCancelled == true
        guard let owner = row.ownerID.map({ EmployeeID($0) }) else {
            if isCancelled { return }
            throw LuccaFailure.unreadable(.leaves, "half-day \(id) has no owner")
        }
        switch leave(row, id, owner, isCancelled: isCancelled) {
        case .success(let leave):
            guard days.contains(leave.halfDay.day) else { return }
            reading.leaves.append(leave)
            note(row, leave.accountID)
        case .failure(let reason):
            if isCancelled { return }
            unread[owner, default: Unread(count: 0, first: id, reason: reason.words)].count += 1
        }
    }

    private struct Reason: Error {
        let words: String
    }

    private func leave(
        _ row: LeaveWire, _ id: String, _ owner: EmployeeID, isCancelled: Bool
    ) -> Result<HalfDayLeave, Reason> {
        func missing(_ words: String) -> Result<HalfDayLeave, Reason> { .failure(Reason(words: words)) }
        guard case .day(let day) = row.date else { return missing("the date is missing") }
        guard let isMorning = row.isMorning else { return missing("nothing says whether it is a morning") }
        guard let period = row.periodID else { return missing("the leave period is missing") }
        guard let account = row.accountID else { return missing("the leave account is missing") }
        guard isCancelled || row.isCancelled != nil else { return missing("nothing says whether it is cancelled") }
        let seconds: Int?
        switch row.value {
        case .none: seconds = nil
        case .seconds(let value): seconds = value
        case .unreadable: return missing("its hours are not a duration")
        }
        let status: HalfDayLeave.Status
        switch (isCancelled, row.isActive, row.isConfirmed) {
        case (true, _, _): status = .cancelled
        case (_, nil, _): return missing("nothing says whether it is active")
        case (_, _, nil): return missing("nothing says whether it is approved")
        case (_, _, true?): status = .approved
        case (_, _, false?): status = .pending
        }
        return .success(
            HalfDayLeave(
                id: LeaveID(id), employeeID: owner, periodID: LeavePeriodID(period), accountID: LeaveAccountID(account),
                halfDay: HalfDay(day, isMorning ? .morning : .afternoon), seconds: seconds, status: status))
    }

    private mutating func note(_ row: LeaveWire, _ id: LeaveAccountID) {
        guard let known = accounts[id.value] else {
            accounts[id.value] = LeaveAccount(id: id, name: row.accountName ?? "", isRemoteWork: row.isRemoteWork ?? false)
            return
        }
        // A role may show the account on some rows only.
        if known.name.isEmpty, let name = row.accountName, !name.isEmpty { accounts[id.value]?.name = name }
        if !known.isRemoteWork, row.isRemoteWork == true { accounts[id.value]?.isRemoteWork = true }
    }

    func result() -> LeaveReading {
        var result = reading
        result.accounts = accounts.values.sorted { $0.id < $1.id }
        result.unreadable = Set(unread.keys)
        result.problems = unread.sorted { $0.key < $1.key }.map { employee, unread in
            Problem(
                .leaveUnreadable, subject: "employee \(employee)",
                message: unread.count == 1
                    ? "Half-day \(unread.first) could not be understood: \(unread.reason)."
                    : "\(unread.count) half-days could not be understood; of \(unread.first), \(unread.reason).",
                remedy:
                    "Nothing of this employee's is changed. Let the key's role read the details of absences; “passerelle tenant "
                    + "check” tests it.")
        }
        return result
    }
}
