package import SyncCore

extension SyncPlan {
    /// Whether applying the plan sends no write to the planning.
    package var writesNothing: Bool {
        typeCreations.isEmpty && departmentCreations.isEmpty && resourceCreations.isEmpty && resourceUpdates.isEmpty
            && operations.isEmpty
    }
}
