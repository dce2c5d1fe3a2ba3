import Foundation
import SyncCore
import SyncEngine

/// Answers requests for health, readiness and metrics. Knows no HTTP beyond method, path and status.
struct OpsHandler: Sendable {
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

/// What one request is answered.
struct OpsAnswer: Sendable, Hashable {
    let status: Int
    let contentType: String
    let body: [UInt8]
    /// The methods there are, when another one was asked for.
    var allow: String?

    static func plain(_ status: Int, _ text: String, allow: String? = nil) -> OpsAnswer {
        OpsAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8), allow: allow)
    }

    static func report(_ report: HealthReport) -> OpsAnswer {
        OpsAnswer(status: report.isGood ? 200 : 503, contentType: "application/json", body: report.json)
    }
}

/// The answer of `/healthz` and `/readyz`: named checks, codes of errors, and nothing that describes them further.
struct HealthReport: Sendable, Hashable {
    struct Check: Sendable, Hashable, Encodable {
        let name: String
        let ok: Bool
        /// What keeps it from being ok.
        var code: String?
        /// Of a loop: since it last said that it is alive.
        var ageSeconds: Double?
    }

    let checks: [Check]

    var isGood: Bool { checks.allSatisfy(\.ok) }

    var json: [UInt8] {
        struct Document: Encodable {
            let status: String
            let checks: [Check]
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = Document(status: isGood ? "ok" : "unavailable", checks: checks)
        // A number that JSON has no word for; ages are finite.
        guard let data = try? encoder.encode(document) else { return Array(#"{"status":"unavailable"}"#.utf8) }
        return Array(data) + [UInt8(ascii: "\n")]
    }

    /// Alive: the process answers, and each of its loops said so lately.
    init(alive process: ProcessReading) {
        checks =
            [Check(name: "process", ok: true)]
            + process.loops.map { loop in
                Check(
                    name: "loop_\(loop.name)", ok: loop.isAlive, code: loop.isAlive ? nil : "stuck",
                    ageSeconds: (loop.ageSeconds * 10).rounded() / 10)
            }
    }

    /// Ready: the process may be given work. - Parameter readiness: nil when it could not be read in time.
    init(ready readiness: Readiness?, _ process: ProcessReading) {
        let draining = Check(name: "accepting", ok: !process.isDraining, code: process.isDraining ? "draining" : nil)
        guard let readiness else {
            checks = [draining, Check(name: "database", ok: false, code: "too_slow")]
            return
        }
        func check(_ name: String, _ finding: Readiness.Finding) -> Check {
            Check(name: name, ok: finding.isUsable, code: finding.isKnown ? finding.failure?.rawValue : "unknown")
        }
        checks = [
            draining, check("database", readiness.database), check("schema", readiness.schema),
            check("keyring", readiness.keyring),
        ]
    }
}

/// One reading for everybody who asks while it is under way; nobody waits for it longer than the deadline, and never are two
/// under way. So a slow database costs each who asks the deadline, and itself one question.
actor SharedReading<Value: Sendable> {
    private let deadline: Duration
    private let clock: any Clock<Duration>
    private let read: @Sendable () async throws -> Value
    private var flight: Task<Void, Never>?
    private var waiters: [Int: CheckedContinuation<Result<Value, any Error>?, Never>] = [:]
    private var lastWaiter = 0

    init(deadline: Duration, clock: any Clock<Duration>, read: @escaping @Sendable () async throws -> Value) {
        self.deadline = deadline
        self.clock = clock
        self.read = read
    }

    var waiterCount: Int { waiters.count }

    /// - Returns: nil when the deadline passed.
    func value() async -> Result<Value, any Error>? {
        lastWaiter += 1
        let waiter = lastWaiter
        let alarm = Task { [clock, deadline] in
            do { try await clock.sleep(for: deadline) } catch { return }
            giveUp(waiter)
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { continuation in
            waiters[waiter] = continuation
            if flight == nil { flight = Task { await fly() } }
        }
    }

    private func fly() async {
        let result: Result<Value, any Error>
        do { result = .success(try await read()) } catch { result = .failure(error) }
        // Taken back, but somebody has asked meanwhile.
        if case .failure = result, Task.isCancelled, !waiters.isEmpty {
            flight = Task { await fly() }
            return
        }
        flight = nil
        let served = waiters
        waiters = [:]
        for waiter in served.values { waiter.resume(returning: result) }
    }

    private func giveUp(_ waiter: Int) {
        waiters.removeValue(forKey: waiter)?.resume(returning: nil)
        // No request waits: the read is cancelled. Until it has ended, new requests wait for it.
        if waiters.isEmpty { flight?.cancel() }
    }
}
