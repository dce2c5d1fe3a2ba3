import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

/// `passerelle run list`.
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
        let count = limit.map { intake.number("--limit", $0, in: 1...Int.max) }
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
