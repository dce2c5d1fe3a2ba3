import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct ActivateTenantCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Lets a customer be synced every day, if the check passes.",
        discussion: """
            Runs `tenant check` first, and refuses when a check fails or no scope is set. The exit status is that of `tenant \
            check`. A tenant that is already active is left as it is, unchecked, unless its dialect is in doubt: activating \
            confirms the dialect and ends the doubt. In production, `tenant probe` must have found out how PlanningPME speaks, or \
            --assume-dialect takes it for granted: that is recorded, and `tenant show` and `fleet` show it.

            Example:
              passerelle tenant activate acme
              passerelle tenant activate --where state=paused,environment=test
            """)

    @Argument(help: "The tenant.") var slug: String?
    @OptionGroup(title: "Many tenants") var bulk: BulkOptions
    @Flag(help: "Without a probe: take it for granted that PlanningPME speaks as `tenant show` says.") var assumeDialect = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        if let many = try bulk.many(slug, context) {
            return try await BulkCommand.activating(assumesDialect: assumeDialect, try reasoning.read()).perform(
                many, bulk, context)
        }
        let activate = ActivateTenant(try BulkOptions.one(slug, context), assumesDialect: assumeDialect)
        switch try await context.perform(activate, during: CheckTenantCommand.testing) {
        case .alreadyActive(let tenant):
            if context.format != .table { context.show(TenantDocument.make(tenant)) }
            context.say(
                Phrase("\(tenant.slug) is already active.", fr: "\(tenant.slug) est déjà actif."),
                next: Phrase(
                    "passerelle tenant check \(tenant.slug) tests its connections",
                    fr: "passerelle tenant check \(tenant.slug) teste ses connexions"))
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
                Phrase(
                    "PlanningPME's dialect is no longer in doubt: events are written again.",
                    fr: "Le dialecte de PlanningPME n’est plus en doute : les événements sont de nouveau écrits."),
                next: Self.reconciling(tenant.slug))
        }
        if tenant.environment == .production, !tenant.dialect.standing.isReliable {
            context.warn(
                Phrase(
                    "\(tenant.slug) is not probed: PlanningPME's dialect is assumed.",
                    fr: "\(tenant.slug) n’est pas sondé : le dialecte de PlanningPME est supposé."),
                next: Phrase(same: "passerelle tenant probe \(tenant.slug) --resource KEY"))
        }
        guard !activation.wasActive else { return }
        context.say(
            Phrase(
                "Activated \(tenant.slug): it is synced every day.",
                fr: "\(tenant.slug) est activé : il est synchronisé chaque jour."),
            next: activation.hasSucceeded
                ? Phrase(
                    "passerelle run start \(tenant.slug) syncs it at once",
                    fr: "passerelle run start \(tenant.slug) le synchronise tout de suite")
                : Phrase(
                    "passerelle run now \(tenant.slug) performs a first run",
                    fr: "passerelle run now \(tenant.slug) lance une première exécution"))
    }

    static func reconciling(_ tenant: TenantSlug) -> Phrase {
        Phrase(
            "passerelle run now \(tenant) --reconcile corrects what is wrong on the planning",
            fr: "passerelle run now \(tenant) --reconcile corrige ce qui est faux sur le planning")
    }
}
