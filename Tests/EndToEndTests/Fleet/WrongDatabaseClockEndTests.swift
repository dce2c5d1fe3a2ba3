import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

/// The real program on a database whose clock is temporarily wrong, by minutes, hours, days and years.
@Suite("A database whose clock is wrong, end to end", .timeLimit(.minutes(15)))
struct WrongDatabaseClockEndTests {
    private static let hour = 3600
    private static let day = 86_400
    private static let ahead = [120, 6 * hour, day, 40 * day, 730 * day]

    private static func with(
        seed: UInt64, tenants: Int, employees: Int, _ body: (FleetInstallation) async throws -> Void
    ) async throws {
        let configuration = FleetInstallation.configuration(seed: seed, tenants: tenants, employees: employees)
        try await Installation.with(configuration) { installation in
            try await installation.sql(TestClock.installation)
            try await body(FleetInstallation(installation: installation))
        }
    }

    /// Everything in today's window is there, exactly once. Events that only the wrong days' windows covered may remain: no run of
    /// today judges them.
    private static func expectNothingLost(_ tenant: SimulatedTenant, _ jumps: [Int], _ today: SimulatedDay) {
        let found = tenant.oursAsExpected()
        expectOnce(found, after: "a clock wrong by \(jumps) s")
        let wanted = ExpectedPlanning(tenant: tenant, asOf: today).events()
        #expect(wanted.isSubset(of: Set(found)), "missing: \(wanted.subtracting(found).prefix(3))")
        guard jumps.allSatisfy({ $0 > 0 }) else { return }
        let days = jumps.flatMap { [today.ordinal + $0 / day, today.ordinal + $0 / day + 1] }
        let allowed = days.reduce(into: wanted) { all, ordinal in
            all.formUnion(ExpectedPlanning(tenant: tenant, asOf: SimulatedDay(ordinal: ordinal)).events())
        }
        #expect(Set(found).isSubset(of: allowed), "too many: \(Set(found).subtracting(allowed).prefix(3))")
    }

    @Test(
        "A run under a wrong clock forgets nothing: afterwards every absence is there once",
        arguments: ahead.flatMap { [$0, -$0] })
    func aRunByAWrongClockForgetsNothing(_ jump: Int) async throws {
        try await Self.with(seed: 431, tenants: 1, employees: 12) { fleet in
            let installation = fleet.installation
            let tenant = fleet.tenants[0]
            try await installation.register(tenant)
            let today = installation.world.today
            _ = try await installation.runNow(tenant, asOf: today)
            expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: today))
            let known = try await fleet.number("select count(*) from unavailability_ledger")

            try await installation.sql(TestClock.setting(secondsAhead: jump))
            for options in [[], ["--reconcile"]] {
                let wrong = try await installation.command(["run", "now", tenant.slug] + options)
                #expect([0, 2, 3].contains(wrong.status), "exit \(wrong.status): \(wrong.stderr)")
                #expect(try await fleet.number("select count(*) from unavailability_ledger") >= known)
            }
            try await installation.sql(TestClock.setting(secondsAhead: 0))
            _ = try await installation.runNow(tenant, asOf: today)
            Self.expectNothingLost(tenant, [jump], today)
        }
    }

    @Test(
        "After a clock that was 40 days ahead is corrected, scheduled runs catch up",
        arguments: [6 * hour, 40 * day, 730 * day])
    func aFleetRecoversWithItsClock(_ jump: Int) async throws {
        try await Self.with(seed: 432, tenants: 2, employees: 8) { fleet in
            let installation = fleet.installation
            try await fleet.registerAll()
            try await fleet.makeEveryTenantDue()
            try await installation.sql(TestClock.setting(secondsAhead: jump))
            let worker = try await WorkerProcess.start(installation)
            try await eventually("an ended run of each tenant") {
                try await fleet.number("select count(distinct tenant_id) from run_history where trigger = 'schedule'") == 2
            }
            // It dies with a lease and a heartbeat in the future.
            try await worker.end(by: SIGKILL)
            try await installation.sql(TestClock.setting(secondsAhead: 0))
            let next = try await WorkerProcess.start(installation)
            try await eventually("a run of each tenant by the right clock") {
                try await fleet.number(
                    "select count(distinct tenant_id) from run_history where trigger = 'schedule' and finished_at <= now()") == 2
            }
            let fleetView = try await installation.expect(["fleet", "--output", "json"]).stdout
            #expect(!fleetView.contains(":\(worker.id):"), "\(fleetView)")
            #expect(try await next.end(by: SIGTERM) == 0)
            let today = installation.world.today
            for tenant in fleet.tenants { Self.expectNothingLost(tenant, [jump], today) }
        }
    }

    @Test("Database clock jumps and worker deaths at any point leave every planning exact")
    func jumpsInTheMiddleOfEverything() async throws {
        var random = SplitMix64(seed: 433)
        try await Self.with(seed: 433, tenants: 3, employees: 30) { fleet in
            let installation = fleet.installation
            try await fleet.registerAll()
            _ = installation.world.faults.add(
                Fault(
                    .delay(milliseconds: 60, afterWork: false), remote: .planningpme, method: "POST", route: "/api/do", times: nil
                ))
            try await fleet.makeEveryTenantDue()
            var workers: [WorkerProcess] = []
            for _ in 0..<2 { workers.append(try await WorkerProcess.start(installation, leaseSeconds: 4)) }
            for round in 0..<Proof.count(small: 6, full: 40) {
                let jump = Self.ahead[Int.random(in: 0..<Self.ahead.count, using: &random)]
                try await installation.sql(TestClock.setting(secondsAhead: round.isMultiple(of: 2) ? jump : 0))
                try await Task.sleep(for: .milliseconds(Int.random(in: 200...1500, using: &random)))
                if Int.random(in: 0..<3, using: &random) == 0 {
                    let victim = Int.random(in: 0..<workers.count, using: &random)
                    try await workers[victim].end(by: SIGKILL)
                    workers[victim] = try await WorkerProcess.start(installation, leaseSeconds: 4)
                }
            }
            try await installation.sql(TestClock.setting(secondsAhead: 0))
            installation.world.faults.removeAll()
            let today = installation.world.today
            try await eventually("an empty queue") {
                try await fleet.hurry()
                return try await fleet.number("select count(*) from run") == 0
            }
            // A run that began while the clock was ahead may have synced a future day: then a named day is refused.
            try await fleet.runAll()
            for tenant in fleet.tenants { Self.expectNothingLost(tenant, Self.ahead, today) }
            let defects = try await installation.sql(
                "select string_agg(id || ' ' || (error ->> 'code'), ', ') from run_history where (error ->> 'code') = 'internal_error'"
            )
            #expect(defects.isEmpty, "\(defects)")
            for worker in workers { #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))") }
        }
    }
}
