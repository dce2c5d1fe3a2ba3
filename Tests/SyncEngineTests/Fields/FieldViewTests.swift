import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Extra data, before a run")
struct FieldViewTests {
    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 1, percent: 10) }
        try await bench.setRule(clears: true)
        for number in 1...5 { bench.setValue("R48\(number)", of: EmployeeID("\(number)")) }
        return bench
    }

    private func explain(_ employee: String, in bench: SyncBench) async throws -> FieldExplanation {
        try await TenantSync(ports: bench.ports, logger: .silent).explainFields(
            of: .named(employee), bench.tenant, asOf: SyncBench.today)
    }

    private func field(_ employee: String, in bench: SyncBench) async throws -> ExplainedField {
        try #require(try await explain(employee, in: bench).fields.first)
    }

    // MARK: Preview

    @Test func aPreviewNamesResourcesAndTargetsAndWritesNothing() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.setValue("R490", of: "1")
        bench.setValue(nil, of: "2")
        bench.planning.reset()
        let writes = bench.database.writeCount
        let preview = try await bench.preview()
        #expect(preview.fieldChanges.map(\.employeeID) == ["1", "2"])
        #expect(preview.fieldChanges.map(\.identifier) == ["001", "002"])
        #expect(preview.fieldChanges.map(\.resourceKey) == [51, 52])
        #expect(preview.fieldChanges.map(\.writes) == [[SyncBench.caces], []])
        #expect(preview.fieldChanges.map(\.clears) == [[], [SyncBench.caces]])
        #expect(preview.withheldClears == [] && preview.changes.isEmpty && preview.counts.updated == 0)
        #expect(bench.database.writeCount == writes && bench.planning.calls.isEmpty)
        #expect(!"\(preview)".contains("R490"))
    }

    @Test func aPreviewShowsWhatTheBrakeWouldWithhold() async throws {
        let bench = try await bench()
        try await bench.sync()
        bench.setValue(nil, of: "1", "2")
        bench.enter("by hand", for: "6")
        bench.setValue("R486", of: "6")
        try await bench.sync()
        let preview = try await bench.preview()
        #expect(preview.fieldChanges.isEmpty)
        #expect(preview.withheldClears == ["1", "2"])
        #expect(Set(preview.problems.map(\.brief)) == ["deletions_withheld tenant acme", "field_kept employee 6 (006)"])
    }

    // MARK: Explanations

    @Test func anExplanationSaysWhatTheNextRunDoes() async throws {
        let bench = try await bench()
        var field = try await field("1", in: bench)
        #expect(field.next == .write && field.lucca == .some && field.remembered == nil)
        bench.enter("by hand", for: "2")
        bench.planning.change { $0.fieldLengths[SyncBench.caces] = 4 }
        bench.setValue("R489 et R482", of: "3")
        try await bench.sync()
        field = try await self.field("1", in: bench)
        #expect(field.next == .unchanged)
        #expect(field.remembered == ExplainedField.Memory(.written, isOurs: true, equalsLucca: true))
        field = try await self.field("2", in: bench)
        #expect(field.next == .kept && field.remembered == ExplainedField.Memory(.kept, isOurs: false, equalsLucca: true))
        field = try await self.field("003", in: bench)
        #expect(field.next == .refused && field.remembered == ExplainedField.Memory(.refused, isOurs: true, equalsLucca: true))
        bench.setValue("R490", of: "1")
        field = try await self.field("1", in: bench)
        #expect(field.next == .write && field.remembered?.equalsLucca == false)
        bench.setValue(nil, of: "1")
        field = try await self.field("1", in: bench)
        #expect(field.next == .clear && field.lucca == .none && field.remembered?.equalsLucca == nil)
        bench.setValue(nil, of: "4")
        #expect(try await self.field("4", in: bench).next == .withhold)
        field = try await self.field("6", in: bench)
        #expect(field.next == .noValue && field.lucca == .none && field.remembered == nil)
        #expect(!"\(try await explain("1", in: bench))".contains("R48"))
    }

    @Test func anExplanationSaysWhyNothingHappens() async throws {
        let bench = try await bench()
        bench.source.change { world in
            world.fields.values["1"]?[SyncBench.license] = .unlabelled
            world.fields.values["2"]?[SyncBench.license] = .unreadable
            for index in world.employees.indices where world.employees[index].id == "3" {
                world.employees[index].departmentID = "9"
            }
            world.unreadableEmployees = ["4"]
        }
        bench.planning.change { $0.resources.removeAll { $0.registrationNumber == "005" } }
        var field = try await field("1", in: bench)
        #expect(field.next == .unreadable && field.lucca == .unlabelled)
        field = try await self.field("2", in: bench)
        #expect(field.next == .unreadable && field.lucca == .unreadable)
        var explanation = try await explain("3", in: bench)
        #expect(explanation.person.standing.code == "out_of_scope" && explanation.fields.first?.next == .notSynced)
        explanation = try await explain("4", in: bench)
        #expect(explanation.person.standing == .unreadable && explanation.fields.first?.lucca == .notRead)
        explanation = try await explain("5", in: bench)
        #expect(explanation.person.standing.code == "employee_unmatched" && explanation.resource == nil)
        #expect(explanation.fields.first?.next == .notSynced && explanation.fields.first?.lucca == .some)
        bench.source.change { $0.fields.unreadable = [SyncBench.license] }
        field = try await self.field("6", in: bench)
        #expect(field.next == .unreadable && field.lucca == .fieldUnreadable)
        try await bench.setRule(form: .date)
        bench.source.change { $0.fields.unreadable = [] }
        bench.setValue("demain", of: "6")
        field = try await self.field("6", in: bench)
        #expect(field.next == .misfit && field.lucca == .some)
        await #expect(throws: SyncError.self) { try await explain("77", in: bench) }
    }
}
