/// What one generation of Lucca says of a tenant, and the plan that follows from it.
package struct GenerationSide: Sendable {
    package let generation: LuccaGeneration
    /// As for the plan.
    package let input: PlanInput
    package let plan: SyncPlan
    /// The extra fields that rules ask for.
    package let fields: FieldValues

    package init(_ generation: LuccaGeneration, input: PlanInput, plan: SyncPlan, fields: FieldValues) {
        self.generation = generation
        self.input = input
        self.plan = plan
        self.fields = fields
    }
}

/// How Lucca's two generations differ for one tenant, on one day and with the same memory. Pure.
///
/// Names are not compared, nor former employees, nor anything that no rule of the tenant uses.
package struct GenerationComparison: Hashable, Sendable {
    /// The size of what one generation says, and of what its plan would write.
    package struct Counts: Hashable, Sendable {
        package let generation: LuccaGeneration
        package let employees: Int
        package let absences: Int
        package let created: Int
        package let updated: Int
        /// Of `updated`: events of which nothing but the reference changes.
        package let rewritten: Int
        package let deleted: Int
        package let withheld: Int
        package let unchanged: Int
    }

    /// What no change of generation can keep, and does not count as a difference.
    package enum Notice: Hashable, Sendable {
        /// The generation does not have the identifier that the tenant matches by: people without a link are not found by it.
        case identifierNotServed(EmployeeIdentifier, by: LuccaGeneration)
    }

    /// In the order of their rules.
    package let differences: [GenerationDifference]
    package let notices: [Notice]
    /// In the order of the generations.
    package let counts: [Counts]

    package var isSame: Bool { differences.isEmpty }

    package init(_ first: GenerationSide, _ second: GenerationSide, fieldRules: [FieldRule]) {
        let (left, right) = (ComparedSide(first), ComparedSide(second))
        var differences = PeopleComparison(left, right).differences
        let people = left.comparable.intersection(right.comparable)
        differences += AbsenceComparison(left, right, people: people).differences
        differences += Self.fields(left, right, people, fieldRules)
        differences += Self.planned(left, right, people, explained: Set(differences.compactMap(\.employeeID)))
        self.differences = differences.sorted()
        let identifier = first.input.tenant.settings.identifier
        notices = [first, second].filter { !$0.generation.serves(identifier) }.map {
            .identifierNotServed(identifier, by: $0.generation)
        }
        counts = [first, second].map(Counts.init)
    }

    private static func fields(
        _ left: ComparedSide, _ right: ComparedSide, _ people: Set<EmployeeID>, _ rules: [FieldRule]
    ) -> [GenerationDifference] {
        var differences: [GenerationDifference] = []
        for field in Set(rules.map(\.field.id)) {
            let lacks = [left, right].map { $0.side.fields.unreadable.contains(field) }
            guard lacks == [false, false] else {
                if lacks[0] != lacks[1] {
                    differences.append(
                        GenerationDifference(
                            .fieldUnreadable, .field(field), lacks[0] ? .nothing : .present, lacks[1] ? .nothing : .present))
                }
                continue
            }
            for person in people {
                let values = [left, right].map { $0.side.fields[person, field]?.compared }
                guard values[0] != values[1] else { continue }
                differences.append(
                    GenerationDifference(
                        .field, .employeeField(person, field), values[0] == nil ? .nothing : .present,
                        values[1] == nil ? .nothing : .present))
            }
        }
        return differences
    }

    /// Compares what the planning would show, whatever the rules above have found: it catches what they overlook.
    private static func planned(
        _ left: ComparedSide, _ right: ComparedSide, _ people: Set<EmployeeID>, explained: Set<EmployeeID>
    ) -> [GenerationDifference] {
        let ignored = left.hidden.union(right.hidden)
        let (first, second) = (left.shown(except: ignored), right.shown(except: ignored))
        return people.subtracting(explained).filter { first[$0] != second[$0] }.map {
            GenerationDifference(.planned, .employee($0), .present, .present)
        }
    }
}

extension GenerationComparison.Counts {
    fileprivate init(_ side: GenerationSide) {
        let plan = side.plan
        self.init(
            generation: side.generation, employees: plan.counts.employees, absences: plan.counts.absences,
            created: plan.operations.count { $0.action == .create }, updated: plan.operations.count { $0.action == .update },
            rewritten: plan.operations.count(where: \.changesReferenceAlone),
            deleted: plan.operations.count { $0.action == .delete }, withheld: plan.withheld.count,
            unchanged: plan.counts.unchanged)
    }
}

extension SyncOperation {
    fileprivate var changesReferenceAlone: Bool {
        guard case .update(let entry, let wanted) = self else { return false }
        var before = DesiredEvent(entry.event)
        before.reference = wanted.reference
        return before == wanted
    }
}

extension FieldValue {
    /// Equal for what is carried alike; nil for no value.
    fileprivate var compared: FieldValue? {
        switch self {
        case .text(let text): text.trimmed.isEmpty ? nil : .text(text.trimmed)
        case .several(let values):
            switch values.compactMap(\.compared) {
            case let some where some.count < 2: some.first
            case let all: .several(all)
            }
        case .number, .boolean, .day, .unlabelled, .unreadable: self
        }
    }
}
