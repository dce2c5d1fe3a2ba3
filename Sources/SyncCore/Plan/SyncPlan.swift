/// A resource that is on the planning, or that the plan is to create.
public enum ResourceReference: Hashable, Sendable {
    case existing(ResourceKey)
    case new(EmployeeID)
}

/// A type that is on the planning, or that the plan is to create, by its label.
public enum TypeReference: Hashable, Sendable {
    case existing(UnavailabilityTypeKey)
    case new(String)
}

/// A planning department that exists, or that the plan is to create for a Lucca department.
public enum DepartmentReference: Hashable, Sendable {
    case existing(PlanningDepartmentKey)
    case new(DepartmentID)
}

/// An event as the plan wants it.
public typealias DesiredEvent = Event<ResourceReference, TypeReference>

extension DesiredEvent {
    /// The event as it is, to compare with what the plan wants.
    public init(_ facts: EventFacts) {
        self = facts.on(.existing(facts.resource), as: .existing(facts.type))
    }
}

public typealias SyncOperation = EventOperation<DesiredEvent>

extension SyncOperation: EventRecord {
    /// The event after the write, or before it for a deletion.
    public var event: DesiredEvent {
        switch self {
        case .create(let event), .update(_, let event): event
        case .delete(let entry): DesiredEvent(entry.event)
        }
    }
}

/// A resource to create for an employee.
public struct ResourceCreation: Hashable, Sendable {
    public let employee: Employee
    /// Never blank: it is how a create whose answer was lost is found again.
    public let identifier: String
    public let department: DepartmentReference?

    public init(employee: Employee, identifier: String, department: DepartmentReference?) {
        self.employee = employee
        self.identifier = identifier
        self.department = department
    }
}

extension ResourceCreation {
    /// `MARTIN Chloé`, as plannings sort people by last name; the identifier for someone without a name.
    public var label: String {
        let names = [employee.lastName.trimmed.uppercased(), employee.firstName.trimmed].filter { !$0.isEmpty }
        return names.isEmpty ? identifier : names.joined(separator: " ")
    }
}

/// A change of an existing resource; nil leaves a field as it is.
public struct ResourceUpdate: Hashable, Sendable {
    public let employeeID: EmployeeID
    public let key: ResourceKey
    /// Replaces the resource's departments by this one.
    public var department: DepartmentReference?
    public var registrationNumber: String?

    public init(employeeID: EmployeeID, key: ResourceKey, department: DepartmentReference?, registrationNumber: String?) {
        self.employeeID = employeeID
        self.key = key
        self.department = department
        self.registrationNumber = registrationNumber
    }
}

/// The result of planning: a value, no side effect. `TenantSync` applies it in the order of its fields.
public struct SyncPlan: Sendable, Equatable {
    /// Labels of unavailability types to create.
    public var typeCreations: [String] = []
    /// Lucca departments whose counterpart is to be created.
    public var departmentCreations: [Department] = []
    public var resourceCreations: [ResourceCreation] = []
    public var resourceUpdates: [ResourceUpdate] = []
    /// Creates and updates first, by start and reference, then deletes: nobody looks present in between.
    public var operations: [SyncOperation] = []
    /// All that the planning has to show from the day on, written or not: what the run is compared with at its end.
    public var wanted: [WantedAbsence] = []
    /// Deletions the brake holds back.
    public var withheld: [LedgerEntry] = []
    /// Why, each with its own deletions. Not empty without any: the brake may hold where nothing would be deleted.
    public var brakeReasons: [BrakeReason] = []
    /// What to remember of employees, where it differs from what is. The link of a `resourceCreations` employee has no resource
    /// here: it gets the created one's key, and is not remembered when the creation failed; nor is the link of an employee whose
    /// `resourceUpdates` failed. Where the department's creation failed, the link is remembered without department.
    public var links: [ResourceLink] = []
    /// What to remember at once of employees whose new link hangs on a write: their old link, with where they are now.
    public var placedLinks: [ResourceLink] = []
    /// What to remember of reasons, where it differs from what is.
    public var reasonRules: [ReasonRule] = []
    /// Leave accounts to remember an automatic rule for, once the type of that label (one of `typeCreations`) has its key; nothing
    /// when its creation failed.
    public var reasonsOfNewTypes: [LeaveAccountID: String] = [:]
    /// The neutral type to remember, where it differs from what is: `.new` is one of `typeCreations`.
    public var neutralType: TypeReference?
    /// What to remember of departments, where it differs from what is. Those of `departmentCreations` are not among these: they are
    /// remembered with their key, as not explicit, once created.
    public var departmentLinks: [DepartmentLink] = []
    public var problems: [Problem] = []
    /// Departments, employees, leaves, absences and unchanged; the others are counted as they happen.
    public var counts = RunCounts()

    public init() {}
}

/// Guards a plan's deletions. What a cause explains that is no person's will (a lost department, an empty read) is withheld; of the
/// others all are, when they are more than `count` and more than `percent` of the tenant's future events.
public struct Brake: Hashable, Sendable {
    public var count: Int
    public var percent: Int

    public init(count: Int = 10, percent: Int = 20) {
        self.count = count
        self.percent = percent
    }
}

extension Brake {
    /// Whether that many deletions, of that many events that are not over yet, are more than both limits.
    public func holds(deletions: Int, futureEvents: Int) -> Bool {
        guard deletions > count else { return false }
        return Double(deletions) * 100 > Double(percent) * Double(futureEvents)
    }
}

/// Why deletions are withheld.
public enum BrakeReason: Hashable, Sendable, Codable {
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
    public var holdsEverything: Bool {
        switch self {
        case .tooManyDeletions, .noEmployeeLeft: true
        case .nothingRead, .departmentsLost, .departmentUnknown: false
        }
    }
}
