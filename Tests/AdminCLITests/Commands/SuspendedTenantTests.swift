import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// A tenant that is no longer synced is shown with the cause and the remedy.
@Suite("A suspended tenant")
struct SuspendedTenantTests {
    private let error = Failure(code: "lucca_unauthorized")

    /// `acme`, after three scheduled runs that failed. - Returns: the last one.
    private func suspend(_ bench: CommandLineBench) async throws -> RunID {
        await bench.register()
        let registry = InMemoryTenantRegistry(bench.database)
        let (runs, schedules) = (InMemoryRunStore(bench.database), InMemoryScheduleStore(bench.database))
        let tenant = try await registry.tenant(try TenantSlug("acme"))
        try await registry.setState(.active, of: tenant.id, from: [.draft])
        var last: RunID?
        for number in 0..<Tenant.failedDaysBeforeSuspension {
            let day = CalendarDay(ordinal: 20_788 + number)
            let calendar = tenant.settings.calendar
            let due = DueRun(
                tenantID: tenant.id, due: DailySchedule.Due(day: day, moment: bench.database.clock.wall),
                window: SyncWindow(asOf: day, horizonMonths: 6), delaySeconds: 0, zone: calendar.zone,
                dailyAt: tenant.settings.dailyAt)
            let run = try #require(try await schedules.enqueue(due))
            let claimed = try #require(try await runs.claim(run, worker: "w", leaseSeconds: 60))
            try await runs.finish(claimed.lease, RunOutcome(state: .failed, error: error, isMisconfigured: true), withheld: [])
            last = run
        }
        return try #require(last)
    }

    @Test func isShownWithTheCauseTheRemedyAndTheRun() async throws {
        let bench = CommandLineBench()
        let run = try await suspend(bench)
        let page = await bench.run("tenant", "show", "acme").data
        for text in [error.message, error.remedy, error.code.rawValue, "passerelle tenant activate acme"] {
            #expect(page.contains(text), "\(text)\n\(page)")
        }
        let json = await bench.run("tenant", "show", "acme", "--output", "json").data
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let suspension = try #require(document["suspension"] as? [String: Any])
        #expect(suspension["run"] as? Int == run.value)
        #expect(suspension["code"] as? String == error.code.rawValue)
        #expect(suspension["remedy"] as? String == error.remedy)
    }

    @Test func isNamedByTheFleet() async throws {
        let bench = CommandLineBench()
        _ = try await suspend(bench)
        let outcome = await bench.run("fleet")
        #expect(outcome.data.contains("1: acme"), "\(outcome.data)")
        #expect(outcome.messages.contains("passerelle tenant show acme"), "\(outcome.messages)")
        #expect(await bench.run("fleet", "--output", "json").data.contains(#""suspendedTenants": ["#))
    }

    @Test func hasNothingToExplainOnceSomeoneActed() async throws {
        let bench = CommandLineBench()
        _ = try await suspend(bench)
        _ = await bench.run("tenant", "pause", "acme")
        #expect(await bench.run("tenant", "show", "acme", "--output", "json").data.contains(#""suspension": null"#))
        #expect(await bench.run("fleet", "--output", "json").data.contains(#""suspendedTenants": []"#))
    }
}
