import AppWiring
import ArgumentParser

/// `passerelle tenant show`.
struct ShowTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a customer with all its settings, how its PlanningPME speaks, and why it is suspended if it is.",
        discussion: """
            Example:
              passerelle tenant show acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug, .look) { services, tenant in
            context.show(
                TenantDocument.make(
                    tenant, suspension: try await SuspensionDetail.of(tenant, services), showsDialect: true))
            return .done
        }
    }
}
