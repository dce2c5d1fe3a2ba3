/// Finds the counterpart of a Lucca department on the planning: the mapping made before, else the same label ignoring case and
/// accents, else a new one if the tenant allows it.
public struct DepartmentMatcher: Sendable {
    /// What was found for a department.
    public enum Match: Hashable, Sendable {
        case existing(PlanningDepartmentKey)
        /// To be created with the Lucca department's name.
        case new
        /// None has its label.
        case unmapped
        /// Several have its label: none is chosen, and none made.
        case ambiguous
        /// The planning has to be read to tell.
        case unknown
    }

    private let links: [DepartmentID: DepartmentLink]
    private let departments: [PlanningDepartment]?
    private let keys: Set<PlanningDepartmentKey>
    private let mayCreate: Bool

    /// - Parameters:
    ///   - links: the mappings made before; an operator's always holds.
    ///   - departments: the planning's, nil when they were not read.
    ///   - mayCreate: whether the tenant lets a sync create departments.
    public init(links: [DepartmentLink], departments: [PlanningDepartment]?, mayCreate: Bool) {
        self.links = Dictionary(links.map { ($0.departmentID, $0) }) { first, _ in first }
        self.departments = departments
        keys = Set((departments ?? []).map(\.key))
        self.mayCreate = mayCreate
    }

    /// What is remembered of a department.
    func link(_ department: DepartmentID) -> DepartmentLink? { links[department] }

    /// The counterpart, or why there is none.
    public func match(_ department: Department) -> Match {
        let link = links[department.id]
        if let link, link.isExplicit, let key = link.planningDepartment { return .existing(key) }
        guard let departments else {
            guard let link else { return .unknown }
            return link.planningDepartment.map(Match.existing) ?? .unmapped
        }
        if let key = link?.planningDepartment, keys.contains(key) || departments.contains(where: { !$0.isReadable }) {
            return .existing(key)
        }
        let alike = LabelFolding.find(department.name, in: departments, label: \.label)
        if let only = alike.first, Set(alike.map(\.key)).count == 1 { return .existing(only.key) }
        if !alike.isEmpty { return .ambiguous }
        return mayCreate && !department.name.trimmed.isEmpty ? .new : .unmapped
    }
}
