public import SyncCore
public import SyncEngine

/// Everything of a run but its lists.
public struct RunReport: Sendable, Encodable {
    public let run: Run
    /// Of a `needs_review` run.
    public let review: RunReview?

    public init(_ run: Run, _ review: RunReview?) {
        self.run = run
        self.review = review
    }

    private enum CodingKeys: String, CodingKey {
        case id, tenant, status, trigger, purpose, asOf, window, scheduledFor, notBefore, startedAt, finishedAt, attempt, worker
        case approves, counts, requests, error, review
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(run.id, forKey: .id)
        try members.encode(run.tenant, forKey: .tenant)
        try members.encode(run.state, forKey: .status)
        try members.encode(run.trigger, forKey: .trigger)
        try members.encode(run.purpose, forKey: .purpose)
        try members.encode(run.window.asOf, forKey: .asOf)
        try members.encode(run.window, forKey: .window)
        try members.encode(run.scheduledFor, forKey: .scheduledFor)
        try members.encode(run.notBefore, forKey: .notBefore)
        try members.encodeIfPresent(run.startedAt, forKey: .startedAt)
        try members.encodeIfPresent(run.finishedAt, forKey: .finishedAt)
        try members.encode(run.attempt, forKey: .attempt)
        try members.encodeIfPresent(run.worker, forKey: .worker)
        try members.encodeIfPresent(run.approves, forKey: .approves)
        try members.encode(run.counts, forKey: .counts)
        try members.encode(run.requests, forKey: .requests)
        try members.encodeIfPresent(run.error, forKey: .error)
        try members.encodeIfPresent(review, forKey: .review)
    }
}
