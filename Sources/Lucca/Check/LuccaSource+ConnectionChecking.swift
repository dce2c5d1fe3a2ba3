import SyncCore
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
                + [Check.employees, .departments, .leaves, .leaveDetails, .future].map {
                    $0.unknown("Not tested, since Lucca could not be reached with this key.")
                }
        }
        results.append(employees.result)
        let departments = await checkDepartments()
        results.append(departments.result)
        results += await checkLeaves(filter(departments.ids, employees.rows))
        results.append(future(employees.rows))
        return results
    }

    /// What is tested, and what it would hide.
    private enum Check: String {
        case connection = "Lucca: address and API key"
        case employees = "Lucca: employees"
        case departments = "Lucca: departments"
        case leaves = "Lucca: absences"
        case leaveDetails = "Lucca: absence details"
        case future = "Lucca: future employees"

        func ok(_ detail: String, remedy: String = "") -> CheckResult {
            CheckResult(name: rawValue, state: .ok, detail: detail, remedy: remedy)
        }

        func failed(_ detail: String, _ remedy: String, _ cause: SyncError.Code? = nil) -> CheckResult {
            CheckResult(name: rawValue, state: .failed, detail: detail, remedy: remedy, cause: cause)
        }

        func unknown(_ detail: String, _ remedy: String = "") -> CheckResult {
            CheckResult(name: rawValue, state: .unknown, detail: detail, remedy: remedy)
        }

        func failed(_ error: any Error) -> CheckResult {
            switch error {
            case let refusal as LuccaRefusal: failed(refusal.error.message, refusal.error.remedy, refusal.error.code)
            case let error as SyncError: failed(error.message, error.remedy, error.code)
            default: unknown("It could not be tested.", "Try again; if it lasts, report it.")
            }
        }
    }

    private func checkEmployees() async -> (connection: CheckResult, result: CheckResult, rows: [EmployeeWire]) {
        let connected = Check.connection.ok("Lucca answers, and knows the key.")
        do {
            let answer = try await api.users(
                in: nil, offset: 0, limit: LuccaAPI.userPage, order: LuccaAssumptions.newestFirst)
            guard case .page(let page) = answer else { throw LuccaFailure.tooSlow(.employees) }
            let rows = page.rows.map(EmployeeWire.init)
            let remedy = "Without it nobody is synced. " + LuccaFailure.remedy(allowing: .employees)
            if rows.isEmpty {
                return (connected, Check.employees.failed("The key sees no employee at all.", remedy), rows)
            }
            if rows.allSatisfy({ $0.departmentID == nil }) {
                return (connected, Check.employees.failed("The key does not see the employees' departments.", remedy), rows)
            }
            return (connected, Check.employees.ok("\(page.count ?? rows.count) employees are readable."), rows)
        } catch let refusal as LuccaRefusal where refusal.status != 401 {
            return (connected, Check.employees.failed(refusal), [])
        } catch {
            return (Check.connection.failed(error), Check.employees.unknown("Not tested."), [])
        }
    }

    private func checkDepartments() async -> (result: CheckResult, ids: [String]) {
        do {
            let (reading, isOldWay) = try await readDepartments()
            let departments = reading.rows
            let ids = departments.map(\.id.value)
            if departments.isEmpty {
                let remedy = "Without it no scope can be chosen. " + LuccaFailure.remedy(allowing: .departments)
                return (Check.departments.failed("The key sees no department.", remedy), ids)
            }
            if isOldWay {
                return (
                    Check.departments.ok(
                        "\(departments.count) departments are readable, but only the old way, which Lucca ends in September 2026.",
                        remedy: LuccaFailure.remedy(allowing: .departments)), ids
                )
            }
            return (Check.departments.ok("\(departments.count) departments are readable."), ids)
        } catch {
            return (Check.departments.failed(error), [])
        }
    }

    private func filter(_ departments: [String], _ employees: [EmployeeWire]) -> LeaveFilter? {
        if let first = IdentifierChunks.lists(departments).first { return .departments(first) }
        return IdentifierChunks.lists(employees.compactMap(\.id)).first.map { .owners($0) }
    }

    private func checkLeaves(_ filter: LeaveFilter?) async -> [CheckResult] {
        guard let filter else {
            return [Check.leaves, .leaveDetails].map { $0.unknown("Not tested: it needs departments or employees.") }
        }
        do {
            let answer = try await api.leaves(
                filter, from: today.adding(days: Self.daysBehind), through: today.adding(days: Self.daysAhead), offset: 0,
                limit: Self.sample)
            guard case .page(let page) = answer else { throw LuccaFailure.tooSlow(.leaves) }
            let rows = page.rows.map(LeaveWire.init).filter { $0.isActive != false && $0.isCancelled != true }
            if rows.isEmpty {
                return [
                    Check.leaves.unknown(
                        "Lucca answers, with no absence from \(-Self.daysBehind) days ago to \(Self.daysAhead) days ahead.",
                        "If there are absences in Lucca, the key's role hides them. "
                            + LuccaFailure.remedy(allowing: .leaves)),
                    Check.leaveDetails.unknown("Not tested: there is no absence to look at."),
                ]
            }
            return [Check.leaves.ok("\(page.count ?? rows.count) half-days are readable."), details(rows)]
        } catch {
            return [Check.leaves.failed(error), Check.leaveDetails.unknown("Not tested: absences are not readable.")]
        }
    }

    private func details(_ rows: [LeaveWire]) -> CheckResult {
        let remedy =
            "Such absences are not synced, and nothing of these employees' is changed. "
            + LuccaFailure.remedy(allowing: .leaves)
        func count(_ isMissing: (LeaveWire) -> Bool) -> Int { rows.count { isMissing($0) } }
        let missing: [(String, Int)] = [
            ("whose they are", count { $0.ownerID == nil || $0.periodID == nil }),
            ("their reason", count { $0.accountID == nil }),
            ("whether they are approved", count { $0.isConfirmed == nil }),
            ("whether they are active", count { $0.isActive == nil }),
            ("the half of the day", count { $0.isMorning == nil }),
        ].filter { $0.1 > 0 }
        if let worst = missing.max(by: { $0.1 < $1.1 }) {
            let what = missing.map(\.0).joined(separator: ", ")
            return Check.leaveDetails.failed("Of \(worst.1) in \(rows.count) half-days the key does not see \(what).", remedy)
        }
        if rows.contains(where: { ($0.accountName ?? "").isEmpty }) {
            return Check.leaveDetails.unknown(
                "The key does not see the names of the reasons.",
                "Absences go to the neutral type until someone sets “passerelle reason set”. "
                    + LuccaFailure.remedy(allowing: .leaves))
        }
        return Check.leaveDetails.ok("Reason, approval and owner are readable.")
    }

    private func future(_ rows: [EmployeeWire]) -> CheckResult {
        let joiners = rows.count { row in
            if case .day(let day) = row.contractStart { day > today } else { false }
        }
        if joiners > 0 { return Check.future.ok("\(joiners) future joiners are seen.") }
        return Check.future.unknown(
            "No future joiner is seen: there may be none, or the key's role hides them.",
            "Hidden ones get their resource and absences on the day they start. To have them before, let the key's role see "
                + "future employees.")
    }
}
