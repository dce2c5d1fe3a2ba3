import Simulators
import SyncTestKit
import Testing

@Suite("Brands with their own PlanningPME dialect", .serialized, .timeLimit(.minutes(30)))
struct BrandTests {
    /// The named ones, and some drawn by a seed.
    private static let names =
        PlanningBehaviour.profileNames + (0..<Proof.count(small: 4, full: 40)).map { "random-\($0)" }

    @Test(
        "Check, probe and first sync are exact, a second run writes nothing; planners' texts survive, no probe event remains",
        arguments: names)
    func lived(_ name: String) async throws {
        let behaviour = try #require(PlanningBehaviour.profile(named: name))
        try await Brand.with(name, behaviour) { brand in
            try await brand.register()
            let check = try await brand.installation.command(["tenant", "check", brand.slug])
            #expect(check.status == 0, "\(name): \(check.stdout)\(check.stderr)")
            #expect(brand.tenant.ours().isEmpty && brand.tenant.theirs() == brand.theirs, "\(name): a check writes nothing")
            try await brand.probe()

            let first = try await brand.run()
            brand.expectExactNow(after: "first sync")
            #expect(first.counts.created == brand.expected.events().count, "\(name)")
            #expect(brand.tenant.theirs() == brand.theirs, "\(name): the first sync changed a planner's event")
            let answers = brand.behaviour.createAnswer == .event ? 0 : 1
            #expect(
                first.requests.planningpme <= first.counts.created * (1 + answers) + 30,
                "\(name): \(first.requests) for \(first.counts.created)")

            brand.installation.world.journal.reset()
            let second = try await brand.run()
            #expect(second.counts.created + second.counts.updated + second.counts.deleted == 0, "\(name): \(second.counts)")
            #expect(second.requests.planningpme <= 1, "\(name)")

            try await change(brand)
        }
    }

    private func change(_ brand: Brand) async throws {
        let (tenant, lucca, name) = (brand.tenant, brand.tenant.lucca, brand.name)
        var periods = brand.periods()
        try #require(periods.count >= 4, "\(name): too few periods")
        let (cancelled, extended, shortened) = (periods.removeFirst(), periods.removeFirst(), periods.removeFirst())
        let noted = try #require(tenant.ours().first { $0.reference?.contains("/\(shortened)/") == true })
        let inRemark = brand.behaviour.remarkForm != .cut
        try tenant.planning.apply(
            .editRemark(event: noted.key, remark: inRemark ? "Voir Paul \(noted.remark) (fin)" : "Voir Paul"))
        try tenant.planning.apply(.editEvent(event: noted.key, member: "mode", text: "Fixed"))
        let second = try #require(tenant.planning.resources.last)
        let shared = try #require(tenant.ours().first { $0.reference?.contains("/\(extended)/") == true })
        try tenant.planning.apply(.addEventResource(event: shared.key, resource: second.key))
        try lucca.apply(.cancelPeriod(period: cancelled))
        try lucca.apply(.extendPeriod(period: extended, halfDays: 3))
        try lucca.apply(.shortenPeriod(period: shortened, halfDays: 2))

        let tomorrow = brand.today.adding(1)
        brand.installation.world.today = tomorrow
        let run = try await brand.run(asOf: tomorrow)
        #expect(run.counts.updated >= 2 && run.counts.deleted >= 1, "\(name): \(run.counts) \(run.problems)")
        let kept = try #require(tenant.planning.events.first { $0.key == noted.key })
        #expect(kept.remark.contains("Voir Paul") && (!inRemark || kept.remark.contains("(fin)")), "\(name): \(kept.remark)")
        #expect(kept.otherMembers.contains("Fixed"), "\(name): \(kept.otherMembers)")
        let both = try #require(tenant.planning.events.first { $0.key == shared.key })
        #expect(both.resources.contains(second.key), "\(name): the second person was removed")
        try tenant.planning.apply(.assignEvent(event: shared.key, resource: shared.resources[0]))
        brand.expectExactNow(tomorrow, after: "changes")
        #expect(tenant.theirs() == brand.theirs, "\(name): a planner's event was changed")
        brand.expectNoProbeLeft()

        let read = try await brand.run(asOf: tomorrow, ["--reconcile"])
        #expect(read.counts.created == 0 && read.counts.deleted == 0, "\(name): \(read.counts)")
        brand.expectExactNow(tomorrow, after: "the reconciliation")
    }
}
