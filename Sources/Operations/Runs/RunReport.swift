package import SyncCore
package import SyncEngine

/// A run without its lists.
package struct RunReport: Sendable {
    package let run: Run
    /// Of a `needs_review` run.
    package let review: RunReview?

    init(_ run: Run, _ review: RunReview?) {
        self.run = run
        self.review = review
    }
}

extension RunReport {
    /// - Parameter words: a front's sentences for a failure.
    package func facts(_ words: (Failure) -> Facts) -> Facts {
        [
            "id": run.id, "tenant": run.tenant, "status": run.state, "trigger": run.trigger, "purpose": run.purpose,
            "asOf": run.window.asOf, "window": run.window, "scheduledFor": run.scheduledFor, "notBefore": run.notBefore,
            "startedAt": run.startedAt, "finishedAt": run.finishedAt, "attempt": run.attempt, "worker": run.worker,
            "approves": run.approves, "approvesOnly": run.approvesOnly?.sorted(), "counts": run.counts, "requests": run.requests,
            "error": run.error.map(words),
            "review": review.map {
                ["state": $0.name, "by": $0.by, "only": $0.only, "rejectedAt": run.rejected?.at, "rejectedBy": run.rejected?.by]
                    as Facts
            }, "problemCount": run.problems.count,
            "newProblemCount": run.problems.new, "problemCodes": run.problems.codes,
        ]
    }
}
