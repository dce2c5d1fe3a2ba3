import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct CheckTenantCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tests both connections and every permission needed.",
        discussion: """
            Also looks at how PlanningPME speaks, with at most 8 requests, and reports what only `tenant probe` can find out. \
            Writes nothing to Lucca or PlanningPME, but removes events that a stopped probe left. Exit status 1 when a sync will \
            not work yet, 2 when that is because Lucca, PlanningPME or the database could not be reached.

            Example:
              passerelle tenant check acme
              passerelle tenant check acme --record acme.jsonl
              passerelle tenant check --where state=draft --yes 12
              passerelle tenant check acme --queue --wait
            """)

    @Argument(help: "The tenant.") var slug: String?
    @OptionGroup(title: "Many tenants") var bulk: BulkOptions
    @OptionGroup var queueing: QueueOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        if let many = try bulk.many(slug, context) {
            try queueing.refuseMany()
            return try await context.recording(into: recording.record) { context in
                try await BulkCommand.checking(try reasoning.read()).perform(many, bulk, context)
            }
        }
        let tenant = try BulkOptions.one(slug, context)
        try queueing.check(onlyHere: [("--record", recording.record != nil)])
        if queueing.queue {
            return try await QueueFollower(context: context).submit(.check, of: tenant, waits: queueing.wait)
        }
        return try await context.recording(into: recording.record) { context in
            Self.show(try await context.perform(CheckTenant(tenant), during: Self.testing), context)
        }
    }

    static func show(_ report: CheckTenant.Report, _ context: CommandContext) -> CommandExit {
        context.show(CheckDocument.make(report.findings))
        let failed = report.failed
        guard failed.isEmpty else {
            context.say(
                Phrase(
                    "\(failed.count) of \(report.findings.count) checks failed: sync will not work yet.",
                    fr:
                        "\(failed.count) \(failed.count == 1 ? "test" : "tests") sur \(report.findings.count) "
                        + "\(failed.count == 1 ? "a" : "ont") échoué : la synchronisation ne fonctionnera pas encore."
                ))
            return end(failed)
        }
        let tenant = report.tenant.slug
        context.say(
            Phrase("A sync of \(tenant) can work.", fr: "La synchronisation du client \(tenant) peut fonctionner."),
            next: next(report))
        return .done
    }

    static let testing = Phrase("Testing the connections", fr: "Test des connexions")

    private static func next(_ report: CheckTenant.Report) -> Phrase {
        let tenant = report.tenant
        if tenant.scope.bases.isEmpty { return Phrase(same: "passerelle scope tree \(tenant.slug)") }
        let preview = "passerelle run preview \(tenant.slug)"
        let asksForProbe = !tenant.dialect.standing.isReliable || report.findings.contains(where: \.asksForProbe)
        let probe = "passerelle tenant probe \(tenant.slug) --resource KEY"
        return asksForProbe
            ? Phrase(
                "\(preview) shows keys of resources, then \(probe)",
                fr: "\(preview) montre les clés des ressources, puis \(probe)") : Phrase(same: preview)
    }

    /// - Parameter failed: not empty.
    static func end(_ failed: [CheckFinding]) -> CommandExit {
        failed.contains { $0.cause.map { CommandExit(code: $0) } == .unreachable } ? .unreachable : .failed
    }
}
