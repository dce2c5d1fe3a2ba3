import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("A Lucca account that is renamed")
struct RenamedAccountTests {
    private struct Died: Error {}

    private func synced(_ requests: [LeaveRequest]? = nil) async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        if let requests { bench.set(requests) }
        try await bench.sync()
        return bench
    }

    private func expireLease(_ bench: SyncBench) async throws {
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
    }

    @Test func theNextRunRewritesTheReferencesInPlace() async throws {
        let bench = try await synced()
        let key = try bench.event(of: "104").key
        bench.planning.change { $0.events[key]?.remark += "\nclés chez Paul" }
        let before = bench.ours
        try await bench.rename(to: "nouveau")
        let preview = try await bench.preview()
        #expect(Set(preview.changes.map(\.action)) == [.update] && preview.changes.count == before.count)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        let run = try await bench.run.last()
        #expect(run.counts.updated == before.count && run.counts.created == 0 && run.counts.deleted == 0)
        #expect(bench.ours.map(\.key) == before.map(\.key))
        #expect(bench.planning.current.events[key]?.remark == "[lucca:nouveau/104/2/2026-12-21-AM]\nclés chez Paul")
        try await bench.expectOnce("nouveau")
        bench.planning.reset()
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.writeCount == 0)
        #expect(try await bench.run.last().counts.unchanged == before.count)
    }

    @Test(arguments: FaultPoint.allCases, [1, 2, 7]) func aKillInTheMiddleIsMadeGoodByTheNextRun(
        _ point: FaultPoint, _ nth: Int
    ) async throws {
        let bench = try await synced(SyncBench.many(45))
        try await bench.rename(to: "nouveau")
        let faults = FaultPoints { reached, count in if reached == point, count == nth { throw Died() } }
        do {
            try await bench.sync(faults: faults)
        } catch is InjectedCrash {
            if point != .afterFinish {
                try await expireLease(bench)
                try await bench.sync()
            }
        }
        try await bench.expectOnce("nouveau")
        #expect(bench.planning.calls[.create] == 45 && bench.planning.calls[.delete] == nil)
    }

    @Test(arguments: [0, 1, 2]) func itIsUndoneByEditingBackAtAnyTime(chunksWritten: Int) async throws {
        let bench = try await synced(SyncBench.many(45))
        let before = bench.planning.current.events
        try await bench.rename(to: "nouveau")
        if chunksWritten > 0 {
            let faults = FaultPoints { point, count in if point == .beforeOutcomes, count == chunksWritten { throw Died() } }
            await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
            try await expireLease(bench)
            let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
            #expect(try await bench.ports.runs.cancel(live.id) == .cancelled)
        }
        try await bench.rename(to: "acme")
        try await bench.sync()
        #expect(bench.planning.current.events == before)
        try await bench.expectOnce()
    }

    @Test func aTenantThatRemembersNothingTakesThemOverToo() async throws {
        let bench = try await synced()
        let before = bench.ours.map(\.key)
        try await bench.rename(to: "nouveau")
        bench.database.forget(bench.tenant.id)
        try await bench.sync()
        #expect(bench.ours.map(\.key) == before)
        #expect(bench.planning.calls[.delete] == nil)
        try await bench.expectOnce("nouveau")
    }

    /// What an earlier release left behind: each absence twice, once under each name.
    @Test func eventsOfBothNamesAreMadeOne() async throws {
        let bench = try await synced()
        var tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        tenant.luccaURL = "https://nouveau.ilucca-test.net"
        try await bench.ports.registry.update(tenant)
        try await bench.sync()
        #expect(bench.planning.current.events.values.count { $0.remark.contains("[lucca:nouveau/") } == bench.requests.count - 2)
        tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        tenant.formerAccounts = ["acme"]
        try await bench.ports.registry.update(tenant)
        bench.planning.change { $0.accounts = ["acme", "nouveau"] }
        LuccaChange.beginsLater.happen(in: bench)
        try await bench.sync()
        try await bench.expectOnce("nouveau")
    }

    @Test func theRemovalTakesEventsOfFormerNames() async throws {
        let bench = try await synced()
        let before = bench.ours.count
        try await bench.rename(to: "nouveau")
        let tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        let removal = FutureEventRemoval(worker: bench.worker("operator"), today: SyncBench.today)
        #expect(try await removal.remove(of: tenant) == before)
        #expect(bench.ours.isEmpty)
    }

    @Test func theRemovalFindsEventsThatAreNotRemembered() async throws {
        let bench = try await synced()
        let before = bench.ours.count
        let copy = bench.copy(try bench.event(of: "104"), days: 7, note: "\nnote")
        try await bench.rename(to: "nouveau")
        bench.database.forget(bench.tenant.id)
        let tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        let removal = FutureEventRemoval(worker: bench.worker("operator"), today: SyncBench.today)
        #expect(try await removal.remove(of: tenant) == before)
        #expect(bench.ours.isEmpty)
        #expect(bench.planning.current.events[copy]?.remark == "note", "a planner made it")
        #expect(bench.planning.current.events.values.contains { $0.remark.contains("[lucca:other/") })
    }

    private func isRefused(_ tenant: Tenant, by bench: SyncBench) async throws -> Bool {
        do {
            try await bench.ports.registry.update(tenant)
            return false
        } catch let error as SyncError {
            return error.code == .tenantExists
        }
    }

    @Test func anotherTenantsAccountIsNeverTakenOver() async throws {
        let bench = try await synced()
        let other = try await bench.ports.registry.create(
            NewTenant(
                slug: TenantSlug("other"), name: "Other", environment: .test, luccaURL: "https://other.ilucca-test.net",
                planningPMEURL: bench.tenant.planningPMEURL, contact: nil, settings: bench.tenant.settings))
        var greedy = bench.tenant
        greedy.formerAccounts = ["other"]
        #expect(try await isRefused(greedy, by: bench))
        try await bench.rename(to: "nouveau")
        var late = other
        late.luccaURL = "https://acme.ilucca-test.net"
        #expect(try await isRefused(late, by: bench))
        let planners = bench.planning.current.events.values.filter { $0.remark.contains("[lucca:other/") }
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.current.events.values.filter { $0.remark.contains("[lucca:other/") } == planners)
    }
}
