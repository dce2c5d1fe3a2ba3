import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Extra data, and what goes wrong")
struct FieldTroubleTests {
    struct Died: Error {}

    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench()
        try await bench.setRule()
        for number in 1...6 { bench.setValue("R48\(number)", of: EmployeeID("\(number)")) }
        return bench
    }

    private func expectWritten(_ bench: SyncBench, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            (1...6).map { bench.value(of: EmployeeID("\($0)")) } == (1...6).map { "R48\($0)" }, sourceLocation: sourceLocation)
    }

    @Test func absencesNeverWaitForExtraData() async throws {
        let bench = try await bench()
        bench.planning.fail(.updateResource, nth: 3, .throttled(seconds: 1800))
        #expect(try await bench.sync() == .paused(1))
        bench.expectExact()
        #expect(try await bench.fieldMemory.count { $0.state == .written } == 2, "what was written is remembered at once")
        bench.planning.reset()
        bench.clock.advance(by: .seconds(1800))
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(bench.planning.calls[.updateResource] == 4, "it goes on where it stopped")
        expectWritten(bench)
    }

    @Test(arguments: 1...6) func aKillBetweenTwoPeopleIsHarmless(nth: Int) async throws {
        let bench = try await bench()
        let faults = FaultPoints { point, count in if point == .afterFieldsUpdated, count == nth { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
        #expect(try await bench.fieldMemory.count { $0.state == .written } == nth - 1)
        #expect(try await bench.ports.ledger.load(bench.tenant.id).hasOpenWrites, "a write may be under way")
        bench.database.expireLease(of: 1)
        #expect(try await bench.sync(worker: "lives") == .ended(1, .succeeded, nil))
        #expect(try await bench.run.last().counts.fieldsWritten == 6, "also those that the dead worker wrote")
        expectWritten(bench)
        bench.expectExact()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    /// Its own text must not look like a planner's.
    @Test func aValueThatChangesAfterAKillIsOverwritten() async throws {
        let bench = try await bench()
        for (run, value) in ["R490", "R491"].enumerated() {
            bench.setValue(value, of: "1")
            let faults = FaultPoints { point, _ in if point == .afterFieldsUpdated { throw Died() } }
            await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: value, faults: faults) }
            #expect(bench.value(of: "1") == value, "run \(run)")
            bench.database.expireLease(of: 1)
        }
        bench.setValue("R493", of: "1")
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(bench.value(of: "1") == "R493")
    }

    @Test(arguments: [FakePlanning.Fault.lostBefore, .lostAfter]) func aLostAnswerIsMadeGoodByTheNextRun(
        _ fault: FakePlanning.Fault
    ) async throws {
        let bench = try await bench()
        bench.planning.fail(.updateResource, nth: 2, fault)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.fieldProblems() == ["resource_rejected employee 2 (002)"])
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        expectWritten(bench)
    }

    @Test func withoutTheRightToChangeResourcesAbsencesAreSynced() async throws {
        let bench = try await bench()
        bench.planning.failAll(.updateResource, .forbidden)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        bench.expectExact()
        let problems = try await bench.fieldProblems()
        #expect(problems == (1...5).map { "resource_rejected employee \($0) (00\($0))" } + ["resource_rejected tenant acme"])
        #expect(bench.planning.calls[.updateResource] == 5)
        #expect(try await bench.run.last().counts.fieldsRefused == 6)
        bench.planning.failAll(.updateResource, nil)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        expectWritten(bench)
    }

    @Test func aPlanningThatDoesNotAnswerEndsTheRun() async throws {
        let bench = try await bench()
        bench.planning.failAll(.updateResource, .unreachable)
        try await bench.sync()
        #expect(try await bench.run.last().state == .failed)
        bench.expectExact()
        bench.planning.failAll(.updateResource, nil)
        try await bench.sync()
        #expect(try await bench.run.last().state == .succeeded)
        expectWritten(bench)
    }

    @Test func aWriteThatCouldNotBeReadBackIsTriedAgain() async throws {
        let bench = try await bench()
        bench.planning.change { $0.unverifiedResources = [2] }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.fieldProblems() == ["event_unconfirmed employee 2 (002)"])
        #expect(try await bench.fieldMemory.filter { $0.state == .writing }.map(\.employeeID) == ["2"])
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls == [.updateResource: 1])
    }

    @Test func aResourceThatIsGoneIsLookedForByTheNextRun() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.planning.change { world in
            world.deleteResource(53, keepingEvents: false)
            world.fields[53] = nil
        }
        bench.set(bench.requests.filter { $0.employee != "3" })
        bench.setValue("R490", of: "3")
        bench.planning.reset()
        try await bench.sync()
        #expect(try await bench.fieldProblems() == ["resource_rejected employee 3 (003)"])
        try await bench.sync()
        #expect(try await bench.fieldProblems() == ["employee_unmatched employee 3 (003)"])
        bench.planning.change { world in
            world.resources.append(Resource(key: 63, label: "DURAND3 Zoé", registrationNumber: "003", departments: [21]))
        }
        try await bench.sync(options: SyncBench.reconciling)
        #expect(try await bench.run.last().state == .succeeded)
        #expect(bench.planning.current.fields[63]?[SyncBench.caces] == "R490", "the new one has nothing yet")
    }

    @Test func anotherResourceGetsTheValueToo() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.planning.change { world in
            world.deleteResource(53, keepingEvents: true)
            world.resources.append(Resource(key: 63, label: "DURAND3 Zoé", registrationNumber: "003", departments: [21]))
        }
        let faults = FaultPoints { point, _ in if point == .afterMemory { throw Died() } }
        await #expect(throws: InjectedCrash.self) {
            try await bench.sync(worker: "dies", faults: faults, options: SyncBench.reconciling)
        }
        bench.database.expireLease(of: 2)
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.current.fields[63]?[SyncBench.caces] == "R483")
    }

    @Test func aRunThatIsToStopStopsBetweenTwoPeople() async throws {
        let bench = try await bench()
        let runs = bench.ports.runs
        bench.planning.onWrite { call in
            guard call == .updateResource else { return }
            _ = try? await runs.cancel(1)
            withUnsafeCurrentTask { $0?.cancel() }
        }
        _ = try? await bench.sync()
        bench.planning.onWrite(nil)
        #expect(bench.planning.calls[.updateResource] == 1)
        #expect(try await bench.fieldMemory.count { $0.state == .written } == 1, "the last outcome is remembered")
        bench.expectExact()
    }
}
