import ArgumentParser
import Operations
import SyncCore
import SyncEngine

/// `passerelle tenant activate`.
struct ActivateTenantCommand: ShowingCommand {
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
        let activate = ActivateTenant(try context.slug(slug), assumesDialect: assumeDialect)
        switch try await context.perform(activate, during: CheckTenantCommand.testing) {
        case .alreadyActive(let tenant):
            if context.format != .table { context.show(TenantDocument.make(tenant)) }
            context.say(
                "\(tenant.slug) is active already.", next: "passerelle tenant check \(tenant.slug) tries its connections")
            return .done
        case .checksFailed(let tenant, let findings):
            context.show(CheckDocument.make(findings))
            let failed = findings.filter { $0.state == .failed }
            _ = context.report(
                SyncError(.tenant(.checksFailed(slug: tenant.slug, failed: failed.count, of: findings.count))))
            return CheckTenantCommand.end(failed)
        case .activated(let activation):
            show(activation, context)
            return .done
        }
    }

    private func show(_ activation: ActivateTenant.Activation, _ context: CommandContext) {
        let tenant = activation.tenant
        if context.format != .table { context.show(TenantDocument.make(tenant)) }
        if activation.endedDoubt {
            context.say(
                "The doubt about how PlanningPME speaks is over: events are written again.",
                next: "passerelle run now \(tenant.slug) --reconcile puts right what is wrong on the planning")
        }
        if tenant.environment == .production, !tenant.dialect.standing.isReliable {
            context.warn(
                "How PlanningPME speaks is taken for granted: \(tenant.slug) is not probed.",
                next: "passerelle tenant probe \(tenant.slug) --resource KEY")
        }
        guard !activation.wasActive else { return }
        context.say(
            "Activated \(tenant.slug): it is synced every day from now on.",
            next: activation.hasSucceeded
                ? "passerelle run start \(tenant.slug) syncs it at once" : "passerelle run now \(tenant.slug) for a first run")
    }
}
