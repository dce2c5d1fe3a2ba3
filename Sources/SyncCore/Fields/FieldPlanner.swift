/// Decides what a run does about extra data (`contracts/sync.md`, Extra data). Pure.
struct FieldPlanner {
    let rules: [FieldRule]
    let values: FieldValues
    let digest: FieldDigest
    /// Also retries what planners' values kept out, and what the planning did not store.
    let isReconciling: Bool
    private let memory: [EmployeeID: [FieldTarget: FieldMemory]]

    /// - Parameter memory: of any target; that of targets without a rule has no effect.
    init(
        rules: [FieldRule], values: FieldValues, memory: [FieldMemory], digest: FieldDigest, isReconciling: Bool
    ) {
        self.rules = rules
        self.values = values
        self.digest = digest
        self.isReconciling = isReconciling
        var byPerson: [EmployeeID: [FieldTarget: FieldMemory]] = [:]
        for row in memory { byPerson[row.employeeID, default: [:]][row.target] = row }
        self.memory = byPerson
    }

    /// - Parameters:
    ///   - approved: whose clearings a person approved (`EmployeeID.shown`).
    ///   - leftOut: whose clearings the approval leaves out. Like those that a person declined earlier, they are withheld whatever the
    ///     brake says, and do not count for it.
    func plan(
        _ people: [(employeeID: EmployeeID, identifier: String, resource: ResourceReference)], brake: Brake,
        approved: Set<EmployeeID>, leftOut: [EmployeeID: Decline] = [:]
    ) -> FieldPlan {
        var planned = people.map { person in
            FieldPlan.Person(
                employeeID: person.employeeID, identifier: person.identifier, resource: person.resource,
                steps: Dictionary(rules.map { ($0.target, step($0, person.employeeID, on: person.resource)) }) { first, _ in first
                })
        }
        let holders = people.count { person in
            rules.contains { !ours($0.target, person.employeeID, on: person.resource).isEmpty }
        }
        let clearing = planned.indices.filter { index in
            planned[index].steps.values.contains(where: \.clears) && !approved.contains(planned[index].employeeID.shown)
        }
        var declined: [EmployeeID: Decline] = [:]
        for person in clearing.map({ planned[$0] }) {
            declined[person.employeeID] = decline(of: person) ?? leftOut[person.employeeID.shown]
        }
        let isBraked = brake.holds(deletions: clearing.count - declined.count, futureEvents: holders)
        for index in clearing where isBraked || declined[planned[index].employeeID] != nil {
            planned[index].steps = planned[index].steps.mapValues { $0.clears ? .withheld : $0 }
        }
        return FieldPlan(planned, holders: holders, declined: declined)
    }

    /// The last one, of what would be cleared.
    private func decline(of person: FieldPlan.Person) -> Decline? {
        person.steps.filter(\.value.clears).keys
            .compactMap { remembered($0, person.employeeID, on: person.resource)?.declined }.max { $0.at < $1.at }
    }

    /// What is remembered of another resource says nothing of this one.
    private func remembered(_ target: FieldTarget, _ employee: EmployeeID, on resource: ResourceReference) -> FieldMemory? {
        guard let row = memory[employee]?[target], .existing(row.resource) == resource else { return nil }
        return row
    }

    private func ours(_ target: FieldTarget, _ employee: EmployeeID, on resource: ResourceReference) -> [String] {
        remembered(target, employee, on: resource)?.ours ?? []
    }

    private func step(_ rule: FieldRule, _ employee: EmployeeID, on resource: ResourceReference) -> FieldStep {
        if values.unreadable.contains(rule.field.id) { return .fieldUnreadable }
        let memory = remembered(rule.target, employee, on: resource)
        let ours = memory?.ours ?? []
        let text: FieldText
        switch values[employee, rule.field.id]?.rendered(as: rule.form) ?? RenderedField.none {
        case .text(let rendered): text = rendered
        case .none:
            guard rule.clearsWhenEmpty, !ours.isEmpty else { return .noValue }
            text = FieldText("")
        case .misfit: return .misfit
        case .unlabelled: return .unlabelled
        case .unreadable: return .valueUnreadable
        }
        let value = FieldUpdate.Value(
            field: rule.field.id, target: rule.target, text: text, form: rule.form, untriedForm: rule.untriedForm,
            replaces: rule.replaces && !text.isEmpty,
            digest: digest.of(text, employee, rule.target), written: ours)
        guard let memory, memory.digest == value.digest else { return .write(value) }
        return switch memory.state {
        case .writing: .write(value)
        case .written: .unchanged
        case .kept: isReconciling || value.replaces ? .write(value) : .kept
        case .refused: isReconciling ? .write(value) : .refused
        }
    }
}

extension FieldStep {
    fileprivate var clears: Bool { if case .write(let value) = self { value.clears } else { false } }
}

extension PlanBuilder {
    /// Extra data of everyone who has a resource and can be read. Those who left or moved out of the scope keep what they have.
    mutating func planFields() {
        guard !input.fieldRules.isEmpty else { return }
        let planner = FieldPlanner(
            rules: input.fieldRules, values: input.fields, memory: input.fieldMemory, digest: FieldDigest(input.digest),
            isReconciling: input.isReconciling)
        var people: [(employeeID: EmployeeID, identifier: String, resource: ResourceReference)] = []
        for employee in employees where isReadable(employee.id) {
            guard let resource = resources[employee.id] else { continue }
            people.append((employee.id, employee.trimmedIdentifier(settings.identifier), resource))
        }
        plan.fields = planner.plan(people, brake: settings.brake, approved: input.approvedClears, leftOut: input.declinedClears)
        plan.fieldFindings = plan.fields.findings(input.fieldRules)
        plan.problems += fieldProblems()
        let declined = plan.fields.declined
        if let last = declined.values.max(by: { $0.at < $1.at }) {
            plan.problems.append(
                Problem(
                    .tenant(slug),
                    .fieldClearsDeclined(
                        employees: declined.keys.sorted().map(\.shown), at: ShownText(last.at.description),
                        by: last.by.map { ShownText($0) })))
        }
        let withheld = plan.fields.withheld.filter { declined[$0] == nil }
        if !withheld.isEmpty {
            plan.problems.append(
                Problem(
                    .tenant(slug), .fieldClearsWithheld(employees: withheld.map(\.shown), holders: plan.fields.holders)))
        }
    }

    /// What cannot be read, field by field.
    private func fieldProblems() -> [Problem] {
        Set(input.fieldRules.map(\.field.id)).sorted().flatMap { field -> [Problem] in
            let name = ShownText(field.value)
            let targets = Set(input.fieldRules.filter { $0.field.id == field }.map(\.target))
            func people(_ step: FieldStep) -> Int {
                plan.fields.people.count { person in targets.contains { person.steps[$0] == step } }
            }
            if people(.fieldUnreadable) > 0 {
                return [Problem(.tenant(slug), .fieldUnreadable(field: name, generation: settings.luccaAPI))]
            }
            let (unlabelled, unreadable) = (people(.unlabelled), people(.valueUnreadable))
            var problems: [Problem] = []
            if unlabelled > 0 {
                problems.append(
                    Problem(
                        .tenant(slug),
                        .fieldUnlabelled(
                            field: name, people: unlabelled, areLabelsUnreadable: input.fields.areLabelsUnreadable,
                            generation: settings.luccaAPI)))
            }
            if unreadable > 0 {
                problems.append(Problem(.tenant(slug), .fieldValuesUnreadable(field: name, people: unreadable)))
            }
            return problems
        }
    }
}
