import Simulators
import Testing

/// The real program: a renamed Lucca account, a change of brand, events that planners copy.
@Suite("Another address, end to end", .serialized)
struct AddressEditTests {
    /// A second name of this machine that the simulated Lucca serves: the account is then called `localhost`.
    private static func renamed(_ installation: Installation) async throws -> String {
        "http://localhost:\(try #require(await installation.simulator.ports.first))"
    }

    private static func original(_ tenant: SimulatedTenant, _ installation: Installation) async throws -> String {
        "http://\(tenant.slug).localhost:\(try #require(await installation.simulator.ports.first))"
    }

    /// Events under any of the account's names; the simulated planning also holds another account's events.
    private static func ours(_ tenant: SimulatedTenant) -> [SimulatedEvent] {
        tenant.planning.events.filter { event in
            [tenant.slug, "localhost"].contains { event.reference?.hasPrefix("[lucca:\($0)/") == true }
        }
    }

    private static func theirs(_ tenant: SimulatedTenant) -> [SimulatedEvent] {
        let ours = Set(ours(tenant).map(\.key))
        return tenant.planning.events.filter { !ours.contains($0.key) }
    }

    private static func keys(_ tenant: SimulatedTenant) -> [Int] { ours(tenant).map(\.key).sorted() }

    @Test("A renamed account's events are taken over in place, renamed back, and removed; none is duplicated")
    func aRenamedAccountIsTakenOver() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 31, tenants: 1, employees: 30)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            try await installation.register(tenant)
            let first = try await installation.runNow(tenant, asOf: today)
            let (keys, theirs) = (Self.keys(tenant), Self.theirs(tenant))
            let noted = try #require(tenant.ours().first)
            _ = try tenant.planning.apply(.editRemark(event: noted.key, remark: noted.remark + "\nclés chez Paul"))

            let edit = ["tenant", "edit", tenant.slug, "--lucca-url", try await Self.renamed(installation)]
            let refused = try await installation.expect(edit, status: 64)
            #expect(refused.stderr.contains("--take-over") && refused.stderr.contains("\(first.counts.created) events"))
            #expect(try await installation.sql("select count(*) from tenant where lucca_url like '%//localhost%'") == "0")

            try await installation.expect(edit + ["--take-over"])
            installation.world.journal.reset()
            let second = try await installation.runNow(tenant, asOf: today)
            #expect(second.counts.created == 0 && second.counts.deleted == 0)
            #expect(second.counts.updated == first.counts.created)
            #expect(Self.keys(tenant) == keys)
            let events = Self.ours(tenant)
            #expect(events.allSatisfy { $0.reference?.hasPrefix("[lucca:localhost/") == true })
            #expect(events.first { $0.key == noted.key }?.remark.hasSuffix("\nclés chez Paul") == true)
            let third = try await installation.runNow(tenant, asOf: today, options: ["--reconcile"])
            #expect(third.counts.created + third.counts.updated + third.counts.deleted == 0)

            // Undone half-way: a run of the second rename is killed, and the next one finishes it.
            try await installation.expect(
                ["tenant", "edit", tenant.slug, "--lucca-url", try await Self.original(tenant, installation)])
            let killed = try await installation.command(
                ["run", "now", tenant.slug, "--as-of", "\(today)"],
                environment: ["PASSERELLE_FAULT_POINT": "after_remote_write:7:kill", "PASSERELLE_LEASE_SECONDS": "2"])
            #expect(killed.status != 0)
            let back = try await untilClaimed(tenant, today, installation)
            #expect(back.counts.created == 0 && back.counts.deleted == 0)
            expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: today))
            #expect(Self.keys(tenant) == keys)

            try await installation.expect(edit + ["--take-over"])
            try await installation.expect(["tenant", "delete", tenant.slug, "--yes", "--remove-events"])
            #expect(Self.ours(tenant).filter { $0.end > today.ordinal * 86_400 }.isEmpty)
            #expect(Self.theirs(tenant) == theirs)
        }
    }

    /// A killed process's lease expires by itself.
    private func untilClaimed(
        _ tenant: SimulatedTenant, _ today: SimulatedDay, _ installation: Installation
    ) async throws -> RunDocument {
        while true {
            let result = try await installation.command(["run", "now", tenant.slug, "--as-of", "\(today)", "--output", "json"])
            if let run = try? result.decode(RunDocument.self) { return run }
            try #require(result.stderr.contains("[run_active]"), "\(result.stderr)")
        }
    }

    @Test("Events of an older registration under another name are found with --former-accounts")
    func aTenantRegisteredAgainUnderItsNewNameFindsItsEvents() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 32, tenants: 1, employees: 20)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let keys = Self.keys(tenant)
            try await installation.expect(["tenant", "delete", tenant.slug, "--yes"])
            try await installation.register(tenant)
            try await installation.expect(
                [
                    "tenant", "edit", tenant.slug, "--lucca-url", try await Self.renamed(installation), "--former-accounts",
                    tenant.slug, "--take-over",
                ])
            let run = try await installation.runNow(tenant, asOf: today)
            #expect(run.counts.created == 0 && run.counts.deleted == 0)
            #expect(Self.keys(tenant) == keys)
        }
    }

    @Test("When a tenant changes brand, its old events are counted and stay or go as chosen; changing back adopts them")
    func anotherBrandSaysWhatStaysBehind() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 33, tenants: 2, employees: 20)) { installation in
            let (tenant, other) = (installation.world.tenants[0], installation.world.tenants[1])
            let today = installation.world.today
            try await installation.register(tenant)
            let first = try await installation.runNow(tenant, asOf: today)
            let before = tenant.planning.events
            let old = await installation.simulator.planningURL(of: tenant)
            let edit = ["tenant", "edit", tenant.slug, "--planningpme-url", await installation.simulator.planningURL(of: other)]
            let refused = try await installation.expect(edit, status: 64)
            #expect(refused.stderr.contains("\(first.counts.created) events") && refused.stderr.contains("--remove-events"))
            let left = try await installation.expect(edit + ["--leave-events"])
            #expect(left.stderr.contains("\(first.counts.created) events of today and later stay on \(old)"))
            #expect(tenant.planning.events == before)
            #expect(try await installation.sql("select count(*) from unavailability_ledger") == "0")

            try await installation.expect(["tenant", "edit", tenant.slug, "--planningpme-url", old, "--leave-events"])
            let again = try await installation.runNow(tenant, asOf: today)
            #expect(again.counts.created + again.counts.updated + again.counts.deleted == 0, "adopted, not created twice")
            #expect(tenant.planning.events == before)

            let removed = try await installation.expect(edit + ["--remove-events"])
            #expect(removed.stderr.contains("Removed \(first.counts.created) events"))
            #expect(Self.ours(tenant).filter { $0.end > today.ordinal * 86_400 }.isEmpty)
            #expect(try await installation.sql("select count(*) from run") == "0", "nothing prevents its sync")
        }
    }

    @Test("Copies on another day or for another person become the planners'; a true duplicate is deleted")
    func copiesMadeOnPurposeBecomeThePlanners() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 34, tenants: 1, employees: 20)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            let original = try #require(tenant.ours().first { $0.start > (today.ordinal + 1) * 86_400 })
            let stranger = try #require(tenant.planning.resources.first { !original.resources.contains($0.key) })
            let week = 7 * 86_400
            let (day, person, twin) = (
                try tenant.planning.apply(
                    .addEvent(
                        resource: original.resources[0], start: original.start + week, end: original.end + week,
                        type: original.type, remark: original.remark)),
                try tenant.planning.apply(
                    .addEvent(
                        resource: stranger.key, start: original.start, end: original.end, type: original.type,
                        remark: original.remark + "\nRemplace Zoé")),
                try tenant.planning.apply(
                    .addEvent(
                        resource: original.resources[0], start: original.start, end: original.end, type: original.type,
                        remark: original.remark))
            )
            let copies = tenant.planning.events.filter { [day, person].contains($0.key) }
            let run = try await installation.runNow(tenant, asOf: today, options: ["--reconcile"])
            #expect(run.counts.deleted == 1)
            #expect(!tenant.planning.events.contains { $0.key == twin })
            let after = tenant.planning.events.filter { [day, person].contains($0.key) }
            #expect(after.map(\.start) == copies.map(\.start) && after.map(\.end) == copies.map(\.end))
            #expect(after.map(\.resources) == copies.map(\.resources) && after.map(\.type) == copies.map(\.type))
            #expect(after.first { $0.key == day }?.remark == "" && after.first { $0.key == person }?.remark == "Remplace Zoé")
            expectExact(tenant, expected)
        }
    }
}
