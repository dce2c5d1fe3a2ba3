import Foundation
import Simulators
import SyncTestKit
import Testing

extension Kills {
    @Suite("Killed at a named point")
    struct NamedPoints {
        /// Every point once; points that only an empty planning reaches come in first syncs.
        static let few: [[Round]] = [
            [Round(.afterTypeCreated), Round(.beforeRemoteWrite), Round(.afterClaim)],
            [Round(.afterDepartmentCreated), Round(.afterRemoteWrite), Round(.afterFetch)],
            [Round(.afterResourceCreated), Round(.afterIntents), Round(.beforeFinish)],
            [Round(.afterResourceUpdated), Round(.beforeOutcomes), Round(.afterFinish)],
            [Round(.afterMemory, 2), Round(.afterOutcomes), Round(.afterSettlement)],
            [Round(.afterRemoteWrite, 23), Round(.beforeRemoteWrite, 12), Round(.afterIntents, 2)],
            [Round(.afterFieldsUpdated, 3), Round(.afterFieldsUpdated), Round(.afterFieldsUpdated, 2)],
        ]

        /// Every point at several occurrences, in a first sync and in a daily one.
        static var all: [[Round]] {
            few
                + FaultPlace.allCases.flatMap { place in
                    [1, 2, 3, 5, 8, 21].map { [Round(place, $0), Round(place, $0), Round(place, 1)] }
                }
        }

        @Test("After a kill between any two effects, the next run ends exact, under the same id with one attempt more")
        func killedAtEveryPoint() async throws {
            let tally = Tally()
            try await play(Proof.isWhole ? Self.all : Self.few, seed: 61) { victim, round, isFirstSync in
                let isKilled = try await kill(victim, at: round, isFirstSync: isFirstSync)
                tally.add(isKilled ? round.place.rawValue : "ended first")
                if isKilled { tally.add(isFirstSync ? "first syncs" : "daily syncs") }
            }
            for place in FaultPlace.allCases { #expect(tally[place.rawValue] > 0, "no run was killed at \(place)") }
            print("Killed at named points: \(tally)")
        }

        @Test("The tested fault points are those that the program has")
        func thePointsAreThose() async throws {
            try await Installation.with(world(seed: 60, tenants: 1)) { installation in
                let refused = try await installation.command(["run", "list"], environment: ["PASSERELLE_FAULT_POINT": "nowhere"])
                let list = try #require(refused.stderr.firstMatch(of: /Points: ([a-z_, ]+)\./), "\(refused.stderr)")
                #expect(Set(list.1.split(separator: ", ").map(String.init)) == Set(FaultPlace.allCases.map(\.rawValue)))
            }
        }

        /// - Returns: false when the run does not reach that occurrence, and ends by itself.
        private func kill(_ victim: Victim, at round: Round, isFirstSync: Bool) async throws -> Bool {
            let mark = victim.installation.world.journal.sequence
            let before = victim.tenant.ours().count
            let fields = victim.fieldsNow()
            let died = try await victim.starting(fault: "\(round):kill") { try await $0.result() }
            guard died.signal == SIGKILL else {
                #expect(died.status == 0 || died.status == 3, "\(round): \(died.stderr)")
                #expect(round.occurrence > 1, "no run reaches \(round)")
                victim.expectExactNow()
                return false
            }
            let left = try await victim.liveRun()
            #expect((left == nil) == (round.place == .afterFinish), "\(round)")
            if let left { #expect(left.state == "running" && left.attempt == 1, "\(round)") }
            if round.place == .afterFieldsUpdated {
                try await recoverFields(victim, from: left, since: mark, fields, luccaChanges: !isFirstSync)
                return true
            }
            let run = try await victim.recover(from: left)
            let standing = victim.tenant.ours().count
            if isFirstSync {
                #expect(victim.creations(since: mark) == standing - before, "\(round): an event was created twice")
                if left != nil { #expect(run.counts.created == standing, "\(round): the run reports both attempts") }
            }
            if left == nil { #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0, "\(round)") }
            return true
        }

        /// What the dead run wrote of extra data stays unless Lucca has another value by then, and the next run writes the rest.
        private func recoverFields(
            _ victim: Victim, from left: Victim.LiveRun?, since mark: Int, _ before: Victim.Fields, luccaChanges: Bool
        ) async throws {
            let halfway = victim.fieldsNow()
            let last = try #require(victim.resourceWrites(since: mark).last, "the dead run wrote no resource")
            #expect(halfway[last] != before[last], "it died before it wrote extra data")
            let overtaken = luccaChanges ? last : nil
            if let overtaken { try victim.changeField(of: overtaken) }
            try await victim.recover(from: left)
            victim.expectFieldsOnce(since: mark, before: before, halfway: halfway, overtaken: overtaken)
        }
    }
}
