import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct FleetCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "The workers, what each runs, and what waits; pausing for maintenance.",
        subcommands: [FleetCommand.self, PauseFleetCommand.self, ResumeFleetCommand.self], defaultSubcommand: FleetCommand.self)
}

struct FleetCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the workers, what each runs, and what waits.",
        discussion: """
            A worker is silent when its last heartbeat is older than \(WorkerPresence.silenceSeconds) seconds: what it ran is \
            taken over once its lease has run out.

            Example:
              passerelle fleet
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowFleet())
        context.show(FleetDocument.make(report))
        if let difference = Self.difference(database: report.readAt, here: report.readHere) {
            context.warn(
                difference,
                next: Phrase(
                    "Compare both machines' clocks: timedatectl", fr: "Comparez les horloges des deux machines : timedatectl"))
        }
        if let failure = report.alerts.failure {
            context.warn(
                Phrase(
                    "Alertmanager has accepted no alerts for \(AlertDocument.failing(report.alerts)) (\(failure.rawValue)).",
                    fr:
                        "Alertmanager n’accepte aucune alerte depuis \(AlertDocument.failing(report.alerts)) (\(failure.rawValue))."
                ),
                next: Phrase(
                    "Nothing is lost: they are posted once it accepts. Check that it runs, and PASSERELLE_ALERTMANAGER_URL.",
                    fr:
                        "Rien n’est perdu : elles partent dès qu’il les accepte. Vérifiez qu’il tourne, ainsi que PASSERELLE_ALERTMANAGER_URL."
                ))
        }
        if report.pause != nil {
            context.warn(
                Phrase(
                    "The fleet is paused: no run is claimed, and the schedule queues none.",
                    fr: "La flotte est en pause : aucune exécution n’est prise, et aucune n’est planifiée."),
                next: Phrase(same: "passerelle fleet resume"))
        }
        if !report.hasLiveWorker {
            context.warn(
                Phrase(
                    "No worker is alive: nothing is synced.", fr: "Aucun worker n’est actif : rien n’est synchronisé."),
                next: Phrase(same: "passerelle worker"))
        }
        let suspended = report.queue.suspendedTenants
        if let first = suspended.first {
            let many = suspended.count > 1
            context.warn(
                Phrase(
                    "\(Plural.of(suspended.count, "tenant")) suspended: not synced until the cause is corrected and "
                        + "\(many ? "each" : "it") is activated again.",
                    fr: "\(Typography.french(suspended.count)) \(many ? "clients suspendus" : "client suspendu") : pas de "
                        + "synchronisation avant que la cause soit corrigée et \(many ? "chacun" : "le client") réactivé."),
                next: Phrase(same: "passerelle tenant show \(first)"))
        }
        let doubted = report.queue.doubtedDialectTenants
        if let first = doubted.first {
            let many = doubted.count > 1
            context.warn(
                Phrase(
                    "Nothing is written for \(Plural.of(doubted.count, "tenant")): the dialect of PlanningPME is in doubt.",
                    fr: "Rien n’est écrit pour \(Typography.french(doubted.count)) \(many ? "clients" : "client") : le dialecte "
                        + "de PlanningPME est en doute."),
                next: Phrase(same: "passerelle tenant show \(first)"))
        }
        for tenant in report.unknownZones {
            context.warn(
                Phrase(
                    "\(tenant) has no schedule: this machine does not know its time zone.",
                    fr: "\(tenant) n’a pas d’horaire : cette machine ne connaît pas son fuseau horaire."),
                next: Phrase(
                    "Update the time zone data (tzdata) of this machine, and of the workers' if they log the same.",
                    fr:
                        "Mettez à jour les fuseaux horaires (tzdata) de cette machine, et de celles des workers si leurs journaux le "
                        + "signalent aussi."))
        }
        return .done
    }

    /// - Returns: the difference between two clocks; nil if it is negligible.
    static func difference(database: Instant, here: Instant) -> Phrase? {
        guard FleetReport.areApart(database, here) else { return nil }
        let isAhead = database > here
        let (early, late) = isAhead ? (here, database) : (database, here)
        let apart = LocalTime.age(of: early, at: late)
        return Phrase(
            "The database's clock is \(apart.english) \(isAhead ? "ahead of" : "behind") this machine's.",
            fr: "L’horloge de la base de données \(isAhead ? "avance" : "retarde") de \(apart.french) sur celle de "
                + "cette machine.")
    }
}

struct WorkerCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Runs one member of the fleet: daily syncs, and what operators queue.",
        discussion: """
            Any number may run, on any number of servers, over one database. SIGTERM (or Ctrl-C) gives its runs 20 seconds to \
            finish, hands the rest back to the others, and ends it within 30 seconds; a second one ends it at once. It logs on \
            stderr, from level info on unless PASSERELLE_LOG_LEVEL says otherwise.

            Exit status: 0 stopped, 1 it cannot work or one of its loops ended (the message says why), 2 the database could not be \
            reached at the start.

            Example:
              passerelle worker --concurrency 16 --ops-address 127.0.0.1:9464
            """)

    @Option(help: ArgumentHelp("How many runs it performs at once (\(WorkerSettings.concurrencySpan)).", valueName: "n"))
    var concurrency = 32
    @Option(
        help: ArgumentHelp(
            "Serve health and metrics over HTTP there: /healthz, /readyz, /metrics. Only the network protects it.",
            valueName: "host:port"))
    var opsAddress: String?
    @Flag(help: "Metrics of ended runs name their tenants: as many series as there are tenants.") var metricsPerTenant = false
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var settings = try WorkerSettings(concurrency: concurrency, opsAddress: opsAddress, metricsPerTenant: metricsPerTenant)
        settings.alertWords = { alert, _ in AlertDocument.annotations(alert) }
        let stop = StopRequest()
        let installation = context.installation
        // The first signal cancels this task: that asks the worker to stop, and must not cancel what it still records.
        let work = Task { [settings] in try await installation.work(settings, until: stop) {} }
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
