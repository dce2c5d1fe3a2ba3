/// The planning's catalog, read at once.
package struct Catalog: Hashable, Sendable {
    package var resources: [Resource]
    package var departments: [PlanningDepartment]
    package var types: [UnavailabilityType]
    /// Remembered resources that are not in the list but exist by key: our user may not see them.
    package var hidden: Set<ResourceKey>

    /// Resources that can show no absence, but whose employees must not get another one.
    package var withheld: Set<ResourceKey> { hidden.union(resources.filter(\.isArchived).map(\.key)) }

    /// Number of unreadable rows (label or number) by kind: one may be what seems to be missing, so none of that kind is created.
    package var unreadable: [TenantSettings.Creatable: Int] {
        let counts: [TenantSettings.Creatable: Int] = [
            .resources: resources.count { !$0.isReadable }, .departments: departments.count { !$0.isReadable },
            .types: types.count { !$0.isReadable },
        ]
        return counts.filter { $0.value > 0 }
    }

    /// - Parameters: everything on the planning, whoever created it.
    package init(
        resources: [Resource] = [], departments: [PlanningDepartment] = [], types: [UnavailabilityType] = [],
        hidden: Set<ResourceKey> = []
    ) {
        self.hidden = hidden
        self.resources = resources
        self.departments = departments
        self.types = types
    }
}

/// A person or a machine on the planning.
package struct Resource: Hashable, Sendable {
    package let key: ResourceKey
    package var label: String
    package var email: String
    /// The matricule; may be blank.
    package var registrationNumber: String
    package var departments: [PlanningDepartmentKey]
    /// Whether its registration number is absent or readable.
    package var isReadable: Bool
    /// Whether it was archived (`notValid`): no absence can be shown on it.
    package var isArchived: Bool

    /// A row without a readable key: it may be any resource that the list seems to lack.
    package static let withoutKey = Resource(key: 0, isReadable: false)
    package var isWithoutKey: Bool { key == Self.withoutKey.key }

    package init(
        key: ResourceKey, label: String = "", email: String = "", registrationNumber: String = "",
        departments: [PlanningDepartmentKey] = [], isReadable: Bool = true, isArchived: Bool = false
    ) {
        self.isArchived = isArchived
        self.isReadable = isReadable
        self.key = key
        self.label = label
        self.email = email
        self.registrationNumber = registrationNumber
        self.departments = departments
    }
}

/// A department of the planning.
package struct PlanningDepartment: Hashable, Sendable {
    package let key: PlanningDepartmentKey
    package var label: String
    /// Whether its label is absent or readable.
    package var isReadable: Bool

    package init(key: PlanningDepartmentKey, label: String, isReadable: Bool = true) {
        self.isReadable = isReadable
        self.key = key
        self.label = label
    }
}

/// An unavailability type of the planning (Congés, Maladie…).
package struct UnavailabilityType: Hashable, Sendable {
    package let key: UnavailabilityTypeKey
    package var label: String
    /// Whether its label is absent or readable.
    package var isReadable: Bool

    package init(key: UnavailabilityTypeKey, label: String, isReadable: Bool = true) {
        self.isReadable = isReadable
        self.key = key
        self.label = label
    }
}

/// The lasting link between an employee and a resource, with the facts of their last comparison.
package struct ResourceLink: Hashable, Sendable {
    package let employeeID: EmployeeID
    /// nil while no resource was found; the facts below tell which employee facts the search used.
    package var resource: ResourceKey?
    /// A keyed digest of the compared identifier and e-mail: shows a change without storing them.
    package var identityDigest: String
    /// The Lucca department whose counterpart the resource has; nil if there is none (`department_unmapped`).
    package var department: DepartmentID?
    /// The employee's department when last seen in scope; nil if never recorded.
    package var lineage: DepartmentLineage?

    package init(
        employeeID: EmployeeID, resource: ResourceKey?, identityDigest: String, department: DepartmentID?,
        lineage: DepartmentLineage? = nil
    ) {
        self.employeeID = employeeID
        self.resource = resource
        self.identityDigest = identityDigest
        self.department = department
        self.lineage = lineage
    }
}
