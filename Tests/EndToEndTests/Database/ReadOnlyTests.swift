import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

extension DatabaseFaults {
    @Suite("A read-only PostgreSQL", .timeLimit(.minutes(10)))
    struct ReadOnly {
        @Test("If the database turns read-only during a run, the error says so and reads still work; the next run is exact")
        func readOnlyInTheMidst() async throws {
            try await DatabaseFaults.with(seed: 78, tenants: 2) { installation, server in
                let moments = [Moment(.afterIntents), Moment(.afterFetch)]
                for (tenant, moment) in zip(installation.world.tenants, moments) {
                    let victim = try await Victim.register(tenant, in: installation)
                    let ended = try await victim.halting(at: moment) {
                        try await setReadOnly(true, server, installation)
                    }
                    try victim.expectNamed(ended, "database_read_only", status: 1, says: "accepts no writes")
                    for looking in [
                        ["tenant", "list"], ["tenant", "show", victim.slug], ["run", "list"], ["run", "show", "1"],
                    ] {
                        try await installation.expect(looking)
                    }
                    let mark = installation.world.journal.sequence
                    let again = try await installation.command(["run", "now", victim.slug])
                    try victim.expectNamed(again, "database_read_only", status: 1, says: "accepts no writes")
                    #expect(victim.requests(since: mark).isEmpty)
                    try await setReadOnly(false, server, installation)
                    try await victim.recover(from: try await victim.liveRun())
                }
            }
        }

        @Test("A worker on a read-only database claims nothing, says why, keeps running, and ends every run exact afterwards")
        func readOnlyUnderAWorker() async throws {
            try await PrivatePostgres.with { server in
                let configuration = FleetInstallation.configuration(seed: 83, tenants: 2, employees: 12)
                try await Installation.with(configuration, on: server.conninfo()) { installation in
                    let fleet = FleetInstallation(installation: installation)
                    let before = fleet.tenants.map { $0.theirs() }
                    try await fleet.registerAll()
                    // Long enough to be interrupted during its writes.
                    let slow = installation.world.faults.add(
                        Fault(
                            .delay(milliseconds: 300, afterWork: true), remote: .planningpme, method: "POST", route: "/api/do",
                            times: nil))
                    try await fleet.makeEveryTenantDue()
                    let worker = try await WorkerProcess.start(installation, options: ["--ops-address", "127.0.0.1:0"])
                    defer { worker.signal(SIGKILL) }
                    let port = try await OpsClient.port { worker.log }
                    try await eventually("a write to the planning") {
                        fleet.journal.entries(remote: .planningpme).contains { $0.didWork && $0.isWrite }
                    }
                    try await setReadOnly(true, server, installation)
                    installation.world.faults.remove(slow)
                    try await eventually("a worker that is not ready") {
                        try await OpsClient.ask("/readyz", port: port).body.contains("database_read_only")
                    }
                    #expect(try await OpsClient.ask("/healthz", port: port).status == 200)
                    #expect(worker.isRunning, "\(worker.log.suffix(2000))")

                    try await setReadOnly(false, server, installation)
                    try await eventually("the end of every run") {
                        try await fleet.hurry()
                        let left = try await fleet.number("select count(*) from run")
                        let ended = try await fleet.number("select count(distinct tenant_id) from run_history")
                        return left == 0 && ended == 2
                    }
                    try await eventually("a worker that is ready") {
                        try await OpsClient.ask("/readyz", port: port).status == 200
                    }
                    try await fleet.expectOneScheduledRunPerTenantAndDay()
                    let day = try #require(SimulatedDay(try await fleet.scheduledDay()))
                    for (tenant, theirs) in zip(fleet.tenants, before) {
                        expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: day))
                        #expect(tenant.theirs() == theirs, "other events are unchanged")
                    }
                    #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))")
                }
            }
        }

        private func setReadOnly(_ isReadOnly: Bool, _ server: PrivatePostgres, _ installation: Installation) async throws {
            let word = isReadOnly ? "on" : "off"
            try await server.set("default_transaction_read_only", to: word)
            try await PrivatePostgres.eventually("a server that has read its settings") {
                try await installation.sql("show default_transaction_read_only") == word
            }
        }

        @Test("After a failover to a lagging replica, the next run adopts what the replica missed")
        func failoverToAReplicaThatLags() async throws {
            try await PrivatePostgres.with { primary in
                try await PrivatePostgres.with(replicaOf: primary) { replica in
                    // The primary first: a replica that lacks the new database would end the search.
                    let hosts = "host=\(primary.folder.path),\(replica.folder.path) user=postgres target_session_attrs=read-write"
                    let world = SimulatorConfiguration(seed: 79, tenants: 1, employees: 24)
                    try await Installation.with(world, on: "\(hosts) dbname=postgres") { installation in
                        let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                        try await victim.runToTheEnd()
                        let count = "select count(*) from unavailability_ledger"
                        let stored = try await installation.sql(count)
                        let there = replica.conninfo(database: installation.database)
                        try await PrivatePostgres.eventually("a replica that has it all") {
                            let counted = try await installation.tool("psql", ["-X", "-q", "-A", "-t", "-c", count, there])
                            return counted.stdout.trimmingCharacters(in: .whitespacesAndNewlines) == stored
                        }
                        // It misses a whole day's changes, and the run that dies with the primary.
                        try await replica.stop(.fast)
                        var random = SplitMix64(seed: 79)
                        try victim.changeLucca(&random)
                        try await victim.runToTheEnd()
                        try victim.changeLucca(&random)
                        let ended = try await victim.halting(at: Moment(.afterRemoteWrite, 5)) {
                            try await primary.stop(.immediate)
                            try await replica.start()
                            let away = try await installation.command(["run", "list"])
                            try victim.expectNamed(away, "database_unreachable", status: 2, says: "promote a replica")
                            try await replica.promote()
                        }
                        // Its run is unknown there: it stops writing.
                        #expect(
                            ended?.status == 1 && ended?.stderr.contains("[lease_lost]") == true, "\(String(describing: ended))")
                        try await victim.recover(from: nil)
                    }
                }
            }
        }
    }
}
