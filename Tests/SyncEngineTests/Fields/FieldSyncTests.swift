import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Extra data")
struct FieldSyncTests {
    /// A tenant with a rule, and values of employees 1 to 3.
    private func bench(
        clears: Bool = false, replaces: Bool = false, _ edit: (inout TenantSettings) -> Void = { _ in }
    ) async throws -> SyncBench {
        let bench = try await SyncBench(edit)
        try await bench.setRule(clears: clears, replaces: replaces)
        bench.setValue("R489", of: "1", "2")
        bench.setValue("R482", of: "3")
        return bench
    }

    @Test func valuesAreWrittenOnceAndThenNothingIsSent() async throws {
        let bench = try await bench()
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(["1", "2", "3", "4"].map { bench.value(of: $0) } == ["R489", "R489", "R482", nil])
        bench.expectExact()
        #expect(try await Set(bench.fieldMemory.map(\.digest)).count == 3)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
        bench.setValue("R490", of: "2")
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls == [.updateResource: 1])
        #expect(bench.value(of: "2") == "R490")
    }

    @Test func aTenantWithoutRulesAsksLuccaForNoField() async throws {
        let bench = try await bench()
        #expect(try await bench.ports.registry.removeFieldRule(for: SyncBench.caces, bench.tenant.id))
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(bench.value(of: "1") == nil)
        #expect(bench.source.askedFields == [])
        try await bench.setRule()
        try await bench.setRule(to: .mobile)
        try await bench.sync()
        #expect(bench.source.askedFields == [SyncBench.license])
    }

    @Test func someoneHiredTodayGetsTheirDataToday() async throws {
        let bench = try await bench { $0.create = [.types, .resources] }
        try await bench.sync()
        bench.hire(7)
        bench.planning.change { $0.resources.removeAll { $0.registrationNumber == "007" } }
        bench.setValue("R489", of: "7")
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        let key = try #require(bench.planning.current.resources.first { $0.registrationNumber == "007" }?.key)
        #expect(bench.planning.current.fields[key]?[SyncBench.caces] == "R489")
    }

    // MARK: What planners entered

    @Test func aPlannersValueStaysAndIsReportedUntilItGoes() async throws {
        let bench = try await bench()
        bench.enter("by hand", for: "2")
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(["1", "2"].map { bench.value(of: $0) } == ["R489", "by hand"])
        #expect(try await bench.fieldProblems() == ["field_kept employee 2 (002)"])
        bench.expectExact()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.fieldProblems() == ["field_kept employee 2 (002)"])
        #expect(bench.planning.calls.isEmpty, "the same value is not tried again")
        bench.enter(nil, for: "2")
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .succeeded, nil))
        #expect(bench.value(of: "2") == "R489")
    }

    @Test func aValueThatAPlannerChangedIsNotOverwritten() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.enter("by hand", for: "1")
        bench.setValue("R490", of: "1")
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(bench.value(of: "1") == "by hand")
        bench.enter("R489", for: "1")
        bench.setValue("R491", of: "1")
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.value(of: "1") == "R491", "Passerelle's own text is back: it may be overwritten")
    }

    @Test func aRuleThatReplacesOverwrites() async throws {
        let bench = try await bench()
        bench.enter("by hand", for: "2")
        try await bench.sync()
        try await bench.setRule(replaces: true)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.value(of: "2") == "R489")
        #expect(try await bench.fieldMemory.map(\.state) == [.written, .written, .written])
    }

    // MARK: What the planning does not take

    @Test func aRefusedValueIsReportedAndTriedAgainByAWholeRead() async throws {
        let bench = try await bench()
        bench.planning.change { $0.unknownFields = [SyncBench.caces] }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.fieldProblems() == [1, 2, 3].map { "field_refused employee \($0) (00\($0))" })
        bench.expectExact()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.fieldProblems().count == 3)
        #expect(bench.planning.calls.isEmpty)
        bench.planning.change { $0.unknownFields = [] }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .succeeded, nil))
        #expect(bench.value(of: "3") == "R482")
    }

    @Test func aRuleThatIsSetAgainTriesWhatWasRefused() async throws {
        let bench = try await bench()
        bench.planning.change { $0.refusedFields = [SyncBench.caces] }
        try await bench.sync()
        bench.planning.change { $0.refusedFields = [] }
        try await bench.setRule()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.value(of: "3") == "R482")
    }

    @Test(arguments: [(FieldFormat.date, FieldRule.Form?.some(.date)), (.number, .number), (.boolean, .boolean), (.text, nil)])
    func aRefusedTextNamesTheFormToTry(_ format: FieldFormat, _ form: FieldRule.Form?) async throws {
        let bench = try await SyncBench()
        let rule = FieldRule(field: LuccaField(id: SyncBench.license, format: format), target: SyncBench.caces)
        try await bench.ports.registry.setFieldRule(rule, of: bench.tenant.id)
        bench.setValue("R489", of: "1")
        bench.planning.change { $0.refusedFields = [SyncBench.caces] }
        let finding = Problem.Finding.fieldNotStored(
            field: ShownText("e_caces"), target: ShownText("CACES"), people: 1, untried: form)
        for _ in 1...2 {
            try await bench.sync()
            #expect(try await bench.run.problems().map(\.finding) == [finding], "the same when it is not tried again")
        }
    }

    @Test func onlyATextToACustomersFieldHasAnotherFormToTry() {
        let date = LuccaField(id: SyncBench.license, format: .date)
        #expect(FieldRule(field: date, target: SyncBench.caces).untriedForm == .date)
        #expect(FieldRule(field: date, target: SyncBench.caces, form: .date).untriedForm == nil)
        #expect(FieldRule(field: date, target: .mobile).untriedForm == nil)
    }

    /// What was cut is Passerelle's: it does not stay for ever as if a planner had entered it.
    @Test func whatThePlanningCutIsOverwrittenAndCleared() async throws {
        let bench = try await bench(clears: true)
        bench.planning.change { $0.fieldLengths[SyncBench.caces] = 4 }
        bench.setValue("R489 et R482", of: "1", "2")
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.fieldProblems() == [1, 2].map { "field_refused employee \($0) (00\($0))" })
        bench.setValue("R486", of: "1")
        bench.setValue(nil, of: "2")
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(["1", "2"].map { bench.value(of: $0) } == ["R486", nil])
    }

    @Test func aValueThatTheFormCannotHoldIsNotSent() async throws {
        let bench = try await SyncBench()
        try await bench.setRule(form: .date)
        bench.setValue("demain", of: "1")
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.fieldProblems() == ["field_refused employee 1 (001)"])
        #expect(bench.planning.calls[.updateResource] == nil)
    }

    // MARK: Clearing

    @Test func aValueThatIsGoneIsClearedAndForgotten() async throws {
        let bench = try await bench(clears: true)
        try await bench.sync()
        bench.setValue(nil, of: "1", "2")
        bench.enter("by hand", for: "2")
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(["1", "2", "3"].map { bench.value(of: $0) } == [nil, "by hand", "R482"])
        #expect(try await bench.fieldMemory.map(\.employeeID) == ["3"])
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test func withoutThatOptionNothingIsCleared() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.setValue(nil, of: "1", "2", "3")
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.value(of: "1") == "R489")
    }

    @Test func tooManyClearingsWaitForAnApproval() async throws {
        let bench = try await bench(clears: true) { $0.brake = Brake(count: 1, percent: 10) }
        try await bench.sync()
        bench.setValue(nil, of: "1", "2")
        bench.setValue("R490", of: "3")
        #expect(try await bench.sync() == .ended(2, .needsReview, nil))
        #expect(["1", "2", "3"].map { bench.value(of: $0) } == ["R489", "R489", "R490"])
        #expect(
            try await bench.run.problems().map(\.finding) == [.fieldClearsWithheld(employees: ["1", "2"], holders: 3)])
        bench.setValue("R489", of: "2")
        #expect(try await bench.approve(2) == .ended(3, .succeeded, nil))
        #expect(["1", "2"].map { bench.value(of: $0) } == [nil, "R489"])
    }

    @Test func aRejectedClearingStaysUntilItIsApproved() async throws {
        let bench = try await bench(clears: true) { $0.brake = Brake(count: 1, percent: 10) }
        try await bench.sync()
        bench.setValue(nil, of: "1", "2")
        #expect(try await bench.sync() == .ended(2, .needsReview, nil))
        try await bench.ports.runs.reject(2)
        // One clearing would pass the brake.
        bench.setValue("R489", of: "2")
        #expect(try await bench.sync() == .ended(3, .needsReview, nil))
        #expect(bench.value(of: "1") == "R489")
        let declined = try await bench.run.problems().compactMap { problem -> [EmployeeID]? in
            if case .fieldClearsDeclined(let employees, at: _, by: .some) = problem.finding { employees } else { nil }
        }
        #expect(declined == [["1"]])
        #expect(try await bench.approve(3) == .ended(4, .succeeded, nil))
        #expect(bench.value(of: "1") == nil)
    }

    @Test func aFieldThatCameForNobodyErasesNothing() async throws {
        let bench = try await bench(clears: true)
        try await bench.sync()
        bench.source.change { world in
            world.fields.values = [:]
            world.fields.unreadable = [SyncBench.license]
        }
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.fieldProblems() == ["field_unreadable tenant acme"])
        #expect(bench.planning.calls.isEmpty && bench.value(of: "1") == "R489")
    }

    // MARK: Counts

    @Test func aRunCountsTheResourcesWhoseExtraDataItChanged() async throws {
        let bench = try await bench(clears: true) { $0.brake = Brake(count: 1, percent: 10) }
        bench.planning.change { $0.fieldLengths[SyncBench.caces] = 4 }
        bench.setValue("R489 et R482", of: "2")
        func counts() async throws -> [Int] {
            let counts = try await bench.run.last().counts
            return [counts.fieldsWritten, counts.fieldsCleared, counts.fieldsRefused, counts.fieldsWithheld]
        }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await counts() == [2, 0, 1, 0])
        bench.setValue(nil, of: "1")
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await counts() == [0, 1, 1, 0], "what is refused stays so")
        bench.setValue("R1", of: "1", "2")
        try await bench.sync()
        bench.setValue(nil, of: "1", "2", "3")
        #expect(try await bench.sync() == .ended(4, .needsReview, nil))
        #expect(try await counts() == [0, 0, 0, 3])
    }

    // MARK: People

    @Test func someoneWhoLeavesKeepsTheirDataAndIsRecognisedWhenTheyAreBack() async throws {
        let bench = try await bench(clears: true)
        try await bench.sync()
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == "3" {
                world.employees[index].departmentID = "9"
            }
        }
        try await bench.sync()
        #expect(bench.value(of: "3") == "R482")
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == "3" {
                world.employees[index].departmentID = "1"
            }
        }
        bench.setValue("R483", of: "3")
        try await bench.sync()
        #expect(bench.value(of: "3") == "R483")
    }
}
