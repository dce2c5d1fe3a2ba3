import ArgumentParser
import Operations
import SyncCore
import SyncEngine

/// `passerelle fleet`.
struct FleetCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "Shows the workers, what each runs, and what waits.",
        discussion: """
            A worker is silent when its last heartbeat is older than \(WorkerPresence.silenceSeconds) seconds: what it ran is taken over once its lease has run out.

            Example:
              passerelle fleet
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowFleet())
        context.show(FleetDocument.make(report))
        if let difference = Self.difference(database: report.readAt, here: report.readHere) {
            context.warn(difference, next: "Compare both machines' clocks: timedatectl")
        }
        if !report.hasLiveWorker { context.warn("No worker is alive: nothing is synced.", next: "passerelle worker") }
        let suspended = report.queue.suspendedTenants
        if let first = suspended.first {
            context.warn(
                "\(Plural.of(suspended.count, "tenant")) suspended: not synced until someone acts.",
                next: "passerelle tenant show \(first)")
        }
        let doubted = report.queue.doubtedDialectTenants
        if let first = doubted.first {
            context.warn(
                "\(Plural.of(doubted.count, "tenant")) not written to: how PlanningPME speaks is in doubt.",
                next: "passerelle tenant show \(first)")
        }
        for tenant in report.unknownZones {
            context.warn(
                "\(tenant) has no schedule: this machine does not know its time zone.",
                next: "Update the time zone data (tzdata) of this machine, and of the workers' if they log the same.")
        }
        return .done
    }

    /// - Returns: how far two clocks are apart; nil when that is nothing to speak of.
    static func difference(database: Instant, here: Instant) -> String? {
        guard FleetReport.areApart(database, here) else { return nil }
        let isAhead = database > here
        let (early, late) = isAhead ? (here, database) : (database, here)
        return "The database's clock is \(LocalTime.age(of: early, at: late)) \(isAhead ? "ahead of" : "behind") this machine's."
    }
}
