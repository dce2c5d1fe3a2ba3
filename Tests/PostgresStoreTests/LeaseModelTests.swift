import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Claim, renew, expire, resume, finish, release, retry and cancel in random order, over the real statements: each
/// answers as a model of a few lines does. Every statement is atomic, so any interleaving of workers is an order of statements.
@Suite("Leases, by a model")
struct LeaseModelTests {
    @Test(arguments: 0..<UInt64(Proof.count(small: 6, full: 200)))
    func everyOrderOfStatementsAnswersAsTheModel(_ seed: UInt64) async throws {
        try await withTestDatabase { database, worker in
            var play = try await LeasePlay(seed: seed, worker: worker, superuser: database.superuser)
            for _ in 0..<80 { try await play.step() }
        }
    }
}

/// What the model knows of a tenant's live run.
private struct ModelRun: Equatable {
    var id: RunID
    var isRunning = false
    var isLeaseOver = false
    var isCancelRequested = false
    var isDue = true
    var term = 0
    var attempt = 0
    var worker = ""
    var deaths = 0

    /// Its deaths once that worker claims it.
    func deaths(claimedBy claimer: String) -> Int { deaths + (isRunning && worker != claimer ? 1 : 0) }
    func isHeld(by claimer: String) -> Bool { isRunning && !isLeaseOver && worker == claimer }
}

private struct LeasePlay {
    private var random: SplitMix64
    private let runs: PostgresRunStore
    private let superuser: PostgresPool
    private var tenants: [Tenant] = []
    private var live: [TenantID: ModelRun] = [:]
    /// Every lease ever granted: workers come back with old ones.
    private var leases: [LeaseTerm] = []
    private var ended: [RunID: RunState] = [:]
    private let seed: UInt64

    init(seed: UInt64, worker: PostgresPool, superuser: PostgresPool) async throws {
        self.seed = seed
        random = SplitMix64(seed: seed)
        runs = PostgresRunStore(pool: worker)
        self.superuser = superuser
        for number in 0..<3 { tenants.append(try await Samples.tenant("t\(number)", in: worker)) }
    }

    mutating func step() async throws {
        let tenant = tenants[Int.random(in: 0..<tenants.count, using: &random)]
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try await enqueue(tenant)
        case 1: try await begin(tenant)
        case 2: try await claim(tenant)
        case 3: try await claimDue()
        case 4: try await expire(tenant)
        case 5: try await cancel(tenant)
        default: try await act()
        }
        for tenant in tenants { try await compare(tenant) }
    }

    private func holds(_ lease: LeaseTerm) -> Bool {
        guard let run = live[lease.tenantID] else { return false }
        return run.id == lease.runID && run.term == lease.term && run.isRunning && !run.isLeaseOver
    }

    private func code(_ body: () async throws -> Void) async throws -> SyncError.Code? {
        do {
            try await body()
            return nil
        } catch let error as SyncError {
            return error.code
        }
    }

    // MARK: Statements

    private mutating func enqueue(_ tenant: Tenant) async throws {
        if live[tenant.id] != nil {
            #expect(try await code { _ = try await runs.enqueue(Samples.newRun(tenant)) } == .runActive, "seed \(seed)")
        } else {
            live[tenant.id] = ModelRun(id: try await runs.enqueue(Samples.newRun(tenant)))
        }
    }

    private mutating func begin(_ tenant: Tenant) async throws {
        let new = try Samples.newRun(tenant)
        if live[tenant.id] != nil {
            let refusal = try await code { _ = try await runs.begin(new, worker: "w", leaseSeconds: 600) }
            #expect(refusal == .runActive, "seed \(seed)")
        } else {
            let begun = try await runs.begin(new, worker: "w", leaseSeconds: 600)
            live[tenant.id] = ModelRun(id: begun.run.id)
            granted(begun.lease, to: "w")
        }
    }

    private func isClaimable(_ run: ModelRun) -> Bool { run.isRunning ? run.isLeaseOver : run.isDue }

    private mutating func granted(_ lease: LeaseTerm, to worker: String) {
        guard var run = live[lease.tenantID] else {
            Issue.record("a claimed run is unknown to the model, seed \(seed)")
            return
        }
        run.attempt = run.isRunning || run.attempt == 0 ? run.attempt + 1 : run.attempt
        run.deaths = run.deaths(claimedBy: worker)
        run.worker = worker
        run.term += 1
        run.isRunning = true
        run.isLeaseOver = false
        #expect(lease == LeaseTerm(runID: run.id, tenantID: lease.tenantID, term: run.term), "seed \(seed)")
        live[lease.tenantID] = run
        leases.append(lease)
    }

    private mutating func claim(_ tenant: Tenant) async throws {
        guard let run = live[tenant.id] else { return }
        let worker: String = random.pick("w", "x", "y")
        let claimed = try await runs.claim(run.id, worker: worker, leaseSeconds: 600)
        #expect((claimed != nil) == isClaimable(run), "seed \(seed)")
        if let claimed {
            #expect(claimed.isCancelRequested == run.isCancelRequested, "seed \(seed)")
            granted(claimed.lease, to: worker)
            #expect(claimed.deaths == live[tenant.id]?.deaths, "seed \(seed)")
        }
    }

    private mutating func claimDue() async throws {
        let worker: String = random.pick("w", "x", "y")
        let isIdle = Bool.random(using: &random)
        let limit = Int.random(in: 1...3, using: &random)
        let claimable = live.values.filter(isClaimable)
        let suspects = Set(claimable.filter { $0.deaths(claimedBy: worker) == 2 }.map(\.id))
        let others = Set(claimable.map(\.id)).subtracting(suspects)
        let held = live.values.filter { $0.isHeld(by: worker) }
        let claimed = try await runs.claimDue(worker: worker, leaseSeconds: 600, atMost: limit, isIdle: isIdle)
        let ids = Set(claimed.map(\.runID))
        if held.contains(where: { $0.deaths >= 2 }) {
            #expect(ids.isEmpty, "seed \(seed)")
        } else if isIdle, held.isEmpty, !suspects.isEmpty {
            #expect(ids.count == 1 && ids.isSubset(of: suspects), "seed \(seed)")
        } else {
            #expect(ids.count == min(limit, others.count) && ids.isSubset(of: others), "seed \(seed)")
        }
        for lease in claimed { granted(lease, to: worker) }
    }

    private mutating func expire(_ tenant: Tenant) async throws {
        guard var run = live[tenant.id], run.isRunning else { return }
        try await superuser.execute(ExpireLease(run: run.id))
        run.isLeaseOver = true
        live[tenant.id] = run
    }

    private mutating func cancel(_ tenant: Tenant) async throws {
        guard var run = live[tenant.id] else { return }
        let answer = try await runs.cancel(run.id)
        if run.isRunning, !run.isLeaseOver {
            #expect(answer == .requested(worker: run.worker), "seed \(seed)")
            run.isCancelRequested = true
            live[tenant.id] = run
        } else {
            #expect(answer == .cancelled, "seed \(seed)")
            ended[run.id] = .cancelled
            live[tenant.id] = nil
        }
    }

    /// A worker writes under a lease that it has, or once had.
    private mutating func act() async throws {
        guard let lease = random.element(of: Array(leases.suffix(8))) else { return }
        let holds = holds(lease)
        if !holds, Bool.random(using: &random) {
            try await runs.survived(lease)
            if let run = live[lease.tenantID], run.id == lease.runID, run.term > lease.term, run.deaths > 0 {
                live[lease.tenantID]?.deaths -= 1
            }
            return
        }
        let expected: SyncError.Code? = holds ? nil : .leaseLost
        var run = live[lease.tenantID]
        let error = Failure(code: "x")
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            var renewal: LeaseRenewal?
            #expect(try await code { renewal = try await runs.renew(lease, leaseSeconds: 600) } == expected, "seed \(seed)")
            if holds { #expect(renewal?.isCancelRequested == run?.isCancelRequested, "seed \(seed)") }
        case 1:
            let answer = try await code {
                try await runs.progress(lease, counts: RunCounts(), requests: RequestCounts())
            }
            #expect(answer == expected, "seed \(seed)")
        case 2:
            let state: RunState = random.pick(.succeeded, .failed, .partial)
            let answer = try await code { try await runs.finish(lease, RunOutcome(state: state), withheld: []) }
            #expect(answer == expected, "seed \(seed)")
            if holds {
                ended[lease.runID] = state
                run = nil
            }
        case 3:
            let answer = try await code {
                try await runs.release(
                    lease, afterSeconds: 0, reason: nil, counts: RunCounts(),
                    requests: RequestCounts())
            }
            #expect(answer == expected, "seed \(seed)")
            if holds { run?.isRunning = false }
        default:
            let answer = try await code {
                try await runs.retry(
                    lease, afterSeconds: 3600, reason: error, counts: RunCounts(), requests: RequestCounts())
            }
            #expect(answer == expected, "seed \(seed)")
            if holds {
                run?.isRunning = false
                run?.isDue = false
            }
        }
        if holds { live[lease.tenantID] = run }
    }

    private func compare(_ tenant: Tenant) async throws {
        let found = try await runs.liveRun(of: tenant.id)
        let expected = live[tenant.id]
        #expect(found?.id == expected?.id, "seed \(seed)")
        if let found, let expected {
            #expect(found.state == (expected.isRunning ? .running : .queued), "seed \(seed)")
            #expect(found.attempt == expected.attempt, "seed \(seed)")
        }
        for (id, state) in ended.suffix(2) { #expect(try await runs.run(id).state == state, "seed \(seed)") }
    }
}

extension Dictionary {
    /// Some of its members.
    fileprivate func suffix(_ count: Int) -> [(Key, Value)] { Array(Array(self).suffix(count)) }
}
