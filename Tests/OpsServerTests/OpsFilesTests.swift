import Foundation
import ProgramTestKit
import SyncEngine
import Testing

/// The files of ops/ that name metrics, compared with the list of metrics.
@Suite("Alerts and dashboard")
struct OpsFilesTests {
    private func text(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
    }

    private func metrics(in text: String) -> Set<String> {
        Set(text.matches(of: /passerelle_[a-z0-9_]+/).map { String($0.output) })
    }

    /// Names that a scrape may show.
    private var series: Set<String> {
        Set(
            MetricFamily.all.flatMap { family in
                family.kind == .histogram ? ["_bucket", "_sum", "_count"].map { family.name + $0 } : [family.name]
            })
    }

    private func alerts() throws -> Set<String> {
        Set(try text("ops/alerts.yml").matches(of: /- alert: (\w+)/).map { String($0.output.1) })
    }

    @Test(arguments: ["ops/alerts.yml", "ops/alerts.test.yml", "ops/dashboard.json", "docs/operations.md"])
    func namesOnlyMetricsThatExist(_ path: String) throws {
        let named = metrics(in: try text(path)).subtracting(Self.databaseRoles)
        #expect(!named.isEmpty)
        #expect(named.subtracting(series).subtracting(path.hasSuffix(".md") ? MetricFamily.all.map(\.name) : []) == [])
    }

    /// Other words spelled the same way.
    private static let databaseRoles: Set = [
        "passerelle_owner", "passerelle_directory", "passerelle_worker", "passerelle_reader", "passerelle_service",
        "passerelle_migrator", "passerelle_console", "passerelle_console_proxy", "passerelle_web",
    ]

    @Test func theDashboardShowsEveryMetricThatIsNotByTenant() throws {
        let dashboard = try text("ops/dashboard.json")
        _ = try JSONSerialization.jsonObject(with: Data(dashboard.utf8))
        let shown = metrics(in: dashboard)
        for family in MetricFamily.all where family != .runsEndedByTenant {
            #expect(shown.contains { $0 == family.name || $0 == "\(family.name)_bucket" }, "\(family.name)")
        }
    }

    @Test func eachAlertHasARunbookAndATest() throws {
        let (rules, tests, runbooks) = try (text("ops/alerts.yml"), text("ops/alerts.test.yml"), text("docs/operations.md"))
        let alerts = try alerts()
        #expect(alerts.count > 15)
        for alert in alerts {
            #expect(rules.contains("runbook_url: docs/operations.md#\(alert.lowercased())\n"), "\(alert)")
            #expect(runbooks.contains("\n### \(alert)\n"), "\(alert)")
            #expect(tests.contains("name: \(alert) fires\n") && tests.contains("name: \(alert) stays silent\n"), "\(alert)")
        }
    }

    @Test(arguments: [["check", "rules", "ops/alerts.yml"], ["test", "rules", "ops/alerts.test.yml"]])
    func promtoolAccepts(_ arguments: [String]) async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let (status, said) = try await Promtool.run(arguments, in: root)
        #expect(status == .exited(0), "\(said)")
    }
}
