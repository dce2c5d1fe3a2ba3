import Foundation
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import OpsServer

@Suite("OpsServer")
struct OpsServerTests {
    private struct Document: Decodable {
        let status: String
        let checks: [Check]
    }

    private struct Check: Decodable {
        let name: String
        let ok: Bool
        let code: String?
        let ageSeconds: Double?
    }

    private func checks(_ reply: OpsStage.Reply) throws -> [String: Check] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let document = try decoder.decode(Document.self, from: Data(reply.body.utf8))
        #expect(document.status == (reply.status == 200 ? "ok" : "unavailable"))
        return Dictionary(uniqueKeysWithValues: document.checks.map { ($0.name, $0) })
    }

    // MARK: Health

    @Test func aProcessWhoseLoopsAreAliveIsHealthyWhateverTheDatabaseSays() async throws {
        let readings = ScriptedReadings()
        readings.change {
            $0.database = .scripted(.databaseUnreachable)
            $0.process.loops = [LoopReading(name: "claim", ageSeconds: 1.26, limitSeconds: 10)]
        }
        try await OpsStage.run(readings) { stage in
            let reply = try await stage.get("/healthz")
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/json")
            #expect(try checks(reply)["loop_claim"]?.ageSeconds == 1.3)
        }
    }

    @Test func aLoopThatSaysNothingForTooLongMakesTheProcessUnhealthy() async throws {
        let readings = ScriptedReadings()
        readings.change {
            $0.process.loops = [
                LoopReading(name: "claim", ageSeconds: 11, limitSeconds: 10),
                LoopReading(name: "schedule", ageSeconds: 1, limitSeconds: 10),
            ]
        }
        try await OpsStage.run(readings) { stage in
            let reply = try await stage.get("/healthz")
            #expect(reply.status == 503)
            let checks = try checks(reply)
            #expect(checks["loop_claim"]?.ok == false && checks["loop_claim"]?.code == "stuck")
            #expect(checks["loop_schedule"]?.ok == true)
        }
    }

    // MARK: Readiness

    @Test func aProcessThatHasAllItNeedsIsReady() async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            let reply = try await stage.get("/readyz")
            #expect(reply.status == 200)
            #expect(Set(try checks(reply).keys) == ["accepting", "database", "schema", "keyring"])
        }
    }

    @Test(arguments: [
        (SyncError.Code.databaseUnreachable, "database", "schema"), (.databaseReadOnly, "database", "keyring"),
        (.schemaOutdated, "schema", "keyring"), (.schemaTooNew, "schema", "keyring"), (.schemaMismatch, "schema", "keyring"),
    ])
    func whatIsMissingOfTheDatabaseIsNamed(_ code: SyncError.Code, _ failed: String, _ unknown: String) async throws {
        let readings = ScriptedReadings()
        readings.change { $0.database = .scripted(code) }
        try await OpsStage.run(readings) { stage in
            let reply = try await stage.get("/readyz")
            #expect(reply.status == 503)
            let checks = try checks(reply)
            #expect(checks[failed]?.code == code.rawValue)
            #expect(checks[unknown]?.code == "unknown")
            #expect(!reply.body.contains("hunter2") && !reply.body.contains("acme"))
        }
    }

    @Test func aKeyringThatLacksAKeyMakesTheProcessUnready() async throws {
        let readings = ScriptedReadings()
        readings.change { $0.keyring = .scripted(.keyringUnusable) }
        try await OpsStage.run(readings) { stage in
            let reply = try await stage.get("/readyz")
            #expect(reply.status == 503)
            #expect(try checks(reply)["keyring"]?.code == "keyring_unusable")
            #expect(try await stage.get("/metrics").body.contains("\npasserelle_keyring_usable 0\n"))
        }
    }

    @Test func aDrainingProcessIsHealthyAndNotReady() async throws {
        let readings = ScriptedReadings()
        readings.change { $0.process.isDraining = true }
        try await OpsStage.run(readings) { stage in
            #expect(try await stage.get("/healthz").status == 200)
            let reply = try await stage.get("/readyz")
            #expect(reply.status == 503)
            #expect(try checks(reply)["accepting"]?.code == "draining")
        }
    }

    @Test func aDatabaseThatDoesNotAnswerInTimeIsNotReady() async throws {
        let readings = ScriptedReadings()
        readings.hold()
        try await OpsStage.run(readings, limits: OpsLimits(readDeadline: .milliseconds(20))) { stage in
            let reply = try await stage.get("/readyz")
            #expect(reply.status == 503)
            #expect(try checks(reply)["database"]?.code == "too_slow")
            readings.letGo.give()
        }
    }

    // MARK: The rest of HTTP

    @Test(arguments: ["/", "/metrics/", "/healthz/x", "/..", "/metricsx", "*"])
    func otherPathsAreNotFound(_ path: String) async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            let reply = try await stage.get(path)
            #expect(reply.status == 404)
            #expect(reply.headers["content-type"]?.hasPrefix("text/plain") == true)
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
    func otherMethodsAreRefused(_ method: String) async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            let reply = try await stage.send(method, "/metrics")
            #expect(reply.status == 405)
            #expect(reply.headers["allow"] == "GET, HEAD")
        }
    }

    @Test func aHeadHasTheHeadersAndNoBody() async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            let reply = try await stage.send("HEAD", "/healthz")
            #expect(reply.status == 200)
            #expect(Int(reply.headers["content-length"] ?? "") ?? 0 > 10)
            #expect(reply.body.isEmpty)
        }
    }

    @Test func aHeadLargerThanTheLimitIsRefused() async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            let reply = try await stage.send("GET", "/healthz", headers: "X-Long: \(String(repeating: "x", count: 20_000))\r\n")
            #expect(reply.status == 400)
            #expect(try await stage.get("/healthz").status == 200)
        }
    }

    @Test func aBodyIsNotReadAndEndsTheConnection() async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            // The server closes although the client offered to keep the connection: reading to the end would hang otherwise.
            let reply = try await stage.raw(
                "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\nsome of it")
            #expect(reply.status == 405)
            #expect(reply.headers["connection"] == "close")
        }
    }

    @Test func anAddressThatIsTakenIsNamedWithWhatToDo() async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            let second = OpsServer(
                address: stage.address, registry: MetricsRegistry(), readings: ScriptedReadings(),
                logger: Logger(label: "ops") { _ in SwiftLogNoOpLogHandler() })
            let error = await #expect(throws: SyncError.self) { try await second.run() }
            #expect(error?.code == .opsAddressUnusable)
            #expect(error?.message.contains("\(stage.address)") == true)
        }
    }
}

@Suite("OpsAddress")
struct OpsAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9464", "127.0.0.1", 9464), ("[::1]:80", "::1", 80), ("ops.internal:0", "ops.internal", 0),
        ("0.0.0.0:65535", "0.0.0.0", 65_535),
    ])
    func hostAndPortAreTakenApart(_ text: String, _ host: String, _ port: Int) throws {
        let address = try OpsAddress(text)
        #expect(address == OpsAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "9464", ":9464", "localhost", "localhost:", "localhost:+1", "localhost:65536", "::1:80", "[::1]", "[x]:1",
        "a b:1",
        "http://a:1", "a/b:1", "é:1", "a:1 ", "a:١",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        let error = #expect(throws: SyncError.self) { try OpsAddress(text) }
        #expect(error?.code == .invalidInput)
    }
}
