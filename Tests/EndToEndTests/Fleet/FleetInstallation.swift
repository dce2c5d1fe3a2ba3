import Foundation
import Simulators
import Testing

/// An installation whose tenants are active and due, for workers to start on.
struct FleetInstallation: Sendable {
    let installation: Installation

    var tenants: [SimulatedTenant] { installation.world.tenants }
    var journal: RequestJournal { installation.world.journal }

    /// The simulators' day is today: scheduled runs sync the day of the database's clock.
    static func configuration(seed: UInt64, tenants: Int, employees: Int) -> SimulatorConfiguration {
        SimulatorConfiguration(
            seed: seed, tenants: tenants, employees: employees,
            today: SimulatedDay(ordinal: Int((Date().timeIntervalSince1970 + 3600) / 86_400)))
    }

    /// Registers every tenant as operators do, several at once, and activates it.
    func registerAll() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, tenant) in tenants.enumerated() {
                if index >= 4 { try await group.next() }
                group.addTask {
                    try await installation.register(tenant)
                    try await installation.expect(["tenant", "activate", tenant.slug, "--assume-dialect"])
                }
            }
            try await group.waitForAll()
        }
    }

    /// As if the tenants had been active for days and were just due.
    func makeEveryTenantDue() async throws {
        try await installation.sql("update tenant_schedule set since = now() - interval '3 days', last_day = null")
        try await setDailyRuns(to: "now() - interval '1 minute'")
    }

    /// At any hour: the workers have only the runs that operators start. The day's moment is half a day away: the last one was
    /// before the activation.
    func letNothingBeDue() async throws { try await setDailyRuns(to: "now() + interval '12 hours'") }

    private func setDailyRuns(to moment: String) async throws {
        try await installation.sql(
            """
            update tenant set daily_at = (select extract(hour from moment) * 60 + extract(minute from moment)
                from (select (\(moment)) at time zone time_zone as moment) local)
            """)
    }

    /// Skips the waits for retries and budgets: queued runs are due now.
    func hurry() async throws {
        try await installation.sql("update run set not_before = now() where state = 'queued' and not_before > now()")
    }

    func number(_ query: String) async throws -> Int {
        try #require(Int(try await installation.sql(query)), "\(query)")
    }

    /// Queues a run for every tenant and waits until the fleet has ended them all. Workers may have queued one by schedule just
    /// before: then it ends first.
    func runAll(asOf: String? = nil) async throws {
        for tenant in tenants {
            try await eventually("a run of \(tenant.slug) on request") {
                let start = try await installation.command(
                    ["run", "start", tenant.slug] + (asOf.map { ["--as-of", $0] } ?? []))
                if start.status == 1, start.stderr.contains("[run_active]") {
                    try await hurry()
                    return false
                }
                try #require(start.status == 0, "run start \(tenant.slug): exit \(start.status)\n\(start.stderr)")
                return true
            }
        }
        try await eventually("an empty queue") {
            try await hurry()
            return try await number("select count(*) from run") == 0
        }
    }

    /// The scheduled day's date, the same for all.
    func scheduledDay() async throws -> String {
        try await installation.sql("select min(as_of) from run_history where trigger = 'schedule'")
    }

    func expectOneScheduledRunPerTenantAndDay() async throws {
        let doubled = try await installation.sql(
            """
            select string_agg(tenant_id || ' ' || scheduled_day, ', ') from (
                select tenant_id, scheduled_day from (
                    select tenant_id, scheduled_day from run_history where trigger = 'schedule'
                    union all select tenant_id, scheduled_day from run where trigger = 'schedule') every
                group by 1, 2 having count(*) > 1) doubled
            """)
        #expect(doubled.isEmpty, "two runs for one day: \(doubled)")
        let scheduled = try await number("select count(distinct tenant_id) from run_history where trigger = 'schedule'")
        #expect(scheduled == tenants.count, "every tenant had its run")
    }

    func expectLuccaNeverRushed() {
        for (host, most) in journal.luccaRates { #expect(most <= 50, "\(host) got \(most) requests within 60 s") }
    }
}
