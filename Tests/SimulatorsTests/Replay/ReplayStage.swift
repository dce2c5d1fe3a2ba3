import Simulators
import Synchronization

/// A running replay, and a client of it.
struct ReplayStage: Sendable {
    let server: ReplayServer
    let ready: ReplayReadyLine
    let wire: Wire
    private let lines: Lines

    /// The replay's notes on requests that were not answered as recorded.
    var notes: [String] { lines.all.withLock { $0 } }
    var counts: ReplayCounts { server.counts }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    static func run(_ recorded: [String], _ body: (ReplayStage) async throws -> Void) async throws {
        let recording = try Recording(reading: Array((recorded.joined(separator: "\n") + "\n").utf8))
        let lines = Lines()
        let server = ReplayServer(recording) { line in lines.all.withLock { $0.append(line) } }
        let ready = try await server.start()
        let port = ready.baseURLs.first?.split(separator: ":").last.flatMap { Int($0) } ?? 0
        do {
            try await body(ReplayStage(server: server, ready: ready, wire: Wire(port: port), lines: lines))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func lucca(_ target: String) async throws -> Reply {
        try await wire.send("GET", target, headers: [("Authorization", "lucca application=any")], host: "account1.localhost")
    }

    func planning(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/json"
    ) async throws -> Reply {
        try await wire.send(
            method, "/account1/\(path)", headers: [("X-APPKEY", "any"), ("Content-Type", type)], body: body)
    }

    func signIn(_ form: String) async throws -> Reply {
        try await planning("POST", "token", form, type: "application/x-www-form-urlencoded")
    }
}
