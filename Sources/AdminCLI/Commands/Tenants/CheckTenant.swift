import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle tenant check`.
struct CheckTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tests both connections and every permission needed.",
        discussion: """
            Writes nothing over there. Exit status 1 when a sync can't work like this, 2 when that is because Lucca, PlanningPME or the
            database could not be reached.

            Example:
              passerelle tenant check acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug) { services, tenant in
            let results = try await context.during("Testing the connections") { try await Self.results(services, tenant) }
            context.show(CheckDocument.make(results))
            let failed = results.filter { $0.state == .failed }
            guard failed.isEmpty else {
                context.say("\(failed.count) of \(results.count) checks failed: a sync can't work like this.")
                return Self.end(failed)
            }
            context.say(
                "A sync of \(tenant.slug) can work.",
                next: tenant.scope.bases.isEmpty
                    ? "passerelle scope tree \(tenant.slug)" : "passerelle run preview \(tenant.slug)")
            return .done
        }
    }

    /// - Parameter failed: not empty.
    static func end(_ failed: [CheckResult]) -> CommandExit {
        failed.contains { $0.cause.map { CommandExit(code: $0.rawValue) } == .unreachable } ? .unreachable : .failed
    }

    /// What the two remotes say, and whether a scope is set.
    static func results(_ services: Services, _ tenant: Tenant) async throws -> [CheckResult] {
        var results: [CheckResult] = []
        for check in await services.checks(tenant) {
            results += await check.check()
            try Task.checkCancellation()
        }
        let scope = TenantDocument.scopeLine(tenant.scope)
        return results + [
            CheckResult(
                name: "Passerelle: scope", state: scope == nil ? .failed : .ok, detail: scope ?? "no department is chosen yet",
                remedy: scope == nil ? "Choose some: passerelle scope set \(tenant.slug) --department ID…" : "")
        ]
    }
}
