import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// What `LeaseModelTests` assumes: two concurrent transactions on the same run answer and leave behind what one
/// of their two orders does. The orders are played on the same statements, one after the other.
@Suite("Leases, two at a time")
struct LeaseRaceTests {
    @Test func everyPairActsLikeOneOfItsOrders() async throws {
        try await withTestDatabase { database, worker in
            let stage = try await Stage(worker: worker, superuser: database.superuser)
            for start in Stage.Start.allCases {
                for (index, left) in Action.allCases.enumerated() {
                    for right in Action.allCases[index...] {
                        let allowed = try await stage.orders(of: left, right, from: start)
                        for _ in 0..<Proof.count(small: 2, full: 40) {
                            let seen = try await stage.race(left, right, from: start)
                            #expect(allowed.contains(seen), "\(left) and \(right) on a \(start) run")
                        }
                    }
                }
            }
        }
    }
}

private enum Action: CaseIterable {
    case enqueue, begin, claim, claimDue, renew, progress, finish, release, retry, cancel
}

/// Both answers, and the resulting state.
private struct Scene: Hashable {
    let left: String
    let right: String
    let state: String
}

private struct Stage {
    enum Start: CaseIterable {
        case queued, held, leftBehind
    }

    private struct Clear: PostgresStatement {
        static let sql = "delete from run"
    }

    private let runs: PostgresRunStore
    private let superuser: PostgresPool
    private let tenant: Tenant

    init(worker: PostgresPool, superuser: PostgresPool) async throws {
        runs = PostgresRunStore(pool: worker)
        self.superuser = superuser
        tenant = try await Samples.tenant("acme", in: worker)
    }

    func orders(of left: Action, _ right: Action, from start: Start) async throws -> Set<Scene> {
        let first = try await play(from: start) { lease in
            let told = try await perform(left, lease, by: "left")
            return (told, try await perform(right, lease, by: "right"))
        }
        let second = try await play(from: start) { lease in
            let told = try await perform(right, lease, by: "right")
            return (try await perform(left, lease, by: "left"), told)
        }
        var scenes: Set = [first, second]
        // A claim of any due run skips one that another transaction has locked, as if it had not been made.
        if left == .claimDue {
            scenes.insert(try await play(from: start) { ("nothing", try await perform(right, $0, by: "right")) })
        }
        if right == .claimDue {
            scenes.insert(try await play(from: start) { (try await perform(left, $0, by: "left"), "nothing") })
        }
        return scenes
    }

    func race(_ left: Action, _ right: Action, from start: Start) async throws -> Scene {
        try await play(from: start) { lease in
            async let one = perform(left, lease, by: "left")
            async let other = perform(right, lease, by: "right")
            return try await (one, other)
        }
    }

    /// - Parameter body: is given the run's first term, which it holds in `held`, held once in `leftBehind`, and never had in `queued`.
    private func play(from start: Start, _ body: (LeaseTerm) async throws -> (String, String)) async throws -> Scene {
        try await superuser.execute(Clear())
        let run: RunID
        var lease: LeaseTerm
        if start == .queued {
            run = try await runs.enqueue(Samples.newRun(tenant))
            lease = LeaseTerm(runID: run, tenantID: tenant.id, term: 1)
        } else {
            let begun = try await runs.begin(Samples.newRun(tenant), worker: "first", leaseSeconds: 600)
            (run, lease) = (begun.run.id, begun.lease)
            if start == .leftBehind { try await superuser.execute(ExpireLease(run: run)) }
        }
        let (left, right) = try await body(lease)
        // Numbers of new runs differ from one play to the next.
        func described(_ other: Run) -> String {
            "\(other.id == run ? "the" : "another") run \(other.state), attempt \(other.attempt), \(other.worker ?? "nobody")'s"
        }
        var state: [String] = []
        do {
            state.append(described(try await runs.run(run)))
        } catch let error as SyncError {
            state.append("\(error.code)")
        }
        if let live = try await runs.liveRun(of: tenant.id) { state.append("live: " + described(live)) }
        return Scene(left: left, right: right, state: state.joined(separator: "; "))
    }

    private func perform(_ action: Action, _ lease: LeaseTerm, by worker: String) async throws -> String {
        let (counts, requests) = (RunCounts(), RequestCounts())
        do {
            switch action {
            case .enqueue:
                _ = try await runs.enqueue(Samples.newRun(tenant))
                return "queued"
            case .begin:
                let begun = try await runs.begin(Samples.newRun(tenant), worker: worker, leaseSeconds: 600)
                return "begun, term \(begun.lease.term)"
            case .claim:
                let claimed = try await runs.claim(lease.runID, worker: worker, leaseSeconds: 600)
                return claimed.map { "claimed, term \($0.lease.term), attempt \($0.run.attempt)" } ?? "nothing"
            case .claimDue:
                let claimed = try await runs.claimDue(worker: worker, leaseSeconds: 600, atMost: 1, isIdle: true)
                return claimed.first.map { "claimed \($0.runID == lease.runID ? "it" : "another"), term \($0.term)" } ?? "nothing"
            case .renew:
                return "renewed, cancel requested: \(try await runs.renew(lease, leaseSeconds: 600).isCancelRequested)"
            case .progress:
                try await runs.progress(lease, counts: counts, requests: requests)
            case .finish:
                try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
            case .release:
                try await runs.release(lease, afterSeconds: nil, reason: nil, counts: counts, requests: requests)
            case .retry:
                let error = Failure(code: "x")
                try await runs.retry(lease, afterSeconds: 0, reason: error, counts: counts, requests: requests)
            case .cancel:
                return "\(try await runs.cancel(lease.runID))"
            }
            return "done"
        } catch let error as SyncError {
            return "\(error.code)"
        }
    }
}
