import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("tenant activate and fleet: a dialect without a probe")
struct ActivateDialectTests {
    @Test func inProductionItIsRefusedWithTheTwoWaysOut() async throws {
        let world = try await ProbedWorld()
        let outcome = await world.run("tenant", "activate", "acme")
        #expect(outcome.status == .failed)
        for words in ["[dialect_unprobed]", "passerelle tenant probe acme --resource KEY", "activate acme --assume-dialect"] {
            #expect(outcome.messages.contains(words), "\(outcome.messages)")
        }
        #expect(try await world.tenant.state == .draft)
    }

    @Test func anAssumptionIsRecordedAndShown() async throws {
        let world = try await ProbedWorld()
        let outcome = await world.run("tenant", "activate", "acme", "--assume-dialect")
        #expect(outcome.status == .done && outcome.messages.contains("dialect is assumed"))
        let tenant = try await world.tenant
        #expect(tenant.state == .active && tenant.dialect.assumedAt != nil)
        #expect(await world.run("tenant", "show", "acme").data.contains("assumed since"))
        let queue = try #require(try await world.json("fleet")["queue"] as? [String: Any])
        #expect(queue["assumedDialectTenants"] as? [String] == ["acme"] && queue["doubtedDialectTenants"] as? [String] == [])
        // One confirmation is enough.
        _ = await world.run("tenant", "pause", "acme")
        #expect(await world.run("tenant", "activate", "acme").status == .done)
        // A probe clears it.
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(await world.run("fleet").data.contains(/dialect not probed +none of the active production tenants/))
    }

    @Test func aTestTenantAndOneThatRanBeforeNeedNoProbe() async throws {
        let test = try await ProbedWorld("test")
        #expect(await test.run("tenant", "activate", "acme").status == .done)
        let kept = try await ProbedWorld()
        try await kept.change { $0.findings[.update] = ProbedWorld.found("replace", .kept) }
        let outcome = await kept.run("tenant", "activate", "acme")
        #expect(outcome.status == .done && !outcome.messages.contains("dialect is assumed"))
        let queue = try #require(try await kept.json("fleet")["queue"] as? [String: Any])
        #expect(queue["assumedDialectTenants"] as? [String] == [])
    }

    @Test func activatingOneThatIsActiveEndsItsDoubt() async throws {
        let world = try await ProbedWorld()
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        _ = await world.run("tenant", "activate", "acme")
        try await world.change { $0.doubt = ProbedWorld.doubt }
        let fleet = await world.run("fleet")
        #expect(fleet.data.contains("1 of the active tenants: acme") && fleet.messages.contains("is in doubt"))
        let outcome = await world.run("tenant", "activate", "acme")
        #expect(outcome.status == .done && outcome.messages.contains("passerelle run now acme --reconcile"))
        #expect(try await world.tenant.dialect.doubt == nil)
        #expect(await world.run("tenant", "activate", "acme").messages.contains("is already active"))
    }

    @Test func aDoubtStaysWhereACheckFails() async throws {
        var world = try await ProbedWorld()
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        _ = await world.run("tenant", "activate", "acme")
        try await world.change { $0.doubt = ProbedWorld.doubt }
        world.bench.checks = [CheckResult(.luccaEmployees, .failed, .noEmployee)]
        #expect(await world.run("tenant", "activate", "acme").status == .failed)
        #expect(try await world.tenant.dialect.doubt == ProbedWorld.doubt)
    }

    @Test func aDraftOrAPausedTenantIsNotCounted() async throws {
        let world = try await ProbedWorld()
        try await world.change { $0.doubt = ProbedWorld.doubt }
        let queue = try #require(try await world.json("fleet")["queue"] as? [String: Any])
        #expect(queue["assumedDialectTenants"] as? [String] == [] && queue["doubtedDialectTenants"] as? [String] == [])
    }
}
