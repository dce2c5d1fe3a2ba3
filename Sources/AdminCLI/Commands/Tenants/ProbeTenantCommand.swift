import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct ProbeTenantCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Finds out how a customer's PlanningPME speaks, by writing and deleting marked events.",
        discussion: """
            Writes events marked [passerelle-probe] on one resource, on two days far ahead, one in summer and one in winter, and \
            deletes them whatever happens. At most 20 requests. What a probe that was killed left is removed by the next one, by \
            `tenant check` and by runs. PlanningPME sends e-mails and SMS for created events: the customer's notification rules \
            for unavailabilities must be off.

            Exit status: 0 everything was found, 1 something was not (the command says what to do), 2 PlanningPME or the database \
            could not be reached.

            Example:
              passerelle tenant probe acme --resource 318
              passerelle tenant probe acme --resource 318 --day 2027-06-14 --yes \\
                  --output json
              passerelle tenant probe acme --resource 318 --queue --wait
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The key of the resource to write on, such as one made for tests.", valueName: "key"))
    var resource: String?
    @Option(help: ArgumentHelp("The day to write on, if 18 months ahead is too far.", valueName: "date")) var day: String?
    @Flag(help: "Confirms that events are written; otherwise asked on a terminal.") var yes = false
    @OptionGroup var queueing: QueueOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let remedy = Phrase(
            "Give the key of the resource to write on, such as --resource 318; passerelle run preview \(slug) shows keys.",
            fr:
                "Donnez la clé de la ressource où écrire, par exemple --resource 318 ; passerelle run preview \(slug) montre des clés."
        )
        let key = intake.required(
            "--resource", resource,
            remedy: remedy
        ) { $0.number("--resource", $1, in: 1...Int(Int32.max), remedy: remedy) }
        let wished = day.map { intake.day("--day", $0) } ?? nil
        try intake.finish()
        guard let key else { return .usage }
        let tenant = try context.slug(slug)
        try queueing.check(onlyHere: [("--record", recording.record != nil)])
        // Before a recording is started for nothing.
        if !yes, !context.isInteractive { throw Refused(.probeUnconfirmed(tenant, ResourceKey(key), wished)) }
        return try await context.recording(into: recording.record) { context in
            try await probe(tenant, ResourceKey(key), wished, context)
        }
    }

    private func probe(
        _ tenant: TenantSlug, _ resource: ResourceKey, _ day: CalendarDay?, _ context: CommandContext
    ) async throws -> CommandExit {
        let plan = try await context.perform(PlanProbe(of: tenant, day: day, isQueued: queueing.queue))
        announce(plan.tenant, resource, plan.days, context)
        if !yes {
            guard context.confirms(Phrase("Write them? yes or no: ", fr: "Les écrire ? oui ou non : ")) else {
                throw Declined(message: Phrase("Nothing was written.", fr: "Rien n’a été écrit."))
            }
        }
        if queueing.queue {
            return try await QueueFollower(context: context).submit(
                .probe(resource: resource, day: day), of: tenant, isConfirmed: true, waits: queueing.wait)
        }
        let report = try await context.perform(
            ProbeDialect(of: tenant, resource: resource, day: day, isConfirmed: true),
            during: Phrase("Probing PlanningPME", fr: "Sondage de PlanningPME"))
        return Self.show(report, context)
    }

    static func show(_ report: ProbeDialect.Report, _ context: CommandContext) -> CommandExit {
        context.show(ProbeDocument.make(report.probe, in: report.tenant.settings.calendar.zone))
        return show(report.probe, next: next(report), context)
    }

    private func announce(_ tenant: Tenant, _ resource: ResourceKey, _ days: ProbeDays, _ context: CommandContext) {
        context.say(
            Phrase(
                "This writes to \(tenant.planningPMEURL), on resource \(resource):",
                fr: "Ceci écrit dans \(tenant.planningPMEURL), sur la ressource \(resource) :"))
        context.say(
            Phrase(
                "  - creates events marked \(ProbePlan.mark) on \(days.day) and on \(days.otherDay): an hour each, and a whole day;",
                fr:
                    "  - crée des événements marqués \(ProbePlan.mark) le \(days.day) et le \(days.otherDay) : d’une heure chacun, et "
                    + "d’une journée ;"))
        context.say(
            Phrase(
                "  - changes and reads them, with at most 20 requests of the hourly plan;",
                fr: "  - les modifie et les lit, avec au plus 20 requêtes du forfait horaire ;"))
        context.say(
            Phrase("  - deletes each of them, whatever happens.", fr: "  - supprime chacun d’eux, quoi qu’il arrive."))
        context.warn(
            Phrase(
                "PlanningPME sends e-mails and SMS for created events.",
                fr: "PlanningPME envoie des e-mails et des SMS pour les événements créés."),
            next: Phrase(
                "The customer's notification rules for unavailabilities must be off until the probe has ended.",
                fr:
                    "Les règles de notification du client pour les indisponibilités doivent être désactivées jusqu’à la fin du sondage."
            ))
    }

    private static func show(_ report: ProbedTenant, next: Phrase, _ context: CommandContext) -> CommandExit {
        if report.removedBefore > 0 {
            context.sayRemoved(
                report.removedBefore, from: Phrase("an earlier probe", fr: "d’un sondage précédent"))
        }
        if !report.left.isEmpty {
            context.warn(
                Phrase(
                    "Still on the planning: \(report.left.map { "event \($0)" }.joined(separator: ", ")), marked \(ProbePlan.mark).",
                    fr: "Encore sur le planning : \(report.left.map { "l’événement \($0)" }.joined(separator: ", ")), marqué "
                        + "\(ProbePlan.mark)."),
                next: Phrase(
                    "Delete it in PlanningPME, or probe again once the user may delete.",
                    fr: "Supprimez-le dans PlanningPME, ou sondez à nouveau quand l’utilisateur aura le droit de supprimer."))
        }
        if !report.lost.isEmpty {
            context.warn(
                Phrase(
                    "An event may be on the planning that no list shows and whose key is not known.",
                    fr: "Un événement est peut-être sur le planning, qu’aucune liste ne montre et dont la clé est inconnue."),
                next: report.lost.remedy)
        }
        guard report.obstacles.isEmpty else {
            let count = Phrase.counted(
                report.obstacles.count, "question is", "questions are", fr: "question reste", "questions restent")
            context.say(
                Phrase(
                    "\(count.english) open: \(report.tenant) is not probed yet.",
                    fr: "\(count.french) sans réponse : \(report.tenant) n’est pas encore sondé."),
                next: report.obstacles.first?.remedy(report.tenant, report.resource))
            return .failed
        }
        let requests = Phrase.counted(report.requests, "request", "requests", fr: "requête", "requêtes")
        context.say(
            Phrase(
                "Probed \(report.tenant) with \(requests.english).", fr: "\(report.tenant) est sondé, avec \(requests.french)."),
            next: next)
        return report.left.isEmpty && report.lost.isEmpty ? .done : .failed
    }

    private static func next(_ report: ProbeDialect.Report) -> Phrase {
        let tenant = report.tenant
        if report.isPlanningWrong {
            return ActivateTenantCommand.reconciling(tenant.slug)
        }
        if tenant.scope.bases.isEmpty { return Phrase(same: "passerelle scope tree \(tenant.slug)") }
        if tenant.state == .active { return Phrase(same: "passerelle run preview \(tenant.slug)") }
        let (run, activate) = ("passerelle run now \(tenant.slug)", "passerelle tenant activate \(tenant.slug)")
        return report.hasRun ? Phrase(same: activate) : Phrase("\(run), then \(activate)", fr: "\(run), puis \(activate)")
    }
}
