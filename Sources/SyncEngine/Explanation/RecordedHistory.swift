import SyncCore

/// What the last runs recorded, as far as it still says something: the last one that got through, and one that failed after it.
struct RecordedHistory: Sendable {
    struct Record: Sendable {
        let run: Run
        let problems: [Problem]
        let changes: [RunChange]
    }

    /// Newest first.
    let records: [Record]

    init(_ records: [Record]) {
        self.records = records
    }

    /// - Parameter live: the tenant's queued or running sync: what it failed for before counts too.
    /// - Throws: `SyncError`.
    init(of tenant: TenantID, live: Run?, _ runs: any RunStore) async throws {
        func newest(_ state: RunState) async throws -> Run? {
            // A removal that was cancelled ends too, and says nothing about absences.
            try await runs.list(RunFilter(tenant: tenant, state: state)).first { $0.purpose == .sync }
        }
        var decided: [Run] = []
        for state in [RunState.succeeded, .partial, .needsReview] {
            if let run = try await newest(state) { decided.append(run) }
        }
        let last = decided.max { $0.id < $1.id }
        var told: [Run] = []
        if let failed = try await newest(.failed), last.map({ $0.id < failed.id }) ?? true { told.append(failed) }
        if let last { told.append(last) }
        var records: [Record] = []
        if let live, live.error != nil { records.append(Record(run: live, problems: [], changes: [])) }
        for run in told {
            records.append(
                Record(run: run, problems: try await runs.problems(of: run.id), changes: try await runs.changes(of: run.id)))
        }
        self.records = records
    }

    /// The newest problem that a subject matches.
    func problem(where matches: (Problem) -> Bool) -> RecordedProblem? {
        for record in records {
            guard let problem = record.problems.first(where: matches) else { continue }
            return RecordedProblem(what: .problem(problem), run: record.run.id, at: record.run.finishedAt)
        }
        return nil
    }

    /// What ended the last run, or made it wait, if it failed.
    var failure: RecordedProblem? {
        guard let run = records.first?.run, let error = run.error else { return nil }
        return RecordedProblem(what: .failure(error), run: run.id, at: run.finishedAt)
    }

    /// The run whose approval would delete that event.
    func withholding(_ reference: EventReference) -> RunID? {
        guard let decided = records.first(where: { $0.run.state.isEnded && $0.run.state != .failed }),
            decided.run.state == .needsReview, decided.run.approvedBy == nil,
            decided.changes.contains(where: { $0.outcome == .withheld && $0.reference == reference })
        else { return nil }
        return decided.run.id
    }
}
