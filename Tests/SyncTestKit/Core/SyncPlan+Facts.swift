public import SyncCore

extension SyncPlan {
    /// Whether applying the plan sends no write to the planning.
    public var writesNothing: Bool {
        typeCreations.isEmpty && departmentCreations.isEmpty && resourceCreations.isEmpty && resourceUpdates.isEmpty
            && operations.isEmpty
    }
}
