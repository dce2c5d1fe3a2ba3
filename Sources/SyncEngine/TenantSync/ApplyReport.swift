import SyncCore

/// What applying a plan did so far: true at every moment, also when applying ends by an error.
struct ApplyReport: Hashable, Sendable {
    var created = 0
    var updated = 0
    var deleted = 0
    /// Events that should have been written and were not.
    var failed = 0
    var problems: [Problem] = []

    mutating func count(_ action: EventAction) {
        switch action {
        case .create: created += 1
        case .update: updated += 1
        case .delete: deleted += 1
        }
    }

    mutating func count(_ changes: [RunChange]) {
        for change in changes where change.outcome == .done { count(change.action) }
    }
}
