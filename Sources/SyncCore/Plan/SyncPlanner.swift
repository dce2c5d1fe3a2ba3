/// Works out what a run has to write: the difference between what Lucca says and what the connector wrote before
/// (`contracts/sync.md`). Pure: the same input gives the same plan.
public enum SyncPlanner {
    /// The whole plan. Where something needs the directory and it was not read, that part is left as it is.
    public static func plan(_ input: PlanInput) -> SyncPlan {
        var builder = PlanBuilder(input)
        builder.build()
        return builder.plan
    }

    /// What can be planned without the directory. It is the plan itself that tells what it misses; when it misses nothing, it is
    /// the plan of that input.
    public static func draft(_ input: PlanInput) -> (plan: SyncPlan, need: DirectoryNeed) {
        var input = input
        input.directory = nil
        var builder = PlanBuilder(input)
        builder.build()
        if input.isReconciling { builder.need.reasons.insert(.reconciling) }
        return (builder.plan, builder.need)
    }
}
