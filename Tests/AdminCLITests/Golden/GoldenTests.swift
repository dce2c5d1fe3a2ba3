import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// Every command that shows something, byte for byte in each format, in worlds whose clock and numbers are fixed. After a change that is meant:
/// `PASSERELLE_RECORD_GOLDEN=1 ops/test --filter GoldenTests`, then look at what git says of the files.
@Suite("What commands show")
struct GoldenTests {
    @Test(arguments: OutputFormat.allCases)
    func ofTheInstallation(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        var bench = CommandLineBench()
        bench.schema = [("m0001_pre_registry", ManualClock().wall), ("m0002_pre_memory", nil)]
        bench.isOpenToEveryLogin = true
        bench.masterKeys = [("k1", ManualClock().wall, 2), ("k2", ManualClock().wall.adding(seconds: 60), 0), ("k0", nil, 1)]
        bench.sealingKeys = [
            SealingKeyUsage(
                id: "sk-222222222222", published: .init(at: ManualClock().wall.adding(seconds: 60), by: "lea"), isUsed: true,
                isMissing: false, credentials: 3),
            SealingKeyUsage(
                id: "sk-111111111111", published: .init(at: ManualClock().wall, by: "tom"), isUsed: false, isMissing: false,
                credentials: 0),
            SealingKeyUsage(id: "sk-000000000000", published: nil, isUsed: false, isMissing: true, credentials: 1),
        ]
        await transcript.show(bench, "db status")
        await transcript.run(bench, "db migrate")
        await transcript.run(bench, "keyring init")
        await transcript.run(bench, "keyring rotate")
        await transcript.show(bench, "keyring status")
        try transcript.expect("installation")
    }

    @Test(arguments: OutputFormat.allCases)
    func ofTenants(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await ProbedWorld()
        let bench = world.bench
        await transcript.show(
            bench,
            "tenant create bravo --name Bravo --lucca-url bravo.ilucca-test.net --planningpme-url https://api.planningpme.com/bravo/"
        )
        await transcript.show(
            bench, "tenant edit bravo --environment test --contact ops@bravo.example --daily-at 05:30 --time-zone Europe/London")
        await transcript.show(
            bench, "tenant edit bravo --identifier login --create none --holidays fr --days-off sun --reference-field REF")
        await transcript.show(
            bench, "tenant edit bravo --event-status 3 --planning-time-zone Europe/Paris --brake-count 5 --brake-percent 10")
        await transcript.show(bench, "tenant edit bravo")
        await transcript.show(bench, "tenant edit bravo --lucca-url bravo-group.ilucca-test.net --take-over")
        await transcript.show(bench, "credential list bravo")
        await transcript.run(bench, "credential set bravo lucca-api-key", input: "3f2b6c1e-0d53-4a8e-9d0f-6f1c2e7a9b10")
        await transcript.run(bench, "credential set bravo planningpme-username", input: "someone")
        await transcript.show(bench, "credential list bravo")
        await transcript.show(bench, "tenant activate bravo")
        await transcript.run(bench, "scope set bravo --department 1")
        await transcript.show(bench, "tenant activate bravo")
        try InMemoryVault(bench.database).setUnbound(
            Secret("x"), .planningPMEAppKey, of: try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("bravo")))
        await transcript.show(bench, "credential list bravo")
        await transcript.show(bench, "credential bind bravo")
        await transcript.show(bench, "credential bind --all --yes")
        await transcript.show(bench, "credential bind --all")
        await transcript.show(bench, "tenant list")
        await transcript.run(bench, "tenant pause bravo")
        await transcript.show(bench, "tenant show acme")
        try transcript.expect("tenants")
    }

    @Test(arguments: OutputFormat.allCases)
    func ofChecksAndProbes(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await ProbedWorld()
        var bench = world.bench
        bench.checks = [
            CheckResult(.luccaEmployees, .ok, .employeesReadable(count: 2)),
            CheckResult(.planningPMEUser, .failed, .failure(.planning(.loginRejected(status: 400, isPassword: true)))),
            CheckResult(.planningPMEWriting, .unknown, .notTested(because: nil)),
        ]
        world.prober.change { state in
            state.survey.findings = [
                .kind: ProbedWorld.found("isUnavailability", .surveyed, [.events: .number(12)]),
                .status: ProbedWorld.found("3", .surveyed),
            ]
            state.survey.open = [.update, .time]
        }
        await transcript.show(bench, "tenant check acme")
        await transcript.show(bench, "tenant activate acme")
        bench.checks = [CheckResult(.planningPMEUser, .ok, .userKnown)]
        await transcript.show(bench, "tenant check acme")
        await transcript.show(bench, "tenant activate acme")
        world.prober.change { state in
            state.report.requests = 14
            state.report.findings = [
                .time: ProbedWorld.found("utc", .probed, [.sent: .text("2028-06-14T10:00"), .found: .text("2028-06-14T12:00")]),
                .update: ProbedWorld.found("merge"),
            ]
            state.report.obstacles = [.noType, .zoneUnknown(summerMinutes: 120, winterMinutes: 60)]
            state.makes = [901]
            state.stuck = [901]
        }
        await transcript.show(bench, "tenant probe acme --resource 7 --yes")
        await transcript.show(bench, "tenant check acme")
        world.prober.change { state in
            state.report.obstacles = []
            state.makes = []
            state.stuck = []
            state.events = []
        }
        await transcript.show(bench, "tenant probe acme --resource 7 --yes")
        await transcript.show(bench, "tenant activate acme")
        await transcript.show(bench, "tenant activate acme")
        try await world.change { $0.doubt = ProbedWorld.doubt }
        await transcript.show(bench, "tenant check acme")
        await transcript.show(bench, "tenant show acme")
        await transcript.show(bench, "tenant activate acme")
        await transcript.show(bench, "scope tree acme")
        await transcript.run(bench, "tenant delete acme")
        await transcript.run(bench, "tenant delete acme --yes")
        try transcript.expect("checks")
    }

    @Test(arguments: OutputFormat.allCases)
    func ofRuns(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await SmallWorld()
        var bench = world.bench
        await transcript.show(bench, "run list")
        await transcript.show(bench, "run preview acme --as-of 2026-12-01")
        await transcript.show(bench, "run preview acme --as-of 2026-12-01 --problems")
        await transcript.show(bench, "run now acme --as-of 2026-12-01")
        await transcript.show(bench, "run show 1")
        await transcript.show(bench, "run show 1 --changes")
        await transcript.show(bench, "run show 1 --problems")
        await transcript.show(bench, "run log 1")
        await transcript.show(bench, "run now acme --as-of 2026-11-30")
        await transcript.show(bench, "run start acme --as-of 2026-11-30")
        await transcript.show(bench, "run now acme --as-of 2028-11-30")
        bench.connector.source.reading.leaves.remove(at: 1)
        await transcript.show(bench, "run now acme --reconcile")
        await transcript.show(bench, "run log 2")
        await transcript.run(bench, "tenant edit acme --brake-count 0 --brake-percent 0")
        await transcript.run(bench, "scope set acme --department 2")
        await transcript.show(bench, "run preview acme")
        await transcript.show(bench, "run now acme")
        await transcript.show(bench, "run approve 1")
        await transcript.show(bench, "run list --status needs_review")
        world.planning.failAll(.delete, .rejected)
        await transcript.show(bench, "run approve 3")
        world.planning.failAll(.delete, nil)
        world.planning.failAll(.resources, .throttled(seconds: 1800))
        await transcript.show(bench, "run now acme --reconcile")
        world.planning.failAll(.resources, nil)
        await transcript.show(bench, "run now acme")
        await transcript.show(bench, "run start acme")
        await transcript.run(bench, "run cancel 5")
        await transcript.show(bench, "run start acme")
        world.planning.failAll(.resources, .unreachable)
        await transcript.show(bench, "run now acme --reconcile")
        await transcript.show(bench, "run list")
        try transcript.expect("runs")
    }

    @Test(arguments: OutputFormat.allCases)
    func ofReasonsDepartmentsAndAbsences(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await SmallWorld()
        let bench = world.bench
        await transcript.show(bench, "scope tree acme")
        await transcript.show(bench, "department list acme")
        await transcript.show(bench, "reason list acme")
        await transcript.show(bench, "absence explain acme --employee 42 --as-of 2026-12-01")
        await transcript.show(bench, "run now acme --as-of 2026-12-01")
        await transcript.run(bench, "reason set acme 4 --hide")
        await transcript.run(bench, "reason set acme 9 --ignore")
        await transcript.show(bench, "reason list acme")
        await transcript.run(bench, "department map acme 2 --to 1")
        await transcript.run(bench, "department map acme 9 --to 8")
        await transcript.show(bench, "department list acme")
        for employee in [42, 43, 44, 45] {
            await transcript.show(bench, "absence explain acme --employee \(employee) --as-of 2026-12-01")
        }
        world.planning.change { world in
            for key in world.events.keys { world.events[key]?.end = Instant(secondsSince1970: 1_798_200_000) }
        }
        await transcript.show(bench, "absence explain acme --employee 42 --as-of 2026-12-01 --date 2026-12-24")
        world.planning.change { $0.events = [:] }
        await transcript.show(bench, "absence explain acme --employee 42 --as-of 2026-12-01 --from 2026-12-24 --to 2026-12-29")
        await transcript.show(bench, "absence explain acme --employee 42 --as-of 2026-12-01 --offline")
        await transcript.show(bench, "absence explain acme --employee 42 --date 2026-12-25")
        try transcript.expect("absences")
    }

    /// On the telephone: a person's months, the history of an absence that is gone, and people found by what a customer says.
    @Test(arguments: OutputFormat.allCases)
    func ofOnePerson(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await SmallWorld()
        var bench = world.bench
        bench.connector.source.people = [
            Employee(id: "42", firstName: "Marie", lastName: "Dupont", employeeNumber: "00042", departmentID: "1"),
            Employee(id: "43", firstName: "Zoé", lastName: "Dupont", employeeNumber: "00043", departmentID: "1"),
            Employee(id: "44", firstName: "Jean", lastName: "Petit", employeeNumber: "00044", departmentID: "2"),
        ]
        let show = "employee show acme --as-of 2026-12-01"
        await transcript.show(bench, "\(show) --name marie dupont")
        await transcript.show(bench, "run now acme --as-of 2026-12-01")
        bench.connector.source.reading.leaves.removeAll { $0.periodID == "900" }
        await transcript.show(bench, "\(show) --employee 42 --months 2")
        await transcript.show(bench, "run now acme --as-of 2026-12-01")
        await transcript.show(bench, "\(show) --employee 42 --from 2026-12-15 --months 1 --limit 1")
        await transcript.show(bench, "absence explain acme --employee 42 --as-of 2026-12-01 --day 2026-12-24")
        await transcript.show(bench, "employee show acme --employee 42 --recorded")
        await transcript.show(bench, "employee show acme --employee 42 --recorded --before 2")
        await transcript.show(bench, "employee show acme --employee 99 --recorded")
        await transcript.run(bench, "employee show acme --name dupont")
        await transcript.run(bench, "employee show acme --name durand")
        await transcript.run(bench, "employee show acme --name dupont --recorded --months 3")
        await transcript.run(bench, "employee show acme")
        try transcript.expect("person")
    }

    @Test(arguments: OutputFormat.allCases)
    func ofExtraData(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        var world = await FieldWorld()
        await transcript.show(world.bench, "field list acme")
        for line in [
            "e_Site-chantier --to Site", "e_Site-chantier --to Site", "e_Site-chantier --to Site --replace",
            "e_caces_fin --to Badge --as date --clear-when-empty", "e_permis --to Casier", "e_permis --to Casier --unchecked",
            "e_langues --to Site", "e_vehicule --to Km", "e_cles --to km", "e_photo --to phone",
        ] { await transcript.run(world.bench, "field set acme \(line)") }
        await transcript.show(world.bench, "tenant show acme")
        world.bench.connector.source.offered.removeAll { $0.field.id == FieldID("e_caces_fin") }
        await transcript.show(world.bench, "field list acme")
        await transcript.run(world.bench, "field unset acme e_Site")
        await transcript.run(world.bench, "field unset acme Site")
        world.bench.connector.source.failure = SyncError(.lucca(.keyUnknown))
        await transcript.show(world.bench, "field list acme")
        try transcript.expect("fields")
    }

    /// A value that a planner's keeps out, one that is written, and the same once Lucca has none.
    @Test(arguments: OutputFormat.allCases)
    func ofApplicationFields(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await SmallWorld()
        var bench = world.bench
        let field = LuccaField(id: FieldID(.standard(.jobTitle)), format: .text)
        bench.connector.source.offered = [OfferedField(field: field, holders: ["42", "43"])]
        bench.connector.source.values.values = ["42": [field.id: .text("Grutier")], "43": [field.id: .text("Grutier")]]
        world.planning.change { $0.fields[7] = [.phone: "0102030405"] }
        let explain = "field explain acme --as-of 2026-12-01 --employee"
        await transcript.show(bench, "\(explain) 42")
        await transcript.run(bench, "field set acme jobTitle --to phone")
        await transcript.run(bench, "field set acme jobTitle --to mobile --clear-when-empty")
        await transcript.show(bench, "run preview acme --as-of 2026-12-01")
        for employee in ["42", "43", "44", "45"] { await transcript.show(bench, "\(explain) \(employee)") }
        await transcript.show(bench, "run now acme --as-of 2026-12-01")
        await transcript.show(bench, "\(explain) 42")
        await transcript.run(bench, "field set acme jobTitle --to email")
        bench.connector.source.values.values = [:]
        await transcript.show(bench, "run preview acme --as-of 2026-12-01")
        await transcript.show(bench, "\(explain) 42")
        bench.connector.source.values.unreadable = [field.id]
        await transcript.show(bench, "\(explain) 42")
        await transcript.run(bench, "field unset acme jobTitle")
        try transcript.expect("carried")
    }

    /// One worker that is silent, one that drains, one in trouble, one that works on a run; another run is queued, and a tenant is suspended.
    @Test(arguments: OutputFormat.allCases)
    func ofTheFleet(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let bench = CommandLineBench()
        await transcript.show(bench, "fleet")
        let registry = InMemoryTenantRegistry(bench.database)
        let runs = InMemoryRunStore(bench.database)
        for slug in ["acme", "beta", "gamma"] {
            await bench.register(slug)
            _ = await bench.run("tenant", "edit", slug, "--daily-at", "05:30")
            try await registry.setState(.active, of: try await registry.tenant(try TenantSlug(slug)).id, from: [.draft])
        }
        let store = InMemoryFleetStore(bench.database)
        func worker(_ number: Int) -> WorkerIdentity {
            WorkerIdentity(name: "host:\(number)", host: "host", processID: number, version: "1.2.3", concurrency: 4)
        }
        try await store.beat(worker(1), isDraining: false, trouble: nil)
        bench.database.clock.advance(by: .seconds(46))
        try await store.beat(worker(2), isDraining: true, trouble: nil)
        try await store.beat(worker(3), isDraining: false, trouble: "keyring_unusable")
        try await store.beat(worker(4), isDraining: false, trouble: nil)
        let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
        for (slug, claimer) in [("acme", "host:4"), ("beta", nil)] {
            let id = try await runs.enqueue(
                NewRun(tenantID: try await registry.tenant(try TenantSlug(slug)).id, trigger: .manual, window: window))
            if let claimer { _ = try await runs.claim(id, worker: claimer, leaseSeconds: 60) }
        }
        try await suspend(try await registry.tenant(try TenantSlug("gamma")), bench.database)
        _ = try await registry.changeDialect(of: try await registry.tenant(try TenantSlug("beta")).id) {
            $0.doubt = ProbedWorld.doubt
        }
        bench.database.clock.advance(by: .seconds(5))
        await transcript.show(bench, "fleet")
        await transcript.show(bench, "tenant show gamma")
        await transcript.show(bench, "tenant list")
        await transcript.run(bench, "run cancel 1")
        try transcript.expect("fleet")
    }

    /// By scheduled runs that failed for what no retry fixes.
    private func suspend(_ tenant: Tenant, _ database: InMemoryDatabase) async throws {
        let (runs, schedules) = (InMemoryRunStore(database), InMemoryScheduleStore(database))
        for number in 0..<Tenant.failedDaysBeforeSuspension {
            let day = Sample.day("2026-12-01").adding(days: number)
            let due = DueRun(
                tenantID: tenant.id, due: DailySchedule.Due(day: day, moment: database.clock.wall),
                window: SyncWindow(asOf: day, horizonMonths: 6), delaySeconds: 0, zone: tenant.settings.calendar.zone,
                dailyAt: tenant.settings.dailyAt)
            let run = try #require(try await schedules.enqueue(due))
            let claimed = try #require(try await runs.claim(run, worker: "w", leaseSeconds: 60))
            let error = Failure.lucca(.keyUnknown)
            try await runs.finish(claimed.lease, RunOutcome(state: .failed, error: error, isMisconfigured: true), withheld: [])
        }
    }
}
