import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct AlertCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "What needs a person, by tenant.",
        subcommands: [ListAlertsCommand.self, TestAlertCommand.self])
}

struct ListAlertsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the open alerts of every tenant, oldest first.",
        discussion: """
            An alert opens and closes together with the run or the change that causes it. Where PASSERELLE_ALERTMANAGER_URL is \
            set, a worker posts the open alerts every minute; POSTED is when Alertmanager last accepted the alert.

            Example:
              passerelle alert list
              passerelle alert list --output csv
            """)

    @Option(help: ArgumentHelp("How many at most (default: 1000).", valueName: "n")) var limit: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let most = limit.flatMap { intake.number("--limit", $0, in: 1...10_000, example: 100) } ?? 1000
        try intake.finish()
        let report = try await context.perform(ListTenantAlerts(limit: most))
        if report.alerts.isEmpty { context.say(Phrase("No alert is open.", fr: "Aucune alerte n’est ouverte.")) }
        context.show(AlertDocument.make(report), unless: report.alerts.isEmpty)
        if report.overview.open > report.alerts.count {
            context.say(
                report.alerts.count == 1
                    ? Phrase(
                        "Only the oldest of \(report.overview.open) is shown.",
                        fr: "Seule la plus ancienne sur \(report.overview.open) est affichée.")
                    : Phrase(
                        "The oldest \(report.alerts.count) of \(report.overview.open) are shown.",
                        fr: "Les \(report.alerts.count) plus anciennes sur \(report.overview.open) sont affichées."),
                next: Phrase("--limit shows more of them.", fr: "--limit en affiche davantage."))
        }
        return .done
    }
}

struct TestAlertCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Posts one test alert to Alertmanager.",
        discussion: """
            The alert PasserelleTestAlert goes to the Alertmanager of PASSERELLE_ALERTMANAGER_URL, in the same way as a worker's \
            alerts. It concerns no tenant, changes nothing, and ends by itself after five minutes. Accepted means that Alertmanager \
            has it: its routes decide who is notified. Exit status: 0 accepted, 1 not accepted, 2 unreachable.

            Example:
              passerelle alert test
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(
            TestAlert(words: AlertDocument.testAnnotations),
            during: Phrase("Posting to Alertmanager", fr: "Envoi à Alertmanager"))
        context.show(AlertDocument.make(report))
        guard let failure = report.failure else {
            context.say(
                Phrase(
                    "Alertmanager accepted the alert. It ends by itself at \(LocalTime.utc(report.alert.endsAt)).",
                    fr: "Alertmanager a accepté l’alerte. Elle se termine d’elle-même le \(LocalTime.utc(report.alert.endsAt))."),
                next: Phrase(
                    "If no message arrives, check Alertmanager's routes and receivers.",
                    fr: "Si aucun message n’arrive, vérifiez les routes et les destinataires d’Alertmanager."))
            return .done
        }
        context.warn(AlertWords.message(failure), next: AlertWords.remedy(failure))
        return failure == .unreachable ? .unreachable : .failed
    }
}
