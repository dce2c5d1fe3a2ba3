import SyncEngine

/// Answers requests for health, readiness and metrics. Knows no HTTP beyond method, path and status.
struct OpsDesk: Sendable {
    private let registry: MetricsRegistry
    private let readings: any OpsReadings
    private let readiness: SharedReading<Readiness>
    private let fleet: SharedReading<FleetReading>

    init(registry: MetricsRegistry, readings: any OpsReadings, limits: OpsLimits, clock: any Clock<Duration>) {
        self.registry = registry
        self.readings = readings
        readiness = SharedReading(deadline: limits.readDeadline, clock: clock) { try await readings.readiness() }
        fleet = SharedReading(deadline: limits.readDeadline, clock: clock) { try await readings.fleet() }
    }

    /// - Parameter target: path and query, as sent.
    func answer(method: String, target: String) async -> OpsAnswer {
        let path = target.prefix { $0 != "?" }
        guard ["/healthz", "/readyz", "/metrics"].contains(path) else {
            return .plain(404, "There is nothing here: try /healthz, /readyz or /metrics.")
        }
        guard method == "GET" || method == "HEAD" else {
            return .plain(405, "Only GET and HEAD are answered here.", allow: "GET, HEAD")
        }
        switch path {
        case "/healthz":
            return .report(HealthReport(alive: readings.process()))
        case "/readyz":
            return .report(HealthReport(ready: try? await readiness.value()?.get(), readings.process()))
        default:
            return await metrics()
        }
    }

    private func metrics() async -> OpsAnswer {
        async let readiness = readiness.value()
        async let fleet = fleet.value()
        let samples = OpsMetrics.samples(
            counted: registry.samples(), process: readings.process(), readiness: try? await readiness?.get(),
            fleet: try? await fleet?.get())
        return OpsAnswer(status: 200, contentType: PrometheusText.contentType, body: Array(PrometheusText.render(samples).utf8))
    }
}
