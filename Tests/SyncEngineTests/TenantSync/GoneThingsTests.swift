import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A recorded resource, type, neutral type or department is deleted on the planning.
@Suite("Remembered things that were deleted")
struct GoneThingsTests {
    private static let answers = [FakePlanning.Missing.refused, .saidToBeGone]

    private func bench(
        _ missing: FakePlanning.Missing, create: Set<TenantSettings.Creatable> = [.types, .resources, .departments]
    ) async throws -> SyncBench {
        let bench = try await SyncBench { $0.create = create }
        bench.planning.change { $0.missing = missing }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.planning.reset()
        return bench
    }

    private func addLeave(_ bench: SyncBench, of employee: EmployeeID = "1", account: LeaveAccountID = "1") {
        bench.set(bench.requests + [LeaveRequest("900", employee, account, from: 15, to: 16)])
    }

    @Test(
        "A deleted resource is recreated in the run whose write is refused, and all its events move there", arguments: answers,
        [true, false])
    func resourceIsMadeAgain(_ missing: FakePlanning.Missing, keepsEvents: Bool) async throws {
        let bench = try await bench(missing)
        bench.planning.change { $0.deleteResource(51, keepingEvents: keepsEvents) }
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.shown == bench.expected(bench.requests))
        #expect(bench.planning.current.resources.count { $0.registrationNumber == "001" } == 1)
        #expect(bench.planning.calls[.resources] == 1, "the catalog is read once")
        try await bench.expectLedgerMatchesPlanning()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test("A resource that a planner recreated is found by its number", arguments: answers)
    func resourceIsFoundAgain(_ missing: FakePlanning.Missing) async throws {
        let bench = try await bench(missing, create: [.types])
        bench.planning.change {
            $0.deleteResource(51, keepingEvents: false)
            $0.resources.append(Resource(key: 77, label: "DURAND Zoé", registrationNumber: "001", departments: [21]))
        }
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.shown == bench.expected(bench.requests))
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("Where none is found and none may be created, that is the problem, not a refused event", arguments: answers)
    func resourceIsMissed(_ missing: FakePlanning.Missing) async throws {
        let bench = try await bench(missing, create: [.types])
        bench.planning.change { $0.deleteResource(51, keepingEvents: false) }
        addLeave(bench)
        for number in 2...3 {
            #expect(try await bench.sync() == .ended(RunID(number), .partial, nil))
            #expect(try await bench.run.problems().map(\.code) == [.employeeUnmatched])
            bench.clock.advance(by: .seconds(86_400))
        }
        bench.planning.change {
            $0.resources.append(Resource(key: 77, label: "DURAND Zoé", registrationNumber: "001", departments: [21]))
        }
        #expect(try await bench.sync() == .ended(4, .succeeded, nil))
        #expect(bench.shown == bench.expected(bench.requests))
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test(
        "A deleted type is found under another key or created again; all its events follow", arguments: answers, [true, false])
    func type(_ missing: FakePlanning.Missing, isThereAgain: Bool) async throws {
        let bench = try await bench(missing)
        bench.planning.change { world in
            world.types.removeAll { $0.key == 31 }
            if isThereAgain { world.types.append(UnavailabilityType(key: 88, label: "Conges payes")) }
        }
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(
            bench.shown == bench.expected(bench.requests) { $0 == "1" && !isThereAgain ? "Congés payés" : SyncBench.label($0) })
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test("The neutral type is found or created again too", arguments: answers)
    func neutralType(_ missing: FakePlanning.Missing) async throws {
        let bench = try await SyncBench()
        let hide = ReasonRule(accountID: "1", destination: .hide, origin: .operator)
        try await bench.ports.registry.setReasonRule(hide, of: bench.tenant.id)
        bench.planning.change { $0.missing = missing }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        let label = bench.tenant.settings.neutralType
        bench.planning.change { $0.types.removeAll { $0.label == label } }
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.shown == bench.expected(bench.requests) { $0 == "1" ? label : SyncBench.label($0) })
    }

    @Test("An operator's type that is gone is reported, beside the events that need it", arguments: answers)
    func mappedType(_ missing: FakePlanning.Missing) async throws {
        let bench = try await SyncBench()
        let rule = ReasonRule(accountID: "1", destination: .type(31), origin: .operator)
        try await bench.ports.registry.setReasonRule(rule, of: bench.tenant.id)
        bench.planning.change { $0.missing = missing }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.planning.change { $0.types.removeAll { $0.key == 31 } }
        addLeave(bench)
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(Set(problems.map(\.code)) == [.reasonUnmapped, .eventRefused])
        #expect(problems.contains { $0.concerns(LeaveAccountID("1")) })
    }

    @Test("A deleted department is found or created again when a resource is to go there")
    func department() async throws {
        let bench = try await bench(.refused)
        // An employee is in it, so it is recorded.
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == "2" {
                world.employees[index].departmentID = "2"
            }
        }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.planning.change { $0.departments.removeAll { $0.key == 22 } }
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == "3" {
                world.employees[index].departmentID = "2"
            }
        }
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        let made = try #require(bench.planning.current.departments.first { $0.label == "Pose" })
        #expect(bench.planning.current.resources.first { $0.key == 53 }?.departments == [made.key])
    }

    @Test("A refusal that names nothing missing stays that event's problem, and is not retried")
    func otherRefusals() async throws {
        let bench = try await bench(.refused)
        addLeave(bench)
        bench.planning.fail(.create, .rejected)
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.eventRefused])
        #expect(bench.planning.calls[.create] == 1 && bench.planning.calls[.resources] == 1)
    }

    @Test("If the planning's lists then fail, the refusal stays unchanged", arguments: [FakePlanning.Fault.forbidden, .failed])
    func unreadableCatalog(_ fault: FakePlanning.Fault) async throws {
        let bench = try await bench(.refused)
        bench.planning.change { $0.deleteResource(51, keepingEvents: true) }
        addLeave(bench)
        bench.planning.failAll(.resources, fault)
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.eventRefused])
    }

    struct Died: Error {}

    @Test(
        "After a kill at any point, the next worker ends the run",
        arguments: [
            FaultPoint.afterSettlement, .afterMemory, .afterResourceCreated, .afterIntents, .afterRemoteWrite, .beforeOutcomes,
            .afterOutcomes, .beforeFinish,
        ], [true, false])
    func killed(_ point: FaultPoint, keepsEvents: Bool) async throws {
        for nth in 1...6 {
            let bench = try await bench(.refused)
            bench.planning.change { $0.deleteResource(51, keepingEvents: keepsEvents) }
            addLeave(bench)
            let faults = FaultPoints { reached, count in if reached == point, count == nth { throw Died() } }
            do {
                try await bench.sync(worker: "dies", faults: faults)
            } catch is InjectedCrash {
                let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
                bench.database.expireLease(of: live.id)
                #expect(try await bench.sync(worker: "lives") == .ended(live.id, .succeeded, nil))
            }
            #expect(bench.shown == bench.expected(bench.requests))
            #expect(bench.planning.current.resources.count { $0.registrationNumber == "001" } == 1)
            try await bench.expectLedgerMatchesPlanning()
        }
    }
}
