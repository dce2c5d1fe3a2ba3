import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

/// Everything that the other tests try one by one, mixed at random, day after day, on the same tenants: each day starts with what
/// the day before left behind.
@Suite("A simulated quarter", .timeLimit(.minutes(60)))
struct QuarterTests {
    static let seed: UInt64 = 9_061

    @Test("Changes, planners' edits, faults, kills and new settings leave every day exact, and no run ends with a defect")
    func everyDayIsExact() async throws {
        let days = Proof.count(small: 7, full: 90)
        let tally = Tally()
        let configuration = SimulatorConfiguration(seed: Self.seed, tenants: 3, employees: 24, hasLimits: false)
        try await Installation.with(configuration) { installation in
            var random = SplitMix64(seed: Self.seed)
            let first = installation.world.today
            var tenants: [QuarterTenant] = []
            for tenant in installation.world.tenants {
                tenants.append(try await QuarterTenant.register(tenant, in: installation, seed: random.next()))
            }
            let fleet = try await QuarterFleet.start(installation)
            for offset in 0..<days {
                installation.world.today = first.adding(offset)
                if offset > 0 { try await Self.passOneDay(installation) }
                let isWorkersDay = offset > 0 && Int.random(in: 0..<3, using: &random) == 0
                let diesAfter = isWorkersDay && Bool.random(using: &random) ? Int.random(in: 1...60, using: &random) : nil
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for tenant in tenants {
                        group.addTask { try await tenant.live(isWorkersDay: isWorkersDay, isFirst: offset == 0, tally) }
                    }
                    if let diesAfter {
                        group.addTask { if try await fleet.dies(afterRequests: diesAfter) { tally.add("workers killed") } }
                    }
                    try await group.waitForAll()
                }
            }
            try await fleet.stop()
            let codes = try await installation.sql(
                "select coalesce(string_agg(distinct (error ->> 'code'), ' ' order by (error ->> 'code')), '') from run_history")
            print("A simulated quarter of \(days) days, seed \(Self.seed): \(tally); errors of runs: \(codes)")
            #expect(!codes.split(separator: " ").contains("internal_error"), "\(codes)")
            #expect(tally["days"] == days * tenants.count)
        }
    }

    /// Every stored moment becomes a day older: the database's clock is the machine's.
    private static func passOneDay(_ installation: Installation) async throws {
        try await installation.sql(
            """
            update tenant_memory set reconciled_at = reconciled_at - interval '1 day',
                catalog_read_at = catalog_read_at - interval '1 day';
            """)
    }
}

/// The quarter's one worker, and its successors.
actor QuarterFleet {
    private let installation: Installation
    private var worker: WorkerProcess

    static func start(_ installation: Installation) async throws -> QuarterFleet {
        QuarterFleet(installation, try await WorkerProcess.start(installation))
    }

    private init(_ installation: Installation, _ worker: WorkerProcess) {
        self.installation = installation
        self.worker = worker
    }

    /// Kills the worker after that many more requests, and starts another one.
    /// - Returns: false when the day's runs ended before: then nothing was interrupted, and the worker is restarted normally.
    func dies(afterRequests count: Int) async throws -> Bool {
        let mark = installation.world.journal.sequence
        var isInMidst = true
        try await eventually("requests of the day, or its end") {
            if installation.world.journal.sequence - mark >= count { return true }
            isInMidst =
                try await installation.sql("select count(*) from run") != "0" || installation.world.journal.sequence == mark
            return !isInMidst
        }
        try await worker.end(by: isInMidst ? SIGKILL : SIGTERM)
        // A little is left: requests that it had sent still arrive.
        try await installation.sql(
            """
            update run set lease_until = least(lease_until, clock_timestamp() + interval '1 second')
            where state = 'running' and worker like '%:\(worker.id):%'
            """)
        worker = try await WorkerProcess.start(installation)
        return isInMidst
    }

    func stop() async throws {
        try await worker.end(by: SIGTERM)
    }
}
