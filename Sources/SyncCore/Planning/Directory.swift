/// What stands on the planning beside events, as read in one go.
public struct Directory: Hashable, Sendable {
    public var resources: [Resource]
    public var departments: [PlanningDepartment]
    public var types: [UnavailabilityType]

    /// - Parameters: everything that the planning has, whoever made it.
    public init(resources: [Resource] = [], departments: [PlanningDepartment] = [], types: [UnavailabilityType] = []) {
        self.resources = resources
        self.departments = departments
        self.types = types
    }
}
