public import SyncCore
public import SyncEngine

extension LuccaSource: ConnectionChecking {
    /// Days around today whose absences are looked at.
    private static let daysBehind = -31
    private static let daysAhead = 180
    /// Enough to see how rows look.
    private static let sample = 200

    public func check() async -> [CheckResult] {
        var results: [CheckResult] = []
        let employees = await checkEmployees()
        results.append(employees.connection)
        guard employees.connection.state == .ok else {
            return results
                + [.luccaEmployees, .luccaDepartments, .luccaLeaves, .luccaLeaveDetails, .luccaFuture].map {
                    CheckResult($0, .unknown, .notTested(because: .luccaUnreachable))
                }
        }
        results.append(employees.result)
        let departments = await checkDepartments()
        results.append(departments.result)
        results += await checkLeaves(filter(departments.ids, employees.rows))
        results.append(future(employees.rows))
        return results
    }

    private static func failed(_ subject: CheckSubject, _ error: any Error) -> CheckResult {
        switch error {
        case let refusal as LuccaRefusal: CheckResult(subject, .failed, .failure(refusal.error.failure))
        case let error as SyncError: CheckResult(subject, .failed, .failure(error.failure))
        default: CheckResult(subject, .unknown, .errorUnknown)
        }
    }

    private func checkEmployees() async -> (connection: CheckResult, result: CheckResult, rows: [EmployeeWire]) {
        let connected = CheckResult(.luccaKey, .ok, .keyKnown)
        do {
            let answer = try await api.users(
                in: nil, offset: 0, limit: LuccaAPI.userPage, order: LuccaAssumptions.newestFirst)
            guard case .page(let page) = answer else { throw LuccaFailure.tooSlow(.employees) }
            let rows = page.rows.map(EmployeeWire.init)
            if rows.isEmpty { return (connected, CheckResult(.luccaEmployees, .failed, .noEmployee), rows) }
            if rows.allSatisfy({ $0.departmentID == nil }) {
                return (connected, CheckResult(.luccaEmployees, .failed, .employeesWithoutDepartment), rows)
            }
            let readable = ConnectionFinding.employeesReadable(count: page.count ?? rows.count)
            return (connected, CheckResult(.luccaEmployees, .ok, readable), rows)
        } catch let refusal as LuccaRefusal where refusal.status != 401 {
            return (connected, Self.failed(.luccaEmployees, refusal), [])
        } catch {
            return (Self.failed(.luccaKey, error), CheckResult(.luccaEmployees, .unknown, .notTested(because: nil)), [])
        }
    }

    private func checkDepartments() async -> (result: CheckResult, ids: [String]) {
        do {
            let (reading, isOldWay) = try await readDepartments()
            let ids = reading.rows.map(\.id.value)
            if ids.isEmpty { return (CheckResult(.luccaDepartments, .failed, .noDepartment), ids) }
            return (CheckResult(.luccaDepartments, .ok, .departmentsReadable(count: ids.count, isOldWay: isOldWay)), ids)
        } catch {
            return (Self.failed(.luccaDepartments, error), [])
        }
    }

    private func filter(_ departments: [String], _ employees: [EmployeeWire]) -> LeaveFilter? {
        if let first = IdentifierChunks.lists(departments).first { return .departments(first) }
        return IdentifierChunks.lists(employees.compactMap(\.id)).first.map { .owners($0) }
    }

    private func checkLeaves(_ filter: LeaveFilter?) async -> [CheckResult] {
        guard let filter else {
            return [.luccaLeaves, .luccaLeaveDetails].map { CheckResult($0, .unknown, .notTested(because: .noFilter)) }
        }
        do {
            let answer = try await api.leaves(
                filter, from: today.adding(days: Self.daysBehind), through: today.adding(days: Self.daysAhead), offset: 0,
                limit: Self.sample)
            guard case .page(let page) = answer else { throw LuccaFailure.tooSlow(.leaves) }
            let rows = page.rows.map(LeaveWire.init).filter { $0.isActive != false && $0.isCancelled != true }
            if rows.isEmpty {
                let noLeave = ConnectionFinding.noLeave(daysBehind: -Self.daysBehind, daysAhead: Self.daysAhead)
                return [
                    CheckResult(.luccaLeaves, .unknown, noLeave),
                    CheckResult(.luccaLeaveDetails, .unknown, .notTested(because: .noLeave)),
                ]
            }
            return [CheckResult(.luccaLeaves, .ok, .leavesReadable(halfDays: page.count ?? rows.count)), details(rows)]
        } catch {
            return [
                Self.failed(.luccaLeaves, error),
                CheckResult(.luccaLeaveDetails, .unknown, .notTested(because: .leavesUnreadable)),
            ]
        }
    }

    private func details(_ rows: [LeaveWire]) -> CheckResult {
        func count(_ isMissing: (LeaveWire) -> Bool) -> Int { rows.count { isMissing($0) } }
        let missing: [(ConnectionFinding.LeaveDetail, Int)] = [
            (.owner, count { $0.ownerID == nil || $0.periodID == nil }), (.account, count { $0.accountID == nil }),
            (.approval, count { $0.isConfirmed == nil }), (.activity, count { $0.isActive == nil }),
            (.half, count { $0.isMorning == nil }),
        ].filter { $0.1 > 0 }
        if let worst = missing.map(\.1).max() {
            let hidden = ConnectionFinding.detailsHidden(halfDays: worst, of: rows.count, details: missing.map(\.0))
            return CheckResult(.luccaLeaveDetails, .failed, hidden)
        }
        if rows.contains(where: { ($0.accountName ?? "").isEmpty }) {
            return CheckResult(.luccaLeaveDetails, .unknown, .accountNamesHidden)
        }
        return CheckResult(.luccaLeaveDetails, .ok, .detailsReadable)
    }

    private func future(_ rows: [EmployeeWire]) -> CheckResult {
        let joiners = rows.count { row in
            if case .day(let day) = row.contractStart { day > today } else { false }
        }
        return joiners > 0
            ? CheckResult(.luccaFuture, .ok, .joinersSeen(count: joiners))
            : CheckResult(.luccaFuture, .unknown, .noJoinerSeen)
    }
}
