import Operations
import SyncCore
import SyncEngine
import Words

/// Queues an operation, and follows it to its end if that was asked for.
struct QueueFollower: Sendable {
    /// The number of consecutive failed reads, a second apart: the database may be restarting.
    private static let patience = 60

    let context: CommandContext

    /// - Parameter listsProblems: of a preview as CSV.
    func submit(
        _ work: QueuedWork, of tenant: TenantSlug, isConfirmed: Bool = false, waits: Bool, listsProblems: Bool = false
    ) async throws -> CommandExit {
        let queued = try await context.perform(QueueOperation(work, of: tenant, isConfirmed: isConfirmed))
        let id = queued.operation
        if queued.lacksWorker {
            context.warn(
                Phrase(
                    "No worker is alive: the operation waits for an hour at most.",
                    fr: "Aucun worker n’est actif : l’opération attend une heure au plus."),
                next: Phrase(same: "passerelle fleet"))
        }
        PauseWords.warn(of: queued.pause, context)
        if waits { return try await follow(id, listsProblems: listsProblems) }
        context.show(QueueDocument.make(try await context.perform(ShowQueuedOperation(id)).operation))
        context.say(
            Phrase("Queued operation \(id).", fr: "L’opération \(id) est en file d’attente."),
            next: Phrase(same: "passerelle queue show \(id)"))
        return .done
    }

    /// Waits for its end, and shows the report as the command itself does.
    func follow(_ id: OperationID, listsProblems: Bool = false) async throws -> CommandExit {
        let note = ProgressNote()
        let ended: ShowQueuedOperation.Report
        do {
            ended = try await context.during(Phrase("Operation \(id)", fr: "Opération \(id)"), detail: { note.words }) {
                try await context.installation.withServices(.look) { try await end(of: id, $0, note) }
            }
        } catch  where Task.isCancelled {
            throw SyncError(.queue(.notFollowed(operation: id)), .cancelled)
        }
        return QueuedEnding.show(ended, listsProblems: listsProblems, context)
    }

    private func end(
        of id: OperationID, _ services: Services, _ note: ProgressNote
    ) async throws -> ShowQueuedOperation.Report {
        var pause = Duration.milliseconds(50)
        var failures = 0
        while true {
            do {
                let seen = try await ShowQueuedOperation(id).perform(services)
                if seen.operation.state.isEnded { return seen }
                failures = 0
                note.show(Self.words(for: seen.operation))
            } catch let error as SyncError where error.failureClass == .transient && failures < Self.patience {
                failures += 1
                pause = .seconds(1)
                note.show(Phrase("the database does not answer", fr: "la base de données ne répond pas"))
            }
            try await context.clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    private static func words(for operation: QueuedOperation) -> Phrase {
        guard operation.state == .running, let worker = operation.worker else {
            return Phrase("queued", fr: "en file d’attente")
        }
        return Phrase("performed by \(worker)", fr: "en cours sur \(worker)")
    }
}

/// Shows a queued operation, and its report as the command itself does.
enum QueuedEnding {
    static func show(
        _ shown: ShowQueuedOperation.Report, listsProblems: Bool = false, _ context: CommandContext
    ) -> CommandExit {
        context.tenant.note(shown.operation.tenant)
        switch shown.report {
        case .preview(let report)?: return PreviewRunCommand.show(report, listsProblems: listsProblems, context)
        case .check(let report)?: return CheckTenantCommand.show(report, context)
        case .probe(let report)?: return ProbeTenantCommand.show(report, context)
        case nil:
            context.show(QueueDocument.make(shown.operation))
            return shown.failure.map { context.report(SyncError($0, .rejected)) } ?? .done
        }
    }
}
