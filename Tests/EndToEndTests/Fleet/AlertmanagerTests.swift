import Foundation
import ProgramTestKit
import Simulators
import Testing

/// Debian's Alertmanager with `ops/alertmanager.yml`, which a test may stop and start again.
private final class Alertmanager: Sendable {
    let port: Int
    private let program: ChildProgram

    /// - Parameter port: 0 for a free one.
    init(_ installation: Installation, port: Int = 0) async throws {
        let log = URL(fileURLWithPath: installation.path("alertmanager-\(UUID().uuidString).log"))
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        defer { try? output.close() }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        program = try ChildProgram(
            [
                try Executable.installed("prometheus-alertmanager").path,
                "--config.file=\(root.appendingPathComponent("ops/alertmanager.yml").path)",
                "--storage.path=\(installation.path("alertmanager"))", "--web.listen-address=127.0.0.1:\(port)",
                "--cluster.listen-address=",
            ], environment: Executable.environment(), output: output, errors: output)
        let started = program
        var found: Int?
        try await eventually("an Alertmanager that listens") {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            try #require(started.isRunning, "Alertmanager ended: \(text)")
            found = try /"Listening on" address=127\.0\.0\.1:(\d+)/.firstMatch(in: text).flatMap { Int($0.output.1) }
            return found != nil
        }
        self.port = try #require(found)
    }

    func stop() async { _ = await program.end() }

    private struct Alert: Decodable {
        let labels: [String: String]
        let annotations: [String: String]
    }

    /// The tenants whose runs failed, as it sees them.
    func failedTenants(_ installation: Installation) async throws -> [String] {
        let found = try await installation.tool(
            "amtool",
            [
                "alert", "query", "--alertmanager.url=http://127.0.0.1:\(port)", "--output=json",
                "alertname=PasserelleTenantFailed", "recipient=lea",
            ])
        let alerts = try JSONDecoder().decode([Alert].self, from: Data(found.stdout.utf8))
        #expect(alerts.allSatisfy { $0.annotations["remedy_fr"]?.contains("passerelle tenant check") == true })
        return alerts.compactMap { $0.labels["tenant"] }.sorted()
    }
}

@Suite("Alerts by Debian's Alertmanager, end to end", .timeLimit(.minutes(10)))
struct AlertmanagerTests {
    @Test("Three tenants lose their keys and one is mended, while a worker is killed and Alertmanager is down")
    func nothingIsLostAndNothingEndsFalsely() async throws {
        let configuration = FleetInstallation.configuration(seed: 411, tenants: 3, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let slugs = fleet.tenants.map(\.slug).sorted()
            for tenant in fleet.tenants {
                try await installation.expect(["tenant", "edit", tenant.slug, "--alert-recipient", "lea"])
                try await installation.expect(
                    ["credential", "set", tenant.slug, "lucca-api-key", "--untested"], input: "revoked\n")
                _ = try await installation.command(["run", "now", tenant.slug])
            }
            let first = try await Alertmanager(installation)
            let address = ["PASSERELLE_ALERTMANAGER_URL": "http://127.0.0.1:\(first.port)"]
            let killed = try await WorkerProcess.start(installation, environment: address)
            try await eventually("three alerts") { try await first.failedTenants(installation) == slugs }
            try await killed.end(by: SIGKILL)
            await first.stop()

            let mended = fleet.tenants[0]
            try await installation.expect(
                ["credential", "set", mended.slug, "lucca-api-key"], input: mended.credentials.luccaKey + "\n")
            _ = try await installation.command(["run", "now", mended.slug])
            // As when the killed worker's time is over.
            try await installation.sql("update alert_delivery set held_until = now()")
            let worker = try await WorkerProcess.start(installation, environment: address)
            try await eventually("a failed delivery") {
                try await installation.sql("select failure from alert_delivery") == "unreachable"
            }
            let unsettled = "select count(*) from tenant_alert where closed_at is not null and settled_at is null"
            #expect(try await fleet.number(unsettled) == 1)
            let shown = try await installation.expect(["fleet"])
            #expect(shown.stdout.contains("Alertmanager failing"), "\(shown.stdout)")

            let second = try await Alertmanager(installation, port: first.port)
            // Its next turn would be a minute later.
            try await worker.end(by: SIGTERM)
            try await installation.sql("update alert_delivery set held_until = now()")
            let last = try await WorkerProcess.start(installation, environment: address)
            try await eventually("two alerts") {
                try await second.failedTenants(installation) == slugs.filter { $0 != mended.slug }
            }
            try await eventually("an accepted end") { try await fleet.number(unsettled) == 0 }
            #expect(try await installation.sql("select failure is null and accepted_at is not null from alert_delivery") == "t")
            try await last.end(by: SIGTERM)
            await second.stop()
        }
    }
}
