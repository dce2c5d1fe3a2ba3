import Foundation
import Simulators
import SyncTestKit
import Testing

extension Kills {
    @Suite("Two processes for one tenant")
    struct TwoAtOnce {
        @Test("While one process holds the run, another reports it and sends nothing")
        func theOtherSaysSo() async throws {
            try await play([[Round(.afterIntents), Round(.afterClaim)]], seed: 67) { victim, round, _ in
                try await victim.starting(fault: "\(round):stop") { first in
                    try #require(try await first.standsStill())
                    let mark = victim.installation.world.journal.sequence
                    let held = try #require(try await victim.liveRun())
                    let other = try await victim.starting { try await $0.result() }
                    #expect(other.status == 1)
                    #expect(
                        other.stderr.contains("[run_active]") && other.stderr.contains("is being performed by"), "\(other.stderr)"
                    )
                    #expect(other.stderr.contains("Run \(held.id) of \(victim.slug)"), "\(other.stderr)")
                    #expect(other.stdout.isEmpty)
                    #expect(victim.requests(since: mark).isEmpty, "the other process sent something")
                    #expect(try await victim.liveRun() == held)
                    first.send(SIGCONT)
                    let ended = try await first.result()
                    #expect(ended.status == 0 || ended.status == 3, "\(ended.stderr)")
                    #expect(try ended.decode(RunDocument.self).attempt == 1)
                    victim.expectExactNow()
                }
            }
        }

        @Test("Of two processes started together, one does the work; the other reports it or finds nothing to do")
        func startedTogether() async throws {
            let tenants = Proof.count(small: 2, full: 30)
            let tally = Tally()
            try await Installation.with(world(seed: 68, tenants: tenants)) { installation in
                try await inLanes(tenants) { index in
                    let victim = try await Victim.register(installation.world.tenants[index], in: installation)
                    var random = SplitMix64(seed: UInt64(index))
                    for round in 0..<2 {
                        if round > 0 { try victim.changeLucca(&random) }
                        try await startTogether(victim, tally)
                    }
                }
            }
            print("Started together: \(tally)")
            #expect(tally["said so"] > 0, "no two runs met")
        }

        private func startTogether(_ victim: Victim, _ tally: Tally) async throws {
            let mark = victim.installation.world.journal.sequence
            let before = Set(victim.tenant.ours().map(\.key))
            async let left = victim.starting { try await $0.result() }
            async let right = victim.starting { try await $0.result() }
            let results = try await [left, right]
            let runs = try results.filter { $0.status == 0 || $0.status == 3 }.map { try $0.decode(RunDocument.self) }
            let refused = results.filter { $0.status == 1 }
            #expect(runs.count + refused.count == 2 && !runs.isEmpty, "\(results)")
            for other in refused {
                #expect(other.stderr.contains("[run_active]") && other.stdout.isEmpty, "\(other)")
                tally.add("said so")
            }
            if runs.count == 2 {
                // One started after the other had ended, and found nothing to do.
                tally.add("came after the other's end")
                #expect(Set(runs.map(\.id)).count == 2)
                #expect(runs.contains { $0.counts.created + $0.counts.updated + $0.counts.deleted == 0 })
            }
            victim.expectExactNow()
            // The runs sent what they report and nothing else: the refused process sent nothing.
            let sent = victim.requests(since: mark)
            #expect(sent.filter { $0.remote == .planningpme }.count == runs.map(\.requests.planningpme).reduce(0, +))
            #expect(sent.filter { $0.remote == .lucca }.count == runs.map(\.requests.lucca).reduce(0, +))
            #expect(victim.creations(since: mark) == victim.tenant.ours().filter { !before.contains($0.key) }.count)
        }
    }
}
