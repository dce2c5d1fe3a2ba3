import SyncCore
import SyncTestKit

/// A synced Lucca and planning with rules of extra data.
struct FieldWorld {
    static let license = FieldID(.custom("e_caces"))
    static let target = FieldTarget.custom("caces")

    var world: ModelWorld

    init(_ rules: FieldRule..., settings: (inout TenantSettings) -> Void = { _ in }) throws {
        world = try PlannerWorld.make(settings)
        world.sync(asOf: PlannerWorld.day)
        world.fieldRules = rules
    }

    /// Of the licence, as a text.
    static func rule(
        to target: FieldTarget = target, form: FieldRule.Form = .text, clears: Bool = false, replaces: Bool = false
    ) -> FieldRule {
        FieldRule(
            field: LuccaField(id: license, format: .text), target: target, form: form, clearsWhenEmpty: clears, replaces: replaces
        )
    }

    func plan(approving: Set<EmployeeID> = [], isReconciling: Bool = false) -> SyncPlan {
        var input = world.input(asOf: PlannerWorld.day)
        input.approvedClears = approving
        input.isReconciling = isReconciling
        return SyncPlanner.plan(input)
    }

    mutating func set(_ value: FieldValue?, of employee: EmployeeID = "42", _ field: FieldID = license) {
        world.fields.values[employee, default: [:]][field] = value
    }

    /// As a run remembers it that wrote, or tried to write, this text.
    mutating func remember(
        _ text: String, of employee: EmployeeID = "42", _ state: FieldMemory.State = .written, at target: FieldTarget = target,
        written: String? = nil, on resource: ResourceKey? = nil
    ) {
        world.fieldMemory.append(
            FieldMemory(
                employeeID: employee, target: target, resource: resource ?? world.links[employee]?.resource ?? 0,
                digest: digest(text, employee, target), state: state,
                written: (written.map { [digest($0, employee, target)] }) ?? []))
    }

    func digest(_ text: String, _ employee: EmployeeID = "42", _ target: FieldTarget = target) -> String {
        FieldDigest(world.input(asOf: PlannerWorld.day).digest).of(FieldText(text), employee, target)
    }
}

extension SyncPlan {
    /// `42 caces=N12`, and `42 caces-` for a clearing, sorted.
    var fieldWrites: [String] {
        fieldUpdates.flatMap { update in
            update.values.map { value in
                "\(update.employeeID) \(value.target)" + (value.clears ? "-" : "=" + value.text.reveal { $0 })
            }
        }.sorted()
    }

    /// `code finding`, of extra data.
    var fieldProblems: [String] {
        guard let slug = try? Sample.slug() else { return [] }
        return (problems + FieldFinding.problems(fieldFindings, of: slug)).map(\.brief).sorted()
    }
}
