/// Where the absences of one leave account go.
public struct ReasonRule: Hashable, Sendable {
    public enum Destination: Hashable, Sendable {
        case type(UnavailabilityTypeKey)
        /// Not on the planning at all.
        case ignore
        /// On the planning under the tenant's neutral type: the reason stays in Lucca.
        case hide
    }

    public enum Origin: String, Sendable, Hashable {
        /// An operator said so: it holds until an operator changes it.
        case `operator`
        /// The first sync that met the account found or made the type of the same label. A later renaming in Lucca changes nothing.
        case automatic
        /// No type was found: the neutral one is used, with a problem, until one is.
        case fallback
    }

    public let accountID: LeaveAccountID
    public var destination: Destination
    public var origin: Origin

    public init(accountID: LeaveAccountID, destination: Destination, origin: Origin) {
        self.accountID = accountID
        self.destination = destination
        self.origin = origin
    }
}

/// A department of Lucca and its counterpart on the planning, nil while none was found.
public struct DepartmentLink: Hashable, Sendable {
    public let departmentID: DepartmentID
    public var planningDepartment: PlanningDepartmentKey?
    public var isExplicit: Bool

    public init(departmentID: DepartmentID, planningDepartment: PlanningDepartmentKey?, isExplicit: Bool) {
        self.departmentID = departmentID
        self.planningDepartment = planningDepartment
        self.isExplicit = isExplicit
    }
}
