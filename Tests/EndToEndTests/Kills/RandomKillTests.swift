import Foundation
import Simulators
import SyncTestKit
import Synchronization
import Testing

extension Kills {
    @Suite("Killed at a random moment")
    struct RandomMoments {
        static let seed: UInt64 = 2_611

        @Test("After a kill at a random moment of a first or daily sync, the next run ends exact")
        func killedAtRandomMoments() async throws {
            let wanted = Proof.count(small: 6, full: 200)
            // Some runs end before their moment: more are started.
            let (measured, tenants) = (2, 2 + wanted)
            let tally = Tally()
            let usual = UsualLengths()
            try await Installation.with(world(seed: 62, tenants: measured + tenants)) { installation in
                // How long an undisturbed run takes while others run, as they do later.
                try await inLanes(measured) { index in
                    let victim = try await Victim.register(installation.world.tenants[tenants + index], in: installation)
                    var random = SplitMix64(seed: Self.seed &+ UInt64(1_000_000 + index))
                    let first = try await ContinuousClock().measure { try await victim.runToTheEnd() }
                    try victim.changeLucca(&random)
                    let daily = try await ContinuousClock().measure { try await victim.runToTheEnd() }
                    usual.note(first: first, daily: daily)
                }
                try await inLanes(tenants) { index in
                    guard tally["killed"] < wanted else { return }
                    var random = SplitMix64(seed: Self.seed &+ UInt64(index))
                    let victim = try await Victim.register(installation.world.tenants[index], in: installation)
                    usual.note(
                        first: try await kill(victim, after: usual.first * Double.random(in: 0..<1, using: &random), tally))
                    for _ in 0..<2 where tally["killed"] < wanted {
                        try victim.changeLucca(&random)
                        usual.note(
                            daily: try await kill(victim, after: usual.daily * Double.random(in: 0..<1, using: &random), tally))
                    }
                }
            }
            print("Killed at random moments, seed \(Self.seed), usual lengths \(usual.first), \(usual.daily): \(tally)")
            #expect(tally["killed"] >= wanted)
            // If there are few, it may happen that none dies during its writes.
            if Proof.isWhole { #expect(tally["killed with writes done"] > wanted / 10) }
        }

        /// Kills one run at a moment, lets the next one finish it, and compares.
        /// - Returns: the length of a run that ended before its moment; nil if it was killed.
        private func kill(_ victim: Victim, after delay: Duration, _ tally: Tally) async throws -> Duration? {
            let mark = victim.installation.world.journal.sequence
            let before = Set(victim.tenant.ours().map(\.key))
            let start = ContinuousClock.now
            let died = try await victim.starting { program in
                // The moment is random on purpose: nothing is awaited.
                let killer = Task {
                    try await Task.sleep(for: delay)
                    program.send(SIGKILL)
                }
                defer { killer.cancel() }
                return try await program.result()
            }
            let length = start.duration(to: .now)
            let written = victim.planningRequests(since: mark).filter(\.isWrite).count
            guard died.signal == SIGKILL else {
                #expect(died.status == 0 || died.status == 3, "\(died.stderr)")
                tally.add("ended first")
                victim.expectExactNow()
                return length
            }
            tally.add("killed")
            let left = try await victim.liveRun()
            tally.add(left.map { "left \($0.state)" } ?? (written > 0 ? "killed after the end" : "killed before there was a run"))
            if written > 0 { tally.add("killed with writes done") }
            try await victim.recover(from: left)
            let made = victim.tenant.ours().filter { !before.contains($0.key) }.count
            #expect(victim.creations(since: mark) == made, "an event was created twice, after \(delay)")
            return nil
        }
    }
}

/// The usual run times: the shortest ones seen, so that most moments come before the end.
private final class UsualLengths: Sendable {
    private let lengths = Mutex<(first: Duration?, daily: Duration?)>((nil, nil))

    func note(first: Duration? = nil, daily: Duration? = nil) {
        lengths.withLock {
            $0.first = [$0.first, first].compactMap(\.self).min()
            $0.daily = [$0.daily, daily].compactMap(\.self).min()
        }
    }

    var first: Duration { lengths.withLock { $0.first } ?? .zero }
    var daily: Duration { lengths.withLock { $0.daily } ?? .zero }
}
