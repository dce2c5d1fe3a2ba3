import SyncCore
import SyncTestKit
import Testing

/// Random worlds read through both generations of Lucca, in any order: the planning always shows what is read, and a change of
/// generation by itself creates and deletes nothing.
@Suite("SyncPlanner, change of generation in random worlds")
struct SyncPlannerGenerationPropertyTests {
    private typealias Worlds = SyncPlannerPropertyTests

    /// Lucca, read through one generation or the other. `world.leaves` are as read last.
    private struct TwoGenerations {
        var world: ModelWorld
        var view: SecondGenerationView
        /// In ids of the first generation.
        private var leaves: [HalfDayLeave]
        private(set) var isSecond = false

        init(_ world: ModelWorld, seed: UInt64, regroups: Bool) {
            self.world = world
            leaves = world.leaves
            view = SecondGenerationView(seed: seed, regroups: regroups)
        }

        mutating func edit(_ body: (inout ModelWorld) -> Void) {
            world.leaves = leaves
            body(&world)
            leaves = world.leaves
            read()
        }

        mutating func change() {
            isSecond.toggle()
            read()
        }

        private mutating func read() {
            world.leaves = isSecond ? view.leaves(leaves) : leaves
        }
    }

    @Test("The planning converges to what either generation says", arguments: 0..<Proof.count(small: 30, full: 1500))
    func converges(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 70_000)
        var both = TwoGenerations(
            try Worlds.world(&random), seed: UInt64(seed), regroups: random.chance(50))
        var day = Sample.day(random.pick("2026-03-20", "2026-10-15", "2026-12-20"))
        for step in 0..<14 {
            let edits = Int.random(in: step == 0 ? 20...30 : 0...4, using: &random)
            both.edit { for _ in 0..<edits { Worlds.edit(&$0, around: day, &random) } }
            if random.chance(50) { both.change() }
            if random.chance(15) {
                both.world.adoptEvents()
                if random.chance(50) { both.world.links = [:] }
            }
            // Killed in the middle, sometimes changed back before the next run.
            while random.chance(40) {
                let plan = both.world.plan(asOf: day)
                both.world.applyFirst(Int.random(in: 0...max(0, plan.operations.count), using: &random), of: plan)
                if random.chance(50) { both.change() }
            }
            let before = both.world.planning
            let plan = both.world.sync(asOf: day)
            #expect(plan.problems.isEmpty)
            #expect(both.world.notShown(plan).isEmpty)
            Worlds.expectThePastUntouched(before, both.world.planning, asOf: day, both.world.tenant.settings.calendar)
            try Worlds.expectShown(both.world, asOf: day)
            Worlds.expectLedgerIsThePlanning(both.world)
            #expect(both.world.plan(asOf: day).writesNothing)
            try expectNoMissedUpdate(plan)
            day = day.adding(days: Int.random(in: 0...9, using: &random))
        }
    }

    @Test(
        "A change of generation by itself rewrites references, each once, and changes nothing else",
        arguments: 0..<Proof.count(small: 30, full: 1500))
    func changesReferencesAlone(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 80_000)
        var both = TwoGenerations(try Worlds.world(&random), seed: UInt64(seed), regroups: false)
        var day = Sample.day(random.pick("2026-03-20", "2026-10-15", "2026-12-20"))
        for step in 0..<8 {
            let edits = Int.random(in: step == 0 ? 20...30 : 0...6, using: &random)
            both.edit { for _ in 0..<edits { Worlds.edit(&$0, around: day, &random) } }
            both.world.sync(asOf: day)
            let before = both.world
            both.change()
            if random.chance(30) { both.world.adoptEvents() }
            if random.chance(40) {
                let plan = both.world.plan(asOf: day)
                both.world.applyFirst(Int.random(in: 0...plan.operations.count, using: &random), of: plan)
                if random.chance(50) {
                    both.change()
                    let back = both.world.plan(asOf: day)
                    both.world.applyFirst(Int.random(in: 0...back.operations.count, using: &random), of: back)
                    both.change()
                }
            }
            let plan = both.world.sync(asOf: day)
            #expect(plan.creates.isEmpty && plan.deletes.isEmpty, "seed \(seed), step \(step)")
            let start = both.world.tenant.settings.calendar.startOfDay(day)
            #expect(
                Self.seen(both.world.planning, from: start) == Self.seen(before.planning, from: start),
                "seed \(seed), step \(step)")
            #expect(
                both.world.entries.allSatisfy { $0.reference.periodID.isOfSecondGeneration == both.isSecond || $0.end <= start })
            day = day.adding(days: Int.random(in: 0...9, using: &random))
        }
    }

    /// No event is created while one of the same person and leave account, on some of the same time, is deleted.
    private func expectNoMissedUpdate(_ plan: SyncPlan) throws {
        for created in plan.creates {
            #expect(
                !plan.deletes.contains {
                    $0.employeeID == created.employeeID && $0.reference.accountID == created.reference.accountID
                        && $0.start < created.end && created.start < $0.end
                })
        }
    }

    /// Without the references. Before the day, a past event of the other generation may be of another leave than it seems, and an
    /// event under way begins behind it or not.
    private static func seen(_ planning: ModelPlanning, from day: Instant) -> ModelPlanning {
        var planning = planning
        for (key, event) in planning.events {
            planning.events[key]?.remark = ""
            if event.end > day { planning.events[key]?.start = max(event.start, day) }
        }
        return planning
    }
}
