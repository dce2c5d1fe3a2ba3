import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle tenant pause`.
struct PauseTenant: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stops a customer's daily runs; everything is kept.",
        discussion: """
            Example:
              passerelle tenant pause acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug) { services, tenant in
            if tenant.state == .paused {
                context.say("\(tenant.slug) is paused already.")
                return .done
            }
            try await services.registry.setState(.paused, of: tenant.id, from: [.active, .suspended])
            context.say(
                "Paused \(tenant.slug): no run starts by itself any more.", next: "passerelle tenant activate \(tenant.slug)")
            if let run = try await services.runs.liveRun(of: tenant.id) {
                context.say("Run \(run.id) is \(run.state.rawValue) still.", next: "passerelle run cancel \(run.id)")
            }
            return .done
        }
    }
}
