extension Tenant {
    /// The planning as addresses name it: a brand's case does not count.
    public func hasPlanning(of other: Tenant) -> Bool {
        planningPMEURL.lowercased() == other.planningPMEURL.lowercased()
    }

    /// Whether an active tenant is paused by an edit: it comes into production, or goes to another planning there, and how that planning
    /// speaks was not found out. Other edits of a tenant in production change nothing of what its activation asked for.
    /// - Parameter edit: the tenant as it shall be; its state and its dialect do not count.
    public func isPaused(by edit: Tenant) -> Bool {
        guard state == .active, edit.environment == .production else { return false }
        // Another brand speaks its own way.
        guard hasPlanning(of: edit) else { return true }
        return environment != .production && !dialect.standing.isAnsweredFor
    }
}
