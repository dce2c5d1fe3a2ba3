import Foundation
import Simulators
import Testing

/// Workers that become unfit while they run: it is shown, others continue, and no tenant is blamed.
@Suite("Workers that become unfit", .timeLimit(.minutes(10)))
struct UnfitWorkerTests {
    /// Nothing counts towards a suspension.
    private static func expectNobodyBlamed(_ fleet: FleetInstallation) async throws {
        #expect(try await fleet.number("select coalesce(sum(failed_days), 0) from tenant_schedule") == 0)
        #expect(try await fleet.number("select count(*) from run_history where state = 'failed'") == 0)
    }

    private static func expectExactToday(_ fleet: FleetInstallation) async throws {
        let day = try #require(SimulatedDay(try await fleet.scheduledDay()))
        for tenant in fleet.tenants { expectExact(tenant, ExpectedPlanning(tenant: tenant, asOf: day)) }
    }

    @Test("After a newer release's migration, a running worker hands back what it cannot do, says why, and resumes later")
    func aNewerSchemaLandsWhileAWorkerRuns() async throws {
        let configuration = FleetInstallation.configuration(seed: 421, tenants: 1, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let worker = try await WorkerProcess.start(installation)
            try await installation.sql("alter table resource_link rename to resource_link_of_later")
            try await fleet.makeEveryTenantDue()
            try await eventually("a run handed back") {
                try await installation.sql("select state || ' ' || attempt || ' ' || coalesce((error ->> 'code'), '') from run")
                    == "queued 1 schema_outdated"
            }
            // Only now: a self-check that finds the migration lets it claim no run at all.
            try await installation.sql(
                """
                insert into schema_migration (number, name, checksum)
                select max(number) + 1, 'm' || lpad((max(number) + 1)::text, 4, '0') || '_post_later', min(checksum) from schema_migration
                """)
            try await eventually("what its self-check finds, in the worker's row, and the run left alone") {
                try await installation.sql("select worker.trouble || ' ' || run.state from worker, run")
                    == "schema_too_new queued"
            }
            #expect(worker.isRunning)
            try await Self.expectNobodyBlamed(fleet)

            try await installation.sql(
                """
                alter table resource_link_of_later rename to resource_link;
                delete from schema_migration where name like '%_post_later'
                """)
            try await eventually("the run's end") { try await fleet.number("select count(*) from run") == 0 }
            #expect(try await installation.sql("select attempt from run_history") == "1")
            try await Self.expectNobodyBlamed(fleet)
            try await Self.expectExactToday(fleet)
            #expect(try await worker.end(by: SIGTERM) == 0)
        }
    }

    @Test("With a keyring rotated on one of two servers, the other's worker hands the run back; the first ends it")
    func aStaleKeyringIsThatWorkersTrouble() async throws {
        let configuration = FleetInstallation.configuration(seed: 422, tenants: 2, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let copy = installation.path("stale-keyring.json")
            try FileManager.default.copyItem(atPath: installation.path("keyring.json"), toPath: copy)
            let stale = try await WorkerProcess.start(installation, environment: ["PASSERELLE_KEYRING": copy])
            try await installation.expect(["keyring", "rotate"])
            try await Self.expectHandedOver(from: stale, fleet)
        }
    }

    @Test("A keyring with other bytes under the key's id is the worker's fault, not a tenant's")
    func otherBytesUnderTheSameIDAreThatWorkersTrouble() async throws {
        let configuration = FleetInstallation.configuration(seed: 423, tenants: 2, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let copy = installation.path("other-keyring.json")
            try FileManager.default.copyItem(atPath: installation.path("keyring.json"), toPath: copy)
            let wrong = try await WorkerProcess.start(installation, environment: ["PASSERELLE_KEYRING": copy])
            let text = try String(contentsOfFile: copy, encoding: .utf8)
            let key = try #require(text.firstMatch(of: /"key"\s*:\s*"([^"]+)"/)?.1)
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: copy))
            try file.write(
                contentsOf: Data(
                    text.replacing(key, with: Data(repeating: 7, count: 32).base64EncodedString().prefix(key.count)).utf8))
            try file.close()
            try await Self.expectHandedOver(from: wrong, fleet)
        }
    }

    @Test(
        "A foreign keyring is refused for a draft tenant; a secret that it sealed fails that tenant's run and stops no worker"
    )
    func aKeyringOfElsewhereIsOneTenantsTrouble() async throws {
        let configuration = FleetInstallation.configuration(seed: 426, tenants: 2, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let elsewhere = ["PASSERELLE_KEYRING": installation.path("elsewhere.json")]
            #expect(try await installation.command(["keyring", "init"], environment: elsewhere).status == 0)
            let port = try #require(await installation.simulator.ports.first)
            try await installation.expect([
                "tenant", "create", "draft", "--name", "Draft", "--lucca-url", "http://draft.localhost:\(port)",
                "--planningpme-url", await installation.simulator.planningURL(of: fleet.tenants[0]),
            ])
            let set = ["credential", "set", "draft", "lucca-api-key"]
            let refused = try await installation.command(set, input: "geheim\n", environment: elsewhere)
            #expect(refused.status == 1 && refused.stderr.contains("[keyring_unusable]"), "\(refused.stderr)")
            #expect(refused.stderr.contains("lacks the key"), "\(refused.stderr)")
            try await installation.expect(set, input: "geheim\n")

            // As an earlier release allowed: a draft tenant, and an active one.
            let (fit, unfit) = (fleet.tenants[0].slug, fleet.tenants[1].slug)
            try await installation.sql(
                "update tenant_data_key set master_key_id = 'mk-of-elsewhere' where tenant_id in "
                    + "(select id from tenant where slug in ('draft', '\(unfit)'))")
            try await fleet.makeEveryTenantDue()
            let worker = try await WorkerProcess.start(installation)
            try await eventually("the end of both runs") {
                try await fleet.number("select count(distinct tenant_id) from run_history") == 2
            }
            let ends = try await installation.sql(
                "select string_agg(slug || ' ' || coalesce((error ->> 'code'), 'none'), ', ' order by slug) "
                    + "from run_history join tenant on tenant.id = tenant_id")
            #expect(
                Set(ends.components(separatedBy: ", ")) == ["\(fit) none", "\(unfit) credential_unreadable"], "\(ends)")
            #expect(try await installation.sql("select coalesce(trouble, 'none') from worker") == "none")
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))")
        }
    }

    /// Every tenant is due, and the unfit worker is alone at first; then a fit one starts.
    private static func expectHandedOver(from unfit: WorkerProcess, _ fleet: FleetInstallation) async throws {
        let installation = fleet.installation
        try await fleet.makeEveryTenantDue()
        try await eventually("the trouble of the unfit worker") {
            try await installation.sql("select trouble from worker") == "keyring_unusable"
        }
        let shown = try await installation.expect(["fleet"])
        #expect(shown.stdout.contains("keyring_unusable"), "\(shown.stdout)")
        let fit = try await WorkerProcess.start(installation)
        try await eventually("every run's end") {
            let left = try await fleet.number("select count(*) from run")
            let ended = try await fleet.number("select count(*) from run_history")
            return left == 0 && ended == fleet.tenants.count
        }
        #expect(try await fleet.number("select count(*) from run_history where attempt > 1") == 0)
        try await expectNobodyBlamed(fleet)
        try await expectExactToday(fleet)
        #expect(unfit.isRunning)
        for worker in [unfit, fit] { #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))") }
    }

    @Test("A tenant cannot be deleted under a worker: the refusal names the run, which ends as usual")
    func aTenantIsNotDeletedUnderAWorker() async throws {
        let configuration = FleetInstallation.configuration(seed: 424, tenants: 1, employees: 20)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let tenant = fleet.tenants[0]
            let slow = installation.world.faults.add(
                Fault(
                    .delay(milliseconds: 1000, afterWork: true), remote: .planningpme, method: "POST", route: "/api/do",
                    times: nil))
            try await fleet.makeEveryTenantDue()
            let worker = try await WorkerProcess.start(installation)
            try await eventually("a write") {
                fleet.journal.entries(remote: .planningpme).contains { $0.method == "POST" && $0.didWork }
            }
            for options in [[], ["--remove-events"]] {
                let refused = try await installation.command(["tenant", "delete", tenant.slug, "--yes"] + options)
                #expect(refused.status == 1 && refused.stderr.contains("run_active"), "\(refused.stderr)")
            }
            installation.world.faults.remove(slow)
            try await eventually("the run's end") { try await fleet.number("select count(*) from run") == 0 }
            try await Self.expectNobodyBlamed(fleet)
            try await Self.expectExactToday(fleet)
            try await installation.expect(["tenant", "delete", tenant.slug, "--yes"])
            #expect(try await worker.end(by: SIGTERM) == 0)
            #expect(!worker.log.contains("internal_error"), "\(worker.log.suffix(2000))")
        }
    }

    @Test("A worker stopped inside a transaction on its run's row does not block the others")
    func aTransactionThatStandsStillHoldsNoRun() async throws {
        let configuration = FleetInstallation.configuration(seed: 425, tenants: 1, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            // The intents wait for this lock, in a transaction that holds the run's row by then.
            async let locker = installation.tool(
                "psql",
                [
                    "-X", "-q", "-c", "begin; lock table unavailability_ledger in share mode; select pg_sleep(600)",
                    installation.url(),
                ])
            let locks =
                "select count(*) from pg_locks where relation = 'unavailability_ledger'::regclass and database = "
                + "(select oid from pg_database where datname = current_database())"
            try await eventually("the lock") { try await fleet.number("\(locks) and granted and mode = 'ShareLock'") == 1 }
            try await fleet.makeEveryTenantDue()
            let frozen = try await WorkerProcess.start(installation)
            try await eventually("a transaction that waits") { try await fleet.number("\(locks) and not granted") == 1 }
            frozen.signal(SIGSTOP)
            try await installation.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()"
            )
            _ = try await locker
            let other = try await WorkerProcess.start(installation)
            try await eventually("the run's end") { try await fleet.number("select count(*) from run") == 0 }
            #expect(try await fleet.number("select attempt from run_history") > 1)
            frozen.signal(SIGCONT)
            try await eventually("a worker that says so") {
                frozen.log.contains("The lease is lost") || frozen.log.contains("A run left this worker")
            }
            for worker in [frozen, other] { #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))") }
            try await Self.expectExactToday(fleet)
        }
    }
}
