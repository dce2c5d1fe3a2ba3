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
        let started = try await context.perform(StartRun(of: try context.slug(slug), asOf: wished))
        let id = started.run
        if started.lacksWorker {
            context.warn("No worker is alive: the run waits until one starts.", next: "passerelle fleet")
        }
        guard wait else {
            context.show(RunDocument.make(try await context.perform(ShowRun(id)), shows: []))
            context.say("Queued run \(id).", next: "passerelle run show \(id)")
            return .done
        }
        return try await context.installation.withServices { services in
            try await RunFollower(services: services, context: context).follow(id)
        }
    }
}
