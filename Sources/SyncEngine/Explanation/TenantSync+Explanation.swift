import Foundation
package import SyncCore

/// Whom to explain.
package enum WantedEmployee: Sendable, Hashable {
    /// By Lucca's id, or by the identifier that the tenant matches by.
    /// - Parameter isRecorded: the history of runs has an employee with that id.
    case named(String, isRecorded: Bool = false)
    /// As Lucca has just shown them.
    case found(Employee)
}

/// Which employee and days to explain, and whether to read the planning.
package struct ExplanationRequest: Sendable, Hashable {
    package var employee: WantedEmployee
    /// The last one included; nil for everything that a run reads.
    package var days: ClosedRange<CalendarDay>?
    /// The day of the next run.
    package var asOf: CalendarDay
    /// Read each event from the planning by its key.
    package var asksPlanning: Bool

    package init(employee: WantedEmployee, days: ClosedRange<CalendarDay>?, asOf: CalendarDay, asksPlanning: Bool = true) {
        self.employee = employee
        self.days = days
        self.asOf = asOf
        self.asksPlanning = asksPlanning
    }
}

extension TenantSync {
    /// Explains why an employee's absences are on the planning or not, and what the next run does about them. It writes nothing.
    /// - Throws: `employee_unknown` if neither Lucca nor a record has the employee, `employee_not_unique`; what `preview`
    ///   throws.
    package func explain(
        _ request: ExplanationRequest, of tenant: Tenant, options: SyncOptions = SyncOptions()
    ) async throws -> AbsenceExplanation {
        do {
            let draft = try await planned(tenant, request.asOf, options)
            let person = try await person(request.employee, draft.material, draft.window)
            return try await absences(of: person, draft, request)
        } catch {
            throw SyncError(of: error)
        }
    }

    /// Explains an employee's absences and extra data by one plan. It writes nothing.
    /// - Throws: as `explain`.
    package func explainPerson(
        _ request: ExplanationRequest, of tenant: Tenant, options: SyncOptions = SyncOptions()
    ) async throws -> (absences: AbsenceExplanation, fields: FieldExplanation) {
        do {
            let draft = try await planned(tenant, request.asOf, options)
            let person = try await person(request.employee, draft.material, draft.window)
            return (try await absences(of: person, draft, request), try await fields(of: person, draft))
        } catch {
            throw SyncError(of: error)
        }
    }

    private func absences(
        of person: ExplainedPerson, _ draft: PlannedSync, _ request: ExplanationRequest
    ) async throws -> AbsenceExplanation {
        let (material, window, tenant) = (draft.material, draft.window, draft.material.tenant)
        let live = try await ports.runs.liveRun(of: tenant.id)
        let reading = material.reading.leaves
        func isTheirs(_ entry: LedgerEntry) -> Bool { entry.employeeID == person.id }
        var facts = ExplanationFacts(
            tenant: tenant, window: window, person: person, isRead: material.reads(person.id), days: request.days,
            leaves: reading.leaves.filter { $0.employeeID == person.id }, accounts: reading.accounts,
            reasonRules: material.memory.reasonRules, plan: material.plan,
            remembered: material.memory.entries.filter(isTheirs), settled: material.settlement.entries.filter(isTheirs),
            copies: material.settlement.copies, copiesToDelete: material.copies,
            plannersCopies: material.settlement.plannersCopies, declined: material.input.declinedDeletions,
            isWhole: draft.isWhole,
            history: try await RecordedHistory(of: tenant.id, live: live, ports.runs))
        var types = material.catalog?.types ?? []
        if request.asksPlanning {
            let known = AbsenceExplainer(facts).absences()
            facts.sights = try await material.search.sights(of: known.compactMap(\.event), accounts: tenant.luccaAccounts)
            if types.isEmpty, known.contains(where: { $0.event != nil || $0.nextRun.target != nil }) {
                types = try await material.connected.target.types()
            }
        }
        let explainer = AbsenceExplainer(facts)
        return AbsenceExplanation(
            tenant: tenant.slug, person: person, days: request.days, window: window, halfDays: explainer.halfDays(),
            absences: explainer.absences(), readsWholePlanning: draft.isWhole,
            reconciliationDue: material.memory.reconciledAt?.adding(seconds: Self.reconcileEverySeconds), liveRun: live?.id,
            accountNames: Dictionary(reading.accounts.map { ($0.id, $0.name) }) { first, _ in first },
            typeLabels: Dictionary(types.map { ($0.key, $0.label) }) { first, _ in first })
    }

    // MARK: Employee

    func person(
        _ wanted: WantedEmployee, _ material: SyncMaterial, _ window: SyncWindow
    ) async throws -> ExplainedPerson {
        let (tenant, rows) = (material.tenant, material.reading.employees.rows)
        let scope = tenant.scope.resolve(in: material.reading.departments.rows)
        var found: Employee?
        let text: String
        switch wanted {
        case .found(let employee):
            text = employee.id.value
            found = rows.first { $0.id == employee.id } ?? employee
        case .named(let name, _):
            text = name
            found = try named(name, in: rows, tenant)
            if found.map({ !scope.contains($0.departmentID) }) ?? true {
                // The named employee may be outside the scope, or have left.
                found = try named(name, in: try await material.connected.source.everyone().rows, tenant) ?? found
            }
        }
        let unreadable = material.reading.leaves.unreadable.union(material.reading.employees.unreadable)
        guard let found else {
            let id = EmployeeID(text)
            if unreadable.contains(id) { return ExplainedPerson(id: id, identifier: "", standing: .unreadable) }
            guard
                (material.memory.entries + material.settlement.entries).contains(where: { $0.employeeID == id })
                    || material.memory.fields.contains(where: { $0.employeeID == id })
                    || wanted == .named(text, isRecorded: true)
            else {
                throw SyncError(
                    .tenant(
                        .employeeUnknown(
                            slug: tenant.slug, text: ShownText(text), generation: tenant.settings.luccaAPI)), .rejected)
            }
            return ExplainedPerson(id: id, identifier: "", standing: .notInLucca)
        }
        return ExplainedPerson(
            id: found.id, identifier: identifier(of: found, tenant),
            standing: unreadable.contains(found.id) ? .unreadable : standing(of: found, scope, material, window))
    }

    private func named(_ text: String, in employees: [Employee], _ tenant: Tenant) throws -> Employee? {
        if let employee = employees.first(where: { $0.id.value == text }) { return employee }
        let meant = employees.filter { identifier(of: $0, tenant) == text }
        let ids = Set(meant.map(\.id))
        if ids.count > 1 {
            throw SyncError(.tenant(.employeeNotUnique(text: ShownText(text), ids: ids.sorted())), .rejected)
        }
        return meant.first
    }

    private func identifier(of employee: Employee, _ tenant: Tenant) -> String {
        employee.identifier(tenant.settings.identifier).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func standing(
        of employee: Employee, _ scope: ResolvedScope, _ material: SyncMaterial, _ window: SyncWindow
    ) -> ExplainedPerson.Standing {
        if !scope.contains(employee.departmentID) {
            let name = material.reading.departments.rows.first { $0.id == employee.departmentID }?.name
            return .outOfScope(employee.departmentID, name: name)
        }
        if let end = employee.contractEnd, end < window.asOf { return .left(end) }
        guard material.reads(employee.id) else { return .notInLucca }
        let codes: [Problem.Code] = [.employeeUnmatched, .employeeAmbiguous, .resourceArchived]
        let problem = material.plan.problems.first { problem in
            codes.contains(problem.code) && problem.concerns(employee.id)
        }
        return problem.map { .withoutResource($0) } ?? .synced
    }
}

extension SyncMaterial {
    /// Whether a run reads the employee: those who left are in no list of a run.
    func reads(_ id: EmployeeID) -> Bool {
        reading.employees.rows.contains { $0.id == id } || reading.employees.unreadable.contains(id)
    }
}

/// A remembered event's state on the planning.
enum EventSight: Hashable, Sendable {
    case present(Unavailability)
    /// It exists, without our reference.
    case released
    case gone
}

extension EventSearch {
    /// Reads remembered events from the planning by key. One not found by key is searched for in the list, because a single
    /// answer may be wrong.
    /// - Returns: by key; events without a key are omitted.
    /// - Throws: `SyncError`.
    func sights(of events: [ExplainedEvent], accounts: Set<String>) async throws -> [EventKey: EventSight] {
        var sights: [EventKey: EventSight] = [:]
        var missing: [ExplainedEvent] = []
        for known in events {
            guard let key = known.key, sights[key] == nil else { continue }
            try Task.checkCancellation()
            if let event = try await target.unavailability(key) {
                sights[key] = sight(of: event, known, accounts)
            } else {
                sights[key] = .gone
                missing.append(known)
            }
        }
        guard let first = missing.map(\.start).min(), let last = missing.map(\.end).max() else { return sights }
        let listed = try await target.unavailabilities(
            from: min(first, range.lowerBound), to: max(last, range.upperBound),
            resources: Array(Set(missing.map(\.resource))).sorted())
        let byKey = Dictionary(missing.map { ($0.key, $0) }) { first, _ in first }
        for event in listed {
            if let known = byKey[event.key] { sights[event.key] = sight(of: event, known, accounts) }
        }
        return sights
    }

    private func sight(of event: Unavailability, _ known: ExplainedEvent, _ accounts: Set<String>) -> EventSight {
        // Same rule as the adapter's for whether an event may be written.
        let carried = EventReference.all(in: event.remark)
        let isOurs =
            carried.contains { accounts.contains($0.account) || $0 == known.reference }
            || (known.type == .none && carried.isEmpty)
        return isOurs ? .present(event) : .released
    }
}

/// What the last runs recorded, if it is still relevant: the last one that succeeded, and a failed one after it.
struct RecordedHistory: Sendable {
    struct Record: Sendable {
        let run: Run
        let problems: [Problem]
        let changes: [RunChange]
    }

    /// Newest first.
    let records: [Record]

    init(_ records: [Record]) {
        self.records = records
    }

    /// - Parameter live: the tenant's queued or running sync; its earlier failures are included.
    /// - Throws: `SyncError`.
    init(of tenant: TenantID, live: Run?, _ runs: any RunStore) async throws {
        func newest(_ state: RunState) async throws -> Run? {
            // A cancelled removal also has ended, but concerns no absences.
            try await runs.list(RunFilter(tenant: tenant, state: state)).first { $0.purpose == .sync }
        }
        var decided: [Run] = []
        for state in RunState.allCases where state.isDecided {
            if let run = try await newest(state) { decided.append(run) }
        }
        let last = decided.max { $0.id < $1.id }
        var told: [Run] = []
        if let failed = try await newest(.failed), last.map({ $0.id < failed.id }) ?? true { told.append(failed) }
        if let last { told.append(last) }
        var records: [Record] = []
        if let live, live.error != nil { records.append(Record(run: live, problems: [], changes: [])) }
        for run in told {
            records.append(
                Record(run: run, problems: try await runs.problems(of: run.id), changes: try await runs.changes(of: run.id)))
        }
        self.records = records
    }

    /// The newest matching problem.
    func problem(where matches: (Problem) -> Bool) -> RecordedProblem? {
        for record in records {
            guard let problem = record.problems.first(where: matches) else { continue }
            return RecordedProblem(what: .problem(problem), run: record.run.id, at: record.run.finishedAt)
        }
        return nil
    }

    /// The error that ended or postponed the last run, if it failed.
    var failure: RecordedProblem? {
        guard let run = records.first?.run, let error = run.error else { return nil }
        return RecordedProblem(what: .failure(error), run: run.id, at: run.finishedAt)
    }

    /// The run whose approval would delete that event.
    func withholding(_ reference: EventReference) -> RunID? {
        guard let decided = records.first(where: { $0.run.state.isEnded && $0.run.state != .failed }),
            decided.run.state == .needsReview, decided.run.approvedBy == nil, decided.run.rejected == nil,
            decided.changes.contains(where: { $0.outcome == .withheld && $0.reference == reference })
        else { return nil }
        return decided.run.id
    }
}
