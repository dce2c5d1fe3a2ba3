import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

extension DatabaseFaults {
    @Suite("A PostgreSQL that is slow", .timeLimit(.minutes(10)))
    struct Slow {
        @Test("A run waits for another session's lock")
        func heldUp() async throws {
            try await DatabaseFaults.with(seed: 80) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                try await victim.starting(fault: "\(Moment(.afterFetch)):stop") { program in
                    try #require(try await program.standsStill())
                    try await server.withLock(on: "unavailability_ledger", database: installation.database) {
                        program.send(SIGCONT)
                        try await PrivatePostgres.eventually("a run that waits for the lock") {
                            try await installation.sql(
                                "select exists (select from pg_stat_activity where wait_event_type = 'Lock')") == "t"
                        }
                    }
                    try await victim.expectUndisturbed(try await program.result(), "held up by a lock")
                }
            }
        }

        /// As with a slow disk, or a replica that must confirm.
        @Test("A run waits for slow commits")
        func commitsThatTakeLong() async throws {
            try await DatabaseFaults.with(seed: 85) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                try await victim.starting(fault: "\(Moment(.afterFetch)):stop") { program in
                    try #require(try await program.standsStill())
                    try await server.set("synchronous_standby_names", to: "nobody")
                    program.send(SIGCONT)
                    try await PrivatePostgres.eventually("a commit that waits") {
                        try await installation.sql("select exists (select from pg_stat_activity where wait_event = 'SyncRep')")
                            == "t"
                    }
                    try await server.set("synchronous_standby_names", to: "")
                    try await victim.expectUndisturbed(try await program.result(), "held up in its commits")
                }
            }
        }

        @Test("A delay longer than the lease fails the run with its own error; the next run is exact")
        func heldUpPastItsLease() async throws {
            try await DatabaseFaults.with(seed: 84) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                let ended = try await victim.starting(fault: "\(Moment(.afterIntents)):stop", lease: 6) { program in
                    try #require(try await program.standsStill())
                    // Its renewals wait, and so does everything that it would record.
                    return try await server.withLock(on: "run", database: installation.database) {
                        program.send(SIGCONT)
                        return try await program.result()
                    }
                }
                try victim.expectNamed(ended, "database_unreachable", status: 2, says: "did not answer in time")
                try await victim.recover(from: try await victim.liveRun())
            }
        }

        @Test("A delay longer than a statement may take fails the run; the next run is exact", .enabled(if: Proof.isWhole))
        func heldUpForTooLong() async throws {
            try await DatabaseFaults.with(seed: 81) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                for lease in [60, 600] {
                    let ended = try await victim.starting(fault: "\(Moment(.afterIntents)):stop", lease: lease) { program in
                        try #require(try await program.standsStill())
                        return try await server.withLock(on: "unavailability_ledger", database: installation.database) {
                            program.send(SIGCONT)
                            return try await program.result()
                        }
                    }
                    #expect(ended.status == 1 || ended.status == 2)
                    #expect(ended.stderr.contains("[database_"), "\(ended.stderr)")
                    try await victim.recover(from: try await victim.liveRun())
                    var random = SplitMix64(seed: UInt64(lease))
                    try victim.changeLucca(&random)
                }
            }
        }
    }
}
