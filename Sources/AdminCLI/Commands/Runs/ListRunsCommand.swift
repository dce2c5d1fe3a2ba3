import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct ListRunsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists runs, newest first.",
        discussion: """
            Queued and running ones come first, then ended ones by their end. EVENTS counts what was created (+), changed (~), \
            deleted (-) and could not be written (!). WHY is the error's code, what became of withheld deletions, or how many \
            problems are new and how many the tenant's run before had too. Runs that need review stay in that status afterwards; \
            WHY shows whether they wait for approval, or were approved, rejected or superseded (JSON: review.state is open, \
            approved, rejected or superseded). Days are in the tenant's time zone, or in UTC if several tenants have different \
            ones.

            Example:
              passerelle run list --tenant acme --status failed,partial --since yesterday
              passerelle run list --problem resource_archived --since 2026-11-01 \\
                  --until 2026-11-30
            """)

    @Option(help: ArgumentHelp("Only runs of these tenants. May be repeated.", valueName: "slug")) var tenant: [String] = []
    @Option(
        help: ArgumentHelp(
            "Only these states: " + RunState.allCases.map(\.rawValue).joined(separator: ", ") + ". May be repeated.",
            valueName: "status"),
        completion: .list(RunState.allCases.map(\.rawValue)))
    var status: [String] = []
    @Option(
        help: ArgumentHelp(
            "Only these triggers: " + RunTrigger.allCases.map(\.rawValue).joined(separator: ", ") + ". May be repeated.",
            valueName: "trigger"),
        completion: .list(RunTrigger.allCases.map(\.rawValue)))
    var trigger: [String] = []
    @Option(
        help: ArgumentHelp("Only those with a problem of this code, or ended by this error. May be repeated.", valueName: "code"),
        completion: .list(Problem.Code.all.map(\.rawValue)))
    var problem: [String] = []
    @Option(
        help: ArgumentHelp(
            "Ended then or later: a day, a moment, or how long ago: 2026-09-01, yesterday, 2026-09-01T06:00:00Z, 12h, 7d.",
            valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("Ended before then, or on that day.", valueName: "time")) var until: String?
    @Option(help: ArgumentHelp("Continue after this run, the last one of the page before.", valueName: "run")) var before: String?
    @Option(help: ArgumentHelp("How many at most (default: 20).", valueName: "n")) var limit: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        var query = ListRuns.Query()
        query.tenants = Intake.parts(tenant).compactMap { intake.slug($0) }
        query.states = intake.several("--status", status, of: RunState.self)
        query.triggers = intake.several("--trigger", trigger, of: RunTrigger.self)
        query.codes = intake.codes("--problem", problem)
        query.since = since.flatMap { intake.moment("--since", $0) }
        query.until = until.flatMap { intake.moment("--until", $0) }
        query.before = before.flatMap { intake.run("--before", $0) }
        query.limit = limit.flatMap { intake.number("--limit", $0, in: 1...Int.max, example: 20) } ?? query.limit
        query.needsZones = context.format == .csv
        try intake.finish()
        let report = try await context.perform(ListRuns(query))
        context.show(RunListDocument.make(report.runs, zones: report.zones), unless: report.runs.isEmpty)
        show(report, context)
        return .done
    }

    private func show(_ report: ListRuns.Report, _ context: CommandContext) {
        if let zone = report.zone {
            let name = zone.shownName
            context.say(Phrase("Days are in the time zone \(name).", fr: "Les jours sont dans le fuseau horaire \(name)."))
        }
        guard let last = report.runs.last?.run.id else {
            guard before == nil else {
                return context.say(
                    Phrase("No older run matches.", fr: "Aucune exécution plus ancienne ne correspond."))
            }
            context.say(
                Phrase("No run found.", fr: "Aucune exécution trouvée."),
                next: filters.isEmpty
                    ? Phrase("passerelle run now SLUG performs one.", fr: "passerelle run now SLUG en lance une.")
                    : Phrase("Leave out some of the filters.", fr: "Retirez un ou plusieurs filtres."))
            return
        }
        guard report.hasMore || before != nil else { return }
        let next = (["passerelle run list"] + filters + ["--before \(last)"]).joined(separator: " ")
        let page: RunListDocument.Page = before == nil ? .first : report.hasMore ? .next : .last
        context.say(
            RunListDocument.shown(report.runs.count, of: report.total, page), next: report.hasMore ? Phrase(same: next) : nil)
    }

    /// As typed, without the page.
    private var filters: [String] {
        func all(_ option: String, _ values: [String]) -> [String] { values.map { "\(option) \($0)" } }
        return all("--tenant", tenant) + all("--status", status) + all("--trigger", trigger) + all("--problem", problem)
            + all("--since", [since].compactMap(\.self)) + all("--until", [until].compactMap(\.self))
            + all("--limit", [limit].compactMap(\.self))
    }
}
