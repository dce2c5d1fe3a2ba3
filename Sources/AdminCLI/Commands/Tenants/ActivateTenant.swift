import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle tenant activate`.
struct ActivateTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Lets a customer be synced every day, if the check passes.",
        discussion: """
            Runs `tenant check` first, and refuses when a check fails or no scope is set. Exit status as there. One that is active already
            is left as it is, unchecked.

            Example:
              passerelle tenant activate acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug) { services, tenant in
            guard tenant.state != .active else {
                if context.format != .table { context.show(TenantDocument.make(tenant)) }
                context.say(
                    "\(tenant.slug) is active already.", next: "passerelle tenant check \(tenant.slug) tries its connections")
                return .done
            }
            guard !tenant.scope.bases.isEmpty else {
                throw SyncError(
                    .scopeMissing, "\(tenant.slug) has no scope: nobody would be synced.",
                    remedy: "Choose departments: passerelle scope tree \(tenant.slug), then passerelle scope set.")
            }
            try await RunBench.requireCredentials(tenant, services)
            let results = try await context.during("Testing the connections") {
                try await CheckTenant.results(services, tenant)
            }
            let failed = results.filter { $0.state == .failed }
            guard failed.isEmpty else {
                context.show(CheckDocument.make(results))
                _ = context.report(
                    SyncError(
                        .checkFailed, "\(tenant.slug) was not activated: \(failed.count) of \(results.count) checks failed.",
                        remedy: "Do what the remedies say, then activate again."))
                return CheckTenant.end(failed)
            }
            try await services.registry.setState(.active, of: tenant.id, from: Tenant.State.before(.active))
            if context.format != .table {
                context.show(TenantDocument.make(try await services.registry.tenant(tenant.id)))
            }
            let hasSucceeded = try await services.runs.lastSuccess(of: tenant.id) != nil
            context.say(
                "Activated \(tenant.slug): it is synced every day from now on.",
                next: hasSucceeded
                    ? "passerelle run start \(tenant.slug) syncs it at once" : "passerelle run now \(tenant.slug) for a first run"
            )
            return .done
        }
    }
}

extension SyncError.Code {
    /// A tenant can't be activated while one of its checks fails.
    static let checkFailed = Self(rawValue: "check_failed")
}
