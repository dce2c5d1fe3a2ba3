/// Whose half-days are asked for.
enum LeaveFilter: Sendable, Equatable {
    /// Of employees who are in these departments now.
    case departments([String])
    case owners([String])

    var parameter: String {
        switch self {
        case .departments: "leavePeriod.owner.departmentId"
        case .owners: "leavePeriod.ownerId"
        }
    }

    var ids: [String] {
        switch self {
        case .departments(let ids), .owners(let ids): ids
        }
    }
}
