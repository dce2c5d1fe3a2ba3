package import SyncCore

/// One employee's extra data, rule by rule, as facts; never a value. The front renders them as sentences.
package struct FieldExplanation: Sendable, Hashable {
    package let tenant: TenantSlug
    package let person: ExplainedPerson
    /// nil if the employee has none, or gets it in the next run.
    package let resource: ResourceKey?
    /// The next run also tries again what was kept out or refused.
    package let readsWholePlanning: Bool
    /// A queued or running sync of the tenant.
    package let liveRun: RunID?
    /// By target.
    package let fields: [ExplainedField]
}

/// What one rule does for one employee.
package struct ExplainedField: Sendable, Hashable {
    /// What Lucca returns of this employee.
    package enum Value: String, Sendable, Hashable, CaseIterable {
        case some
        case none
        /// A list value's entry has no known label.
        case unlabelled
        case unreadable
        /// The field came for nobody.
        case fieldUnreadable = "field_unreadable"
        /// A run does not read this employee.
        case notRead = "not_read"
    }

    /// What the next run does, and why.
    package enum Next: String, Sendable, Hashable, CaseIterable {
        case write
        case clear
        /// It would clear the target, but the brake withholds that.
        case withhold
        /// The planning has Lucca's value.
        case unchanged
        /// Lucca has no value, and nothing is to be cleared.
        case noValue = "no_value"
        /// A planner's value stays.
        case kept
        /// The planning did not store this value, and it is not tried again before a whole read.
        case refused
        /// The rule's form cannot hold the value.
        case misfit
        /// Nothing, because Lucca's value cannot be read.
        case unreadable
        /// Nothing, because nothing of this employee is changed (`ExplainedPerson.standing`).
        case notSynced = "not_synced"
    }

    /// What is remembered of the target.
    package struct Memory: Sendable, Hashable {
        package let state: FieldMemory.State
        /// Whether Passerelle wrote something that may be there.
        package let isOurs: Bool
        /// Whether it is of the value that Lucca has now; nil if Lucca has none, or it cannot be read.
        package let equalsLucca: Bool?

        package init(_ state: FieldMemory.State, isOurs: Bool, equalsLucca: Bool?) {
            (self.state, self.isOurs, self.equalsLucca) = (state, isOurs, equalsLucca)
        }
    }

    package let rule: FieldRule
    package let lucca: Value
    /// nil if nothing was ever tried on this resource.
    package let remembered: Memory?
    package let next: Next
}

extension TenantSync {
    /// Explains what becomes of an employee's extra data, and why. It reads Lucca, and the planning only if a run would; it
    /// writes nothing.
    /// - Parameters:
    ///   - asOf: the day of the next run.
    /// - Throws: `employee_unknown`, `employee_not_unique`; what `preview` throws.
    package func explainFields(
        of employee: WantedEmployee, _ tenant: Tenant, asOf: CalendarDay, options: SyncOptions = SyncOptions()
    ) async throws -> FieldExplanation {
        do {
            let draft = try await planned(tenant, asOf, options)
            return try await fields(of: try await person(employee, draft.material, draft.window), draft)
        } catch {
            throw SyncError(of: error)
        }
    }

    func fields(of person: ExplainedPerson, _ draft: PlannedSync) async throws -> FieldExplanation {
        let material = draft.material
        let planned = material.plan.fields.people.first { $0.employeeID == person.id }
        let resource = resource(of: person, planned, material)
        let remembered = material.memory.fields.filter { $0.employeeID == person.id && $0.resource == resource }
        let isRead = material.reading.employees.rows.contains { $0.id == person.id }
        return FieldExplanation(
            tenant: material.tenant.slug, person: person, resource: resource, readsWholePlanning: draft.isWhole,
            liveRun: try await ports.runs.liveRun(of: material.tenant.id)?.id,
            fields: material.memory.fieldRules.map { rule in
                ExplainedField(
                    rule, step: planned?.steps[rule.target], isRead: isRead,
                    hasValue: material.reading.fields[person.id, rule.field.id] != nil,
                    memory: remembered.first { $0.target == rule.target })
            })
    }

    private func resource(
        of person: ExplainedPerson, _ planned: FieldPlan.Person?, _ material: SyncMaterial
    ) -> ResourceKey? {
        if let planned {
            return if case .existing(let key) = planned.resource { key } else { nil }
        }
        return material.memory.links.first { $0.employeeID == person.id }?.resource
    }
}

extension ExplainedField {
    /// - Parameters:
    ///   - step: of the next run's plan; nil if it does nothing for this employee.
    ///   - isRead: whether a run reads the employee.
    fileprivate init(_ rule: FieldRule, step: FieldStep?, isRead: Bool, hasValue: Bool, memory: FieldMemory?) {
        self.rule = rule
        let equalsLucca: Bool?
        switch step {
        case .write(let value):
            next = value.clears ? .clear : .write
            lucca = value.clears ? .none : .some
            equalsLucca = value.clears ? nil : memory?.digest == value.digest
        case .withheld: (next, lucca, equalsLucca) = (.withhold, .none, nil)
        case .unchanged: (next, lucca, equalsLucca) = (.unchanged, .some, true)
        case .noValue: (next, lucca, equalsLucca) = (.noValue, .none, nil)
        case .kept: (next, lucca, equalsLucca) = (.kept, hasValue ? .some : .none, hasValue ? true : nil)
        case .refused: (next, lucca, equalsLucca) = (.refused, hasValue ? .some : .none, hasValue ? true : nil)
        case .misfit: (next, lucca, equalsLucca) = (.misfit, .some, false)
        case .fieldUnreadable: (next, lucca, equalsLucca) = (.unreadable, .fieldUnreadable, nil)
        case .unlabelled: (next, lucca, equalsLucca) = (.unreadable, .unlabelled, nil)
        case .valueUnreadable: (next, lucca, equalsLucca) = (.unreadable, .unreadable, nil)
        case nil: (next, lucca, equalsLucca) = (.notSynced, isRead ? hasValue ? .some : .none : .notRead, nil)
        }
        remembered = memory.map { Memory($0.state, isOurs: !$0.ours.isEmpty, equalsLucca: equalsLucca) }
    }
}
