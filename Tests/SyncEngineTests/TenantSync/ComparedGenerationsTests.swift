import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("A comparison of Lucca's generations")
struct ComparedGenerationsTests {
    /// What the second generation says of the same world.
    private func second(_ bench: SyncBench, _ change: (inout FakeSource.World) -> Void = { _ in }) -> FakeSource {
        var world = bench.source.current
        world.leaves = world.leaves.map { $0.under($0.periodID.asSecondGeneration) }
        world.accounts = world.accounts.map { LeaveAccount(id: $0.id, name: $0.name) }
        change(&world)
        return FakeSource(world)
    }

    /// As a change of generation asks.
    private func decideRemoteWork(_ bench: SyncBench) async throws {
        try await bench.ports.registry.setReasonRule(
            ReasonRule(accountID: SyncBench.remoteWork, destination: .ignore, origin: .operator), of: bench.tenant.id)
    }

    private func compare(_ bench: SyncBench, _ second: FakeSource) async throws -> GenerationComparison {
        let tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        return try await TenantSync(ports: bench.ports, logger: .silent).compare(
            tenant, GenerationSources(first: bench.source, second: second), bench.planning, asOf: SyncBench.today
        ).comparison
    }

    @Test("It sends nothing to the planning, and writes nothing anywhere")
    func writesNothing() async throws {
        let bench = try await SyncBench()
        try await decideRemoteWork(bench)
        try await bench.sync()
        let (memory, runs) = (
            try await bench.ports.ledger.load(bench.tenant.id), try await bench.ports.runs.list(RunFilter(limit: 100))
        )
        bench.planning.reset()
        let comparison = try await compare(bench, second(bench))
        #expect(comparison.isSame)
        #expect(comparison.counts.map(\.updated) == [0, 5] && comparison.counts.map(\.rewritten) == [0, 5])
        #expect(bench.planning.calls.isEmpty)
        #expect(try await bench.ports.ledger.load(bench.tenant.id) == memory)
        #expect(try await bench.ports.runs.list(RunFilter(limit: 100)).map(\.id) == runs.map(\.id))
    }

    @Test("Before the first run it reads the catalog once, for both plans")
    func beforeTheFirstRun() async throws {
        let bench = try await SyncBench()
        try await decideRemoteWork(bench)
        let comparison = try await compare(bench, second(bench))
        #expect(comparison.isSame)
        #expect(comparison.counts.map(\.created) == [5, 5])
        #expect(bench.planning.writeCount == 0)
        #expect(bench.planning.calls[.resources] == 1)
    }

    @Test("What differs is told, and an unreadable generation ends it")
    func differences() async throws {
        let bench = try await SyncBench()
        try await decideRemoteWork(bench)
        try await bench.sync()
        let other = second(bench) { world in
            world.leaves.removeAll { $0.periodID == "v2-104" }
            world.employees.removeAll { $0.id == "5" }
        }
        #expect(try await compare(bench, other).differences.map(\.rule) == [.person, .absence])
        let outage = SyncError(.luccaUnreachable, failureClass: .transient)
        other.change { $0.outage = outage }
        await #expect(throws: outage) { try await compare(bench, other) }
    }

    @Test("Extra fields that rules ask for are read from both, and no others")
    func fields() async throws {
        let bench = try await SyncBench()
        try await decideRemoteWork(bench)
        let field = LuccaField(id: try #require(FieldID("e_site")), format: .text)
        let unused = try #require(FieldID("e_pay"))
        try await bench.ports.registry.setFieldRule(FieldRule(field: field, target: .phone), of: bench.tenant.id)
        bench.source.change { $0.fields.values = ["1": [field.id: .text("A"), unused: .text("1")]] }
        let other = second(bench) { $0.fields.values = ["1": [field.id: .text("B"), unused: .text("2")]] }
        try await bench.sync()
        let differences = try await compare(bench, other).differences
        #expect(differences.map(\.rule) == [.field] && differences.map(\.subject) == [.employeeField("1", field.id)])
    }
}
