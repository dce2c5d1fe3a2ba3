import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

extension DatabaseFaults {
    @Suite("A PostgreSQL that restarts", .timeLimit(.minutes(30)))
    struct Restarts {
        enum Disturbance: CaseIterable {
            case ordinaryRestart, crash, sessionsEnded
        }

        static let few: [(Moment, Disturbance)] = [
            (Moment(.afterIntents), .crash), (Moment(.afterFetch), .sessionsEnded),
            (Moment(.beforeOutcomes, 2), .ordinaryRestart),
            (Moment(.beforeFinish), .crash),
        ]
        static var all: [(Moment, Disturbance)] {
            Moment.all.flatMap { moment in Disturbance.allCases.map { (moment, $0) } }
        }

        @Test("A run waits for a database that restarts, and ends as usual")
        func aRestartIsWaitedFor() async throws {
            let rounds = Proof.isWhole ? Self.all : Self.few
            try await DatabaseFaults.with(seed: 71, tenants: DatabaseFaults.Victims.tenants(for: rounds.count)) {
                installation, server in
                var random = SplitMix64(seed: 71)
                var victims = DatabaseFaults.Victims(installation)
                for (index, (moment, disturbance)) in rounds.enumerated() {
                    let victim = try await victims.victim(of: index)
                    if index > 0 { try victim.changeLucca(&random, towards: moment.place) }
                    let ended = try await victim.halting(at: moment) {
                        switch disturbance {
                        case .ordinaryRestart: try await server.restart(.fast)
                        case .crash: try await server.restart(.immediate)
                        case .sessionsEnded:
                            try await installation.sql(
                                "select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'passerelle'"
                            )
                        }
                    }
                    try await victim.expectUndisturbed(ended, "\(moment), \(disturbance)")
                }
            }
        }

        @Test("A run also waits for a database that is down for a while")
        func awayForAWhile() async throws {
            try await DatabaseFaults.with(seed: 72) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                var random = SplitMix64(seed: 72)
                for (index, moment) in [Moment(.afterRemoteWrite, 3), Moment(.beforeOutcomes)].enumerated() {
                    if index > 0 { try victim.changeLucca(&random) }
                    try await victim.starting(fault: "\(moment):stop") { program in
                        try #require(try await program.standsStill())
                        try await server.stop(.immediate)
                        program.send(SIGCONT)
                        try await server.start()
                        try await victim.expectUndisturbed(try await program.result(), "\(moment)")
                    }
                }
            }
        }

        /// During statements and commits too, whose outcome is then unknown.
        @Test("A crash at any moment leaves nothing half-written: the next run is exact")
        func atAnyMoment() async throws {
            let tally = Tally()
            let rounds = Proof.count(small: 4, full: 120)
            try await DatabaseFaults.with(seed: 73, tenants: DatabaseFaults.Victims.tenants(for: rounds)) {
                installation, server in
                var random = SplitMix64(seed: 73)
                var victims = DatabaseFaults.Victims(installation)
                for round in 0..<rounds {
                    let victim = try await victims.victim(of: round)
                    if round > 0 { try victim.changeLucca(&random) }
                    let count = Int.random(in: 1...60, using: &random)
                    let (ended, isUnderWay) = try await crash(server, victim, afterRequests: count)
                    if !isUnderWay {
                        tally.add("ended before")
                        try await victim.expectUndisturbed(ended, "ended before \(count) requests")
                    } else if ended.status == 0 || ended.status == 3 {
                        tally.add("went on")
                        try await victim.expectUndisturbed(ended, "after \(count) requests")
                    } else {
                        tally.add("failed")
                        try victim.expectNamed(ended, "database_unreachable", status: 2, says: "database")
                        try await victim.recover(from: try await victim.liveRun())
                    }
                }
            }
            print("PostgreSQL crashed under a run: \(tally)")
            #expect(tally["ended before"] < rounds, "no crash hit a run")
        }

        private func crash(
            _ server: PrivatePostgres, _ victim: Victim, afterRequests count: Int
        ) async throws -> (CommandResult, isUnderWay: Bool) {
            let mark = victim.installation.world.journal.sequence
            return try await victim.starting { program in
                while !program.hasEnded, victim.requests(since: mark).count < count {
                    try await Task.sleep(for: .milliseconds(1))
                }
                let isUnderWay = !program.hasEnded
                try await server.restart(.immediate)
                return (try await program.result(), isUnderWay)
            }
        }

        /// It waits as long as the lease is trusted: a few seconds where one moment has to do.
        @Test("A server that is down is reported at once; one that stays down ends the run with database_unreachable")
        func staysAway() async throws {
            try await DatabaseFaults.with(seed: 74) { installation, server in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                var random = SplitMix64(seed: 74)
                let moments = [Moment(.beforeOutcomes), Moment(.afterIntents), Moment(.beforeFinish)]
                for (index, moment) in moments.prefix(Proof.count(small: 1, full: 3)).enumerated() {
                    if index > 0 { try victim.changeLucca(&random) }
                    let ended = try await victim.halting(at: moment, lease: Proof.isWhole ? nil : 3) {
                        try await server.stop(.immediate)
                    }
                    try victim.expectNamed(ended, "database_unreachable", status: 2, says: "Check that ")
                    let late = try await installation.command(["run", "now", victim.slug])
                    try victim.expectNamed(late, "database_unreachable", status: 2, says: "can't be reached")
                    try await server.start()
                    let left = try #require(try await victim.liveRun())
                    try await victim.recover(from: left)
                }
            }
        }
    }
}
