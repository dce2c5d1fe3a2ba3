import ArgumentParser
import Operations
import SyncCore

/// `passerelle tenant pause`.
struct PauseTenantCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stops a customer's daily runs; everything is kept.",
        discussion: """
            Example:
              passerelle tenant pause acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(PauseTenant(try context.slug(slug)))
        guard !report.wasPaused else {
            context.say("\(report.tenant) is paused already.")
            return .done
        }
        context.say(
            "Paused \(report.tenant): no run starts by itself any more.", next: "passerelle tenant activate \(report.tenant)")
        if let run = report.liveRun {
            context.say("Run \(run.id) is \(run.state.rawValue) still.", next: "passerelle run cancel \(run.id)")
        }
        return .done
    }
}
