/// Works out what a run has to write: the difference between what Lucca says and what the connector wrote before
/// (`contracts/sync.md`). Pure: the same input gives the same plan.
public enum SyncPlanner {
    /// The whole plan. Where something needs the directory and it was not read, that part is left as it is.
    public static func plan(_ input: PlanInput) -> SyncPlan {
        var builder = PlanBuilder(input)
        builder.build()
        return builder.plan
    }

    /// Whether the directory must be read before planning, and why. It is the plan itself that tells what it misses.
    public static func needsDirectory(_ input: PlanInput) -> DirectoryNeed {
        var input = input
        input.directory = nil
        var builder = PlanBuilder(input)
        builder.build()
        if input.isReconciling { builder.need.reasons.insert(.reconciling) }
        return builder.need
    }
}
