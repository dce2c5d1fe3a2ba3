package import HTTPTransport
package import SyncCore
package import SyncEngine

/// One tenant's Lucca (generation 1, API key), for the length of one run.
///
/// For 500 employees with 15,000 half-days in the window it sends 6 requests: departments, employees, and four pages of half-days.
package struct LuccaSource: HRSource {
    let api: LuccaAPI
    let lists: LuccaListReader
    let today: CalendarDay

    /// Sends nothing yet.
    /// - Parameters:
    ///   - client: for the tenant's Lucca address.
    ///   - apiKey: as the customer copied it; surrounding spaces do no harm.
    ///   - today: in the tenant's zone; `check` alone needs it.
    package init(client: RemoteClient, apiKey: Secret, today: CalendarDay) {
        api = LuccaAPI(client: client, key: apiKey)
        lists = LuccaListReader(api)
        self.today = today
    }

    package var requestCount: Int {
        get async { api.requestCount }
    }

    package func departments() async throws -> Reading<Department> {
        try await refusalsInWords { try await readDepartments() }
    }

    private func readDepartments() async throws -> Reading<Department> {
        do {
            let list = try await lists.pages(.departments, of: DepartmentWire.self, limit: LuccaAPI.departmentPage) { page in
                try await api.departments(page: page)
            }
            return DepartmentMapping.departments(list.rows, missing: list.missing)
        } catch let refusal as LuccaRefusal where refusal.status == 401 {
            // The key is unknown, or it lacks this right: the remedies differ.
            guard try await isKeyKnown() else { throw refusal }
            throw LuccaFailure.forbidden(refusal.subject, status: refusal.status)
        }
    }

    private func isKeyKnown() async throws -> Bool {
        do {
            _ = try await api.users(in: nil, fields: LuccaProperty.id.rawValue, offset: 0, limit: 1)
            return true
        } catch let refusal as LuccaRefusal {
            return refusal.status != 401
        }
    }

    package func employees(in departments: [DepartmentID]?) async throws -> Reading<Employee> {
        let chunks = departments.map { IdentifierChunks.lists($0.map(\.value)) }
        if let chunks, chunks.isEmpty { return Reading(rows: []) }
        // More departments than fit one request: everyone is read instead. Someone who moves between two lists while they are
        // read would be missing from both, and look gone.
        let wanted = chunks.flatMap { $0.count == 1 ? $0[0] : nil }
        return try await refusalsInWords {
            var limit = LuccaAPI.userPage
            let list = try await lists.offsets(.employees, of: EmployeeWire.self, limit: &limit) { offset, limit in
                try await api.users(in: wanted, offset: offset, limit: limit)
            }
            return EmployeeMapping.employees(list.rows, missing: list.missing)
        }
    }

    package func leaves(
        ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay
    ) async throws -> LeaveReading {
        let chunks = IdentifierChunks.lists(departments.map(\.value))
        guard from <= through else { return LeaveReading(leaves: [], accounts: []) }
        return try await refusalsInWords {
            var limit = LuccaAssumptions.leavePage
            for _ in 0..<LuccaListReader.readings {
                var mapping = LeaveMapping(from: from, through: through)
                var counts: [Int?] = []
                for chunk in chunks {
                    let list = try await lists.offsets(.leaves, of: LeaveWire.self, limit: &limit) { offset, limit in
                        try await api.leaves(.departments(chunk), from: from, through: through, offset: offset, limit: limit)
                    }
                    mapping.add(list.rows, missing: list.missing, mayRepeat: chunks.count > 1 || list.isOdd)
                    counts.append(list.count)
                }
                if try await stillCounts(counts, chunks, from, through) { return mapping.result() }
            }
            throw LuccaFailure.incomplete(.leaves, readings: LuccaListReader.readings)
        }
    }

    /// Whether several lists fit together: someone who changed department between two of them would be missing from both.
    private func stillCounts(
        _ counts: [Int?], _ chunks: [[String]], _ from: CalendarDay, _ through: CalendarDay
    ) async throws -> Bool {
        guard chunks.count > 1 else { return true }
        for (chunk, count) in zip(chunks, counts) {
            let answer = try await api.leaves(
                .departments(chunk), from: from, through: through, fields: LuccaProperty.id.rawValue, offset: 0, limit: 1)
            guard case .page(let page) = answer else { throw LuccaFailure.tooSlow(.leaves) }
            if page.count != count { return false }
        }
        return true
    }

    /// Reads on the threads for that: rows by the ten thousand are made of answers here.
    private func refusalsInWords<Result: Sendable>(_ read: @escaping @Sendable () async throws -> Result) async throws -> Result {
        do {
            return try await Decoding.run(read)
        } catch let refusal as LuccaRefusal {
            throw refusal.error
        }
    }
}

extension LuccaSource: ConnectionChecking {
    /// Days around today whose absences are looked at.
    private static let daysBehind = -31
    private static let daysAhead = 180
    /// Enough to see how rows look.
    private static let sample = 200

    package func check() async -> [CheckResult] {
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
            let ids = try await readDepartments().rows.map(\.id.value)
            if ids.isEmpty { return (CheckResult(.luccaDepartments, .failed, .noDepartment), ids) }
            return (CheckResult(.luccaDepartments, .ok, .departmentsReadable(count: ids.count)), ids)
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
