import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Extra data of the bench's employees.
extension SyncBench {
    static let license = FieldID(.custom("e_caces"))
    static let caces = FieldTarget.custom("CACES")

    /// Sends the licence to that target.
    func setRule(
        to target: FieldTarget = caces, _ field: FieldID = license, form: FieldRule.Form = .text, clears: Bool = false,
        replaces: Bool = false
    ) async throws {
        try await ports.registry.setFieldRule(
            FieldRule(
                field: LuccaField(id: field, format: .text), target: target, form: form, clearsWhenEmpty: clears,
                replaces: replaces), of: tenant.id)
    }

    /// nil for no value in Lucca.
    func setValue(_ value: String?, of employees: EmployeeID..., field: FieldID = license) {
        source.change { world in
            for employee in employees { world.fields.values[employee, default: [:]][field] = value.map { .text($0) } }
        }
    }

    /// What the resource of that employee shows; the employee's number is in its key.
    func value(of employee: EmployeeID, _ target: FieldTarget = caces) -> String? {
        Int(employee.value).flatMap { planning.current.fields[ResourceKey(50 + $0)]?[target] }
    }

    /// A planner enters it; nil to clear it.
    func enter(_ text: String?, for employee: EmployeeID, _ target: FieldTarget = caces) {
        guard let number = Int(employee.value) else { return }
        planning.change { $0.fields[ResourceKey(50 + number), default: [:]][target] = text }
    }

    var fieldMemory: [FieldMemory] { get async throws { try await ports.ledger.load(tenant.id).fields } }

    /// Problems of extra data of the last run, in short.
    func fieldProblems() async throws -> [String] { try await run.problems().map(\.brief).sorted() }

    func approve(_ run: RunID) async throws -> RunEnd {
        let approval = RunApproval(runNow: RunNow(worker: worker()), runs: ports.runs)
        return try await approval.perform(try await approval.open(ports.runs.run(run), of: tenant), asOf: Self.today).run.end
    }
}
