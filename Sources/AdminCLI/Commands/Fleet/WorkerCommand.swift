import ArgumentParser
import Operations
import SyncCore
import SyncEngine

/// `passerelle worker`.
struct WorkerCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Runs one member of the fleet: daily syncs, and what operators queue.",
        discussion: """
            Any number may run, on any number of servers, over one database. SIGTERM (or Ctrl-C) lets it finish what it can within 20
            seconds, hands the rest back to the others, and ends it within 30; a second one ends it at once. It logs on stderr, from
            level info on unless PASSERELLE_LOG_LEVEL says otherwise.
            Exit status: 0 it was stopped, 1 it can't work or one of its loops ended (the message says why), 2 the database could not be
            reached at its start.

            Example:
              passerelle worker --concurrency 16 --ops-address 127.0.0.1:9464
            """)

    @Option(help: ArgumentHelp("How many runs it performs at once (1 to 512).", valueName: "n")) var concurrency = 32
    @Option(
        help: ArgumentHelp(
            "Tell health and metrics over HTTP there: /healthz, /readyz, /metrics. Only the network protects it.",
            valueName: "host:port"))
    var opsAddress: String?
    @Flag(help: "Metrics of ended runs name their tenants: as many series as there are tenants.") var metricsPerTenant = false
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        guard WorkerSettings.concurrencyRange.contains(concurrency) else {
            throw SyncError(
                .process(
                    .concurrencyOutOfRange(
                        value: concurrency, lowest: WorkerSettings.concurrencyRange.lowerBound,
                        highest: WorkerSettings.concurrencyRange.upperBound)))
        }
        let settings = WorkerSettings(concurrency: concurrency, opsAddress: opsAddress, metricsPerTenant: metricsPerTenant)
        let stop = StopRequest()
        let installation = context.installation
        // The first signal cancels this task: that asks the worker to stop, and must not cancel what it records while it does.
        let work = Task { try await installation.work(settings, until: stop) {} }
        do {
            try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                stop.stop()
            }
        } catch let ended as WorkerPool.LoopEnded {
            throw SyncError(
                .process(.workerLoopEnded(loop: ended.loop.rawValue, reason: ShownText(ended.reason))), .defect)
        }
        return .done
    }
}
