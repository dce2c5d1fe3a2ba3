import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Resources that are archived or hidden")
struct ArchivedResourceTests {
    private static let day = 86_400

    private func archive(_ key: ResourceKey, _ isArchived: Bool = true, in bench: SyncBench) {
        bench.planning.change { world in
            for index in world.resources.indices where world.resources[index].key == key {
                world.resources[index].isArchived = isArchived
            }
        }
    }

    private func addLeave(_ bench: SyncBench) {
        bench.set(bench.requests + [LeaveRequest("900", "1", "1", from: 15, to: 16)])
    }

    private func expectArchived(_ bench: SyncBench, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let problems = try await bench.run.problems()
        #expect(
            problems == [Problem(.employee("1", identifier: "001"), .resourceArchived(resource: 51))],
            sourceLocation: sourceLocation)
    }

    @Test(
        "A refused write to an archived resource is that problem, nothing is created, and its events stay until it is back",
        arguments: [false, true])
    func refusedWrite(mayCreate: Bool) async throws {
        let bench = try await SyncBench { $0.create = mayCreate ? [.types, .resources] : [.types] }
        try await bench.sync()
        let before = bench.shown
        archive(51, in: bench)
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        try await expectArchived(bench)
        #expect(bench.shown == before)
        #expect(bench.planning.current.resources.count { $0.registrationNumber == "001" } == 1)
        // From the stored result, within the day.
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .partial, nil))
        try await expectArchived(bench)
        #expect(bench.planning.calls.isEmpty)
        bench.clock.advance(by: .seconds(Self.day))
        #expect(try await bench.sync() == .ended(4, .partial, nil))
        try await expectArchived(bench)
        #expect(bench.shown == before)

        archive(51, false, in: bench)
        bench.clock.advance(by: .seconds(Self.day))
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(6, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test(
        "A resource archived before its employee's first sync is no match, and none is created beside it",
        arguments: [false, true])
    func neverLinked(mayCreate: Bool) async throws {
        let bench = try await SyncBench { $0.create = mayCreate ? [.types, .resources] : [.types] }
        archive(51, in: bench)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        try await expectArchived(bench)
        #expect(bench.shown.allSatisfy { $0.resource != "001" } && bench.shown.count == 3)
        #expect(bench.planning.current.resources.count == 6)
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        try await expectArchived(bench)
        archive(51, false, in: bench)
        bench.clock.advance(by: .seconds(Self.day))
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    @Test("A resource with the number that a planner created beside the archived one becomes the employee's")
    func replaced() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        archive(51, in: bench)
        bench.planning.change {
            $0.resources.append(Resource(key: 77, label: "DURAND Zoé", registrationNumber: "001", departments: [21]))
        }
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
        #expect(bench.ours.filter { $0.resources == [77] }.count == 3)
    }

    @Test("A linked resource that lists hide is read by key and not created again", arguments: [false, true])
    func hidden(mayCreate: Bool) async throws {
        let bench = try await SyncBench { $0.create = mayCreate ? [.types, .resources] : [.types] }
        try await bench.sync()
        let before = bench.shown
        bench.planning.change { $0.hiddenResources = [51] }
        addLeave(bench)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        try await expectArchived(bench)
        #expect(bench.planning.calls[.resource] == 1)
        #expect(bench.shown == before)
        bench.planning.change { $0.hiddenResources = [] }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    @Test(
        "A resource whose key is refused or returns an unreadable row counts as hidden",
        arguments: [FakePlanning.Fault.forbidden, .rejected, .unreadable])
    func refusedByKey(_ fault: FakePlanning.Fault) async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        try await bench.sync()
        bench.planning.change { $0.hiddenResources = [51] }
        bench.planning.failAll(.resource, fault)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        try await expectArchived(bench)
        #expect(bench.planning.calls[.createResource] == nil)
    }

    @Test("Beside a row without a key, a linked resource that its key returns is not hidden: the row may be its own")
    func rowWithoutKey() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        try await bench.sync()
        bench.planning.change { $0.keylessResources = [51] }
        addLeave(bench)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.planningUnreadable])
        bench.expectExact()
        // An archived one is.
        archive(51, in: bench)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .partial, nil))
        #expect(Set(try await bench.run.problems().map(\.code)) == [.planningUnreadable, .resourceArchived])
    }

    @Test("Future events of someone who left are removed from an archived resource too")
    func left() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        archive(51, in: bench)
        bench.source.change { world in world.employees.removeAll { $0.id == "1" } }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(bench.shown.allSatisfy { $0.resource != "001" })
    }

    @Test("An explanation names the archived resource")
    func explained() async throws {
        let bench = try await SyncBench()
        archive(51, in: bench)
        try await bench.sync()
        let sync = TenantSync(ports: bench.ports, logger: .silent)
        let told = try await sync.explain(
            ExplanationRequest(employee: .named("001"), days: nil, asOf: SyncBench.today), of: bench.tenant)
        guard case .withoutResource(let problem) = told.person.standing else {
            Issue.record("\(told.person.standing)")
            return
        }
        #expect(problem.code == .resourceArchived)
    }
}
