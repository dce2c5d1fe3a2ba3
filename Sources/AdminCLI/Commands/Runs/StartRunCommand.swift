import ArgumentParser
import Operations
import SyncCore
import SyncEngine

/// `passerelle run start`.
struct StartRunCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Queues a sync for the fleet.",
        discussion: """
            A worker is woken at once; runs that operators queue come before scheduled ones, and change nothing of the schedule. Without
            --wait it prints the run as it was queued. With it, it follows the run to its end; Ctrl-C only stops following.
            Exit status with --wait: 0 succeeded, 3 partial, 4 needs review, 5 paused until the hourly plan has room, 1 failed or cancelled,
            2 a remote could not be reached.

            Example:
              passerelle run start acme --wait
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("The day to sync (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @Flag(help: "Follow the run to its end.") var wait = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let wished = asOf.map { intake.day("--as-of", $0) } ?? nil
        try intake.finish()
        return try await context.withTenant(slug) { services, tenant in
            try tenant.requireScope()
            try SufficientCredentials.require(try await services.vault.list(of: tenant.id), of: tenant)
            let day = try RunDay(wished, of: tenant, now: try await services.schedules.now())
            let hasSucceeded = try await services.runs.lastSuccess(of: tenant.id) != nil
            let window = SyncWindow(of: tenant, asOf: day.asOf, hasSucceeded: hasSucceeded)
            let id = try await services.runs.enqueue(
                NewRun(tenantID: tenant.id, trigger: .manual, window: window, isToday: day.isToday))
            // The run is queued by now: what can't be told of the fleet takes nothing from that.
            if (try? await RunFollower.noLiveWorker(services)) == true {
                context.warn("No worker is alive: the run waits until one starts.", next: "passerelle fleet")
            }
            guard wait else {
                let shown = try await ShowRunCommand.document(of: id, services, shows: [])
                context.show(shown.document)
                context.say("Queued run \(id).", next: "passerelle run show \(id)")
                return .done
            }
            return try await RunFollower(services: services, context: context).follow(id)
        }
    }
}
