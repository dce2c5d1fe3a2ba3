import AppWiring
import ArgumentParser
import SyncEngine

/// `passerelle tenant list`.
struct ListTenants: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the customers.",
        discussion: """
            Example:
              passerelle tenant list --output csv > customers.csv
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.backend.withServices(.look) { services in
            let tenants = try await services.registry.list()
            if tenants.isEmpty { context.say("There is no tenant yet.", next: "passerelle tenant create --help") }
            if !tenants.isEmpty || context.format != .table { context.show(TenantDocument.list(tenants)) }
            return .done
        }
    }
}
