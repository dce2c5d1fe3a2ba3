/// A resource that is on the planning, or that the plan is to create.
package enum ResourceReference: Hashable, Sendable {
    case existing(ResourceKey)
    case new(EmployeeID)
}

/// A type that is on the planning, or that the plan is to create, by its label.
package enum TypeReference: Hashable, Sendable {
    case existing(UnavailabilityTypeKey)
    case new(String)
}

/// A planning department that exists, or that the plan is to create for a Lucca department.
package enum DepartmentReference: Hashable, Sendable {
    case existing(PlanningDepartmentKey)
    case new(DepartmentID)
}

/// An event as the plan wants it.
package typealias DesiredEvent = Event<ResourceReference, TypeReference>

extension DesiredEvent {
    /// The event as it is, to compare with what the plan wants.
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
    /// Never blank: it is how a create whose answer was lost is found again.
    package let identifier: String
    package let department: DepartmentReference?

    package init(employee: Employee, identifier: String, department: DepartmentReference?) {
        self.employee = employee
        self.identifier = identifier
        self.department = department
    }
}

extension ResourceCreation {
    /// `MARTIN Chloé`, as plannings sort people by last name; the identifier for someone without a name.
    package var label: String {
        let names = [employee.lastName.trimmed.uppercased(), employee.firstName.trimmed].filter { !$0.isEmpty }
        return names.isEmpty ? identifier : names.joined(separator: " ")
    }
}

/// A change of an existing resource; nil leaves a field as it is.
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

/// The result of planning: a value, no side effect. `TenantSync` applies it in the order of its fields.
package struct SyncPlan: Sendable, Equatable {
    /// Labels of unavailability types to create.
    package var typeCreations: [String] = []
    /// Lucca departments whose counterpart is to be created.
    package var departmentCreations: [Department] = []
    package var resourceCreations: [ResourceCreation] = []
    package var resourceUpdates: [ResourceUpdate] = []
    /// Creates and updates first, by start and reference, then deletes: nobody looks present in between.
    package var operations: [SyncOperation] = []
    /// All that the planning has to show from the day on, written or not: what the run is compared with at its end.
    package var wanted: [WantedAbsence] = []
    /// Deletions the brake holds back.
    package var withheld: [LedgerEntry] = []
    /// Why, each with its own deletions. Not empty without any: the brake may hold where nothing would be deleted.
    package var brakeReasons: [BrakeReason] = []
    /// What to remember of employees, where it differs from what is. The link of a `resourceCreations` employee has no resource
    /// here: it gets the created one's key, and is not remembered when the creation failed; nor is the link of an employee whose
    /// `resourceUpdates` failed. Where the department's creation failed, the link is remembered without department.
    package var links: [ResourceLink] = []
    /// What to remember at once of employees whose new link hangs on a write: their old link, with where they are now.
    package var placedLinks: [ResourceLink] = []
    /// What to remember of reasons, where it differs from what is.
    package var reasonRules: [ReasonRule] = []
    /// Leave accounts to remember an automatic rule for, once the type of that label (one of `typeCreations`) has its key; nothing
    /// when its creation failed.
    package var reasonsOfNewTypes: [LeaveAccountID: String] = [:]
    /// The neutral type to remember, where it differs from what is: `.new` is one of `typeCreations`.
    package var neutralType: TypeReference?
    /// What to remember of departments, where it differs from what is. Those of `departmentCreations` are not among these: they are
    /// remembered with their key, as not explicit, once created.
    package var departmentLinks: [DepartmentLink] = []
    package var problems: [Problem] = []
    /// Departments, employees, leaves, absences and unchanged; the others are counted as they happen.
    package var counts = RunCounts()

    package init() {}
}

/// Guards a plan's deletions. What a cause explains that is no person's will (a lost department, an empty read) is withheld; of the
/// others all are, when they are more than `count` and more than `percent` of the tenant's future events.
package struct Brake: Hashable, Sendable {
    package var count: Int
    package var percent: Int

    package init(count: Int = 10, percent: Int = 20) {
        self.count = count
        self.percent = percent
    }
}

extension Brake {
    /// Whether that many deletions, of that many events that are not over yet, are more than both limits.
    package func holds(deletions: Int, futureEvents: Int) -> Bool {
        guard deletions > count else { return false }
        return Double(deletions) * 100 > Double(percent) * Double(futureEvents)
    }
}

/// Why deletions are withheld.
package enum BrakeReason: Hashable, Sendable, Codable {
    case tooManyDeletions(deletions: Int, futureEvents: Int)
    case noEmployeeLeft(before: Int)
    /// Lucca showed no half-day at all, and several people's events would go: a key that lost a right looks like this too.
    case nothingRead(employees: Int)
    /// Departments that the scope, as it is set today, covered when these employees were last seen in them, and covers no longer:
    /// dissolved, moved in Lucca's tree, or hidden from the key. Nothing says that the employees left.
    case departmentsLost(departments: [DepartmentID], employees: Int)
    /// Departments are lost, and of these employees it was never noted in which one they were.
    case departmentUnknown(employees: Int)
}

extension BrakeReason {
    /// Whether it withholds every deletion, whosesoever.
    package var holdsEverything: Bool {
        switch self {
        case .tooManyDeletions, .noEmployeeLeft: true
        case .nothingRead, .departmentsLost, .departmentUnknown: false
        }
    }
}
