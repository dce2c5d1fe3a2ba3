import Simulators
import SyncTestKit
import Testing

/// Runs that die, are stopped or meet each other, as processes of the real program. One part after the other: each already keeps
/// the machine busy.
@Suite("Kills", .serialized)
enum Kills {
    /// Worlds large enough for several chunks of writes, small enough for many kills.
    static func world(seed: UInt64, tenants: Int) -> SimulatorConfiguration {
        SimulatorConfiguration(seed: seed, tenants: tenants, employees: 24)
    }

    /// One run of a victim, disturbed at one point.
    struct Round: Sendable, CustomStringConvertible {
        let place: FaultPlace
        let occurrence: Int

        init(_ place: FaultPlace, _ occurrence: Int = 1) {
            self.place = place
            self.occurrence = occurrence
        }

        var description: String { "\(place.rawValue):\(occurrence)" }
    }

    /// Registers one tenant per list of rounds and has `body` run them in turn, the first on an empty planning, the others after
    /// a day's changes in Lucca. A tenant whose list names the point of extra data carries some.
    static func play(
        _ plan: [[Round]], seed: UInt64, _ body: @escaping @Sendable (Victim, Round, _ isFirstSync: Bool) async throws -> Void
    ) async throws {
        try await Installation.with(world(seed: seed, tenants: plan.count)) { installation in
            try await inLanes(plan.count) { index in
                let isCarrying = plan[index].contains { $0.place == .afterFieldsUpdated }
                let victim = try await Victim.register(
                    installation.world.tenants[index], in: installation, carrying: isCarrying ? Victim.someFields : [])
                var random = SplitMix64(seed: seed &+ UInt64(index))
                for (position, round) in plan[index].enumerated() {
                    if position > 0 {
                        try victim.changeLucca(&random, towards: round.place)
                    } else {
                        try victim.prepareFirstSync(&random, towards: round.place)
                    }
                    try await body(victim, round, position == 0)
                }
            }
        }
    }
}
