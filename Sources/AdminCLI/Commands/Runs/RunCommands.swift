import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct RunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Syncs: previewed, performed, looked up.",
        subcommands: [
            PreviewRunCommand.self, CompareRunCommand.self, StartRunCommand.self, PerformRunNowCommand.self, ListRunsCommand.self,
            ShowRunCommand.self,
            LogRunCommand.self, DiffRunsCommand.self, ApproveRunCommand.self, RejectRunCommand.self,
            CancelRunCommand.self,
        ])
}

struct ShowRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a run with its problems.",
        discussion: """
            --changes adds every event that it wrote or withheld, --steps how long each step of its last attempt took. A CSV holds \
            one table: the run itself, or with --changes its events, with --problems its problems, with --steps its steps. The \
            table shows the last day of the window; JSON (window.to) and CSV the day after it.

            Example:
              passerelle run show 1042 --changes
            """)

    @Argument(help: "The run's number.") var id: String
    @Flag(help: "Also list every event that the run wrote.") var changes = false
    @Flag(help: "With --output csv: list the problems.") var problems = false
    @Flag(help: "Also show how long each step of its last attempt took.") var steps = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let run = try Self.read(id)
        if showing.format == .csv, [changes, problems, steps].count(where: \.self) > 1 {
            throw InputError(
                "--changes, --problems, --steps", Phrase("A CSV holds one table.", fr: "Un CSV contient un seul tableau."),
                remedy: Phrase("Request one of them at a time.", fr: "Demandez-en un à la fois."))
        }
        let report = try await context.perform(ShowRun(run, needsSteps: steps))
        var lists: RunDocument.Lists = []
        if changes { lists.insert(.changes) }
        if problems { lists.insert(.problems) }
        if steps { lists.insert(.steps) }
        context.show(RunDocument.make(report, shows: lists))
        if !problems { ProblemTable.sayLeftOut(report.problems.count, context) }
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
            Also of a run in progress: what it has written so far. A deletion that the brake stopped shows as withheld.

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
                csv: ChangeTable.columns, in: report.zone))
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

struct StartRunCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Queues a sync for the fleet.",
        discussion: """
            A worker is notified at once. Runs that operators queue come before scheduled ones, and leave the schedule as it is. \
            Without --wait it prints the run as it was queued. With it, it follows the run to its end; Ctrl-C, or a closed \
            terminal, only stops following.

            Exit status with --wait: 0 succeeded, 3 partial, 4 needs review, 5 paused until the hourly plan has room, 1 failed or \
            cancelled, 2 a remote system could not be reached.

            Example:
              passerelle run start acme --wait
              passerelle run start --where state=active,environment=test --yes 8
            """)

    @Argument(help: "The tenant.") var slug: String?
    @OptionGroup(title: "Many tenants") var bulk: BulkOptions
    @Option(help: ArgumentHelp("The day to sync (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @Flag(help: "Follow the run to its end.") var wait = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        if let many = try bulk.many(slug, context) {
            if wait {
                throw InputError(
                    "--wait", Phrase("It follows one run.", fr: "Cette option suit une seule exécution."),
                    remedy: Phrase(
                        "Omit it; `passerelle run list` shows the others.",
                        fr: "Omettez-la ; `passerelle run list` montre les autres."))
            }
            PauseWords.warn(of: try? await context.perform(ShowFleet()).pause, context)
            return try await BulkCommand.starting(asOf: wished, try reasoning.read()).perform(many, bulk, context)
        }
        let started = try await context.perform(StartRun(of: try BulkOptions.one(slug, context), asOf: wished))
        let id = started.run
        if started.lacksWorker { Self.warnOfNoWorker(context) }
        PauseWords.warn(of: started.pause, context)
        guard wait else { return try await Self.showQueued(id, context) }
        return try await context.installation.withServices { services in
            try await RunFollower(services: services, context: context).follow(id)
        }
    }

    static func warnOfNoWorker(_ context: CommandContext) {
        context.warn(
            Phrase(
                "No worker is alive: the run waits until one starts.",
                fr: "Aucun worker n’est actif : l’exécution attend qu’il en démarre un."),
            next: Phrase(same: "passerelle fleet"))
    }

    static func showQueued(_ id: RunID, _ context: CommandContext) async throws -> CommandExit {
        context.show(RunDocument.make(try await context.perform(ShowRun(id)), shows: []))
        context.say(
            Phrase("Queued run \(id).", fr: "L’exécution \(id) est en file d’attente."),
            next: Phrase(same: "passerelle run show \(id)"))
        return .done
    }
}

struct CancelRunCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a run.",
        discussion: """
            A queued run, or one whose worker died, ends at once. A worker that performs the run ends it at the next safe point: \
            what it wrote stays, and the next run continues from there.

            Example:
              passerelle run cancel 1042
            """)

    @Argument(help: "The run's number.") var id: String
    @OptionGroup var reasoning: ReasonOptions
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
