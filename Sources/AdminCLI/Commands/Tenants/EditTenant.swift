import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle tenant edit`.
struct EditTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes a customer's settings; what is not named stays.",
        discussion: """
            Another Lucca or PlanningPME address makes the connector forget what it knew of the old one; the next run finds its events on
            the new planning by their references.

            Example:
              passerelle tenant edit acme --daily-at 05:30 --holidays fr --no-match-email
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup(title: "The customer") var options: TenantOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let addresses = context.backend.addresses
        return try await context.withTenant(slug) { services, old in
            var tenant = old
            var intake = Intake()
            options.apply(to: &tenant.settings, &intake)
            if let text = options.name, let value = intake.label("--name", text) { tenant.name = value }
            if let text = options.luccaURL, let value = intake.address("--lucca-url", text, addresses.luccaURL(pasted:)) {
                tenant.luccaURL = value
            }
            if let text = options.planningPMEURL,
                let value = intake.address("--planningpme-url", text, addresses.planningPMEURL(pasted:))
            {
                tenant.planningPMEURL = value
            }
            if let text = options.environment, let value = intake.choice("--environment", text, of: Tenant.Environment.self) {
                tenant.environment = value
            }
            if let text = options.contact { tenant.contact = text == "none" ? nil : intake.email("--contact", text) }
            try intake.finish()
            guard tenant != old else {
                context.show(TenantDocument.make(old))
                context.say("Nothing to change.", next: "Name settings, such as --daily-at 05:30; `--help` lists them.")
                return .done
            }
            try await services.registry.update(tenant)
            context.show(TenantDocument.make(tenant))
            context.say("Changed \(tenant.slug).")
            if tenant.settings.hourlyRequests > old.settings.hourlyRequests,
                let run = try await services.runs.hurry(tenant.id, waitingFor: .planningPMEThrottled)
            {
                context.say("Run \(run) waited for the old plan; it is due now.", next: "passerelle run show \(run)")
            }
            let strays = tenant.credentialsOfOtherHosts(than: old).map(\.rawValue).sorted()
            if let first = strays.first {
                context.warn(
                    "What was stored for the old host was removed, so that the new one never gets it: \(strays.joined(separator: ", ")).",
                    next: "passerelle credential set \(tenant.slug) \(first)")
            }
            return .done
        }
    }
}
