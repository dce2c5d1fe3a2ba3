import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Who started a run and who decided about what it withheld; `AuditWalkTests` has the same of PostgreSQL's own entries.
@Suite("People of a run")
struct RunPeopleTests {
    private let front = Front()
    private var log: InMemoryAuditLog { InMemoryAuditLog(front.database) }

    /// A run that withheld something.
    private func braked() async throws -> (tenant: Tenant, run: RunID) {
        let tenant = try await front.register()
        return (tenant, try await end(tenant, .needsReview))
    }

    private func end(_ tenant: Tenant, _ state: RunState, approving run: RunID? = nil) async throws -> RunID {
        let day = try await front.services.schedules.now().day(in: Sample.zone())
        var new = NewRun(tenantID: tenant.id, trigger: .manual, window: SyncWindow(asOf: day, horizonMonths: 6))
        new.approves = run
        let claimed = try await front.services.runs.begin(new, worker: "w", leaseSeconds: 60)
        try await front.services.runs.finish(claimed.lease, RunOutcome(state: state), withheld: [])
        return claimed.run.id
    }

    private func people(of run: RunID) async throws -> RunPeople { try await front.perform(ShowRun(run)).people }

    @Test func aRunWithoutAnEntryHasNoPeople() async throws {
        let (_, run) = try await braked()
        let people = try await people(of: run)
        #expect(people.starter == nil && people.decider == nil)
    }

    @Test func whoQueuedItStartedIt() async throws {
        let (_, run) = try await braked()
        try log.noteChange(of: run, "run.start", by: "lea", reason: "ticket 7", InMemoryAuditLog.started)
        try log.noteChange(
            of: run, "run.cancel", by: "tom", #"[{"object": "run", "action": "update", "after": {"cancel_requested": true}}]"#)
        let people = try await people(of: run)
        #expect(people.starter?.login == "lea" && people.starter?.reason == "ticket 7" && people.decider == nil)
    }

    @Test func whoRejectedItDecided() async throws {
        let (_, run) = try await braked()
        try log.noteChange(of: run, "run.start", by: "lea", InMemoryAuditLog.started)
        try await front.services.runs.reject(run)
        try log.noteChange(of: run, "run.reject", by: "eve", reason: "a right was lost", InMemoryAuditLog.rejected)
        let people = try await people(of: run)
        #expect(people.decider?.login == "eve" && people.decider?.reason == "a right was lost")
        #expect(people.starter?.login == "lea")
    }

    @Test func whoStartedTheApprovingRunDecided() async throws {
        let (tenant, run) = try await braked()
        let approving = try await end(tenant, .succeeded, approving: run)
        try log.noteChange(of: approving, "run.approve", by: "eve", reason: "ticket 8", InMemoryAuditLog.started)
        let people = try await people(of: run)
        #expect(people.decider?.login == "eve" && people.decider?.run == approving && people.starter == nil)
    }

    /// Of another release, or of nothing that is known.
    @Test(arguments: ["", "{}", "[]", "[{}]", #"[{"object": "run", "action": "merge"}]"#])
    func anEntryThatIsNotUnderstoodNamesNoOne(changes: String) async throws {
        let (_, run) = try await braked()
        try log.noteChange(of: run, "run.start", by: "lea", changes)
        #expect(try await people(of: run).starter == nil)
    }
}
