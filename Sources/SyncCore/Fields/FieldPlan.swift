/// What a run does for one person and one rule.
package enum FieldStep: Hashable, Sendable {
    case write(FieldUpdate.Value)
    /// The brake withholds the clearing, or a person declined it.
    case withheld
    /// The planning has Lucca's value.
    case unchanged
    /// Lucca has no value, and nothing is to be cleared.
    case noValue
    /// The planning has a planner's value, which kept this same value out.
    case kept
    /// The planning did not store this same value.
    case refused
    /// The rule's form cannot hold the value.
    case misfit
    /// The field came for nobody.
    case fieldUnreadable
    /// An entry of a list of values has no known label.
    case unlabelled
    case valueUnreadable
}

/// The extra data of a plan: what each rule does for each person who has a resource and can be read.
package struct FieldPlan: Hashable, Sendable {
    package struct Person: Hashable, Sendable {
        package let employeeID: EmployeeID
        /// The one that the tenant matches by, for problems.
        package let identifier: String
        package let resource: ResourceReference
        package var steps: [FieldTarget: FieldStep]
    }

    /// By id.
    package private(set) var people: [Person] = []
    /// Who has a target that Passerelle wrote.
    package private(set) var holders = 0
    /// Whose clearing is withheld because a person declined it.
    package private(set) var declined: [EmployeeID: Decline] = [:]

    package init() {}

    init(_ people: [Person], holders: Int, declined: [EmployeeID: Decline] = [:]) {
        (self.people, self.holders, self.declined) = (people, holders, declined)
    }

    /// One for each resource with something to write.
    package var updates: [FieldUpdate] {
        people.compactMap { person in
            let values = person.steps.values.compactMap { step -> FieldUpdate.Value? in
                if case .write(let value) = step { value } else { nil }
            }
            guard !values.isEmpty else { return nil }
            return FieldUpdate(
                employeeID: person.employeeID, identifier: person.identifier, resource: person.resource,
                values: values.sorted { $0.target < $1.target })
        }
    }

    /// Those whose clearing the brake withholds, or a person declined, by id.
    package var withheld: [EmployeeID] { people.filter { $0.steps.values.contains(.withheld) }.map(\.employeeID) }

    /// What an earlier run found and this one does not try again, and what cannot be sent.
    package func findings(_ rules: [FieldRule]) -> [FieldFinding] {
        people.flatMap { person in
            rules.compactMap { rule in
                let kind: FieldFinding.Kind
                switch person.steps[rule.target] {
                case .kept: kind = .kept
                case .refused: kind = .notStored(untried: rule.untriedForm)
                case .misfit: kind = .misfit(rule.form)
                case .write, .withheld, .unchanged, .noValue, .fieldUnreadable, .unlabelled, .valueUnreadable, nil: return nil
                }
                return FieldFinding(person.employeeID, person.identifier, rule.field.id, rule.target, kind)
            }
        }
    }
}

/// Extra data to write to one resource.
package struct FieldUpdate: Hashable, Sendable {
    package struct Value: Hashable, Sendable {
        package let field: FieldID
        package let target: FieldTarget
        /// Empty to clear it.
        package let text: FieldText
        package let form: FieldRule.Form
        /// `FieldRule.untriedForm`.
        package let untriedForm: FieldRule.Form?
        package let replaces: Bool
        /// Of `text`: remembered with the outcome.
        package let digest: String
        /// Digests of what Passerelle may have written there.
        package let written: [String]

        package var clears: Bool { text.isEmpty }
    }

    package let employeeID: EmployeeID
    package let identifier: String
    package let resource: ResourceReference
    /// By target.
    package let values: [Value]
}

/// Why one target does not show what Lucca says.
package struct FieldFinding: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case kept
        /// - Parameter untried: `FieldRule.untriedForm`.
        case notStored(untried: FieldRule.Form?)
        case misfit(FieldRule.Form)
    }

    /// Up to this many people of one target each get a problem; above it, one problem gives their number.
    static let mostNamed = 20

    let employeeID: EmployeeID
    let identifier: String
    let what: What

    struct What: Hashable {
        let field: FieldID
        let target: FieldTarget
        let kind: Kind
    }

    package init(_ employeeID: EmployeeID, _ identifier: String, _ field: FieldID, _ target: FieldTarget, _ kind: Kind) {
        (self.employeeID, self.identifier) = (employeeID, identifier)
        what = What(field: field, target: target, kind: kind)
    }

    /// Whose values were sent and not stored, or cannot be sent.
    package static func refused(_ findings: [FieldFinding]) -> Set<EmployeeID> {
        Set(
            findings.compactMap { finding in
                switch finding.what.kind {
                case .notStored, .misfit: finding.employeeID
                case .kept: nil
                }
            })
    }

    package static func problems(_ findings: [FieldFinding], of tenant: TenantSlug) -> [Problem] {
        var order: [What] = []
        var groups: [What: [FieldFinding]] = [:]
        for finding in findings {
            if groups[finding.what] == nil { order.append(finding.what) }
            groups[finding.what, default: []].append(finding)
        }
        return order.flatMap { what -> [Problem] in
            let people = groups[what] ?? []
            if people.count > mostNamed { return [Problem(.tenant(tenant), what.finding(people: people.count))] }
            return people.map { person in
                Problem(.employee(person.employeeID, identifier: person.identifier), what.finding(people: 1))
            }
        }
    }
}

extension FieldFinding.What {
    fileprivate func finding(people: Int) -> Problem.Finding {
        let (field, target) = (ShownText(field.value), ShownText(target.value))
        return switch kind {
        case .kept: .fieldKept(field: field, target: target, people: people)
        case .notStored(let untried):
            .fieldNotStored(field: field, target: target, people: people, untried: untried)
        case .misfit(let form): .fieldMisfit(field: field, target: target, form: form, people: people)
        }
    }
}

extension FieldMemory {
    /// After so many unknown outcomes in a row, the oldest are forgotten.
    private static let mostWritten = 8

    /// Digests of what Passerelle may have written to the target; none if it wrote nothing.
    package var ours: [String] {
        switch state {
        case .writing: Array(([digest] + written.filter { $0 != digest }).prefix(Self.mostWritten))
        case .written: [digest]
        case .kept, .refused: written
        }
    }
}
