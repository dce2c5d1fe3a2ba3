package import HTTPTransport
package import SyncCore
package import SyncEngine

/// One tenant's Lucca (generation 1, API key), for the length of one run.
///
/// For 500 employees with 15,000 half-days in the window it sends 6 requests: departments, employees, and four pages of half-days.
/// With custom fields it sends 9: employees take three pages, and labels of lists one request.
package struct LuccaSource: HRSource {
    let api: LuccaAPI
    let lists: LuccaListReader
    let today: CalendarDay
    /// Those whose reading `check` tests.
    let fields: [LuccaField]
    let shelf = DefinitionShelf()

    /// Sends nothing yet.
    /// - Parameters:
    ///   - client: for the tenant's Lucca address.
    ///   - apiKey: as the customer copied it; surrounding spaces do no harm.
    ///   - today: in the tenant's zone; `check` alone needs it.
    ///   - fields: the extra fields in use; `check` alone needs them.
    package init(client: RemoteClient, apiKey: Secret, today: CalendarDay, fields: [LuccaField] = []) {
        api = LuccaAPI(client: client, key: apiKey)
        lists = LuccaListReader(api)
        self.today = today
        self.fields = fields
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
            api.note(list.rows, .departments)
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

    package func employees(in departments: [DepartmentID]?, with fields: [LuccaField]) async throws -> EmployeeReading {
        guard let scope = Self.scope(departments) else { return EmployeeReading(Reading(rows: [])) }
        let selection = FieldSelection(fields)
        return try await refusalsInWords {
            guard selection.isEmpty else { return try await extendedEmployees(in: scope, selection) }
            var limit = LuccaAPI.userPage
            let list = try await lists.offsets(.employees, of: EmployeeWire.self, limit: &limit) { offset, limit in
                try await api.users(in: scope.filter, offset: offset, limit: limit)
            }
            api.note(list.rows, .employees)
            return EmployeeReading(EmployeeMapping.employees(list.rows, missing: list.missing))
        }
    }

    package func everyone() async throws -> Reading<Employee> {
        try await refusalsInWords {
            var limit = LuccaAPI.userPage
            let list = try await lists.offsets(.employees, of: EmployeeWire.self, limit: &limit) { offset, limit in
                try await api.users(in: nil, withFormer: true, offset: offset, limit: limit)
            }
            return EmployeeMapping.employees(list.rows, missing: list.missing)
        }
    }

    /// Whose employees are asked for.
    struct Scope: Sendable {
        /// nil for everyone.
        let filter: [String]?
    }

    /// nil where nobody is asked for. More departments than fit one request: everyone is read instead. Someone who moves between two
    /// lists while they are read would be missing from both, and look gone.
    static func scope(_ departments: [DepartmentID]?) -> Scope? {
        guard let chunks = departments.map({ IdentifierChunks.lists($0.map(\.value)) }) else { return Scope(filter: nil) }
        guard let first = chunks.first else { return nil }
        return Scope(filter: chunks.count == 1 ? first : nil)
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
                var unknown = UnknownTally()
                for chunk in chunks {
                    var list = try await lists.offsets(.leaves, of: LeaveWire.self, limit: &limit) { offset, limit in
                        try await api.leaves(.departments(chunk), from: from, through: through, offset: offset, limit: limit)
                    }
                    let mayRepeat = chunks.count > 1 || list.isOdd
                    counts.append(list.count)
                    mapping.expect(list.length, missing: list.missing)
                    list.takePages { rows in
                        mapping.add(rows, mayRepeat: mayRepeat)
                        unknown.add(rows)
                    }
                }
                if try await stillCounts(counts, chunks, from, through) {
                    api.note(unknown, .leaves)
                    return mapping.result()
                }
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
    func refusalsInWords<Result: Sendable>(_ read: @escaping @Sendable () async throws -> Result) async throws -> Result {
        do {
            return try await Decoding.run(read)
        } catch let refusal as LuccaRefusal {
            throw refusal.error
        }
    }
}

extension LuccaSource: ConnectionChecking {
    /// Enough to see how rows look.
    private static let sample = 200

    package func check() async -> [CheckResult] {
        var results: [CheckResult] = []
        let employees = await checkEmployees()
        results.append(employees.connection)
        guard employees.connection.state == .ok else {
            return results
                + CheckResult.untested(
                    [.luccaEmployees, .luccaDepartments, .luccaLeaves, .luccaLeaveDetails, .luccaFuture]
                        + (fields.isEmpty ? [] : [.luccaFields]), since: employees.connection)
        }
        results.append(employees.result)
        let departments = await checkDepartments()
        results.append(departments.result)
        results += await checkLeaves(filter(departments.ids, employees.rows))
        results.append(.futureJoiners(employees.rows.map(\.contractStart), after: today))
        results += await checkFields()
        return results
    }

    static func failed(_ subject: CheckSubject, _ error: any Error) -> CheckResult {
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
            api.note(rows, .employees)
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
        guard let filter else { return CheckResult.leavesWithoutFilter }
        do {
            let answer = try await api.leaves(
                filter, from: today.adding(days: -CheckResult.daysBehind), through: today.adding(days: CheckResult.daysAhead),
                offset: 0, limit: Self.sample)
            guard case .page(let page) = answer else { throw LuccaFailure.tooSlow(.leaves) }
            let read = page.rows.map(LeaveWire.init)
            api.note(read, .leaves)
            let rows = read.filter { $0.isActive != false && $0.isCancelled != true }
            if rows.isEmpty { return CheckResult.noLeave }
            return [CheckResult(.luccaLeaves, .ok, .leavesReadable(halfDays: page.count ?? rows.count)), details(rows)]
        } catch {
            return CheckResult.leavesUnreadable(Self.failed(.luccaLeaves, error))
        }
    }

    private func details(_ rows: [LeaveWire]) -> CheckResult {
        func count(_ isMissing: (LeaveWire) -> Bool) -> Int { rows.count { isMissing($0) } }
        let hidden: [(detail: ConnectionFinding.LeaveDetail, rows: Int)] = [
            (.owner, count { $0.ownerID == nil || $0.periodID == nil }), (.account, count { $0.accountID == nil }),
            (.approval, count { $0.isConfirmed == nil }), (.activity, count { $0.isActive == nil }),
            (.half, count { $0.isMorning == nil }),
        ]
        return .leaveDetails(
            hidden: hidden, of: rows.count, isSomeAccountNameless: rows.contains { ($0.accountName ?? "").isEmpty })
    }
}
