import AppWiring
import ArgumentParser
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
        try await context.backend.withServices(.look) { services in
            async let overview = services.fleet.overview()
            async let workers = services.fleet.workers()
            async let running = services.runs.list(RunFilter(state: .running, limit: 1000))
            async let suspensions = services.fleet.suspensions()
            async let schedules = services.schedules.schedules()
            async let tenants = services.registry.list()
            let planned = try await schedules
            let view = FleetView(
                overview: try await overview, workers: try await workers, running: try await running,
                schedules: planned.tenants, suspended: try await suspensions.map(\.tenant),
                dialects: FleetDialects(try await tenants))
            context.show(FleetDocument.make(view))
            if let difference = Self.difference(database: view.overview.readAt, here: context.now()) {
                context.warn(difference, next: "Compare both machines' clocks: timedatectl")
            }
            if view.liveWorkers.isEmpty {
                context.warn("No worker is alive: nothing is synced.", next: "passerelle worker")
            }
            if let first = view.suspended.first {
                context.warn(
                    "\(Plural.of(view.suspended.count, "tenant")) suspended: not synced until someone acts.",
                    next: "passerelle tenant show \(first)")
            }
            if let first = view.dialects.doubted.first {
                context.warn(
                    "\(Plural.of(view.dialects.doubted.count, "tenant")) not written to: how PlanningPME speaks is in doubt.",
                    next: "passerelle tenant show \(first)")
            }
            for tenant in planned.unknownZones {
                context.warn(
                    "\(tenant) has no schedule: this machine does not know its time zone.",
                    next: "Update the time zone data (tzdata) of this machine, and of the workers' if they log the same.")
            }
            return .done
        }
    }
}

extension FleetCommand {
    /// Clocks that are set by NTP differ by less, whatever a statement takes.
    private static let tolerance = 30

    /// - Returns: how far two clocks are apart; nil when that is nothing to speak of.
    static func difference(database: Instant, here: Instant) -> String? {
        let isAhead = database > here
        let (early, late) = isAhead ? (here, database) : (database, here)
        guard late > early.adding(seconds: tolerance) else { return nil }
        return "The database's clock is \(LocalTime.age(of: early, at: late)) \(isAhead ? "ahead of" : "behind") this machine's."
    }
}

/// What `passerelle fleet` shows.
struct FleetView: Sendable {
    let overview: QueueOverview
    let workers: [WorkerPresence]
    let running: [Run]
    let schedules: [TenantSchedule]
    let suspended: [TenantSlug]
    var dialects = FleetDialects([])

    func isSilent(_ worker: WorkerPresence) -> Bool { !worker.isLive(at: overview.readAt) }

    var liveWorkers: [WorkerPresence] { workers.filter { !isSilent($0) } }

    func runs(of worker: WorkerPresence) -> [Run] { running.filter { $0.worker == worker.identity.name } }

    /// The next scheduled run that will be queued, and for whom.
    var nextScheduled: (tenant: TenantSlug, moment: Instant)? {
        schedules.map { ($0.tenant, $0.next(at: overview.readAt).moment) }.min { ($0.1, $0.0.value) < ($1.1, $1.0.value) }
    }
}
