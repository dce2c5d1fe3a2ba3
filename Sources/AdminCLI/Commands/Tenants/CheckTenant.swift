import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine
import Words

/// `passerelle tenant check`.
struct CheckTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tests both connections and every permission needed.",
        discussion: """
            Also looks at how PlanningPME speaks, with at most 8 requests, and says what only `tenant probe` can find out. Writes nothing over
            there, but removes events that a stopped probe left. Exit status 1 when a sync can't work like this, 2 when that is because
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
        try await context.recording(into: recording.record) { recording in
            try await context.withTenant(slug, recording: recording) { services, tenant in
                try await check(tenant, services, context)
            }
        }
    }

    private func check(_ tenant: Tenant, _ services: Services, _ context: CommandContext) async throws -> CommandExit {
        var results = try await context.during(Self.testing) { try await Self.results(services, tenant) }
        if let doubt = DialectCheck.doubt(of: tenant) { results.append(doubt) }
        context.show(CheckDocument.make(results))
        let failed = results.filter { $0.state == .failed }
        guard failed.isEmpty else {
            context.say(
                Phrase(
                    "\(failed.count) of \(results.count) checks failed: sync will not work yet.",
                    fr: "\(failed.count) tests sur \(results.count) ont échoué : la synchronisation ne fonctionnera pas encore."))
            return Self.end(failed)
        }
        context.say(
            Phrase("A sync of \(tenant.slug) can work.", fr: "La synchronisation du tenant \(tenant.slug) peut fonctionner."),
            next: next(try await services.registry.tenant(tenant.id), results))
        return .done
    }

    static let testing = Phrase("Testing the connections", fr: "Test des connexions")

    private func next(_ tenant: Tenant, _ results: [CheckLine]) -> Phrase {
        if tenant.scope.bases.isEmpty { return Phrase(same: "passerelle scope tree \(tenant.slug)") }
        let preview = "passerelle run preview \(tenant.slug)"
        let probe = "passerelle tenant probe \(tenant.slug) --resource KEY"
        let isAdvised = results.contains { $0.state == .unknown && $0.remedy.english.contains(probe) }
        return tenant.dialect.standing.isReliable && !isAdvised
            ? Phrase(same: preview)
            : Phrase(
                "\(preview) shows keys of resources, then \(probe)",
                fr: "\(preview) montre les clés des ressources, puis \(probe)")
    }

    /// - Parameter failed: not empty.
    static func end(_ failed: [CheckLine]) -> CommandExit {
        failed.contains { $0.cause.map { CommandExit(code: $0) } == .unreachable } ? .unreachable : .failed
    }

    /// What the two remotes say, how PlanningPME speaks, and whether a scope is set. A doubt is not among them: activation ends it.
    static func results(_ services: Services, _ tenant: Tenant) async throws -> [CheckLine] {
        var results: [CheckLine] = []
        for check in await services.checks(tenant) {
            results += await check.check().map { CheckLine($0, of: tenant) }
            try Task.checkCancellation()
        }
        results += try await DialectCheck(services: services, tenant: tenant).results(after: results)
        let scope = TenantDocument.scopeLine(tenant.scope)
        return results + [
            CheckLine(
                .scope, scope == nil ? .failed : .ok,
                scope.map { Phrase(same: $0) }
                    ?? Phrase("no department is chosen yet", fr: "aucun département n’est encore choisi"),
                remedy: scope == nil
                    ? Phrase(
                        "Choose some: passerelle scope set \(tenant.slug) --department ID",
                        fr: "Choisissez-en : passerelle scope set \(tenant.slug) --department ID") : .none)
        ]
    }
}
