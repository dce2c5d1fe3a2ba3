import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine
import Words

/// `passerelle tenant activate`.
struct ActivateTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Lets a customer be synced every day, if the check passes.",
        discussion: """
            Runs `tenant check` first, and refuses when a check fails or no scope is set. Exit status as there. One that is active already
            is left as it is, unchecked, unless its dialect is in doubt: activating says that it is right, and ends the doubt.
            In production, `tenant probe` must have found out how PlanningPME speaks, or --assume-dialect takes it for granted; that is
            recorded, and `tenant show` and `fleet` say so.

            Example:
              passerelle tenant activate acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @Flag(help: "Without a probe: take it for granted that PlanningPME speaks as `tenant show` says.") var assumeDialect = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug) { services, tenant in
            let isInDoubt = tenant.dialect.doubt != nil
            guard tenant.state != .active || isInDoubt else {
                if context.format != .table { context.show(TenantDocument.make(tenant)) }
                context.say(
                    "\(tenant.slug) is active already.", next: "passerelle tenant check \(tenant.slug) tries its connections")
                return .done
            }
            try tenant.requireScope()
            try SufficientCredentials.require(try await services.vault.list(of: tenant.id), of: tenant)
            let results = try await context.during(CheckTenant.testing) {
                try await CheckTenant.results(services, tenant)
            }
            let failed = results.filter { $0.state == .failed }
            guard failed.isEmpty else {
                context.show(CheckDocument.make(results))
                _ = context.report(
                    SyncError(
                        .tenant(
                            .checksFailed(slug: tenant.slug, failed: failed.count, of: results.count))))
                return CheckTenant.end(failed)
            }
            try await settleDialect(of: tenant, services)
            if tenant.state != .active {
                try await services.registry.setState(.active, of: tenant.id, from: Tenant.State.before(.active))
            }
            if context.format != .table {
                context.show(TenantDocument.make(try await services.registry.tenant(tenant.id)))
            }
            if isInDoubt {
                context.say(
                    "The doubt about how PlanningPME speaks is over: events are written again.",
                    next: "passerelle run now \(tenant.slug) --reconcile puts right what is wrong on the planning")
            }
            let known = try await services.registry.tenant(tenant.id)
            if known.environment == .production, !known.dialect.standing.isReliable {
                context.warn(
                    "How PlanningPME speaks is taken for granted: \(tenant.slug) is not probed.",
                    next: "passerelle tenant probe \(tenant.slug) --resource KEY")
            }
            guard tenant.state != .active else { return .done }
            let hasSucceeded = try await services.runs.lastSuccess(of: tenant.id) != nil
            context.say(
                "Activated \(tenant.slug): it is synced every day from now on.",
                next: hasSucceeded
                    ? "passerelle run start \(tenant.slug) syncs it at once" : "passerelle run now \(tenant.slug) for a first run"
            )
            return .done
        }
    }

    /// Ends a doubt, and records that the dialect is taken for granted.
    private func settleDialect(of tenant: Tenant, _ services: Services) async throws {
        let now = try await services.schedules.now()
        let settled = try ActivationRule.dialect(
            of: try await services.registry.tenant(tenant.id), assuming: assumeDialect, at: now)
        try await services.registry.changeDialect(of: tenant.id) { dialect in
            dialect.doubt = nil
            dialect.assumedAt = settled.assumedAt
        }
    }
}
