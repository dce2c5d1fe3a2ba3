import SyncCore

/// What is known of an attempt while it goes on: its counts are true whenever it ends.
struct SyncAttempt: Sendable {
    private let before: RequestCounts
    private let earlierCounts: RunCounts
    var connected: ConnectedTenant?
    var planned: SyncMaterial?
    /// What Lucca was read of, until there is a plan that counts it.
    var read: RunCounts?
    var report = ApplyReport()
    /// What a stopped probe may have left.
    var leftover: Problem?
    /// Events that earlier attempts of this run wrote, or that a dead worker had written: created or updated, not unchanged.
    var writtenBefore: Set<EventReference> = []

    init(run: Run) {
        before = run.requests
        earlierCounts = run.counts
    }

    var problems: [Problem] { (planned?.problems ?? []) + [leftover].compactMap { $0 } + report.problems }

    /// With a later report than the attempt has.
    func tally(with report: ApplyReport) async -> (RunCounts, RequestCounts) {
        var attempt = self
        attempt.report = report
        return await attempt.tally()
    }

    func tally() async -> (RunCounts, RequestCounts) {
        var counts = planned?.plan.counts ?? read ?? earlierCounts
        counts.created = report.created
        counts.updated = report.updated
        counts.deleted = report.deleted
        counts.failed = report.failed
        if planned != nil { counts.unchanged = max(0, counts.unchanged - writtenBefore.count) }
        var requests = before
        if let connected {
            requests.lucca += await connected.source.requestCount
            requests.planningPME += await connected.target.requestCount
        }
        return (counts, requests)
    }
}

extension SyncMaterial {
    var problems: [Problem] {
        let withheld = settlement.copies.count - copies.count
        return plan.problems + (withheld > 0 ? [Problem(.tenant(tenant.slug), .copiesWithheld(count: withheld))] : [])
    }
}
