/// Guards a plan's deletions: it withholds all of them when there are more than `count` and more than `percent` of the
/// tenant's future events, or when no employee is in scope any more where the last success found some,
/// when Lucca has no leave at all to show, when it has no more a department of the scope, or when the scope covers fewer
/// departments than before and people went with them.
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

/// Why the brake held deletions back.
public enum BrakeReason: Hashable, Sendable {
    case tooManyDeletions(deletions: Int, futureEvents: Int)
    case noEmployeeLeft(before: Int)
    /// Lucca showed no half-day at all, and several people's events would go: a key that lost a right looks like this too.
    case nothingRead(employees: Int)
    /// Base departments of the scope that Lucca has no more: their employees look gone.
    case scopeDepartmentMissing([DepartmentID])
    /// The scope covers fewer departments than at the last success, and events of people who are not in it any more would go: a
    /// department that was dissolved, a scope that was set smaller, or a key that may not see it any more.
    case departmentsLost(before: Int, now: Int)
}
