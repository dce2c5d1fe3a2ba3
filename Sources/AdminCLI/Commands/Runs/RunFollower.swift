import AppWiring
import SyncCore
import SyncEngine

/// Follows a run that the fleet performs, to its end or to a pause.
struct RunFollower: Sendable {
    /// A member whose heartbeat is older is not counted on.
    static let silenceSeconds = 45

    let services: Services
    let context: CommandContext

    func follow(_ id: RunID) async throws -> CommandExit {
        let note = ProgressNote()
        let run = try await context.during("Run \(id)", detail: { note.words }) { try await end(of: id, note) }
        let shown = try await ShowRun.document(of: id, services, shows: [])
        context.show(shown.document)
        ProblemTable.tellLeftOut(shown.problems, context, next: "passerelle run show \(id) --output csv --problems")
        guard run.state.isEnded else {
            context.say(
                "Run \(id) is queued until \(LocalTime.utc(run.notBefore)).",
                next: "passerelle run show \(id) tells how it goes on.")
            return CommandExit(of: run)
        }
        if run.state == .needsReview { context.say("The run holds deletions back.", next: "passerelle run approve \(id)") }
        return CommandExit(of: run)
    }

    /// - Returns: the run once it has ended, or waits for a reason of its own (a pause, a retry).
    private func end(of id: RunID, _ note: ProgressNote) async throws -> Run {
        var pause = Duration.milliseconds(50)
        while true {
            let run = try await services.runs.run(id)
            if run.state.isEnded { return run }
            if run.state == .queued, run.error != nil { return run }
            note.tell(Self.words(for: run))
            try await context.clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    private static func words(for run: Run) -> String {
        guard run.state == .running else { return "queued" }
        let counts = run.counts
        let written = counts.created + counts.updated + counts.deleted
        let name = run.worker ?? "a worker"
        return counts.employees == 0 ? "performed by \(name)" : "\(counts.employees) employees, \(written) written, by \(name)"
    }

    static func noLiveWorker(_ services: Services) async throws -> Bool {
        let now = try await services.fleet.overview().readAt
        return try await !services.fleet.workers().contains {
            !$0.isDraining && $0.trouble == nil && $0.heartbeatAt.adding(seconds: silenceSeconds) >= now
        }
    }
}
