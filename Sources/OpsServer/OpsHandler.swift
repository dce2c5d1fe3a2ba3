import Foundation
import SyncCore
import SyncEngine

/// Answers requests for health, readiness and metrics, independently of the HTTP library.
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

struct OpsAnswer: Sendable, Hashable {
    let status: Int
    let contentType: String
    let body: [UInt8]
    /// The allowed methods, if the request used another one.
    var allow: String?

    static func plain(_ status: Int, _ text: String, allow: String? = nil) -> OpsAnswer {
        OpsAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8), allow: allow)
    }

    static func report(_ report: HealthReport) -> OpsAnswer {
        OpsAnswer(status: report.isGood ? 200 : 503, contentType: "application/json", body: report.json)
    }
}

/// The answer of `/healthz` and `/readyz`: named checks with error codes, without further details.
struct HealthReport: Sendable, Hashable {
    struct Check: Sendable, Hashable, Encodable {
        let name: String
        let ok: Bool
        /// The code of the failure.
        var code: String?
        /// Of a loop: the age of its last beat.
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
        // Encoding only fails for a number that JSON cannot represent; ages are finite.
        guard let data = try? encoder.encode(document) else { return Array(#"{"status":"unavailable"}"#.utf8) }
        return Array(data) + [UInt8(ascii: "\n")]
    }

    /// Liveness: the process answers, and each of its loops was recently active.
    init(alive process: ProcessReading) {
        checks =
            [Check(name: "process", ok: true)]
            + process.loops.map { loop in
                Check(
                    name: "loop_\(loop.name)", ok: loop.isAlive, code: loop.isAlive ? nil : "stuck",
                    ageSeconds: (loop.ageSeconds * 10).rounded() / 10)
            }
    }

    /// Readiness: the process can take work. - Parameter readiness: nil if it could not be read in time.
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

/// One read shared by all concurrent callers; no caller waits longer than the deadline, and never are two reads in progress. So a
/// slow database delays each caller by the deadline, and is read only once.
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

    /// - Returns: nil after the deadline.
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
        // Cancelled, but a caller has arrived in the meantime.
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
