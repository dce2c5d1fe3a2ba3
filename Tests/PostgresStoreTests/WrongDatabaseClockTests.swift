import Foundation
import Logging
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

/// The database's clock is wrong for a while, by minutes, hours, days and years, ahead and behind, and then right again: nothing
/// stored meanwhile has an effect for longer than it could.
@Suite("A database whose clock is wrong for a while")
struct WrongDatabaseClockTests {
    static let hour = 3600
    static let day = 86_400
    /// In seconds; ahead and behind.
    static let jumps = [120, 6 * hour, day, 2 * day, 40 * day, 730 * day].flatMap { [$0, -$0] }

    private func withClock(
        _ body: (_ database: TestDatabase, _ worker: PostgresPool, _ clock: TestClock) async throws -> Void
    ) async throws {
        try await withEmptyDatabase { database in
            let clock = try await TestClock(in: database)
            _ = try await Migrator(pool: database.superuser).migrate()
            try await database.withPool(as: .worker) { worker in try await body(database, worker, clock) }
        }
    }

    @Test func theClockOfATestMovesEveryStatement() async throws {
        try await withClock { _, worker, clock in
            let schedules = PostgresScheduleStore(pool: worker)
            let runs = PostgresRunStore(pool: worker)
            let before = try await schedules.now()
            try await clock.set(secondsAhead: 100 * Self.day)
            #expect(try await schedules.now() >= before.adding(seconds: 100 * Self.day))
            let claimed = try await Samples.claimed(Samples.tenant("acme", in: worker), in: runs)
            #expect(claimed.run.notBefore >= before.adding(seconds: 100 * Self.day))
            #expect(try await runs.historyCoveredUntil() ?? before > before.adding(seconds: 130 * Self.day))
        }
    }

    @Test(arguments: jumps) func aDeadWorkersRunIsHeldForALeaseAtMost(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let runs = PostgresRunStore(pool: worker)
            try await clock.set(secondsAhead: jump)
            let claimed = try await Samples.claimed(Samples.tenant("acme", in: worker), in: runs, worker: "dead")
            try await clock.set(secondsAhead: 0)
            // Polling shortens what the wrong clock granted.
            let first = try await runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true)
            if jump > 0 {
                #expect(first.isEmpty)
                #expect(try #require(try await runs.secondsUntilClaimable()) <= 60)
                try await clock.set(secondsAhead: 61)
                #expect(
                    try await runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true).map(\.runID) == [
                        claimed.run.id
                    ])
            } else {
                #expect(first.map(\.runID) == [claimed.run.id])
            }
        }
    }

    @Test(arguments: jumps.filter { $0 > 0 }) func runNowAndRunCancelCutSuchALeaseToo(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let runs = PostgresRunStore(pool: worker)
            try await clock.set(secondsAhead: jump)
            let claimed = try await Samples.claimed(Samples.tenant("acme", in: worker), in: runs, worker: "dead")
            try await clock.set(secondsAhead: 0)
            #expect(try await runs.claim(claimed.run.id, worker: "two", leaseSeconds: 60) == nil)
            try await clock.set(secondsAhead: 61)
            #expect(try await runs.cancel(claimed.run.id) == .cancelled)
        }
    }

    @Test(arguments: jumps) func aWorkerThatLivesKeepsItsRun(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let runs = PostgresRunStore(pool: worker)
            try await clock.set(secondsAhead: max(jump, 0))
            let claimed = try await Samples.claimed(Samples.tenant("acme", in: worker), in: runs, worker: "one")
            // Set back by that much, or behind by it, while another worker polls.
            try await clock.set(secondsAhead: min(jump, 0))
            #expect(try await runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true).isEmpty)
            #expect(try await runs.renew([claimed.lease], leaseSeconds: 60).count == 1)
            try await runs.finish(claimed.lease, RunOutcome(state: .succeeded), withheld: [])
        }
    }

    @Test(arguments: jumps) func aWaitThatWasSetByAWrongClockIsOver(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let runs = PostgresRunStore(pool: worker)
            let tenants = [try await Samples.tenant("acme", in: worker), try await Samples.tenant("globex", in: worker)]
            try await clock.set(secondsAhead: jump)
            var waiting: [RunID] = []
            for tenant in tenants {
                let claimed = try await Samples.claimed(tenant, in: runs)
                waiting.append(claimed.run.id)
                try await runs.release(
                    claimed.lease, afterSeconds: 3600, reason: nil, counts: RunCounts(), requests: RequestCounts())
            }
            let queued = try await runs.enqueue(Samples.newRun(Samples.tenant("third", in: worker)))
            try await clock.set(secondsAhead: 0)
            let claimed = try await runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true).map(\.runID)
            if abs(jump) > 3600 || jump > 0 {
                #expect(Set(claimed) == Set(waiting + [queued]))
            } else {
                #expect(claimed == [queued])
                #expect(try #require(try await runs.secondsUntilClaimable()) <= 3600)
            }
            let overview = try await PostgresFleetStore(pool: worker).overview()
            #expect(overview.oldestDueAt.map { $0 <= overview.readAt } ?? true)
        }
    }

    @Test(arguments: jumps) func aBudgetIsBlockedForItsWindowAtMost(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let budget = PostgresRequestBudget(pool: worker)
            let lucca = BudgetScope(name: "lucca:acme.ilucca.net", limit: 40, windowSeconds: 62)
            let plan = BudgetScope(name: "planningpme:x", limit: 3, windowSeconds: 3600)
            let asked = BudgetScope(name: "lucca:asked.ilucca.net", limit: 40, windowSeconds: 62)
            try await clock.set(secondsAhead: jump)
            for _ in 0..<40 { #expect(try await budget.take(lucca) == nil) }
            for _ in 0..<3 { #expect(try await budget.take(plan) == nil) }
            try await budget.block(asked, seconds: 90)
            try await clock.set(secondsAhead: 0)
            for (scope, window) in [(lucca, 64.0), (plan, 3720), (asked, 90)] {
                let wait = try await budget.take(scope) ?? 0
                #expect(wait <= window, "\(scope.name): \(wait) s")
                if jump > 0 {
                    // A request sent a moment ago counts as sent now, and stays counted.
                    #expect(wait > 0, "\(scope.name)")
                    try await clock.set(secondsAhead: Int(window) / 2)
                    let rest = try await budget.take(scope) ?? 0
                    #expect(rest > 0 && rest < window * 0.75, "\(scope.name): \(rest) s")
                }
                try await clock.set(secondsAhead: Int(window) + 1)
                #expect(try await budget.take(scope) == nil, "\(scope.name)")
                try await clock.set(secondsAhead: 0)
            }
            let shares = try await budget.shares()
            #expect(shares.allSatisfy { $0.blocked == 0 }, "\(shares)")
        }
    }

    @Test(arguments: jumps) func noProcessSpendsABudgetTwiceInOneTrueMinute(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let truth = ManualClock()
            let budget = SteadyBudget(PostgresRequestBudget(pool: worker), clock: SteadyClock(truth))
            let lucca = BudgetScope(name: "lucca:acme.ilucca.net", limit: 40, windowSeconds: 62)
            for _ in 0..<30 { #expect(try await budget.take(lucca) == nil) }
            // Each jump ahead makes the database forget earlier requests.
            try await clock.set(secondsAhead: jump)
            for _ in 0..<10 { #expect(try await budget.take(lucca) == nil) }
            #expect(try await budget.take(lucca) != nil)
            try await clock.set(secondsAhead: 0)
            #expect(try await budget.take(lucca) != nil)
            truth.advance(by: .seconds(63))
            try await clock.set(secondsAhead: max(jump, 0) + 130)
            for _ in 0..<40 { #expect(try await budget.take(lucca) == nil) }
            #expect(try await budget.take(lucca) != nil)
        }
    }

    /// A tenant that is synced daily at noon of UTC.
    private func scheduled(_ worker: PostgresPool) async throws -> Tenant {
        let registry = PostgresTenantRegistry(pool: worker)
        var tenant = try await Samples.tenant("acme", in: worker)
        tenant.settings.calendar = TenantCalendar(zone: .gmt)
        tenant.settings.dailyAt = 720
        try await registry.update(tenant)
        try await registry.setScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: tenant.id)
        try await registry.setState(.active, of: tenant.id, from: [.draft])
        return try await registry.tenant(tenant.id)
    }

    private func enqueuer(_ worker: PostgresPool, witness: @escaping @Sendable () -> Instant?) -> DueRunEnqueuer {
        DueRunEnqueuer(
            schedules: PostgresScheduleStore(pool: worker), registry: PostgresTenantRegistry(pool: worker),
            runs: PostgresRunStore(pool: worker), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            witness: witness)
    }

    /// Performs the queued runs.
    private func work(_ worker: PostgresPool) async throws {
        let runs = PostgresRunStore(pool: worker)
        for lease in try await runs.claimDue(worker: "w", leaseSeconds: 60, atMost: 5, isIdle: true) {
            try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
        }
    }

    @Test(arguments: jumps, [true, false]) func everyDayHasItsRunOnceTheClockIsRight(_ jump: Int, _ hasWitness: Bool) async throws
    {
        try await withClock { database, worker, clock in
            let tenant = try await scheduled(worker)
            try await database.superuser.withConnection {
                try await $0.executeScript("update tenant_schedule set since = since - interval '10 days'")
            }
            let right = try await PostgresScheduleStore(pool: worker).now()
            // The true time, advanced by hand.
            let truth = TruthHand(right)
            let enqueuer = enqueuer(worker) { hasWitness ? truth.now : nil }
            func pass(at seconds: Int, wrongBy error: Int) async throws {
                truth.set(right.adding(seconds: seconds))
                try await clock.set(secondsAhead: seconds + error)
                try await enqueuer.enqueueDue()
                try await work(worker)
            }
            for step in 0..<4 { try await pass(at: step * 6 * Self.hour, wrongBy: 0) }
            try await pass(at: 24 * Self.hour + 1, wrongBy: jump)
            try await pass(at: 24 * Self.hour + 40, wrongBy: jump)
            for step in 4..<16 { try await pass(at: step * 6 * Self.hour + 60, wrongBy: 0) }
            let runs = try await PostgresRunStore(pool: worker).list(RunFilter(tenant: tenant.id, limit: 100))
            let days = Dictionary(grouping: runs.map { $0.scheduledFor.day(in: .gmt) }) { $0 }.mapValues(\.count)
            // Each of the last two whole days had one, whatever happened before: besides one that began under the wrong clock.
            for ahead in [2, 3] { #expect((1...2).contains(days[right.day(in: .gmt).adding(days: ahead)] ?? 0), "\(days)") }
            if hasWitness, jump < 0 {
                #expect(days.values.allSatisfy { $0 == 1 }, "a clock that is behind repeats no day: \(days)")
            }
            #expect(runs.count <= 8, "\(days)")
        }
    }

    @Test(arguments: jumps.filter { $0 > 0 }) func anActivationInTheFutureKeepsNobodyOut(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            try await clock.set(secondsAhead: jump)
            _ = try await scheduled(worker)
            try await clock.set(secondsAhead: 0)
            #expect(try await enqueuer(worker) { nil }.enqueueDue().count == 1)
        }
    }

    @Test(arguments: jumps.filter { $0 > 0 }) func aSuccessOfTheFutureSilencesNoAlert(_ jump: Int) async throws {
        try await withClock { database, worker, clock in
            let tenant = try await scheduled(worker)
            let (runs, fleet) = (PostgresRunStore(pool: worker), PostgresFleetStore(pool: worker))
            try await clock.set(secondsAhead: jump)
            let claimed = try await Samples.claimed(tenant, in: runs)
            try await runs.finish(claimed.lease, RunOutcome(state: .succeeded), withheld: [])
            try await database.superuser.withConnection {
                try await $0.executeScript("update tenant_schedule set since = '2020-01-01'")
            }
            try await clock.set(secondsAhead: 0)
            #expect(try await fleet.overview().withoutRecentSuccess == 1)
            let now = try await Samples.claimed(tenant, in: runs)
            try await runs.finish(now.lease, RunOutcome(state: .succeeded), withheld: [])
            #expect(try await fleet.overview().withoutRecentSuccess == 0)
        }
    }

    @Test(arguments: jumps) func aDeadWorkerLooksAliveForNoLonger(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let fleet = PostgresFleetStore(pool: worker)
            let (dead, live) = (Self.identity("dead"), Self.identity("live"))
            try await clock.set(secondsAhead: jump)
            try await fleet.beat(dead, isDraining: false, trouble: nil)
            try await fleet.beat(live, isDraining: false, trouble: nil)
            try await clock.set(secondsAhead: 0)
            try await fleet.beat(live, isDraining: false, trouble: nil)
            let now = try await fleet.overview().readAt
            let alive = try await fleet.workers().filter { $0.heartbeatAt.adding(seconds: 45) >= now }.map(\.identity.name)
            #expect(alive == ["live"])
            try await fleet.forgetWorkers(silentForSeconds: 86_400)
            #expect(try await fleet.workers().map(\.identity.name).contains("live"))
        }
    }

    private static func identity(_ name: String) -> WorkerIdentity {
        WorkerIdentity(name: name, host: "h", processID: 1, version: "1", concurrency: 1)
    }

    @Test(arguments: jumps) func nothingIsDestroyedByAge(_ jump: Int) async throws {
        try await withClock { database, worker, clock in
            let runs = PostgresRunStore(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            let claimed = try await Samples.claimed(tenant, in: runs)
            try await runs.finish(claimed.lease, RunOutcome(state: .partial, problems: [Samples.problem]), withheld: [])
            let scope = BudgetScope(name: "lucca:acme.ilucca.net", limit: 1, windowSeconds: 3600)
            #expect(try await PostgresRequestBudget(pool: worker).take(scope) == nil)
            // Days on which the clock was in use.
            try await database.superuser.withConnection {
                try await $0.executeScript(
                    "insert into clock_sighting select current_date - n from generate_series(1, 8) n on conflict do nothing")
            }
            try await clock.set(secondsAhead: jump)
            for _ in 0..<3 { #expect(try await runs.pruneHistory(keepMonths: 1) == 0) }
            let memory = try await PostgresEventLedger(pool: worker).load(tenant.id)
            try await clock.set(secondsAhead: 0)
            if let past = memory.surelyPast { #expect(past <= (try await PostgresScheduleStore(pool: worker).now())) }
            #expect(try await runs.problems(of: claimed.run.id) == [Samples.problem])
            #expect(try await PostgresRequestBudget(pool: worker).take(scope) != nil, "its budget was not forgotten")
            // It covers the coming months, not those of the wrong clock.
            let now = try await PostgresScheduleStore(pool: worker).now()
            let covered = try #require(try await runs.historyCoveredUntil())
            #expect(covered > now.adding(seconds: 60 * Self.day) && covered < now.adding(seconds: 240 * Self.day))
        }
    }

    @Test(arguments: jumps) func aReconciliationOfTheFutureIsKnownAsOne(_ jump: Int) async throws {
        try await withClock { _, worker, clock in
            let runs = PostgresRunStore(pool: worker)
            let ledger = PostgresEventLedger(pool: worker)
            let tenant = try await Samples.tenant("acme", in: worker)
            try await clock.set(secondsAhead: jump)
            let claimed = try await Samples.claimed(tenant, in: runs)
            try await ledger.settle(LedgerSettlement(remove: [], write: [], isWholePlanning: true), claimed.lease)
            try await clock.set(secondsAhead: 0)
            let memory = try await ledger.load(tenant.id)
            #expect(memory.isReconciled(within: 7 * Self.day) == (jump < 0 && -jump < 7 * Self.day))
        }
    }
}

/// The true time, as a test sets it.
private final class TruthHand: Sendable {
    private let value: Mutex<Instant>

    init(_ now: Instant) { value = Mutex(now) }

    var now: Instant { value.withLock { $0 } }
    func set(_ now: Instant) { value.withLock { $0 = now } }
}
