import HTTPTransport
package import SyncCore
import SyncEngine

extension LuccaApplicationSource: ConnectionChecking {
    package func check() async -> [CheckResult] {
        let scopes = await checkScopes()
        guard scopes.connection.state == .ok else {
            return [scopes.connection]
                + CheckResult.untested(
                    [.luccaScopes, .luccaEmployees, .luccaDepartments, .luccaLeaves, .luccaLeaveDetails, .luccaFuture]
                        + untestedFields, since: scopes.connection)
        }
        let employees = await checkEmployees()
        var results = [scopes.connection, scopes.result]
        // Lucca may reject a token that its token host gave.
        if let failure = employees.result.failure, case .lucca(.application(.tokenRejected)) = failure {
            let refused = CheckResult(.luccaApplication, .failed, .failure(failure))
            return [refused, scopes.result]
                + CheckResult.untested(
                    [.luccaEmployees, .luccaDepartments, .luccaLeaves, .luccaLeaveDetails, .luccaFuture] + untestedFields,
                    since: refused)
        }
        results += [employees.result, await checkDepartments()]
        results += await checkLeaves(employees.rows)
        results.append(.futureJoiners(employees.rows.map(\.contractStart), after: today))
        results += await checkFields(employees.rows)
        return results
    }

    private var untestedFields: [CheckSubject] { fields.isEmpty ? [] : [.luccaFields] }

    /// A result for each extra field in use, from the employees of one page.
    private func checkFields(_ rows: [EmployeeRow]) async -> [CheckResult] {
        guard !fields.isEmpty else { return [] }
        do {
            let read = try await ApplicationFieldReader(reader, today: today).values(of: fields, rows)
            return fields.map { field in
                .extraField(
                    field, holders: read.values.count { $0.value[field.id] != nil }, of: rows.count,
                    isHidden: read.unreadable.contains(field.id), areLabelsHidden: read.areLabelsUnreadable)
            }
        } catch {
            return [Self.failed(.luccaFields, error)]
        }
    }

    private static func failed(_ subject: CheckSubject, _ error: any Error) -> CheckResult {
        switch error {
        case let refusal as ApplicationRefusal: CheckResult(subject, .failed, .failure(refusal.error.failure))
        case let error as SyncError: CheckResult(subject, .failed, .failure(error.failure))
        default: CheckResult(subject, .unknown, .errorUnknown)
        }
    }

    /// Asks for a token with one scope at a time: a token with several is refused whole.
    private func checkScopes() async -> (connection: CheckResult, result: CheckResult) {
        var denied: [LuccaScope] = []
        do {
            for scope in LuccaScope.standard {
                do {
                    _ = try await tokenRequest.send(for: [scope])
                } catch let error as SyncError {
                    guard case .lucca(.application(.scopesDenied)) = error.failure else { throw error }
                    denied.append(scope)
                }
            }
        } catch {
            return (Self.failed(.luccaApplication, error), CheckResult(.luccaScopes, .unknown, .notTested(because: nil)))
        }
        return (
            CheckResult(.luccaApplication, .ok, .applicationKnown),
            denied.isEmpty
                ? CheckResult(.luccaScopes, .ok, .scopesGranted(count: LuccaScope.standard.count))
                : CheckResult(.luccaScopes, .failed, .failure(.lucca(.application(.scopesDenied(scopes: denied)))))
        )
    }

    /// One page of a list, with a token that has no other scope than its own.
    private func sample<Row: ApplicationRow>(_ list: ApplicationList, _ scopes: [LuccaScope], as row: Row.Type) async throws
        -> (rows: [Row], count: Int?)
    {
        let list = ApplicationList(
            path: list.path, subject: list.subject, scopes: Set(scopes), query: list.query, name: "check")
        switch try await reader.api.page(of: list, at: nil, limit: ApplicationAPI.page) {
        case .page(let page): return (page.items.map(Row.init), page.count)
        case .tooSlow: throw LuccaFailure.tooSlow(list.subject)
        }
    }

    private func checkEmployees() async -> (result: CheckResult, rows: [EmployeeRow]) {
        do {
            let read = try await sample(
                .employees, Failure.LuccaSubject.employees.scopes, as: EmployeeRow.self)
            if read.rows.isEmpty { return (CheckResult(.luccaEmployees, .failed, .noEmployee), []) }
            if read.rows.allSatisfy({ $0.departmentID == nil }) {
                return (CheckResult(.luccaEmployees, .failed, .employeesWithoutDepartment), read.rows)
            }
            let readable = ConnectionFinding.employeesReadable(count: read.count ?? read.rows.count)
            return (CheckResult(.luccaEmployees, .ok, readable), read.rows)
        } catch {
            return (Self.failed(.luccaEmployees, error), [])
        }
    }

    private func checkDepartments() async -> CheckResult {
        do {
            let read = try await sample(.departments, [.departments], as: DepartmentRow.self)
            let rows = read.rows.filter { $0.id != nil }
            if rows.isEmpty { return CheckResult(.luccaDepartments, .failed, .noDepartment) }
            return CheckResult(.luccaDepartments, .ok, .departmentsReadable(count: read.count ?? rows.count))
        } catch {
            return Self.failed(.luccaDepartments, error)
        }
    }

    private func checkLeaves(_ employees: [EmployeeRow]) async -> [CheckResult] {
        let ids = IdentifierChunks.lists(employees.compactMap(\.id)).first ?? []
        guard !ids.isEmpty else { return CheckResult.leavesWithoutFilter }
        do {
            let from = today.adding(days: -CheckResult.daysBehind)
            let through = today.adding(days: CheckResult.daysAhead)
            let read = try await sample(.leaves(of: ids, through: through), [.leaves], as: AbsenceRow.self)
            let rows = read.rows.filter { $0.status != .gone }
            if rows.isEmpty { return CheckResult.noLeave }
            var mapping = AbsenceMapping(from: from, through: through)
            mapping.add(rows, of: Set(ids))
            reader.api.note(unknown: mapping.unknownStatuses, of: .status, in: .leaves(of: [], through: through))
            return [
                CheckResult(.luccaLeaves, .ok, .leavesReadable(halfDays: mapping.result().leaves.count)), details(rows),
            ]
        } catch {
            return CheckResult.leavesUnreadable(Self.failed(.luccaLeaves, error))
        }
    }

    private func details(_ rows: [AbsenceRow]) -> CheckResult {
        func count(_ isMissing: (AbsenceRow) -> Bool) -> Int { rows.count { isMissing($0) } }
        let hidden: [(detail: ConnectionFinding.LeaveDetail, rows: Int)] = [
            (.owner, count { $0.employeeID == nil || $0.id == nil }), (.account, count { $0.accountID == nil }),
            (.approval, count { $0.status == nil }),
            (.half, count { $0.days?.contains { $0.part == .unreadable || $0.date == .unreadable } ?? true }),
        ]
        return .leaveDetails(
            hidden: hidden, of: rows.count, isSomeAccountNameless: rows.contains { ($0.accountName ?? "").isEmpty })
    }
}
