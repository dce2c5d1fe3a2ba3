import AppWiring
import Foundation
import Operations
import Simulators
import SyncCore
import SyncEngine
import Testing

/// Machines whose clocks are hours off: only the database's clock counts.
@Suite("Wrong clocks", .timeLimit(.minutes(10)))
struct WrongClockTests {
    private static let hours = [-6, 6]
    /// Until an hourly budget has room again, in seconds.
    private static let aboutAnHour = 3000...4200

    @Test(arguments: hours) func aSpentBudgetPausesTheRunByTheDatabasesClock(_ hours: Int) async throws {
        let configuration = FleetInstallation.configuration(seed: 411, tenants: 1, employees: 8)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant, options: ["--match-email", "--hourly-requests", "10"])
            try await Self.graph(installation, hours: hours).withServices { services in
                let stored = try await services.registry.tenant(try TenantSlug(tenant.slug))
                let today = try await services.today(of: stored)
                #expect(try await installation.sql("select (now() at time zone 'Europe/Paris')::date") == "\(today)")
                let worker = RunWorker(
                    sync: TenantSync(ports: services.ports, logger: services.logger), clock: SteadyClock(ContinuousClock()),
                    name: services.workerName, logger: services.logger)
                let result = try await RunNow(worker: worker).perform(stored, asOf: today)
                #expect(result.end == .paused(result.end.runID))
            }
            let wait = try await installation.sql("select extract(epoch from not_before - now())::int from run")
            #expect(Self.aboutAnHour.contains(Int(wait) ?? 0), "due in \(wait) s")
            let error = try await installation.sql("select error::text from run")
            #expect(error.contains("budgetSpent"), "\(error)")
        }
    }

    private static func graph(_ installation: Installation, hours: Int) -> AppGraph {
        AppGraph(
            configuration: AppConfiguration(
                databaseURL: Secret(installation.url()), keyringPath: installation.path("keyring.json"), allowLoopback: true),
            facts: ProcessFacts(
                arguments: [], environment: [:], workerName: "test:1", now: { Instant(Date()).adding(seconds: hours * 3600) })
        ) { _ in }
    }

    /// Workers run in this process: a library that shifts a whole program's clocks stops its timers as well.
    @Test func aFleetOfWrongClocksQueuesPausesAndEndsEachDayAsOneOfRightOnes() async throws {
        let configuration = FleetInstallation.configuration(seed: 412, tenants: 3, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            for tenant in fleet.tenants {
                try await installation.expect(["tenant", "edit", tenant.slug, "--hourly-requests", "10"])
            }
            try await fleet.makeEveryTenantDue()
            let stops = Self.hours.map { _ in StopRequest() }
            try await withThrowingTaskGroup(of: Void.self) { workers in
                for (hours, stop) in zip(Self.hours, stops) {
                    workers.addTask {
                        try await Self.graph(installation, hours: hours)
                            .work(try WorkerSettings(concurrency: 4), until: stop) {}
                    }
                }
                try await Self.expectRightTimes(fleet)
                for stop in stops { stop.stop() }
                try await workers.waitForAll()
            }
            let day = try #require(SimulatedDay(try await fleet.scheduledDay()))
            for tenant in fleet.tenants { expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: day)) }
        }
    }

    private static func expectRightTimes(_ fleet: FleetInstallation) async throws {
        let installation = fleet.installation
        try await eventually("a paused run of each tenant") {
            try await fleet.number(
                """
                select count(*) from run where state = 'queued' and (error ->> 'code') = 'planningpme_throttled'
                """)
                == 3
        }
        let waits = try await installation.sql(
            "select string_agg(extract(epoch from not_before - now())::int::text, ' ') from run")
        for wait in waits.split(separator: " ") { #expect(aboutAnHour.contains(Int(wait) ?? 0), "due in \(waits) s") }
        #expect(try await fleet.number("select max(lease_term) from run") == 1, "claimed only once")

        for tenant in fleet.tenants {
            try await installation.expect(["tenant", "edit", tenant.slug, "--hourly-requests", "5000"])
        }
        try await eventually("an empty queue") {
            try await fleet.hurry()
            return try await fleet.number("select count(*) from run") == 0
        }
        try await fleet.expectOneScheduledRunPerTenantAndDay()
        let day = try await fleet.scheduledDay()
        #expect(try await installation.sql("select (now() at time zone 'Europe/Paris')::date") == day)
    }
}
