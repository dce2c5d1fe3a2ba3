import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

/// Several real workers on one real database, and what can go wrong.
@Suite("The fleet, end to end", .timeLimit(.minutes(30)))
struct FleetTests {
    @Test(
        "With killed and stopped workers, database restarts and failing remotes, plannings end exact; only a run's holder writes"
    )
    func everyTenantEndsExactWhateverDies() async throws {
        let tenants = Proof.count(small: 8, full: 60)
        let seed: UInt64 = 401
        var random = SplitMix64(seed: seed)
        try await PrivatePostgres.with(["max_connections": "100"]) { server in
            let configuration = FleetInstallation.configuration(seed: seed, tenants: tenants, employees: 12)
            try await Installation.with(configuration, on: server.conninfo()) { installation in
                let fleet = FleetInstallation(installation: installation)
                let before = fleet.tenants.map { $0.theirs() }
                try await fleet.registerAll()
                let leases = LeaseHistory(installation: installation)
                try await leases.record()
                Self.addFaults(to: installation.world.faults)
                try await fleet.makeEveryTenantDue()

                var workers: [WorkerProcess] = []
                for _ in 0..<3 { workers.append(try await WorkerProcess.start(installation, leaseSeconds: 6)) }
                for round in 0..<Proof.count(small: 5, full: 30) {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 300...2000, using: &random)))
                    if round == 1 { try await Self.stopPastItsLeases(workers, fleet) }
                    let victim = Int.random(in: 0..<workers.count, using: &random)
                    try await workers[victim].end(by: SIGKILL)
                    workers[victim] = try await WorkerProcess.start(installation, leaseSeconds: 6)
                    if round == 2 { try await server.restart(.immediate) }
                    if round == 3 { try await server.restart(.fast) }
                    try? await fleet.hurry()
                }
                installation.world.faults.removeAll()
                try await eventually("an ended scheduled run of each tenant") {
                    try await fleet.hurry()
                    let left = try await fleet.number("select count(*) from run")
                    let ended = try await fleet.number("select count(distinct tenant_id) from run_history")
                    return left == 0 && ended == tenants
                }
                try await fleet.expectOneScheduledRunPerTenantAndDay()

                let day = try await fleet.scheduledDay()
                try await fleet.runAll(asOf: day)
                let today = try #require(SimulatedDay(day))
                for (tenant, theirs) in zip(fleet.tenants, before) {
                    expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: today))
                    #expect(tenant.theirs() == theirs, "other events are unchanged")
                }
                let badEnds = try await installation.sql(
                    "select string_agg(id || ' ' || state || ' ' || coalesce((error ->> 'code'), ''), ', ') from run_history where trigger = 'manual' "
                        + "and state not in ('succeeded', 'partial')")
                #expect(badEnds.isEmpty, "\(badEnds)")
                fleet.expectLuccaNeverRushed()
                try await leases.expectWritesOfHoldersOnly()
                for worker in workers { #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))") }
            }
        }
    }

    /// Stops whichever worker holds a run until others have taken its runs over, then continues it.
    private static func stopPastItsLeases(_ workers: [WorkerProcess], _ fleet: FleetInstallation) async throws {
        func held(by worker: WorkerProcess) async throws -> Int {
            try await fleet.number("select count(*) from run where state = 'running' and worker like '%:\(worker.id):%'")
        }
        var stopped: WorkerProcess?
        try await eventually("a worker at work") {
            try await fleet.hurry()
            for worker in workers where try await held(by: worker) > 0 {
                worker.signal(SIGSTOP)
                if try await held(by: worker) > 0 {
                    stopped = worker
                    return true
                }
                worker.signal(SIGCONT)
            }
            return false
        }
        let worker = try #require(stopped)
        try await eventually("others that took its runs over") { try await held(by: worker) == 0 }
        worker.signal(SIGCONT)
    }

    private static func addFaults(to faults: FaultPlan) {
        // Slow writes, so that there are always some in progress.
        _ = faults.add(
            Fault(.delay(milliseconds: 800, afterWork: false), remote: .planningpme, method: "POST", route: "/api/do", times: nil)
        )
        for kind: FaultKind in [
            .status(code: 503, afterWork: false, retryAfter: nil), .status(code: 500, afterWork: true, retryAfter: nil),
            .drop(afterWork: false), .drop(afterWork: true), .cutBody, .tokenEnded,
            .delay(milliseconds: 300, afterWork: true),
        ] {
            _ = faults.add(Fault(kind, times: nil, perThousand: 15))
        }
    }

    @Test("A worker stopped past its leases writes nothing once continued; the others did its work")
    func aStoppedWorkerComesBackToNothing() async throws {
        let configuration = FleetInstallation.configuration(seed: 402, tenants: 3, employees: 60)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            // Its writes are slow, so that it is stopped during them.
            _ = installation.world.faults.add(
                Fault(
                    .delay(milliseconds: 60, afterWork: false), remote: .planningpme, method: "POST", route: "/api/do", times: nil
                ))
            try await fleet.makeEveryTenantDue()
            let first = try await WorkerProcess.start(installation, leaseSeconds: 3)
            try await eventually("writes of the first worker") {
                fleet.journal.entries(remote: .planningpme)
                    .filter { $0.method == "POST" && $0.path.hasSuffix("/api/do") && $0.didWork }.count > 12
            }
            first.signal(SIGSTOP)
            installation.world.faults.removeAll()
            let second = try await WorkerProcess.start(installation)
            try await eventually("the runs' ends") {
                try await fleet.hurry()
                let left = try await fleet.number("select count(*) from run")
                let resumed = try await fleet.number("select count(*) from run_history where attempt > 1")
                return left == 0 && resumed > 0
            }
            let written = fleet.journal.sequence
            first.signal(SIGCONT)
            try await eventually("a worker that says so") { first.log.contains("The lease is lost") }
            // By its next heartbeat it has resumed whatever it would resume.
            try await eventually("a fleet of two") {
                try await fleet.number("select count(*) from worker where heartbeat_at > now() - interval '20 seconds'") == 2
            }
            try await first.end(by: SIGTERM)
            let after = fleet.journal.entries(since: written).filter { $0.remote == .planningpme && $0.method != "GET" }
            // What one of its threads was handing to the system when it stopped cannot be withdrawn, whatever the program does
            // (`StopTests` stops processes without such a thread). A worker that kept writing would send more, for each run.
            #expect(after.count <= 1, "\(after)")
            let day = try #require(SimulatedDay(try await fleet.scheduledDay()))
            for tenant in fleet.tenants { expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: day)) }
            try await second.end(by: SIGTERM)
        }
    }

    @Test("SIGTERM hands back runs in progress under the same attempt, and the next worker ends them")
    func drainingHandsBack() async throws {
        let configuration = FleetInstallation.configuration(seed: 403, tenants: 1, employees: 40)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            try await fleet.letNothingBeDue()
            // Never carried out during this test: its installation waits only a second for late requests.
            let held = installation.world.faults.add(
                Fault(
                    .delay(milliseconds: 3_600_000, afterWork: false), remote: .planningpme, method: "POST", route: "/api/do",
                    times: nil))
            let worker = try await WorkerProcess.start(installation, leaseSeconds: 60)
            try await installation.expect(["run", "start", fleet.tenants[0].slug])
            try await eventually("intents") { try await fleet.number("select count(*) from unavailability_ledger") > 0 }
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log)")
            #expect(
                try await installation.sql("select state || ' ' || attempt from run") == "queued 1", "\(worker.log)")
            #expect(try await fleet.number("select count(*) from worker") == 0)
            installation.world.faults.remove(held)
            let next = try await WorkerProcess.start(installation)
            try await eventually("the run's end") { try await fleet.number("select count(*) from run") == 0 }
            #expect(try await installation.sql("select attempt from run_history") == "1")
            let day = try #require(SimulatedDay(try await installation.sql("select as_of from run_history")))
            expectExact(fleet.tenants[0], ExpectedPlanning(tenant: fleet.tenants[0], asOf: day))
            try await next.end(by: SIGTERM)
        }
    }

    @Test("Operators start, follow and cancel runs from anywhere; the fleet shows which worker holds a run")
    func operatorsActThroughTheDatabase() async throws {
        let configuration = FleetInstallation.configuration(seed: 404, tenants: 2, employees: 20)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            try await fleet.letNothingBeDue()
            let slug = fleet.tenants[0].slug
            let alone = try await installation.expect(["run", "start", slug])
            #expect(alone.stderr.contains("No worker is alive"), "\(alone.stderr)")
            let worker = try await WorkerProcess.start(installation)
            try await eventually("the run's end") { try await fleet.number("select count(*) from run") == 0 }

            let followed = try await installation.command(["run", "start", slug, "--wait", "--output", "json"])
            let run = try followed.decode(RunDocument.self)
            #expect([0, 3].contains(followed.status) && ["succeeded", "partial"].contains(run.status))

            _ = installation.world.faults.add(
                Fault(.delay(milliseconds: 20_000, afterWork: false), remote: .lucca, tenant: fleet.tenants[1].slug, times: nil))
            try await installation.expect(["run", "start", fleet.tenants[1].slug])
            try await eventually("a running run") {
                try await fleet.number("select count(*) from run where state = 'running'") == 1
            }
            let shown = try await installation.expect(["fleet"])
            #expect(shown.stdout.contains(fleet.tenants[1].slug) && shown.stdout.contains("working"), "\(shown.stdout)")
            let id = try await installation.sql("select id from run")
            let cancelled = try await installation.expect(["run", "cancel", id])
            #expect(cancelled.stderr.contains("Asked"), "\(cancelled.stderr)")
            try await eventually("a cancelled run") {
                try await installation.sql("select state from run_history where id = \(id)") == "cancelled"
            }
            try await worker.end(by: SIGTERM)
        }
    }

    @Test("A worker whose keyring lacks a key, or whose schema is newer, refuses to start; the tenant keeps its runs")
    func unfitWorkersSaySo() async throws {
        let configuration = FleetInstallation.configuration(seed: 405, tenants: 1, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let other = installation.path("other-keyring.json")
            _ = try await installation.command(["keyring", "init"], environment: ["PASSERELLE_KEYRING": other])
            let lacking = try await installation.command(["worker"], environment: ["PASSERELLE_KEYRING": other])
            #expect(lacking.status == 1 && lacking.stderr.contains("keyring_unusable"), "\(lacking.stderr)")

            try await installation.sql(
                "insert into schema_migration (number, name, checksum) select 999, 'm0999_post_later', checksum from schema_migration limit 1"
            )
            let old = try await installation.command(["worker"])
            #expect(old.status == 1 && old.stderr.contains("schema_too_new"), "\(old.stderr)")
            #expect(try await fleet.number("select count(*) from worker") == 0)
        }
    }
}
