import SyncCore
import SyncEngine

/// What every `RunStore` does with what a person declined.
package enum RejectionConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aRejectionIsSignedAndDeclinesEachDeletion", aRejectionIsSignedAndDeclinesEachDeletion),
        ConformanceCase("aRejectionDeclinesEachClearing", aRejectionDeclinesEachClearing),
        ConformanceCase("anApprovalDeclinesTheClearingsThatItLeavesOut", anApprovalDeclinesTheClearingsThatItLeavesOut),
        ConformanceCase("onlyAnOpenReviewIsRejected", onlyAnOpenReviewIsRejected),
        ConformanceCase("aRunBeingApprovedIsNotRejected", aRunBeingApprovedIsNotRejected),
        ConformanceCase("whatIsDeclinedStaysSoUntilItIsDone", whatIsDeclinedStaysSoUntilItIsDone),
        ConformanceCase("anApprovalRemembersWhose", anApprovalRemembersWhose),
    ]

    private static func withheld(_ period: LeavePeriodID, declined: Decline? = nil) -> RunChange {
        let reference = EventReference(account: "acme", periodID: period, accountID: "12", first: Sample.half("2026-12-24-AM"))
        let start = Sample.instant("2026-12-23T23:00:00Z")
        return RunChange(
            .delete, .withheld,
            EventFacts(
                reference: reference, employeeID: "42", resource: 7, type: 5, start: start, end: start.adding(seconds: 86_400)),
            because: .cancelled, declined: declined)
    }

    private static func braked(
        _ tenant: Tenant, _ store: ConformanceHarness, _ changes: [RunChange] = [withheld("1"), withheld("2")]
    ) async throws -> RunID {
        let claimed = try await store.start(tenant)
        try await store.runs.finish(claimed.lease, RunOutcome(state: .needsReview), withheld: changes)
        return claimed.run.id
    }

    private static func aRejectionIsSignedAndDeclinesEachDeletion(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let run = try await braked(tenant, store)
        try expect(try await store.runs.declined(of: tenant.id).isEmpty, "nobody declined them")
        try await store.runs.reject(run)
        guard let rejected = try await store.runs.run(run).rejected else {
            throw ConformanceFailure("the run says who rejected it", #fileID, #line)
        }
        try expect(rejected.by?.isEmpty == false, "by a login")
        try expectEqual(try await store.runs.changes(of: run).map(\.declined), [rejected, rejected], "each deletion")
        let declined = try await store.runs.declined(of: tenant.id)
        try expectEqual(Set(declined.keys.map(\.periodID)), ["1", "2"], "which ones")
        try expect(declined.values.allSatisfy { $0 == rejected }, "when and by whom")
    }

    private static func field(_ employee: EmployeeID) -> FieldMemory {
        FieldMemory(employeeID: employee, target: .mobile, resource: 51, digest: "d", state: .written)
    }

    /// A run that wrote the telephones of employees 1, 2 and 3, and withholds clearings.
    private static func withholding(
        _ clears: [EmployeeID], of tenant: Tenant, _ store: ConformanceHarness
    ) async throws -> RunID {
        try await store.registry.setFieldRule(
            FieldRule(
                field: LuccaField(id: FieldID(.standard(.mobile)), format: .text), target: .mobile, form: .text,
                clearsWhenEmpty: true, replaces: false), of: tenant.id)
        let claimed = try await store.start(tenant)
        var update = MemoryUpdate()
        update.fields = ["1", "2", "3"].map(field)
        try await store.ledger.remember(update, claimed.lease)
        let problem = Problem(.run, .fieldClearsWithheld(employees: clears, holders: 3))
        try await store.runs.finish(claimed.lease, RunOutcome(state: .needsReview, problems: [problem]), withheld: [])
        return claimed.run.id
    }

    private static func declined(_ tenant: Tenant, _ store: ConformanceHarness) async throws -> [EmployeeID: Decline] {
        let fields = try await store.ledger.load(tenant.id).fields
        return Dictionary(fields.compactMap { row in row.declined.map { (row.employeeID, $0) } }) { first, _ in first }
    }

    private static func aRejectionDeclinesEachClearing(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let run = try await withholding(["1", "2"], of: tenant, store)
        try expectEqual(try await declined(tenant, store), [:], "nobody declined them")
        try await store.runs.reject(run)
        guard let rejected = try await store.runs.run(run).rejected else {
            throw ConformanceFailure("the run says who rejected it", #fileID, #line)
        }
        try expectEqual(try await declined(tenant, store), ["1": rejected, "2": rejected], "each, and no other")
        let next = try await store.start(tenant)
        var update = MemoryUpdate()
        update.fields = [field("1")]
        try await store.ledger.remember(update, next.lease)
        try expectEqual(try await declined(tenant, store), ["2": rejected], "until something is written there")
        update.fields = []
        update.clearedFields = ["2": [.mobile]]
        try await store.ledger.remember(update, next.lease)
        try expectEqual(try await declined(tenant, store), [:], "or it is cleared")
    }

    private static func anApprovalDeclinesTheClearingsThatItLeavesOut(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let run = try await withholding(["1", "2"], of: tenant, store)
        let approval = try await store.runs.begin(
            NewRun(
                tenantID: tenant.id, trigger: .manual, window: ConformanceHarness.window, approves: run, approvesOnly: ["1"]),
            worker: "one", leaseSeconds: 60)
        try await store.runs.finish(approval.lease, RunOutcome(state: .succeeded), withheld: [])
        let declined = try await declined(tenant, store)
        try expectEqual(Set(declined.keys), ["2"], "whose")
        try expectEqual(declined["2"]?.by, nil, "by nobody in particular")
    }

    private static func onlyAnOpenReviewIsRejected(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let first = try await braked(tenant, store)
        try await store.runs.reject(first)
        try expectEqual(try await store.code { try await store.runs.reject(first) }, .runStateRefused, "twice")
        let approved = try await store.code { _ = try await store.begin(tenant, approves: first) }
        try expectEqual(approved, .runStateRefused, "it is no longer approved")
        try expectEqual(try await store.code { try await store.runs.reject(4711) }, .runUnknown, "an unknown run")
        let second = try await braked(tenant, store)
        let third = try await store.start(tenant)
        try await store.runs.finish(third.lease, RunOutcome(state: .succeeded), withheld: [])
        try expectEqual(try await store.code { try await store.runs.reject(second) }, .runStateRefused, "a superseded one")
        let ended = try await store.code { try await store.runs.reject(third.run.id) }
        try expectEqual(ended, .runStateRefused, "one that withheld nothing")
    }

    private static func aRunBeingApprovedIsNotRejected(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let run = try await braked(tenant, store)
        let approval = try await store.begin(tenant, approves: run)
        try expectEqual(try await store.code { try await store.runs.reject(run) }, .runActive, "it is being approved")
        try await store.runs.finish(approval.lease, RunOutcome(state: .succeeded), withheld: [])
        try expectEqual(try await store.code { try await store.runs.reject(run) }, .runStateRefused, "it was approved")
    }

    private static func whatIsDeclinedStaysSoUntilItIsDone(_ store: ConformanceHarness) async throws {
        let (tenant, other) = (try await store.makeTenant(), try await store.makeTenant("other"))
        let run = try await braked(tenant, store)
        try await store.runs.reject(run)
        let failed = try await store.start(tenant)
        try await store.runs.finish(failed.lease, RunOutcome(state: .failed), withheld: [])
        try expectEqual(try await store.runs.declined(of: tenant.id).count, 2, "a failed run decided nothing")
        try expect(try await store.runs.declined(of: other.id).isEmpty, "another tenant's")
        let decline = Decline(at: Sample.instant("2026-12-01T10:00:00Z"), by: nil)
        _ = try await braked(tenant, store, [withheld("1", declined: decline), withheld("3")])
        let left = try await store.runs.declined(of: tenant.id)
        try expectEqual(Set(left.keys.map(\.periodID)), ["1", "2"], "and not what only the brake withheld")
        try expect(left.values.contains(decline), "as it was declined last")
        // Such as of an employee whom Lucca did not show readably: nobody decided anew.
        let last = try await store.start(tenant)
        try await store.runs.finish(last.lease, RunOutcome(state: .succeeded), withheld: [])
        try expectEqual(try await store.runs.declined(of: tenant.id), left, "a run that withheld nothing decided nothing")
    }

    private static func anApprovalRemembersWhose(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let run = try await braked(tenant, store)
        let id = try await store.runs.enqueue(
            NewRun(
                tenantID: tenant.id, trigger: .manual, window: ConformanceHarness.window, approves: run,
                approvesOnly: ["42", "7"]))
        try expectEqual(try await store.runs.run(id).approvesOnly, ["42", "7"], "while it waits")
        guard let claimed = try await store.claim(id) else { throw ConformanceFailure("it is claimed", #fileID, #line) }
        try expectEqual(claimed.run.approvesOnly, ["42", "7"], "for its worker")
        try await store.runs.finish(claimed.lease, RunOutcome(state: .needsReview), withheld: [withheld("2")])
        try expectEqual(try await store.runs.run(id).approvesOnly, ["42", "7"], "in history")
        try expectEqual(try await store.runs.run(run).approvesOnly, nil, "a run that approves nothing")
    }
}
