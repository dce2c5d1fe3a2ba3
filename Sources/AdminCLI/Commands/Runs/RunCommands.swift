import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct RunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Syncs: previewed, performed, looked up.",
        subcommands: [
            PreviewRunCommand.self, StartRunCommand.self, PerformRunNowCommand.self, ListRunsCommand.self, ShowRunCommand.self,
            LogRunCommand.self, ApproveRunCommand.self,
            CancelRunCommand.self,
        ])
}

struct ApproveRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Deletes what a run withheld, if it still applies.",
        discussion: """
            A new run, in this process: it reads Lucca again, and deletes what the first run listed and what is still to be deleted. Once it
            has ended, it lists what was not deleted, and why (JSON: approvedDeletions, result).

            Example:
              passerelle run show 1042 && passerelle run approve 1042
            """)

    @Argument(help: "The number of a run in state needs_review.") var id: String
    @Option(help: ArgumentHelp("The day to sync (default: today, or the run's own day if that is later).", valueName: "date"))
    var asOf: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let id = try ShowRunCommand.read(id)
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        let note = ProgressNote()
        let approve = ApproveRun(
            id, asOf: wished, options: SyncOptions(onProgress: note.note), onStart: { context.tenant.note($0.slug) })
        let label = Phrase("Sync that approves run \(id)", fr: "Synchronisation qui approuve l’exécution \(id)")
        let performed = try await context.perform(approve, during: label) { note.words }
        let end = RunEnding.tell(performed, asOf: wished, context)
        if let deletions = performed.approved { context.say(ApprovalWords.summary(of: deletions, withheldBy: id)) }
        return end
    }
}

struct ListRunsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists runs, newest first.",
        discussion: """
            Runs that need review stay in that status afterwards; WHY tells those that wait for approval from those that were approved or
            that a later run superseded (JSON: review.state is open, approved or superseded).

            Example:
              passerelle run list --tenant acme --status partial --since 7d
            """)

    @Option(help: ArgumentHelp("Only this tenant's.", valueName: "slug")) var tenant: String?
    @Option(
        help: ArgumentHelp("Only these: " + RunState.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "status"),
        completion: .list(RunState.allCases.map(\.rawValue)))
    var status: String?
    @Option(help: ArgumentHelp("A day, a moment, or how long ago: 2026-09-01, 2026-09-01T06:00:00Z, 12h, 7d.", valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("How many at most (default: 20).", valueName: "n")) var limit: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let slug = tenant.map { intake.slug($0) }
        let state = status.map { intake.choice("--status", $0.replacing("-", with: "_"), of: RunState.self) }
        let moment = since.map { intake.moment("--since", $0) }
        let count = limit.map { intake.number("--limit", $0, in: 1...Int.max, example: 20) }
        try intake.finish()
        let list = ListRuns(of: slug ?? nil, state: state ?? nil, since: moment ?? nil, limit: (count ?? nil) ?? 20)
        let runs = try await context.perform(list)
        if runs.isEmpty {
            context.say(
                Phrase("There is no such run.", fr: "Il n’y a pas d’exécution de ce genre."),
                next: tenant == nil && status == nil && since == nil
                    ? Phrase("passerelle run now SLUG performs one.", fr: "passerelle run now SLUG en lance une.")
                    : Phrase(
                        "Leave out some of --tenant, --status and --since.",
                        fr: "Omettez l’une des options --tenant, --status et --since."))
        }
        context.show(RunListDocument.make(runs), unless: runs.isEmpty)
        return .done
    }
}

struct ShowRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one run whole, with its problems.",
        discussion: """
            With --changes, every event that it wrote too. A CSV holds one table: the run itself, with --changes its events, with --problems
            its problems. The table shows the last day of the window; JSON (window.to) and CSV the day after it.

            Example:
              passerelle run show 1042 --changes
            """)

    @Argument(help: "The run's number.") var id: String
    @Flag(help: "Also list every event that the run wrote.") var changes = false
    @Flag(help: "With --output csv: list the problems.") var problems = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try Self.read(id)
        if showing.output == .csv, changes, problems {
            throw InputError(
                "--changes, --problems", Phrase("A CSV holds one table.", fr: "Un CSV contient un seul tableau."),
                remedy: Phrase("Request one of them at a time.", fr: "Demandez-en un à la fois."))
        }
        let report = try await context.perform(ShowRun(run))
        context.show(RunDocument.make(report, shows: changes ? .changes : problems ? .problems : []))
        if !problems { ProblemTable.tellLeftOut(report.problems.count, context) }
        return .done
    }

    static func read(_ text: String) throws -> RunID {
        guard let number = Int(text), number > 0 else {
            throw InputError(
                "\"\(text)\"", Phrase("It is not a run's number.", fr: "Ce n’est pas le numéro d’une exécution."),
                remedy: Phrase("`passerelle run list` shows them.", fr: "`passerelle run list` les montre."))
        }
        return RunID(number)
    }
}

struct LogRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Lists every event that a run wrote, in order.",
        discussion: """
            Also of a run that is under way: what it has written by now. A deletion that the brake stopped shows as withheld.

            Example:
              passerelle run log 1042
            """)

    @Argument(help: "The run's number.") var id: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowRun(try ShowRunCommand.read(id)))
        let changes = report.changes
        context.show(
            Document(
                [.table(ChangeTable.table(changes, in: report.zone))], of: changes.map(ChangeTable.facts),
                csv: ChangeTable.columns))
        let run = report.run.run
        if changes.isEmpty {
            context.say(
                Phrase(
                    "Run \(run.id) (\(run.state.name.english)) has written no event.",
                    fr: "L’exécution \(run.id) (\(run.state.name.french)) n’a écrit aucun événement."))
        }
        return .done
    }
}

struct StartRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Queues a sync for the fleet.",
        discussion: """
            A worker is woken at once; runs that operators queue come before scheduled ones, and change nothing of the schedule. Without
            --wait it prints the run as it was queued. With it, it follows the run to its end; Ctrl-C only stops following.
            Exit status with --wait: 0 succeeded, 3 partial, 4 needs review, 5 paused until the hourly plan has room, 1 failed or cancelled,
            2 a remote could not be reached.

            Example:
              passerelle run start acme --wait
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The day to sync (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @Flag(help: "Follow the run to its end.") var wait = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        let started = try await context.perform(StartRun(of: try context.slug(slug), asOf: wished))
        let id = started.run
        if started.lacksWorker {
            context.warn(
                Phrase(
                    "No worker is alive: the run waits until one starts.",
                    fr: "Aucun worker n’est actif : l’exécution attend qu’il en démarre un."),
                next: Phrase(same: "passerelle fleet"))
        }
        guard wait else {
            context.show(RunDocument.make(try await context.perform(ShowRun(id)), shows: []))
            context.say(
                Phrase("Queued run \(id).", fr: "L’exécution \(id) est en file d’attente."),
                next: Phrase(same: "passerelle run show \(id)"))
            return .done
        }
        return try await context.installation.withServices { services in
            try await RunFollower(services: services, context: context).follow(id)
        }
    }
}

struct CancelRunCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a run.",
        discussion: """
            One that is queued, or whose worker died, ends at once. A worker that performs it is asked to end it, and does so at the next
            safe point: what it wrote stays, and the next run continues from there.

            Example:
              passerelle run cancel 1042
            """)

    @Argument(help: "The run's number.") var id: String
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try ShowRunCommand.read(id)
        switch try await context.perform(CancelRun(run)) {
        case .cancelled: context.say(Phrase("Cancelled run \(run).", fr: "Exécution \(run) annulée."))
        case .requested(let worker):
            context.say(
                Phrase("Asked \(worker) to end run \(run).", fr: "Fin de l’exécution \(run) demandée à \(worker)."),
                next: Phrase(same: "passerelle run show \(run)"))
        }
        return .done
    }
}
