import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct QueueCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Previews, checks and probes that people queued for the workers.",
        subcommands: [ListQueueCommand.self, ShowQueueCommand.self])
}

struct ListQueueCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists queued operations, newest first.",
        discussion: """
            Lists those of the last day. A queued approval is a run: `run list` shows it.

            Example:
              passerelle queue list
              passerelle queue list --tenant acme
            """)

    @Option(help: ArgumentHelp("Only this tenant's.", valueName: "slug")) var tenant: String?
    @Option(help: ArgumentHelp("How many at most (default: 20).", valueName: "number")) var limit: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let most = limit.map { intake.number("--limit", $0, in: 1...1000) } ?? 20
        try intake.finish()
        let slug = try tenant.map(context.slug)
        let operations = try await context.perform(ListQueuedOperations(of: slug, limit: most ?? 20))
        context.show(QueueDocument.make(operations), unless: operations.isEmpty)
        for operation in operations where operation.work == .unreadable && !operation.state.isEnded {
            guard let failure = operation.error else { continue }
            let words = FailureWords(tenant: operation.tenant)
            context.warn(words.message(failure), next: words.remedy(failure))
        }
        if operations.isEmpty {
            context.say(Phrase("Nothing was queued in the last day.", fr: "Rien n’a été mis en file d’attente depuis un jour."))
        }
        return .done
    }
}

struct ShowQueueCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a queued operation and, once it has ended, its result.",
        discussion: """
            The result is what `run preview`, `tenant check` or `tenant probe` prints, with the same exit status. Results are kept \
            for a day.

            Example:
              passerelle queue show 17 --wait
              passerelle queue show 17 --output json
            """)

    @Argument(help: "The operation's number.") var id: String
    @Flag(help: "Wait for its end; Ctrl-C only stops waiting.") var wait = false
    @Flag(help: "Of a preview, with --output csv: list the problems.") var problems = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        guard let number = Int(id), number > 0 else {
            throw InputError(
                "\"\(id)\"", Phrase("It is not an operation's number.", fr: "Ce n’est pas le numéro d’une opération."),
                remedy: Phrase("`passerelle queue list` shows them.", fr: "`passerelle queue list` les montre."))
        }
        let operation = OperationID(number)
        if wait { return try await QueueFollower(context: context).follow(operation, listsProblems: problems) }
        return QueuedEnding.show(
            try await context.perform(ShowQueuedOperation(operation)), listsProblems: problems, context)
    }
}
