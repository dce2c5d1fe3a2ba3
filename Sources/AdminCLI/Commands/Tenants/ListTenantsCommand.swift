import ArgumentParser
import Operations

/// `passerelle tenant list`.
struct ListTenantsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the customers.",
        discussion: """
            Example:
              passerelle tenant list --output csv > customers.csv
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let tenants = try await context.perform(ListTenants())
        if tenants.isEmpty { context.say("There is no tenant yet.", next: "passerelle tenant create --help") }
        context.show(TenantDocument.list(tenants), unless: tenants.isEmpty)
        return .done
    }
}
