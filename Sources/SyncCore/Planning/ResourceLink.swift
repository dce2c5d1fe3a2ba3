/// The lasting tie between an employee and a resource, with what the last comparison of the two was made of.
public struct ResourceLink: Hashable, Sendable {
    public let employeeID: EmployeeID
    /// nil while no resource was found: the facts below say for which employee's facts the search was in vain.
    public var resource: ResourceKey?
    /// A keyed digest of the identifier and e-mail that were compared: tells a change without storing them.
    public var identityDigest: String
    /// The Lucca department whose counterpart the resource was given; nil when it could not be (`department_unmapped`).
    public var department: DepartmentID?
    /// Where the employee was when they were last seen in scope; nil when that was never noted.
    public var lineage: DepartmentLineage?

    public init(
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
