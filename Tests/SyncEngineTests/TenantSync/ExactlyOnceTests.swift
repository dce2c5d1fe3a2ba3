import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@Suite("Exactly once")
struct ExactlyOnceTests {
    struct Died: Error {}

    /// A fixture whose next sync creates, updates and deletes events, in several chunks, creates a type, department, resource, and
    /// writes extra data.
    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench {
            $0.create = [.types, .resources, .departments]
            $0.brake = Brake(count: 1000, percent: 100)
        }
        bench.set(SyncBench.many(45))
        try await bench.sync()
        bench.planning.reset()
        bench.hire(7, department: "5")
        bench.source.change { $0.departments.append(Department(id: "5", name: "Études", hierarchy: "/1/5/")) }
        bench.planning.change { world in
            world.resources.removeAll { $0.registrationNumber == "007" }
        }
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == "2" {
                world.employees[index].departmentID = "2"
            }
        }
        var requests = SyncBench.many(45).enumerated().compactMap { index, request -> LeaveRequest? in
            if index.isMultiple(of: 9) { return nil }
            var request = request
            if index.isMultiple(of: 2) { request.last = HalfDay(request.first.day, .morning) }
            return request
        }
        requests += SyncBench.many(25, from: 2).map {
            LeaveRequest(
                $0.period, $0.employee, "2", from: $0.first.day.ordinal - SyncBench.today.ordinal + 2,
                to: $0.last.day.ordinal - SyncBench.today.ordinal + 2)
        }
        requests.append(LeaveRequest("7000", "7", "2", from: 3, to: 4))
        bench.set(requests)
        try await bench.setRule()
        bench.setValue("R489", of: "1", "2", "3", "4", "5", "6", "7")
        return bench
    }

    @Test(arguments: FaultPoint.allCases, [1, 2, 7, 30]) func aKillAnywhereLeavesNoTraceAfterTheNextRun(
        _ point: FaultPoint, _ nth: Int
    ) async throws {
        let bench = try await bench()
        let faults = FaultPoints { reached, count in
            if reached == point, count == nth { throw Died() }
        }
        var wasKilled = false
        do {
            try await bench.sync(worker: "dies", faults: faults)
        } catch is InjectedCrash {
            wasKilled = true
        }
        // At least the first time each point is reached.
        #expect(wasKilled || nth > 1)
        if wasKilled, point != .afterFinish {
            let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
            await #expect(throws: SyncError.self) { try await bench.sync(worker: "early") }
            bench.database.expireLease(of: live.id)
            let end = try await bench.sync(worker: "lives")
            #expect(end == .ended(live.id, .succeeded, nil))
            #expect(try await bench.run.last().attempt == 2)
        }
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        #expect(bench.planning.current.types.count { $0.label == "RTT" } == 1)
        #expect(bench.planning.current.departments.count { $0.label == "Études" } == 1)
        #expect(bench.planning.current.resources.count { $0.registrationNumber == "007" } == 1)
        #expect(bench.planning.current.resources.first { $0.registrationNumber == "002" }?.departments == [22])
        let resources = Set(bench.planning.current.resources.map(\.key))
        #expect(
            bench.planning.current.fields.filter { resources.contains($0.key) }.map(\.value)
                == Array(repeating: [SyncBench.caces: "R489"], count: 7))
        let run = try await bench.run.last()
        #expect(run.counts.created == 26)
        #expect(run.counts.deleted == 5)
        bench.planning.reset()
        try await bench.sync(worker: "next")
        #expect(bench.planning.calls.isEmpty)
    }

    /// Between an intent, or the first creation, and its outcome an answer is lost; before and after, nothing is.
    @Test(arguments: FaultPoint.allCases) func theNextRunWaitsForWhatMayBeUnderWayAndForNothingElse(_ point: FaultPoint)
        async throws
    {
        let bench = try await bench()
        let faults = FaultPoints { reached, count in
            if reached == point, count == 1 { throw Died() }
        }
        _ = try? await bench.sync(worker: "dies", faults: faults)
        guard let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) else {
            #expect(point == .afterFinish)
            return
        }
        bench.database.expireLease(of: live.id)
        let phases = Mutex<[SyncProgress.Phase]>([])
        let end = try await bench.sync(
            worker: "lives", options: SyncOptions(onProgress: { told in phases.withLock { $0.append(told.phase) } }))
        #expect(end == .ended(live.id, .succeeded, nil))
        let nothingIsUnderWay: [FaultPoint] = [.afterClaim, .afterFetch, .afterSettlement, .beforeFinish]
        let mayBe: [FaultPoint] = [
            .afterTypeCreated, .afterDepartmentCreated, .afterResourceCreated, .afterResourceUpdated, .afterIntents,
            .beforeRemoteWrite, .afterRemoteWrite, .beforeOutcomes, .afterFieldsUpdated,
        ]
        let hasWaited = phases.withLock { $0.contains(.landing) }
        if nothingIsUnderWay.contains(point) { #expect(!hasWaited, "\(point)") }
        if mayBe.contains(point) { #expect(hasWaited, "\(point)") }
        bench.expectExact()
        // Every open write is closed: the next day waits for nothing.
        #expect(try await !bench.ports.ledger.load(bench.tenant.id).hasOpenWrites)
    }

    @Test(arguments: [FakePlanning.Fault.lostBefore, .lostAfter], [FakePlanning.Call.create, .update, .delete])
    func aLostAnswerIsSettledByLookingAndNeverDoublesAnEvent(
        _ fault: FakePlanning.Fault, _ call: FakePlanning.Call
    ) async throws {
        let bench = try await bench()
        for nth in [1, 3, 4] { bench.planning.fail(call, nth: nth, fault) }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(try await bench.run.problems().isEmpty)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test(arguments: [FakePlanning.Call.create, .update, .delete])
    func aWriteThatIsLostAgainAndAgainIsReported(_ call: FakePlanning.Call) async throws {
        let bench = try await bench()
        // Not five in a row: that would mean an unreachable planning.
        for nth in [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31] {
            bench.planning.fail(call, nth: nth, .lostBefore)
        }
        let end = try await bench.sync()
        let problems = try await bench.run.problems()
        if !problems.isEmpty {
            #expect(end == .ended(2, .partial, nil))
            #expect(Set(problems.map(\.code)) == [.eventUnconfirmed])
            #expect(try await bench.run.changes().count { $0.outcome == .unconfirmed } == problems.count)
        }
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    /// A remote that does the work and answers with an error.
    @Test func aCreateThatWasRefusedAndDoneAllTheSameIsFound() async throws {
        let bench = try await bench()
        bench.planning.fail(.create, nth: 2, .rejectedAfter)
        bench.planning.fail(.create, nth: 3, .rejected)
        // The other is retried, since events of the same person made room.
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(try await bench.run.problems().isEmpty)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test(
        arguments: [FakePlanning.Fault.lostBefore, .lostAfter],
        [FakePlanning.Call.createType, .createDepartment, .createResource])
    func aLostAnswerNeverDoublesAResourceATypeOrADepartment(_ fault: FakePlanning.Fault, _ call: FakePlanning.Call) async throws {
        let bench = try await bench()
        bench.planning.fail(call, fault)
        let end = try await bench.sync()
        #expect(end == .ended(2, fault == .lostAfter ? .succeeded : .partial, nil))
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
        #expect(bench.planning.current.types.count { $0.label == "RTT" } == 1)
        #expect(bench.planning.current.departments.count { $0.label == "Études" } == 1)
        #expect(bench.planning.current.resources.count { $0.registrationNumber == "007" } == 1)
        #expect(bench.planning.current.resources.first { $0.registrationNumber == "007" }?.departments.count == 1)
    }

    @Test func aTenantThatRemembersNothingAdoptsItsEvents() async throws {
        let bench = try await bench()
        try await bench.sync()
        let before = bench.planning.current.events
        bench.database.forget(bench.tenant.id)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.writeCount == 0)
        #expect(bench.planning.current.events == before)
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test func adoptionDeletesWhatLuccaHasNoMore() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.database.forget(bench.tenant.id)
        bench.set(bench.requests.filter { $0.period != "104" })
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
        #expect(try await bench.run.last().counts.deleted == 1)
    }

    @Test func adoptionLeavesAloneWhatMayBeOfSomeoneUnreadable() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let before = bench.planning.current.events
        bench.database.forget(bench.tenant.id)
        bench.source.change { world in
            world.leaves.removeAll { $0.periodID == "104" }
            world.unreadable = ["3"]
            world.problems = [.unreadableHalfDays(of: "3")]
        }
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(bench.planning.current.events == before)
    }

    /// Adopted without an employee, since Lucca did not show its leave; then Lucca does, while another's row is unreadable.
    @Test func anEventWithoutAnEmployeeIsNotCreatedASecondTime() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let (before, requests) = (bench.planning.current.events, bench.requests)
        bench.database.forget(bench.tenant.id)
        bench.set(requests.filter { $0.period != "104" })
        func cannotRead(_ employee: EmployeeID) {
            bench.source.change { world in
                world.unreadable = [employee]
                world.problems = [.unreadableHalfDays(of: employee)]
            }
        }
        cannotRead("3")
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        let adopted = try await bench.ports.ledger.load(bench.tenant.id).entries.first { $0.reference.periodID == "104" }
        #expect(adopted != nil && adopted?.employeeID != "3")
        bench.set(requests)
        cannotRead("4")
        #expect(try await bench.sync() == .ended(3, .partial, nil))
        #expect(bench.planning.current.events == before)
    }

    @Test func aWeeklyLookRestoresWhatPeopleEditedOrDeleted() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.planning.change { world in
            for (key, event) in world.events where event.remark.contains("[lucca:acme/104") { world.events[key] = nil }
            for (key, event) in world.events where event.remark.contains("[lucca:acme/106") {
                world.events[key]?.start = event.start.adding(seconds: 3600)
            }
        }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.shown != bench.expected(bench.requests))
        bench.clock.advance(by: .seconds(7 * 86_400))
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
        let run = try await bench.run.last()
        #expect(run.counts.created == 1)
        #expect(run.counts.updated == 1)
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test func trueDuplicatesOfOurEventsAreDeletedAndTheOldestStays() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let original = try #require(bench.planning.current.events.values.first { $0.remark.contains("[lucca:acme/104") })
        bench.planning.change {
            _ = $0.add(
                resources: original.resources, type: original.type, start: original.start, end: original.end,
                remark: original.remark)
        }
        let options = SyncOptions(reconcile: true)
        let preview = try await bench.preview()
        #expect(preview.changes.isEmpty)
        #expect(try await bench.sync(options: options) == .ended(2, .succeeded, nil))
        bench.expectExact()
        #expect(bench.planning.current.events[original.key] == original)
        #expect(try await bench.run.last().counts.deleted == 1)
    }

    @Test func moreCopiesThanTheBrakeLetsPassStay() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 1, percent: 10) }
        try await bench.sync()
        let original = try #require(bench.planning.current.events.values.first { $0.remark.contains("[lucca:acme/104") })
        bench.planning.change { world in
            for _ in 0..<3 {
                world.add(
                    resources: original.resources, type: original.type, start: original.start, end: original.end,
                    remark: original.remark)
            }
        }
        #expect(try await bench.sync(options: SyncOptions(reconcile: true)) == .ended(2, .partial, nil))
        #expect(bench.planning.current.events.values.count { $0.remark == original.remark } == 4)
        #expect(try await bench.run.problems().map(\.code) == [.deletionsWithheld])
        try await bench.edit { $0.brake = Brake() }
        #expect(try await bench.sync(options: SyncOptions(reconcile: true)) == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    @Test func anEventThatIsGoneWhenItIsToBeChangedIsMadeAgain() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.planning.change { world in
            for (key, event) in world.events where event.remark.contains("[lucca:acme/104") { world.events[key] = nil }
        }
        LuccaChange.shortened.happen(in: bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test func anEventMovedWhileItsAnswerWasLostIsFoundAgain() async throws {
        let bench = try await SyncBench()
        bench.planning.failAll(.unavailabilities, nil)
        let faults = FaultPoints { point, _ in if point == .beforeOutcomes { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
        bench.planning.change { world in
            for (key, event) in world.events where event.remark.contains("[lucca:acme/106") {
                world.events[key]?.start = event.start.adding(seconds: 40 * 86_400)
                world.events[key]?.end = event.end.adding(seconds: 40 * 86_400)
            }
        }
        bench.database.expireLease(of: 1)
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.expectExact()
    }

    @Test func theDatabaseGoneInTheMiddleLosesNothing() async throws {
        let bench = try await bench()
        let outage = SyncError(.databaseUnreachable, failureClass: .transient)
        let faults = FaultPoints { point, count in
            if point == .beforeOutcomes, count == 2 { bench.database.setOutage(outage) }
        }
        await #expect(throws: outage) { try await bench.sync(faults: faults) }
        bench.database.setOutage(nil)
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        #expect(try await bench.sync() == .ended(live.id, .succeeded, nil))
        bench.expectExact()
    }

    /// A remote that calls an event missing, once or repeatedly, is not believed until its list was read.
    @Test(arguments: [true, false]) func anEventThatIsSaidToBeGoneIsNeitherForgottenNorMadeTwice(isDeleted: Bool) async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let before = bench.shown
        if isDeleted {
            bench.set(bench.requests.filter { $0.period != "101" })
        } else {
            bench.set(
                bench.requests.map { request in
                    var request = request
                    if request.period == "101" { request.last = HalfDay(ordinal: request.last.ordinal + 8) }
                    return request
                })
        }
        bench.planning.change { world in world.hidden = Set(world.events.keys) }
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.eventRefused])
        #expect(bench.shown == before, "it is unchanged")
        bench.planning.change { $0.hidden = [] }
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
    }
}
