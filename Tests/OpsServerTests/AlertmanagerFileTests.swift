import Foundation
import ProgramTestKit
import Testing

/// `ops/alertmanager.yml`, as Alertmanager's own checker reads it.
@Suite("Alertmanager's routes")
struct AlertmanagerFileTests {
    private func amtool(_ arguments: [String]) async throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let (ending, said) = try await Promtool.run(arguments, in: root, program: "amtool")
        #expect(ending == .exited(0), "\(said)")
        return said
    }

    @Test func theFileIsAccepted() async throws {
        let said = try await amtool(["check-config", "ops/alertmanager.yml"])
        #expect(said.contains("SUCCESS") && said.contains("2 inhibit rules") && said.contains("3 receivers"))
    }

    @Test(arguments: [
        ("recipient", ["service=passerelle", "tenant=acme", "recipient=lea", "severity=ticket"]),
        ("recipient", ["service=passerelle", "tenant=acme", "recipient=operations", "severity=info"]),
        ("page", ["alertname=PasserelleNoWorker", "severity=page"]),
        ("ticket", ["alertname=PasserelleWorkerDown", "severity=ticket"]),
        ("ticket", ["alertname=SomethingElse"]),
    ])
    func eachAlertReachesItsReceiver(_ receiver: String, _ labels: [String]) async throws {
        _ = try await amtool(
            ["config", "routes", "test", "--config.file=ops/alertmanager.yml", "--verify.receivers=\(receiver)"] + labels)
    }

    /// An inhibition that names no alert would mute nothing, and no one would notice.
    @Test func theFileNamesAlertsThatExist() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        func text(_ path: String) throws -> String {
            try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        }
        let named = Set(try text("ops/alertmanager.yml").matches(of: /Passerelle[A-Z]\w+/).map { String($0.output) })
        let rules = Set(try text("ops/alerts.yml").matches(of: /- alert: (\w+)/).map { String($0.output.1) })
        #expect(named.count == 6)
        #expect(named.subtracting(rules) == ["PasserelleTenantSuspended", "PasserelleTenantFailed"])
        let runbooks = try text("docs/operations.md")
        for kind in ["Failed", "Suspended", "NeedsReview", "Problems", "DialectDoubt", "Silent"] {
            #expect(runbooks.contains("\n### PasserelleTenant\(kind)\n"), "\(kind)")
        }
    }
}
