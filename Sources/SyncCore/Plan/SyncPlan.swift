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
public struct DesiredEvent: Hashable, Sendable {
    public let reference: EventReference
    public let employeeID: EmployeeID
    public let resource: ResourceReference
    public let type: TypeReference
    public let start: Instant
    public let end: Instant

    public init(
        reference: EventReference, employeeID: EmployeeID, resource: ResourceReference, type: TypeReference, start: Instant,
        end: Instant
    ) {
        self.reference = reference
        self.employeeID = employeeID
        self.resource = resource
        self.type = type
        self.start = start
        self.end = end
    }
}

/// One write of an event.
public enum SyncOperation: Hashable, Sendable {
    case create(DesiredEvent)
    /// `entry` is what stands there; its reference may differ from the desired one.
    case update(LedgerEntry, DesiredEvent)
    case delete(LedgerEntry)
}

/// A resource to create for an employee.
public struct ResourceCreation: Hashable, Sendable {
    public let employee: Employee
    public let identifier: String
    public let department: DepartmentReference?

    public init(employee: Employee, identifier: String, department: DepartmentReference?) {
        self.employee = employee
        self.identifier = identifier
        self.department = department
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
    /// Deletions the brake holds back.
    public var withheld: [LedgerEntry] = []
    public var brakeReason: BrakeReason?
    /// What to remember of employees, reasons and departments, once the creations above have their keys.
    public var links: [ResourceLink] = []
    public var reasonRules: [ReasonRule] = []
    public var departmentLinks: [DepartmentLink] = []
    public var problems: [Problem] = []
    public var counts = RunCounts()

    public init() {}
}

public enum BrakeReason: Hashable, Sendable {
    case tooManyDeletions(deletions: Int, futureEvents: Int)
    case noEmployeeLeft(before: Int)
}
