import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

extension DatabaseFaults {
    @Suite("A PostgreSQL that runs out of connections or disk", .timeLimit(.minutes(10)))
    struct Starved {
        @Test("Without a free connection, a command reports it; a run in progress waits for one")
        func outOfConnections() async throws {
            let connections = 12
            let settings = [
                "max_connections": "\(connections)", "superuser_reserved_connections": "0", "max_wal_senders": "0",
            ]
            try await DatabaseFaults.with(seed: 75, settings: settings) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                try await server.withEveryConnectionTaken(of: connections) {
                    let mark = installation.world.journal.sequence
                    let refused = try await installation.command(["run", "now", victim.slug])
                    try victim.expectNamed(refused, "database_unreachable", status: 2, says: "no connection left")
                    #expect(victim.requests(since: mark).isEmpty)
                }
                try await victim.starting(fault: "\(Moment(.beforeOutcomes)):stop") { program in
                    try #require(try await program.standsStill())
                    try await installation.sql(
                        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'passerelle'")
                    try await server.withEveryConnectionTaken(of: connections) {
                        let turnedAway = await server.count(of: "too many clients")
                        program.send(SIGCONT)
                        try await PrivatePostgres.eventually("a run that is turned away") {
                            await server.count(of: "too many clients") > turnedAway
                        }
                    }
                    try await victim.expectUndisturbed(try await program.result(), "out of connections")
                }
            }
        }

        @Test(
            "A full disk is reported as such; once there is room, the next run is exact",
            .enabled("no small disk can be mounted here") { await PrivatePostgres.triesDisks() })
        func outOfDisk() async throws {
            try await DatabaseFaults.with(seed: 76, tenants: 2, disk: .tablespaces(megabytes: 40)) { installation, server in
                var random = SplitMix64(seed: 76)
                // Before anything is written to the planning, and when what was written can't be recorded.
                for (tenant, place) in zip(installation.world.tenants, [FaultPlace.afterSettlement, .beforeOutcomes]) {
                    let victim = try await Victim.register(tenant, in: installation)
                    if place == .beforeOutcomes {
                        try await victim.runToTheEnd()
                        try victim.changeLucca(&random)
                    }
                    let ended = try await victim.halting(at: Moment(place)) { try await server.fillDisk() }
                    try victim.expectNamed(ended, "database_full", status: 1, says: "disk is full")
                    try await installation.expect(["run", "list"])
                    try await server.freeDisk()
                    try await victim.recover(from: try await victim.liveRun())
                }
            }
        }

        @Test(
            "A full disk under the write-ahead log crashes the server during a run; the next run is exact",
            .enabled("no small disk can be mounted here") { await PrivatePostgres.triesDisks() })
        func outOfLog() async throws {
            try await DatabaseFaults.with(seed: 77, tenants: 1, disk: .everythingWritten(megabytes: 60)) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                let ended = try await victim.starting(fault: "\(Moment(.afterSettlement)):stop") { program in
                    try #require(try await program.standsStill())
                    try await server.fillDisk()
                    program.send(SIGCONT)
                    await server.exhaustLog()
                    try await server.waitForEnd()
                    try await server.freeDisk()
                    try await server.start()
                    return try await program.result()
                }
                if ended.status == 0 || ended.status == 3 {
                    try await victim.expectUndisturbed(ended, "out of log")
                } else {
                    #expect(ended.stderr.contains("[database_"), "\(ended.stderr)")
                    try await victim.recover(from: try await victim.liveRun())
                }
            }
        }
    }
}
