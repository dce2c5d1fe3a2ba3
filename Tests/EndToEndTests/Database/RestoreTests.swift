import Foundation
import Simulators
import SyncTestKit
import Testing

extension DatabaseFaults {
    @Suite("A database that is older than the planning", .timeLimit(.minutes(10)))
    struct Restores {
        static let few = [Moment(.afterIntents, 2), Moment(.beforeOutcomes)]

        /// The dump holds writes in progress; afterwards the run ended, and two days created, changed and deleted events.
        @Test("Restored from a dump taken during a run, the database adopts later events and repeats no write")
        func dumpedInTheMidst() async throws {
            let moments = Proof.isWhole ? Moment.all.filter { $0.place != .afterFinish } : Self.few
            let world = SimulatorConfiguration(seed: 82, tenants: moments.count, employees: 24)
            try await Installation.with(world) { installation in
                for (index, moment) in moments.enumerated() {
                    let victim = try await Victim.register(installation.world.tenants[index], in: installation)
                    var random = SplitMix64(seed: UInt64(82 + index))
                    // Half of them in the first sync, half in a later one.
                    if index.isMultiple(of: 2) {
                        try await victim.runToTheEnd()
                        try victim.changeLucca(&random, towards: moment.place)
                    }
                    let dump = installation.path("dump-\(index)")
                    var isTaken = false
                    let ended = try await victim.halting(at: moment) {
                        let dumped = try await installation.tool("pg_dump", ["-Fc", "-f", dump, "-d", installation.url()])
                        try #require(dumped.status == 0, "\(dumped.stderr)")
                        isTaken = true
                    }
                    try await victim.expectUndisturbed(ended, "\(moment)")
                    guard isTaken else { continue }
                    for _ in 0..<2 {
                        try victim.changeLucca(&random)
                        try await victim.runToTheEnd()
                    }
                    try await installation.recreateDatabase()
                    let restored = try await installation.tool("pg_restore", ["-d", installation.url(), dump])
                    try #require(restored.status == 0, "\(restored.stderr)")
                    let left = try #require(try await victim.liveRun(), "the dump holds the run")
                    let before = Set(victim.tenant.ours().map(\.key))
                    let mark = installation.world.journal.sequence
                    try await victim.recover(from: left)
                    #expect(victim.creations(since: mark) == 0, "\(moment): an existing event was created again")
                    #expect(Set(victim.tenant.ours().map(\.key)) == before)
                }
            }
        }
    }
}
