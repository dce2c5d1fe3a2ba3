import Operations
import SyncCore
import SyncEngine

/// Follows a run that the fleet performs, to its end or to a pause.
struct RunFollower: Sendable {
    /// How often in a row the database is asked in vain, a second apart: it may restart meanwhile.
    private static let patience = 60

    let services: Services
    let context: CommandContext

    func follow(_ id: RunID) async throws -> CommandExit {
        let note = ProgressNote()
        let run: Run
        do {
            run = try await context.during("Run \(id)", detail: { note.words }) { try await end(of: id, note) }
        } catch  where Task.isCancelled {
            throw SyncError(
                .cancelled, "Run \(id) is not followed any more; the fleet goes on with it.",
                remedy: "passerelle run show \(id) tells how it ends, passerelle run cancel \(id) ends it.",
                failureClass: .cancelled)
        }
        let shown = try await patiently(id, note) { try await ShowRun(id).perform(services) }
        context.show(RunDocument.make(shown, shows: []))
        ProblemTable.tellLeftOut(shown.problems.count, context, next: "passerelle run show \(id) --output csv --problems")
        guard run.state.isEnded else {
            context.say(
                "Run \(id) is queued until \(LocalTime.utc(run.notBefore)): \(run.error?.message ?? "it waits.")",
                next: "passerelle run show \(id) tells how it goes on.")
            return CommandExit(of: run)
        }
        if run.state == .needsReview { context.say("The run holds deletions back.", next: "passerelle run approve \(id)") }
        return CommandExit(of: run)
    }

    /// - Returns: the run once it has ended, or waits for a moment that is to come (a pause, a retry).
    private func end(of id: RunID, _ note: ProgressNote) async throws -> Run {
        var pause = Duration.milliseconds(50)
        var hasWarned = false
        while true {
            let sight = try await patiently(id, note) { try await WatchRun(id).perform(services) }
            let run = sight.run
            if run.state.isEnded { return run }
            if run.state == .queued, let error = run.error {
                if run.notBefore > sight.now { return run }
                // Handed back, and due: another worker goes on with it.
                if !hasWarned, try await !patiently(id, note, { try await FindWorker().perform(services) }) {
                    context.warn(
                        "Run \(id) was handed back (\(error.code)), and no worker is there that can go on with it: it waits for one.",
                        next: "passerelle fleet")
                    hasWarned = true
                }
            }
            note.tell(Self.words(for: run))
            try await context.clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    /// Looks again while the database may come back: the run goes on meanwhile, or will.
    private func patiently<Result>(
        _ id: RunID, _ note: ProgressNote, _ look: () async throws -> Result
    ) async throws -> Result {
        for _ in 0..<Self.patience {
            do {
                return try await look()
            } catch let error as SyncError where error.failureClass == .transient {
                note.tell("the database does not answer")
                try await context.clock.sleep(for: .seconds(1))
            }
        }
        do {
            return try await look()
        } catch {
            context.say("Run \(id) is not followed any more; the fleet goes on with it.", next: "passerelle run show \(id)")
            throw error
        }
    }

    private static func words(for run: Run) -> String {
        guard run.state == .running else { return run.error.map { "queued again, \($0.code)" } ?? "queued" }
        let counts = run.counts
        let written = counts.created + counts.updated + counts.deleted
        let name = run.worker ?? "a worker"
        return counts.employees == 0 ? "performed by \(name)" : "\(counts.employees) employees, \(written) written, by \(name)"
    }
}
