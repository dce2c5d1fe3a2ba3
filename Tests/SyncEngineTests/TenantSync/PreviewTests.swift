import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("A preview")
struct PreviewTests {
    @Test func itWritesNothingAnywhere() async throws {
        let bench = try await SyncBench()
        let writes = bench.database.writeCount
        let world = bench.planning.current.events
        let preview = try await bench.preview()
        #expect(preview.changes.count == 5)
        #expect(bench.database.writeCount == writes)
        #expect(bench.planning.writeCount == 0)
        #expect(bench.planning.current.events == world)
        #expect(try await bench.ports.runs.list(RunFilter()).isEmpty)
    }

    @Test func itSaysWhatTheNextRunDoes() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        LuccaChange.splitInTwo.happen(in: bench)
        bench.source.change { $0.leaves.removeAll { $0.periodID == "106" } }
        let preview = try await bench.preview()
        try await bench.sync()
        let done = try await bench.run.changes()
        #expect(preview.changes.map(\.action) == done.map(\.action))
        #expect(preview.changes.map(\.reference) == done.map(\.reference))
        #expect(preview.changes.map(\.start) == done.map(\.start))
        #expect(preview.changes.map(\.resourceKey) == done.map(\.resource))
        #expect(Set(preview.changes.compactMap(\.typeLabel)) == ["RTT", "Conges payes"])
        #expect(try await bench.preview().changes.isEmpty)
    }

    @Test func itNamesTypesAndResourcesThatWouldBeCreated() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        bench.planning.change { $0.resources.removeAll { $0.registrationNumber == "001" } }
        let preview = try await bench.preview()
        let new = try #require(preview.changes.first { $0.reference.periodID == "102" })
        #expect(new.resourceKey == nil)
        #expect(new.typeKey == nil)
        #expect(new.typeLabel == "RTT")
        #expect(new.employeeID == "1")
    }

    @Test func itSettlesOpenWritesInItsHeadOnly() async throws {
        let bench = try await SyncBench()
        let faults = FaultPoints { point, _ in if point == .beforeOutcomes { throw CancellationError() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
        let before = try await bench.ports.ledger.load(bench.tenant.id)
        #expect(before.entries.contains { $0.openIntent == .create })
        #expect(try await bench.preview().changes.isEmpty)
        #expect(try await bench.ports.ledger.load(bench.tenant.id) == before)
    }

    @Test func itShowsWhatTheBrakeWouldHoldBack() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 2, percent: 10) }
        try await bench.sync()
        bench.set([])
        let preview = try await bench.preview()
        #expect(preview.changes.isEmpty)
        #expect(preview.withheld.count == 5)
        #expect(preview.brakeReasons == [.nothingRead(employees: 4)])
        #expect(preview.problems.map(\.code) == [.deletionsWithheld])
    }
}
