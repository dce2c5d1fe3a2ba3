import Foundation
import PostgresTestKit
import Simulators
import Testing

/// Any login of the server can notify and take advisory locks; neither affects the fleet.
@Suite("Unprivileged logins beside the fleet", .timeLimit(.minutes(10)))
struct StrangerTests {
    @Test(
        "Notifications and locks of a login without grants change nothing: scheduled runs end exact, none is cancelled"
    )
    func aStrangerChangesNothing() async throws {
        let configuration = FleetInstallation.configuration(seed: 431, tenants: 3, employees: 12)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let role = "stranger_\(installation.database.suffix(12))"
            try await installation.sql("create role \(role) login")
            let stranger = try installation.startTool(
                "psql",
                [
                    "-X", "-q", installation.url().replacing("user=postgres", with: "user=\(role)"),
                    "-c",
                    "select pg_advisory_lock(hashtextextended(name, 0)) "
                        + "from unnest(array['passerelle.migration', 'passerelle.history']) as name",
                    "-c",
                    "do $$ begin loop perform pg_notify('passerelle_cancel_requested', id::text) from generate_series(1, 50) id; "
                        + "perform pg_notify('passerelle_run_queued', ''); commit; perform pg_sleep(0.02); end loop; end $$",
                ])
            defer { stranger.send(SIGKILL) }
            try await fleet.makeEveryTenantDue()
            let worker = try await WorkerProcess.start(installation)
            defer { worker.signal(SIGKILL) }
            try await eventually("the end of every run") {
                let left = try await fleet.number("select count(*) from run")
                let ended = try await fleet.number("select count(distinct tenant_id) from run_history")
                return left == 0 && ended == fleet.tenants.count
            }
            #expect(!stranger.hasEnded, "it ran to the end")
            let states = try await installation.sql("select string_agg(distinct state, ' ') from run_history")
            #expect(states == "succeeded" || states == "partial" || states == "partial succeeded", "\(states)")
            let day = try #require(SimulatedDay(try await fleet.scheduledDay()))
            for tenant in fleet.tenants { expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: day)) }
            #expect(try await worker.end(by: SIGTERM) == 0)
            try await installation.sql("drop role \(role)")
        }
    }
}
