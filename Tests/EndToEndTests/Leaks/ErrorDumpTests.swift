import AppWiring
import Foundation
import Logging
import Operations
import Simulators
import SyncCore
import SyncEngine
import Synchronization
import Testing

/// Errors as a crash report, a debugger or a careless log line would show them: everything that reflection reaches.
@Suite("Errors, dumped", .serialized)
struct ErrorDumpTests {
    /// Unusable answers that are reported at once, rather than retried.
    private static let faults: [FaultKind] = [
        .status(code: 400, afterWork: false, retryAfter: nil), .status(code: 401, afterWork: false, retryAfter: nil),
        .status(code: 403, afterWork: false, retryAfter: nil), .status(code: 404, afterWork: false, retryAfter: nil),
        .status(code: 409, afterWork: false, retryAfter: nil), .html(status: 200), .html(status: 403), .truncatedJSON,
        .wrongType(member: nil, everywhere: true), .wrongType(member: "name", everywhere: true),
        .wrongType(member: "label", everywhere: true), .null(member: nil, everywhere: true), .invalidUTF8,
        .redirect(
            to: "http://127.0.0.1:1/\(EveryWrite.reason)/?token=\(SimulatedPlanning.tokenBeginning)1-x#\(EveryWrite.mail)"),
    ]

    @Test(
        "No error of a remote system, the vault or the database shows a canary, nor do the objects that hold the secrets"
    )
    func noErrorShowsACanary() async throws {
        try await LeakScene.with(seed: 35) { scene in
            let log = Mutex("")
            let graph = AppGraph(
                configuration: AppConfiguration(
                    databaseURL: Secret(scene.databaseURL), keyringPath: scene.installation.path("keyring.json"),
                    logLevel: .trace, logFormat: .json, allowLoopback: true,
                    development: DevelopmentSettings(luccaTokenURL: scene.tokenURL)),
                facts: ProcessFacts(
                    arguments: [], environment: [:], workerName: "test:1", now: { Instant(secondsSince1970: 1_796_000_000) })
            ) { line in log.withLock { $0 += line } }
            var seen = 0
            var refused = 0
            try await graph.withServices { services in
                try await expectCleanRun(services, scene)
                let tenant = try await services.registry.tenant(TenantSlug(scene.tenant.slug))
                let source = try await services.source(tenant)
                let second = try await services.source(of: tenant, in: .second)
                let target = try await services.target(tenant)
                for fault in Self.faults {
                    try await scene.forgetRequests()
                    scene.installation.world.faults.add(Fault(fault, times: nil))
                    seen += try await expectCleanErrors(of: Self.work(source, target), with: fault, scene)
                    try await scene.forgetRequests()
                    seen += try await expectCleanErrors(of: Self.reading(second), with: fault, scene)
                    try await scene.forgetRequests()
                    for check in await services.checks(tenant, APINotices()) {
                        scene.expectClean(await check.check(), "a check with \(fault)")
                    }
                    scene.resetFaults()
                    // First a good read: then the write is refused.
                    for method in ["PUT", "DELETE"] {
                        scene.installation.world.faults.add(
                            Fault(fault, remote: .planningpme, method: method, route: "/api/*", times: nil))
                    }
                    refused += try await expectCleanErrors(of: Self.writes(target, scene), with: fault, scene)
                    scene.resetFaults()
                }
                for value in [services, source, second, target, graph, tenant, services.vault] as [Any] {
                    scene.expectClean(value, "\(type(of: value))")
                }
                for work in Self.input(services, scene) {
                    let error = await #expect(throws: (any Error).self, "\(work.name)") { try await work.body() }
                    if let error { scene.expectClean(error, work.name) }
                }
            }
            #expect(seen > 100 && refused > 10, "errors occurred")
            #expect(scene.search.found(in: log.withLock { $0 }).isEmpty)
            #expect(log.withLock { $0.contains("request sent") }, "the log shows what happened")
        }
    }

    /// A run in which each kind of write was refused, as the store returns it.
    private func expectCleanRun(_ services: Services, _ scene: LeakScene) async throws {
        let (_, refused) = try await scene.refuseEveryWrite {
            try await services.runNow(scene.tenant, asOf: scene.installation.world.today)
        }
        let codes = Set(refused.problems.map(\.code.rawValue))
        #expect(codes.isSuperset(of: LeakScene.refusalCodes), "\(codes.sorted())")
        let changes = try await services.runs.changes(of: refused.run.id)
        #expect(changes.contains { $0.outcome == .rejected })
        for value in [refused.run, refused.problems, changes] as [Any] { scene.expectClean(value, "\(type(of: value))") }
    }

    /// - Returns: how many errors there were.
    private func expectCleanErrors(of works: [Work], with fault: FaultKind, _ scene: LeakScene) async -> Int {
        var count = 0
        for work in works {
            do {
                try await work.body()
            } catch {
                count += 1
                scene.expectClean(error, "\(work.name) with \(fault)")
            }
        }
        return count
    }

    @Test("No error of an unreachable database or a rejected login shows the password")
    func noDatabaseErrorShowsThePassword() async throws {
        let password = "Kanari-Pass@wort/9d1c"
        let half = [
            Canary(.databasePassword, "Kanari-Pass"), Canary(.databasePassword, "wort/9d1c"),
            Canary(.databasePassword, "wort%2F9d1c"),
        ]
        let search = CanarySearch(half)
        let encoded = "Kanari-Pass%40wort%2F9d1c"
        for url in [
            "host=127.0.0.1 port=1 user=u dbname=x password=\(password)", "postgresql://u:\(encoded)@127.0.0.1:1/x",
            // As people write them: characters with a special meaning in an address.
            "postgresql://u:\(password)@127.0.0.1:1/x", "postgres://u:Kanari-Pass@wort@127.0.0.1:1/x",
            "postgresql://u:Kanari-Pass/wort@127.0.0.1:1/x", "postgresql://u:Kanari-Pass#wort@127.0.0.1:1/x",
            "postgresql://u:Kanari-Pass?wort@127.0.0.1:1/x", "postgresql://u:Kanari-Pass:wort@127.0.0.1:1/x",
            "host=127.0.0.1 port=1 user=u password=Kanari-Pass wort/9d1c", "host=127.0.0.1 port=1 user=u password='Kanari-Pass",
            "Kanari-Pass",
        ] {
            let log = Mutex("")
            let graph = AppGraph(
                configuration: AppConfiguration(databaseURL: Secret(url), keyringPath: "/nowhere", logLevel: .trace),
                facts: ProcessFacts(arguments: [], environment: [:], workerName: "test:1", now: { Instant(secondsSince1970: 0) })
            ) { line in log.withLock { $0 += line } }
            let error = await #expect(throws: (any Error).self) { try await graph.withServices { _ in } }
            let told = log.withLock { $0 } + (error.map { LeakScene.everything(of: $0) } ?? "")
            let found = search.found(in: told)
            #expect(found.isEmpty, "\(url) is shown as\n\(told)")
        }
    }

    private struct Work {
        let name: String
        let body: () async throws -> Void
    }

    /// What a run reads of Lucca, extra data included.
    private static func reading(_ source: any HRSource) throws -> [Work] {
        let from = try #require(CalendarDay("2026-11-01"))
        let through = try #require(CalendarDay("2027-05-31"))
        let fields = [
            LuccaField(id: FieldID(.custom("e_taille")), format: .text),
            LuccaField(id: FieldID(.custom("e_Site-chantier")), format: .list),
            LuccaField(id: FieldID(.part(of: "e_vehicule", "e_km")), format: .number),
        ]
        return [
            Work(name: "employees") { _ = try await source.employees(in: nil) },
            Work(name: "departments") { _ = try await source.departments() },
            Work(name: "leaves") { _ = try await source.leaves(ofEmployeesIn: ["1"], from: from, through: through) },
            Work(name: "extra data") { _ = try await source.employees(in: nil, with: fields) },
            Work(name: "offered fields") { _ = try await source.offeredFields(in: nil) },
        ]
    }

    private static func work(_ source: any HRSource, _ target: any PlanningTarget) throws -> [Work] {
        let day = try #require(CalendarDay("2026-11-01"))
        let start = Instant(secondsSince1970: 1_796_000_000)
        let end = start.adding(seconds: 86_400)
        let reference = EventReference(
            account: "acme", periodID: "1", accountID: "2", first: HalfDay(day, .morning))
        let draft = EventFacts(
            reference: reference, employeeID: "1", resource: 1, type: 1, start: start, end: end)
        let person = ResourceDraft(
            label: EveryWrite.lastName, lastName: EveryWrite.lastName, firstName: EveryWrite.firstName, email: EveryWrite.mail,
            registrationNumber: "1", department: nil)
        return try reading(source) + [
            Work(name: "resources") { _ = try await target.resources() },
            Work(name: "planning departments") { _ = try await target.departments() },
            Work(name: "types") { _ = try await target.types() },
            Work(name: "events") { _ = try await target.unavailabilities(from: start, to: end, resources: nil) },
            Work(name: "create") { _ = try await target.create(draft) },
            Work(name: "create a type") { _ = try await target.createType(label: EveryWrite.reason) },
            Work(name: "create a department") { _ = try await target.createDepartment(label: EveryWrite.department) },
            Work(name: "create a resource") { _ = try await target.createResource(person) },
            // None of these exists: calls that reach the database leave nothing behind.
            Work(name: "event") { _ = try await target.unavailability(1) },
            Work(name: "update") { _ = try await target.update(1, to: draft, replacing: reference) },
            Work(name: "delete") { _ = try await target.delete(1) },
            Work(name: "fields of resources") { _ = try await target.resourceFields() },
            Work(name: "change a resource") {
                _ = try await target.updateResource(1, ResourceChange(registrationNumber: "1"))
            },
        ]
    }

    /// For existing things, so that they are read before they are written.
    private static func writes(_ target: any PlanningTarget, _ scene: LeakScene) throws -> [Work] {
        let planning = scene.tenant.planning
        let event = EventKey(try #require(scene.tenant.ours().last).key)
        let resource = ResourceKey(try #require(planning.resources.first).key)
        let type = UnavailabilityTypeKey(try #require(planning.types.first).key)
        let day = try #require(CalendarDay("2027-01-11"))
        let reference = EventReference(
            account: scene.tenant.slug, periodID: "1", accountID: "2", first: HalfDay(day, .morning))
        let start = Instant(secondsSince1970: 1_799_625_600)
        let draft = EventFacts(
            reference: reference, employeeID: "1", resource: resource, type: type, start: start,
            end: start.adding(seconds: 43_200))
        return [
            Work(name: "update, refused") { _ = try await target.update(event, to: draft, replacing: reference) },
            Work(name: "change a resource, refused") {
                // A different one each time: an unchanged value is not sent.
                _ = try await target.updateResource(resource, ResourceChange(registrationNumber: UUID().uuidString))
            },
            Work(name: "change extra data, refused") {
                let write = FieldWrite(
                    target: .custom("Site"), text: FieldText("\(EveryWrite.reason) \(UUID().uuidString.prefix(8))"), form: .text,
                    replaces: true,
                    isOurs: { _ in false })
                _ = try await target.updateResource(resource, ResourceChange(fields: [write]))
            },
            Work(name: "delete, refused") { _ = try await target.delete(event) },
        ]
    }

    /// Errors with secrets that were typed or stored.
    private static func input(_ services: Services, _ scene: LeakScene) -> [Work] {
        let key = scene.tenant.credentials.luccaKey
        return [
            Work(name: "a Lucca address with a key in it") {
                _ = try services.addresses.luccaURL(pasted: "https://u:\(key)@acme.ilucca.net/?key=\(key)")
            },
            Work(name: "a PlanningPME address with a key in it") {
                _ = try services.addresses.planningPMEURL(pasted: "ftp://\(key)@api.planningpme.com/\(key)/")
            },
            Work(name: "a secret that was changed in the database") {
                _ = try await scene.installation.sql(
                    "update credential set sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1)")
                let tenant = try await services.registry.tenant(TenantSlug(scene.tenant.slug))
                _ = try await services.vault.open(.luccaAPIKey, of: tenant)
            },
            Work(name: "a data key that was changed in the database") {
                _ = try await scene.installation.sql(
                    "update tenant_data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)")
                let tenant = try await services.registry.tenant(TenantSlug(scene.tenant.slug))
                _ = try await services.vault.open(.luccaAPIKey, of: tenant)
            },
        ]
    }
}

extension LeakScene {
    /// Every text that can be extracted from a value without knowing it.
    static func everything(of value: Any) -> String {
        var text = "\(value)\n" + String(describing: value) + "\n" + String(reflecting: value) + "\n"
        dump(value, to: &text, maxDepth: 14, maxItems: 20_000)
        if let error = value as? any Error {
            let bridged = error as NSError
            text += "\(error.localizedDescription)\n\(bridged)\n\(bridged.userInfo)\n\(bridged.domain)\n"
        }
        if let value = value as? any Encodable, let json = try? JSONEncoder().encode(value) {
            text += String(decoding: json, as: UTF8.self)
        }
        return text
    }

    func expectClean(_ value: Any, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let text = Self.everything(of: value)
        let found = search.found(in: text)
        #expect(found.isEmpty, "\(what) shows \(names(found)):\n\(text.prefix(3000))", sourceLocation: sourceLocation)
    }
}
