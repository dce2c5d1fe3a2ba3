/// A resource: existing, or to be created by the plan.
package enum ResourceReference: Hashable, Sendable, Codable {
    case existing(ResourceKey)
    case new(EmployeeID)
}

/// A type: existing, or to be created by the plan, by label.
package enum TypeReference: Hashable, Sendable, Codable {
    case existing(UnavailabilityTypeKey)
    case new(String)
}

/// A planning department: existing, or to be created by the plan for a Lucca department.
package enum DepartmentReference: Hashable, Sendable {
    case existing(PlanningDepartmentKey)
    case new(DepartmentID)
}

/// An event as the plan wants it.
package typealias DesiredEvent = Event<ResourceReference, TypeReference>

extension DesiredEvent {
    /// The existing event, to compare with the wanted one.
    package init(_ facts: EventFacts) {
        self = facts.on(.existing(facts.resource), as: .existing(facts.type))
    }
}

package typealias SyncOperation = EventOperation<DesiredEvent>

extension SyncOperation: EventRecord {
    /// The event after the write, or before it for a deletion.
    package var event: DesiredEvent {
        switch self {
        case .create(let event), .update(_, let event): event
        case .delete(let entry): DesiredEvent(entry.event)
        }
    }
}

/// A resource to create for an employee.
package struct ResourceCreation: Hashable, Sendable {
    package let employee: Employee
    /// Never blank: it identifies the resource if the answer to its creation is lost.
    package let identifier: String
    package let department: DepartmentReference?

    package init(employee: Employee, identifier: String, department: DepartmentReference?) {
        self.employee = employee
        self.identifier = identifier
        self.department = department
    }
}

extension ResourceCreation {
    /// `MARTIN Chloé`, because plannings sort people by last name; the identifier for someone without a name.
    package var label: String {
        let names = [employee.lastName.trimmed.uppercased(), employee.firstName.trimmed].filter { !$0.isEmpty }
        return names.isEmpty ? identifier : names.joined(separator: " ")
    }
}

/// A change to an existing resource; nil leaves a field unchanged.
package struct ResourceUpdate: Hashable, Sendable {
    package let employeeID: EmployeeID
    package let key: ResourceKey
    /// Replaces the resource's departments by this one.
    package var department: DepartmentReference?
    package var registrationNumber: String?

    package init(employeeID: EmployeeID, key: ResourceKey, department: DepartmentReference?, registrationNumber: String?) {
        self.employeeID = employeeID
        self.key = key
        self.department = department
        self.registrationNumber = registrationNumber
    }
}

/// The result of planning: a value, no side effects. `TenantSync` applies it in the order of its fields.
package struct SyncPlan: Sendable, Equatable {
    /// Labels of unavailability types to create.
    package var typeCreations: [String] = []
    /// Lucca departments whose counterpart is to be created.
    package var departmentCreations: [Department] = []
    package var resourceCreations: [ResourceCreation] = []
    package var resourceUpdates: [ResourceUpdate] = []
    /// Creates and updates first, by start and reference, then deletes, so that no one seems present in between.
    package var operations: [SyncOperation] = []
    /// Everything that the planning must show from the day on, written or not: checked at the end of the run.
    package var wanted: [WantedAbsence] = []
    /// Deletions that the brake withholds.
    package var withheld: [LedgerEntry] = []
    /// Why each of `operations` and `withheld`: by the event's reference so far, or that of a created event.
    package var causes: [EventReference: ChangeCause] = [:]
    /// Why, each with its own deletions. May be set without any deletion.
    package var brakeReasons: [BrakeReason] = []
    /// Links to remember, where they differ from the stored ones. The link of a `resourceCreations` employee has no resource
    /// here: it gets the created key, and is not remembered if the creation failed. An employee's link is not remembered if their
    /// `resourceUpdates` failed. If the department's creation failed, the link is remembered without department.
    package var links: [ResourceLink] = []
    /// Links to remember at once for employees whose new link depends on a write: the old link with the current department.
    package var placedLinks: [ResourceLink] = []
    /// Rules to remember, where they differ from the stored ones.
    package var reasonRules: [ReasonRule] = []
    /// Leave accounts that get an automatic rule once the type of that label (one of `typeCreations`) has its key; none if its
    /// creation failed.
    package var reasonsOfNewTypes: [LeaveAccountID: String] = [:]
    /// The neutral type to remember, if it differs from the stored one: `.new` is one of `typeCreations`.
    package var neutralType: TypeReference?
    /// Department links to remember, where they differ from the stored ones. Those of `departmentCreations` are not included:
    /// they are remembered with their key, as not explicit, once created.
    package var departmentLinks: [DepartmentLink] = []
    /// Extra data, written after the events.
    package var fields = FieldPlan()
    /// Told together with what this run finds of extra data (`FieldFinding.problems`); not in `problems`.
    package var fieldFindings: [FieldFinding] = []
    package var problems: [Problem] = []
    /// Departments, employees, leaves, absences and unchanged; the others are counted during the run.
    package var counts = RunCounts()

    package init() {}

    package var fieldUpdates: [FieldUpdate] { fields.updates }
    /// Whose extra data is not cleared: by the brake, or because a person declined it.
    package var fieldClearsWithheld: [EmployeeID] { fields.withheld }
}

extension SyncPlan {
    package func cause(of operation: SyncOperation) -> ChangeCause {
        causes[operation.entry?.reference ?? operation.event.reference] ?? .undecided
    }

    /// - Parameter entry: one of `withheld`.
    package func cause(ofWithholding entry: LedgerEntry) -> ChangeCause { causes[entry.reference] ?? .undecided }
}

/// Guards a plan's deletions. It withholds those with a cause that is not a person's decision (a lost department, an empty read).
/// It withholds all others if they exceed both `count` and `percent` of the tenant's future events.
package struct Brake: Hashable, Sendable {
    package var count: Int
    package var percent: Int

    package init(count: Int = 10, percent: Int = 20) {
        self.count = count
        self.percent = percent
    }
}

extension Brake {
    /// Whether the deletions exceed both limits, given the number of events that are not over.
    package func holds(deletions: Int, futureEvents: Int) -> Bool {
        guard deletions > count else { return false }
        return Double(deletions) * 100 > Double(percent) * Double(futureEvents)
    }
}

/// Why deletions are withheld.
package enum BrakeReason: Hashable, Sendable, Codable {
    case tooManyDeletions(deletions: Int, futureEvents: Int)
    case noEmployeeLeft(before: Int)
    /// Lucca returned no half-day at all, and several employees' events would be deleted: a key that lost a right looks the same.
    case nothingRead(employees: Int)
    /// The current scope no longer covers these departments, where these employees were last seen: removed, moved in Lucca's
    /// tree, or hidden from the key. The employees may not have left.
    case departmentsLost(departments: [DepartmentID], employees: Int, generation: LuccaGeneration)
    /// Departments are lost, and the department of these employees was never recorded.
    case departmentUnknown(employees: Int)
    /// A person declined them.
    /// - Parameters:
    ///   - at: the last time, in UTC.
    ///   - by: the login then; nil if they were left out of an approval.
    case declined(at: ShownText, by: ShownText?)
}

extension BrakeReason {
    /// Whether it withholds every deletion, whoever the event belongs to.
    package var holdsEverything: Bool {
        switch self {
        case .tooManyDeletions, .noEmployeeLeft: true
        case .nothingRead, .departmentsLost, .departmentUnknown, .declined: false
        }
    }
}
