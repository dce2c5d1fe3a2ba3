import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// `passerelle tenant probe`.
struct ProbeTenantCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Finds out how a customer's PlanningPME speaks, by writing and deleting marked events.",
        discussion: """
            Writes events marked [passerelle-probe] on one resource, on two days far ahead, one in summer and one in winter, and deletes them
            whatever happens. At most 20 requests. What a probe that was killed left is removed by the next one, by `tenant check` and by
            runs. PlanningPME sends e-mails and SMS for created events: the customer's notification rules for unavailabilities must be off.
            Exit status: 0 everything was found, 1 something was not (it says what to do), 2 PlanningPME or the database could not be reached.

            Example:
              passerelle tenant probe acme --resource 318
              passerelle tenant probe acme --resource 318 --day 2027-06-14 --yes --output json
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The key of the resource to write on, such as one made for tests.", valueName: "key"))
    var resource: String?
    @Option(help: ArgumentHelp("The day to write on, if 18 months ahead is too far.", valueName: "date")) var day: String?
    @Flag(help: "Yes, write these events; asked for on a terminal otherwise.") var yes = false
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let key = intake.required(
            "--resource", resource,
            remedy:
                "Name the resource to write on, such as --resource 318; passerelle run preview \(slug) shows keys of resources."
        ) {
            $0.number(
                "--resource", $1, in: 1...Int(Int32.max),
                remedy: "Give the resource's key, such as --resource 318; passerelle run preview \(slug) shows keys of resources."
            )
        }
        let wished = day.map { intake.day("--day", $0) } ?? nil
        try intake.finish()
        guard let key else { return .usage }
        let tenant = try context.slug(slug)
        // Before a recording is begun for nothing.
        if !yes, !canAsk(context) { throw Refused(.probeUnconfirmed(tenant, ResourceKey(key), wished)) }
        return try await context.recording(into: recording.record) { context in
            try await probe(tenant, ResourceKey(key), wished, context)
        }
    }

    private func probe(
        _ tenant: TenantSlug, _ resource: ResourceKey, _ day: CalendarDay?, _ context: CommandContext
    ) async throws -> CommandExit {
        let plan = try await context.perform(PlanProbe(of: tenant, day: day))
        announce(plan.tenant, resource, plan.days, context)
        if !yes {
            let word = (context.console.ask("Write them? yes or no: ") ?? "").trimmingCharacters(in: .whitespaces).lowercased()
            guard word == "yes" || word == "y" else {
                throw Declined(message: Phrase("Nothing was written.", fr: "Rien n’a été écrit."))
            }
        }
        let report = try await context.perform(
            ProbeDialect(of: tenant, resource: resource, day: day, isConfirmed: true), during: "Probing PlanningPME")
        context.show(ProbeDocument.make(report.probe))
        return tell(report.probe, next: next(report), context)
    }

    private func canAsk(_ context: CommandContext) -> Bool {
        context.console.shape.inputIsTerminal && context.console.shape.messagesAreTerminal
    }

    private func announce(_ tenant: Tenant, _ resource: ResourceKey, _ days: ProbeDays, _ context: CommandContext) {
        context.say("This writes to \(tenant.planningPMEURL), on resource \(resource):")
        context.say(
            "  - creates unavailabilities marked \(ProbePlan.mark) on \(days.day) and on \(days.otherDay): an hour each, and a whole day;"
        )
        context.say("  - changes and reads them, with at most 20 requests of the hourly plan;")
        context.say("  - deletes each of them, whatever happens.")
        context.warn(
            "PlanningPME sends e-mails and SMS for created events.",
            next: "The customer's notification rules for unavailabilities must be off until the probe has ended.")
    }

    private func tell(_ report: ProbedTenant, next: String, _ context: CommandContext) -> CommandExit {
        if report.removedBefore > 0 {
            context.say("Removed \(Plural.of(report.removedBefore, "event")) that an earlier probe had left.")
        }
        if !report.left.isEmpty {
            context.warn(
                "Still on the planning: \(report.left.map { "event \($0)" }.joined(separator: ", ")), marked \(ProbePlan.mark).",
                next: "Delete it in PlanningPME, or probe again once the user may delete.")
        }
        if !report.lost.isEmpty {
            context.warn(
                Phrase(
                    "An event may be on the planning that no list shows and whose key is not known.",
                    fr: "Un événement est peut-être sur le planning, qu’aucune liste ne montre et dont la clé est inconnue."),
                next: report.lost.remedy)
        }
        guard report.obstacles.isEmpty else {
            context.say(
                "\(report.obstacles.count == 1 ? "1 thing was" : "\(report.obstacles.count) things were") not found out: "
                    + "\(report.tenant) counts as not probed.",
                next: report.obstacles.first?.remedy(report.tenant, report.resource)[context.language])
            return .failed
        }
        context.say("Probed \(report.tenant) with \(Plural.of(report.requests, "request")).", next: next)
        return report.left.isEmpty && report.lost.isEmpty ? .done : .failed
    }

    private func next(_ report: ProbeDialect.Report) -> String {
        let tenant = report.tenant
        if report.isPlanningWrong {
            return "passerelle run now \(tenant.slug) --reconcile puts right what is wrong on the planning"
        }
        if tenant.scope.bases.isEmpty { return "passerelle scope tree \(tenant.slug)" }
        if tenant.state == .active { return "passerelle run preview \(tenant.slug)" }
        let activate = "passerelle tenant activate \(tenant.slug)"
        return report.hasRun ? activate : "passerelle run now \(tenant.slug), then \(activate)"
    }
}
