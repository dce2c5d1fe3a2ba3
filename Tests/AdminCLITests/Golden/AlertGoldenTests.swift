import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// `alert list` and `fleet` where tenants need a person; recorded like `GoldenTests`.
@Suite("What commands show of alerts")
struct AlertGoldenTests {
    /// `acme` failed and was posted, `bravo` has problems, one of them new; Alertmanager has been down for twenty minutes.
    private func bench() async throws -> CommandLineBench {
        let bench = CommandLineBench()
        let (registry, runs) = (InMemoryTenantRegistry(bench.database), InMemoryRunStore(bench.database))
        let alerts = InMemoryAlertStore(bench.database)
        func end(_ slug: String, _ outcome: RunOutcome) async throws {
            let tenant = try await registry.tenant(TenantSlug(slug))
            let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
            let run = try await runs.begin(
                NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: "host:1", leaseSeconds: 600)
            try await runs.finish(run.lease, outcome, withheld: [])
        }
        for slug in ["acme", "bravo"] {
            await bench.register(slug)
            // Not the moment of the night that the tenant's random id chooses.
            var tenant = try await registry.tenant(TenantSlug(slug))
            tenant.settings.dailyAt = 330
            try await registry.update(tenant)
            try await registry.setState(.active, of: registry.tenant(TenantSlug(slug)).id, from: [.draft])
        }
        var acme = try await registry.tenant(TenantSlug("acme"))
        acme.settings.alertRecipient = "lea@integrator.example"
        try await registry.update(acme)
        try await end("acme", RunOutcome(state: .failed, error: Failure(code: "lucca_unauthorized")))
        bench.database.clock.advance(by: .seconds(3600))
        try await alerts.posted(alerts.toPost(atMost: 10).alerts)
        try await alerts.recordDelivery(nil)
        let problems = [Problem.unreadableHalfDays(of: "42"), Problem.unreadableHalfDays(of: "43")]
        try await end("bravo", RunOutcome(state: .partial, problems: [problems[0]]))
        try await end("bravo", RunOutcome(state: .partial, problems: problems))
        _ = try await alerts.hold("host:1", seconds: 120)
        try await alerts.recordDelivery(.unreachable)
        bench.database.clock.advance(by: .seconds(1200))
        return bench
    }

    @Test(arguments: OutputFormat.allCases)
    func ofAlerts(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let bench = try await bench()
        await transcript.show(bench, "alert list")
        await transcript.show(bench, "fleet")
        try transcript.expect("alerts")
    }

    @Test func ofAlertsInFrench() async throws {
        let transcript = Transcript(.table)
        let bench = try await bench()
        await transcript.show(bench, "alert list --lang fr")
        await transcript.show(bench, "fleet --lang fr")
        try transcript.expect("alerts-fr")
    }

    @Test func anEmptyListIsSaid() async {
        let outcome = await CommandLineBench().run("alert", "list")
        #expect(outcome.status == .done && outcome.messages.contains("No alert is open."))
    }

    @Test(arguments: ["lea dupont", "léa", "a\"b", ""])
    func aRecipientThatIsNoLabelIsRefused(_ text: String) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("tenant", "edit", "acme", "--alert-recipient", text)
        #expect(outcome.status == .usage, "\(outcome.messages)")
    }
}
