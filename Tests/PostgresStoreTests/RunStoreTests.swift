import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PostgresStore

@Suite("PostgresRunStore")
struct RunStoreTests {
    @Test func aQueuedRunIsClaimedOnce() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let id = try await runs.enqueue(Samples.newRun(tenant))
            #expect(try await runs.run(id).state == .queued)
            #expect(try await runs.run(id).attempt == 0)
            let claims = try await withThrowingTaskGroup(of: ClaimedRun?.self) { group in
                for number in 0..<4 { group.addTask { try await runs.claim(id, worker: "w\(number)", leaseSeconds: 60) } }
                return try await group.reduce(into: [ClaimedRun]()) { if let claim = $1 { $0.append(claim) } }
            }
            #expect(claims.count == 1)
            let claimed = try #require(claims.first)
            #expect(claimed.run.state == .running)
            #expect(claimed.run.attempt == 1)
            #expect(claimed.run.tenant == tenant.slug)
            #expect(claimed.run.startedAt != nil)
            #expect(claimed.lease == LeaseTerm(runID: id, tenantID: tenant.id, term: 1))
        }
    }

    @Test func aTenantHasOneActiveRun() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let outcomes = await withTaskGroup(of: Result<RunID, any Error>.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do { return .success(try await runs.enqueue(Samples.newRun(tenant))) } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let ids = outcomes.compactMap { try? $0.get() }
            #expect(ids.count == 1)
            let id = try #require(ids.first)
            for outcome in outcomes {
                guard case .failure(let error) = outcome else { continue }
                let refused = try #require(error as? SyncError)
                #expect(refused.code == .runActive)
                #expect(refused.message.contains("\(id)"))
            }
            #expect(try await runs.liveRun(of: tenant.id)?.id == id)
        }
    }

    @Test func anotherTenantsRunIsNoHindrance() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            for slug in ["acme", "globex"] {
                let tenant = try await Samples.tenant(slug, in: worker)
                _ = try await runs.enqueue(Samples.newRun(tenant))
            }
            #expect(try await runs.list(RunFilter()).map(\.tenant.value) == ["globex", "acme"])
        }
    }

    @Test func enqueueingForAnUnknownTenantIsRefused() async throws {
        try await withTestDatabase { _, worker in
            let registry = PostgresTenantRegistry(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            try await registry.delete(tenant.id)
            let code = try await code { _ = try await PostgresRunStore(pool: worker).enqueue(Samples.newRun(tenant)) }
            #expect(code == .tenantUnknown)
        }
    }

    @Test func aRunWhoseWorkerDiedIsResumedUnderTheNextAttempt() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let first = try await Samples.claimed(tenant, in: runs)
            #expect(try await runs.claim(first.run.id, worker: "w2", leaseSeconds: 60) == nil)
            try await database.superuser.execute(ExpireLease(run: first.run.id))
            let second = try #require(try await runs.claim(first.run.id, worker: "w2", leaseSeconds: 60))
            #expect(second.run.attempt == 2)
            #expect(second.lease.term == 2)
            #expect(second.run.startedAt == first.run.startedAt)
            #expect(second.run.worker == "w2")
        }
    }

    @Test func nothingIsDoneUnderAnOldTerm() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let old = try await Samples.claimed(tenant, in: runs).lease
            try await database.superuser.execute(ExpireLease(run: old.runID))
            let current = try #require(try await runs.claim(old.runID, worker: "w2", leaseSeconds: 60)).lease
            let outcome = RunOutcome(state: .succeeded)
            try await expectError(.leaseLost) { try await runs.renew(old, leaseSeconds: 60) }
            try await expectError(.leaseLost) { try await runs.progress(old, counts: RunCounts(), requests: RequestCounts()) }
            try await expectError(.leaseLost) { try await runs.finish(old, outcome, withheld: []) }
            try await expectError(.leaseLost) {
                try await runs.release(
                    old, afterSeconds: nil, reason: nil, counts: RunCounts(), requests: RequestCounts())
            }
            #expect(try await runs.run(old.runID).state == .running)
            try await runs.renew(current, leaseSeconds: 60)
            try await runs.finish(current, outcome, withheld: [])
            try await expectError(.leaseLost) { try await runs.finish(current, outcome, withheld: []) }
        }
    }

    @Test func anExpiredLeaseIsLostEvenWhenNobodyTookIt() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            try await database.superuser.execute(ExpireLease(run: lease.runID))
            try await expectError(.leaseLost) { try await runs.renew(lease, leaseSeconds: 60) }
            try await expectError(.leaseLost) { try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: []) }
            #expect(try await runs.run(lease.runID).state == .running)
        }
    }

    @Test func aFinishedRunIsHistoryWithEverythingOfIt() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let claimed = try await Samples.claimed(tenant, in: runs)
            var outcome = RunOutcome(
                state: .needsReview, error: Failure(code: "c"),
                problems: [Samples.problem, Problem(.tenant(tenant.slug), .copiesWithheld(count: 12))])
            outcome.counts.departments = 1
            outcome.counts.employees = 2
            outcome.counts.leaves = 3
            outcome.counts.absences = 4
            outcome.counts.created = 5
            outcome.counts.updated = 6
            outcome.counts.deleted = 7
            outcome.counts.unchanged = 8
            outcome.counts.failed = 9
            outcome.requests.lucca = 10
            outcome.requests.planningPME = 11
            let withheld = try [Samples.change(1, .withheld), Samples.change(2, .withheld)]
            try await runs.finish(claimed.lease, outcome, withheld: withheld)

            let ended = try await runs.run(claimed.run.id)
            #expect(ended.state == .needsReview)
            #expect(ended.counts == outcome.counts)
            #expect(ended.requests == outcome.requests)
            #expect(ended.error == outcome.error)
            #expect(ended.window == claimed.run.window)
            #expect(ended.scheduledFor == claimed.run.scheduledFor)
            #expect(ended.notBefore == claimed.run.notBefore)
            #expect(ended.startedAt == claimed.run.startedAt)
            #expect(ended.finishedAt != nil)
            #expect(ended.worker == "w1")
            #expect(try await runs.problems(of: ended.id) == outcome.problems)
            #expect(try await runs.changes(of: ended.id) == withheld)
            #expect(try await runs.liveRun(of: tenant.id) == nil)
            // A run stopped by the brake is no baseline for the next one.
            #expect(try await runs.lastSuccess(of: tenant.id) == nil)
            #expect(try await runs.claim(ended.id, worker: "w2", leaseSeconds: 60) == nil)
        }
    }

    @Test func aFailedRunIsNoSuccess() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            #expect(try await runs.lastSuccess(of: tenant.id) == nil)
            let success = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(success, RunOutcome(state: .partial), withheld: [])
            let failure = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(failure, RunOutcome(state: .failed), withheld: [])
            #expect(try await runs.lastSuccess(of: tenant.id)?.runID == success.runID)
        }
    }

    @Test func aReleasedRunKeepsItsAttemptAndWaits() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let first = try await Samples.claimed(tenant, in: runs)
            let reason = Failure(code: "planningpme_throttled")
            var requests = RequestCounts()
            requests.planningPME = 2000
            try await runs.release(first.lease, afterSeconds: 3600, reason: reason, counts: RunCounts(), requests: requests)

            let waiting = try await runs.run(first.run.id)
            #expect(waiting.state == .queued)
            let now = try await PostgresScheduleStore(pool: worker).now()
            #expect(waiting.notBefore > now && waiting.notBefore <= now.adding(seconds: 3600))
            #expect(waiting.error == reason)
            #expect(waiting.requests == requests)
            #expect(waiting.worker == nil)
            #expect(try await runs.claim(first.run.id, worker: "w2", leaseSeconds: 60) == nil)

            try await database.superuser.execute(MakeDue(run: first.run.id))
            let second = try #require(try await runs.claim(first.run.id, worker: "w2", leaseSeconds: 60))
            #expect(second.run.attempt == 1)
            #expect(second.lease.term == 2)
            #expect(second.run.error == nil)
        }
    }

    private struct MakeDue: PostgresStatement {
        static let sql = "update run set not_before = clock_timestamp() where id = $1"
        let run: RunID
        var bindings: [PostgresValue] { [.int(run.value)] }
    }

    @Test func progressShowsInTheLiveRun() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let lease = try await Samples.claimed(tenant, in: runs).lease
            var counts = RunCounts()
            counts.employees = 12
            try await runs.progress(lease, counts: counts, requests: RequestCounts())
            #expect(try await runs.liveRun(of: tenant.id)?.counts == counts)
        }
    }

    @Test func onlyARunThatNobodyRunsIsCancelled() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let queued = try await runs.enqueue(Samples.newRun(tenant))
            try await runs.cancel(queued)
            #expect(try await runs.run(queued).state == .cancelled)
            try await expectError(.runStateRefused) { try await runs.cancel(queued) }

            let lease = try await Samples.claimed(tenant, in: runs).lease
            #expect(try await runs.cancel(lease.runID) == .requested(worker: "w1"))
            try await database.superuser.execute(ExpireLease(run: lease.runID))
            try await runs.cancel(lease.runID)
            #expect(try await runs.run(lease.runID).state == .cancelled)
            try await expectError(.runUnknown) { try await runs.cancel(RunID(999_999)) }
        }
    }

    @Test func approvingMarksTheRunThatWithheld() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let review = try await Samples.claimed(tenant, in: runs).lease
            try await runs.finish(review, RunOutcome(state: .needsReview), withheld: [Samples.change(1, .withheld)])

            let failing = try await runs.enqueue(Samples.newRun(tenant, approves: review.runID))
            let failed = try #require(try await runs.claim(failing, worker: "w", leaseSeconds: 60)).lease
            try await runs.finish(failed, RunOutcome(state: .failed), withheld: [])
            #expect(try await runs.run(review.runID).approvedBy == nil)

            let approving = try await runs.enqueue(Samples.newRun(tenant, approves: review.runID))
            let lease = try #require(try await runs.claim(approving, worker: "w", leaseSeconds: 60)).lease
            try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
            #expect(try await runs.run(approving).approves == review.runID)
            #expect(try await runs.run(review.runID).approvedBy == approving)
            try await expectError(.runStateRefused) { _ = try await runs.enqueue(Samples.newRun(tenant, approves: review.runID)) }
            try await expectError(.runStateRefused) { _ = try await runs.enqueue(Samples.newRun(tenant, approves: lease.runID)) }
        }
    }

    @Test func anotherTenantsRunCanNotBeApproved() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let acme = try await Samples.tenant("acme", in: worker)
            let globex = try await Samples.tenant("globex", in: worker)
            let review = try await Samples.claimed(acme, in: runs).lease
            try await runs.finish(review, RunOutcome(state: .needsReview), withheld: [])
            try await expectError(.runUnknown) { _ = try await runs.enqueue(Samples.newRun(globex, approves: review.runID)) }
        }
    }

    @Test func historyIsListedNewestFirstAndFiltered() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let acme = try await Samples.tenant("acme", in: worker)
            let globex = try await Samples.tenant("globex", in: worker)
            var ended: [RunID] = []
            for state in [RunState.succeeded, .failed, .succeeded] {
                let lease = try await Samples.claimed(acme, in: runs).lease
                try await runs.finish(lease, RunOutcome(state: state), withheld: [])
                ended.append(lease.runID)
            }
            let queued = try await runs.enqueue(Samples.newRun(acme))
            let other = try await Samples.claimed(globex, in: runs).run.id

            let all = [other, queued] + ended.reversed()
            #expect(try await runs.list(RunFilter()).map(\.id) == all)
            #expect(try await runs.list(RunFilter(limit: 2)).map(\.id) == Array(all.prefix(2)))
            #expect(try await runs.list(RunFilter(tenant: acme.id)).map(\.id) == Array(all.dropFirst()))
            #expect(try await runs.list(RunFilter(tenant: acme.id, limit: 2)).map(\.id) == [queued, ended[2]])
            for tenant in [acme.id, nil] {
                #expect(try await runs.list(RunFilter(tenant: tenant, state: .failed)).map(\.id) == [ended[1]])
                #expect(try await runs.list(RunFilter(tenant: tenant, state: .queued)).map(\.id) == [queued])
            }
            let last = try #require(try await runs.run(ended[2]).finishedAt)
            let since = try await runs.list(RunFilter(since: last.adding(seconds: 3600))).map(\.id)
            #expect(since == [other, queued])
            let early = try await runs.list(RunFilter(tenant: acme.id, since: last.adding(seconds: -3600))).map(\.id)
            #expect(early == [queued] + ended.reversed())
        }
    }

    /// Paging by the end alone would skip those that share the last one's moment.
    @Test func runsThatEndInOneMicrosecondAreEachOnOnePage() async throws {
        try await withTestDatabase { database, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    with moment as materialized (select clock_timestamp() as at)
                    insert into run_history (
                        id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at,
                        finished_at, attempt, \(RunRow.figures.names))
                    select nextval('run_number'), '\(tenant.id)', 'sync', 'succeeded', 'schedule', at::date, at::date, at::date + 9,
                        at, at, at, at, 1\(String(repeating: ", 0", count: RunRow.figures.count))
                    from moment, generate_series(1, 1001)
                    """)
            }
            for tenants in [nil, [tenant.id]] {
                var query = RunQuery(tenants: tenants, limit: 100)
                var found: [RunID] = []
                while true {
                    let page = try await runs.page(query).map(\.id)
                    guard let last = page.last else { break }
                    found += page
                    query.before = last
                }
                #expect(found.count == 1001 && Set(found).count == 1001 && found == found.sorted(by: >))
                #expect(try await runs.count(query, atMost: 1001) == 1001)
            }
        }
    }

    @Test func anUnknownRunIsSaidToBeUnknown() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            try await expectError(.runUnknown) { _ = try await runs.run(RunID(12)) }
            #expect(try await runs.claim(RunID(12), worker: "w", leaseSeconds: 60) == nil)
        }
    }

    /// A constraint that the texts break represents anything that a database may reject.
    @Test("A run whose problems the database rejects is recorded all the same", arguments: ["[^ -~]", "."])
    func aRunIsRecordedWhateverItsProblemsHold(refused: String) async throws {
        try await withTestDatabase { database, worker in
            try await database.superuser.withConnection { connection in
                try await connection.executeScript(
                    """
                    alter table run_problem
                        add constraint refused check (code = 'problems_unrecorded' or facts::text !~ '\(refused)')
                    """)
            }
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let claimed = try await Samples.claimed(tenant, in: runs)
            let problems = [
                Problem(.employee("4", identifier: "é"), .noIdentifier(identifier: .login, matchesEmail: true)), Samples.problem,
            ]
            let withheld = [try Samples.change(1, .withheld)]
            try await runs.finish(claimed.lease, RunOutcome(state: .partial, problems: problems), withheld: withheld)
            #expect(try await runs.run(claimed.run.id).state == .partial)
            let recorded = try await runs.problems(of: claimed.run.id)
            if refused == "." {
                #expect(recorded.map(\.code) == [.problemsUnrecorded])
            } else {
                #expect(recorded.map(\.subject) == [.employee("4", identifier: "??"), Samples.problem.subject])
                #expect(try await runs.changes(of: claimed.run.id).count == 1)
            }
        }
    }

    @Test("Problems with any text are recorded as they are shown")
    func hostileProblemsAreRecorded() async throws {
        try await withTestDatabase { _, worker in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let claimed = try await Samples.claimed(tenant, in: runs)
            let texts = ["00\u{0}14", "\u{1b}[2J", "\u{fffe}", String(repeating: "9", count: 1_000_000), "{}\\\"'", "\u{10ffff}"]
            let problems = texts.map { text in
                Problem(
                    .employee(EmployeeID(text), identifier: text),
                    .halfDaysUnreadable(count: 1, first: ShownText(text), flaw: .dateMissing, generation: .second))
            }
            let error = Failure.tenant(.unknown(name: ShownText(texts[0])))
            try await runs.finish(
                claimed.lease, RunOutcome(state: .failed, error: error, problems: problems), withheld: [])
            #expect(try await runs.problems(of: claimed.run.id) == problems)
            #expect(try await runs.run(claimed.run.id).error == .tenant(.unknown(name: ShownText("00U+000014"))))
        }
    }
}
