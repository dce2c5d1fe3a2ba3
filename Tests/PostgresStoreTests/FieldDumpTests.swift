import Foundation
import Logging
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Extra data in the database")
struct FieldDumpTests {
    /// Every row of every table, as text.
    private struct Dump: PostgresStatement {
        typealias Row = String
        static let sql = """
            select coalesce(string_agg(query_to_xml(format('select * from public.%I', relname), true, false, '')::text, ''), '')
                as dump
            from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
            """

        static func decode(_ row: PostgresRow) throws -> String { try row.text("dump") }
    }

    private static let canaries = [
        "canary", "2031-05-17", "17/05/2031", "98765.4321", "kept out by hand", "too long for the planning",
    ]

    /// Each kind of value: written, kept out by a planner's, refused, cut, in a form that does not fit, cleared, previewed and
    /// explained.
    @Test func noValueIsStored() async throws {
        try await TemporaryFolder.with { folder in
            let keyring = KeyringFile(path: "\(folder)/keyring.json")
            try keyring.initialize(now: Instant(secondsSince1970: 1_800_000_000))
            try await withTestDatabase { database, worker in
                let (source, planning) = (FakeSource(), FakePlanning())
                let ports = SyncPorts(
                    registry: PostgresTenantRegistry(pool: worker), runs: PostgresRunStore(pool: worker),
                    ledger: PostgresEventLedger(pool: worker),
                    vault: PostgresCredentialVault(pool: worker, masterKeys: MasterKeys(file: keyring)),
                    connector: FakeConnector(source: source, target: planning))
                var tenant = try await Samples.tenant("acme", in: worker)
                try await ports.registry.setScope(
                    DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: tenant.id)
                tenant = try await ports.registry.tenant(tenant.id)
                try await prepare(source, planning, ports.registry, tenant)
                let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                let sync = TenantSync(ports: ports, logger: quiet)
                let now = RunNow(
                    worker: RunWorker(sync: sync, clock: SteadyClock(ManualClock()), name: "one", logger: quiet))
                let asOf = Sample.day("2026-12-07")
                for round in 1...3 {
                    if round == 3 { source.change { $0.fields.values["1"] = [:] } }
                    _ = try await sync.preview(tenant, asOf: asOf)
                    _ = try await sync.explainFields(of: .named("1"), tenant, asOf: asOf)
                    _ = try await now.perform(tenant, asOf: asOf)
                }
                let memory = try await ports.ledger.load(tenant.id).fields
                #expect(Set(memory.map(\.state)) == [.written, .kept, .refused])
                #expect(planning.current.fields.values.flatMap(\.values).contains { $0.contains("canary") })
                let dump = try #require(try await database.superuser.query(Dump()).first)
                #expect(dump.contains("field_kept") && dump.contains("e_text"), "problems and rules are in it")
                for canary in Self.canaries { #expect(!dump.contains(canary), "\(canary)") }
            }
        }
    }

    private func prepare(
        _ source: FakeSource, _ planning: FakePlanning, _ registry: any TenantRegistry, _ tenant: Tenant
    ) async throws {
        let day = FieldValue.day(Sample.day("2031-05-17"))
        let values: [String: FieldValue] = [
            "e_text": .text("canary one"), "e_number": .number("98765.4321"), "e_day": day,
            "e_several": .several([.text("canary two"), day, .boolean(true)]),
            "e_long": .text("canary, too long for the planning"),
            "e_misfit": .text("canary, no date"), "e_refused": .text("canary, refused"), "e_kept": .text("canary, kept out"),
        ]
        func field(_ name: String) -> FieldID { FieldID(.custom(name)) }
        source.change { world in
            world.departments = [Department(id: "1", name: "Ateliers", hierarchy: "/1/")]
            world.employees = ["1", "2"].map { number in
                Employee(
                    id: EmployeeID(number), firstName: "", lastName: "", mail: "", login: "", employeeNumber: "00\(number)",
                    departmentID: "1")
            }
            for employee in world.employees {
                world.fields.values[employee.id] = Dictionary(uniqueKeysWithValues: values.map { (field($0), $1) })
            }
        }
        planning.change { world in
            world.departments = [PlanningDepartment(key: 21, label: "ateliers")]
            world.resources = [51, 52].map { key in
                Resource(key: ResourceKey(key), label: "", registrationNumber: "00\(key - 50)", departments: [21])
            }
            world.fields[51] = [.custom("e_kept"): "kept out by hand"]
            world.refusedFields = [.custom("e_refused")]
            world.fieldLengths[.custom("e_long")] = 10
        }
        for name in values.keys {
            let form: FieldRule.Form = name == "e_misfit" || name == "e_day" ? .date : name == "e_number" ? .number : .text
            try await registry.setFieldRule(
                FieldRule(
                    field: LuccaField(id: field(name), format: .text), target: .custom(name), form: form, clearsWhenEmpty: true),
                of: tenant.id)
        }
    }
}
