import AppWiring
import ArgumentParser

/// `passerelle tenant show`.
struct ShowTenant: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a customer with all its settings.",
        discussion: """
            Example:
              passerelle tenant show acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug, .look) { _, tenant in
            context.show(TenantDocument.make(tenant))
            return .done
        }
    }
}
