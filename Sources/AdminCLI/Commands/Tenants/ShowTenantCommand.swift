import ArgumentParser
import Operations

/// `passerelle tenant show`.
struct ShowTenantCommand: ShowingCommand {
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
        let report = try await context.perform(ShowTenant(try context.slug(slug)))
        context.show(TenantDocument.make(report.tenant, suspension: report.suspension, showsDialect: true))
        return .done
    }
}
