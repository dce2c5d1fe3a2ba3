import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct CheckTenantCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tests both connections and every permission needed.",
        discussion: """
            Also looks at how PlanningPME speaks, with at most 8 requests, and says what only `tenant probe` can find out. Writes nothing over
            there, but removes events that a stopped probe left. Exit status 1 when a sync will not work yet, 2 when that is because
            Lucca, PlanningPME or the database could not be reached.

            Example:
              passerelle tenant check acme
              passerelle tenant check acme --record acme.jsonl
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let tenant = try context.slug(slug)
        return try await context.recording(into: recording.record) { context in
            let report = try await context.perform(CheckTenant(tenant), during: Self.testing)
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
                return Self.end(failed)
            }
            context.say(
                Phrase("A sync of \(tenant) can work.", fr: "La synchronisation du client \(tenant) peut fonctionner."),
                next: next(report))
            return .done
        }
    }

    static let testing = Phrase("Testing the connections", fr: "Test des connexions")

    private func next(_ report: CheckTenant.Report) -> Phrase {
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
