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
