import Foundation
import Simulators
import SyncTestKit
import Testing

extension Kills {
    @Suite("Stopped past the lease")
    struct Stops {
        /// At points where no other thread works: what another thread is handing to the system cannot be withdrawn,
        /// whatever the program does (`stoppedBetweenTwoRequests` delays the others).
        static let few: [[Round]] = [
            [Round(.afterMemory), Round(.afterIntents)],
            [Round(.afterResourceCreated), Round(.afterSettlement)],
            [Round(.beforeOutcomes), Round(.afterFetch)],
            [Round(.afterClaim), Round(.beforeFinish)],
        ]
        static var all: [[Round]] {
            let places = Set(FaultPlace.allCases).subtracting([.afterFinish, .beforeRemoteWrite, .afterRemoteWrite])
            return few
                + places.sorted { $0.rawValue < $1.rawValue }.flatMap { place in
                    [1, 2, 6].map { [Round(place, $0), Round(place, $0)] }
                }
        }

        @Test("A process continued after a takeover reports the lost lease and sends nothing")
        func stoppedPastItsLease() async throws {
            let tally = Tally()
            try await play(Proof.isWhole ? Self.all : Self.few, seed: 64) { victim, round, isFirstSync in
                let isStopped = try await stop(victim, at: round, otherIsUnderWay: isFirstSync)
                tally.add(isStopped ? "stopped" : "ended first")
                #expect(isStopped || round.occurrence > 1, "no run reaches \(round)")
            }
            print("Stopped past the lease: \(tally)")
        }

        /// - Parameter otherIsUnderWay: the first process continues during the other's work, otherwise after its end. Either way
        /// the other is stopped at that time, so that every request in the journal then is the first one's.
        /// - Returns: false when the run does not reach that occurrence, and ends by itself.
        private func stop(_ victim: Victim, at round: Round, otherIsUnderWay: Bool) async throws -> Bool {
            try await victim.starting(fault: "\(round):stop", lease: 2) { first in
                guard try await first.standsStill() else {
                    let ended = try await first.result()
                    #expect(ended.status == 0 || ended.status == 3, "\(round): \(ended.stderr)")
                    victim.expectExactNow()
                    return false
                }
                let left = try #require(try await victim.liveRun())
                try await victim.leaseHasEnded()
                if otherIsUnderWay {
                    try await victim.starting(fault: "after_settlement:1:stop", lease: 60) { other in
                        try #require(try await other.standsStill(), "\(round): the other process ended")
                        #expect(try await victim.liveRun() == .init(id: left.id, state: "running", attempt: left.attempt + 1))
                        try await continueAndLose(first, victim, round)
                        other.send(SIGCONT)
                        let ended = try await other.result()
                        #expect(ended.status == 0 || ended.status == 3, "\(round): \(ended.stderr)")
                        victim.expectExactNow()
                    }
                } else {
                    let run = try await victim.recover(from: left)
                    try await continueAndLose(first, victim, round)
                    let told = try await victim.installation.command(["run", "show", "\(run.id)", "--output", "json"])
                        .decode(RunDocument.self)
                    #expect(told.status == run.status && told.attempt == run.attempt, "\(round): the record is the other's")
                    victim.expectExactNow()
                }
                return true
            }
        }

        /// Continues a process whose lease another one has taken over.
        private func continueAndLose(_ first: RunningProgram, _ victim: Victim, _ round: Round) async throws {
            let mark = victim.installation.world.journal.sequence
            first.send(SIGCONT)
            let ended = try await first.result()
            #expect(ended.status == 1 && ended.signal == nil, "\(round): \(ended.status)")
            #expect(ended.stderr.contains("[lease_lost]"), "\(round): \(ended.stderr)")
            #expect(ended.stdout.isEmpty, "\(round): it shows a run that is not its own: \(ended.stdout)")
            let sent = victim.requests(since: mark)
            #expect(sent.isEmpty, "\(round): sent after its lease had passed on: \(sent.map { "\($0.method) \($0.path)" })")
        }

        @Test("A process stopped just before or after its only write and continued after its lease sends nothing")
        func stoppedAroundAWrite() async throws {
            try await Installation.with(world(seed: 69, tenants: 2)) { installation in
                try await inLanes(2) { index in
                    let victim = try await Victim.register(installation.world.tenants[index], in: installation)
                    var random = SplitMix64(seed: UInt64(index))
                    try await victim.runToTheEnd()
                    for place in [FaultPlace.beforeRemoteWrite, .afterRemoteWrite] {
                        try victim.extendAbsences(1, &random)
                        let isStopped = try await stop(victim, at: Round(place), otherIsUnderWay: index == 0)
                        #expect(isStopped, "no run reaches \(place)")
                    }
                }
            }
        }

        @Test("A process stopped between the two requests of an update and continued after its lease omits the second")
        func stoppedBetweenTwoRequests() async throws {
            try await Installation.with(world(seed: 65, tenants: 1)) { installation in
                let world = installation.world
                let victim = try await Victim.register(world.tenants[0], in: installation)
                try await victim.runToTheEnd()
                var random = SplitMix64(seed: 65)
                for _ in 0..<2 {
                    try victim.extendAbsences(8, &random)
                    // An update reads the event first. All concurrent ones wait for that answer, so that nothing is
                    // being sent when the process stops; the answers arrive while it is stopped.
                    let mark = world.journal.sequence
                    let fault = world.faults.add(
                        Fault(
                            .delay(milliseconds: 1000, afterWork: true), remote: .planningpme, tenant: victim.slug, method: "GET",
                            route: "/api/do/*", times: 3))
                    try await victim.starting(lease: 3) { first in
                        while !first.hasEnded, world.faults.standings.first(where: { $0.id == fault })?.hits != 3 {
                            try await Task.sleep(for: .milliseconds(2))
                        }
                        first.send(SIGSTOP)
                        try #require(try await first.standsStill())
                        let left = try #require(try await victim.liveRun())
                        #expect(victim.updates(since: mark) == 0)
                        world.faults.remove(fault)
                        try await victim.leaseHasEnded()
                        try await victim.recover(from: left)
                        try await continueAndLose(first, victim, Round(.beforeRemoteWrite))
                        victim.expectExactNow()
                    }
                }
            }
        }

        @Test("A process stopped for less than its lease ends its run as usual")
        func stoppedForAMoment() async throws {
            try await play([[Round(.beforeRemoteWrite, 3), Round(.afterIntents)]], seed: 66) { victim, round, _ in
                try await victim.starting(fault: "\(round):stop") { program in
                    try #require(try await program.standsStill())
                    program.send(SIGCONT)
                    let run = try await program.result()
                    #expect(run.status == 0 || run.status == 3, "\(run.stderr)")
                    #expect(try run.decode(RunDocument.self).attempt == 1)
                    victim.expectExactNow()
                }
            }
        }
    }
}
