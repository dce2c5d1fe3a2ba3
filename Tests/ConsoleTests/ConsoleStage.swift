import Foundation
import Logging
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Console

/// A console over ports in memory, and browsers that send requests to it.
struct ConsoleStage: Sendable {
    let database = InMemoryDatabase()
    let services: Services
    let ports: ConsolePorts
    let handler: ConsoleHandler

    init(trustedHeader: String? = nil, acceptsAnyHost: Bool = false) throws {
        let database = database
        let prober = FakeProber()
        let connector = FakeConnector(source: FakeSource(Self.lucca), target: FakePlanning(Self.planning), prober: prober)
        let base = Services(
            registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database),
            schedules: InMemoryScheduleStore(database), fleet: InMemoryFleetStore(database),
            ledger: InMemoryEventLedger(database), records: InMemoryEmployeeRecords(database),
            vault: InMemoryVault(database), connector: connector, source: { _ in throw CancellationError() },
            target: { _ in throw CancellationError() }, prober: { _ in prober },
            checks: { _, _ in [RefusedKey()] },
            notices: InMemoryAPINoticeStore(database), alerts: InMemoryAlertStore(database), audit: InMemoryAuditLog(database),
            operators: InMemoryOperatorStore(database), batches: InMemoryBatchStore(database),
            queue: InMemoryWorkQueue(database), sessions: InMemoryConsoleSessionStore(database),
            console: InMemoryConsoleReading(database), addresses: NoAddresses(), workerName: "console:1",
            now: { database.clock.wall }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: SteadyClock(database.clock), trying: { _, _ in [] })
        services = base
        ports = ConsolePorts(logger: base.logger) { operation, reason, actor in
            var services = base
            services.audit = InMemoryAuditLog(
                database, audit: AuditContext(operation: operation ?? "console", reason: reason, session: actor?.secret))
            services.operators = actor?.operators(over: base.operators) ?? base.operators
            return services
        }
        handler = try ConsoleHandler(
            ports: ports, door: Door(trustedHeader: trustedHeader, acceptsAnyHost: acceptsAnyHost))
    }

    /// Of whom a worker reads: nothing but ids and dates comes to a page.
    private static var lucca: FakeSource.World {
        var world = FakeSource.World()
        world.departments = [Department(id: "1", name: "canary-department", hierarchy: "/1/")]
        world.employees = [Employee(id: "42", employeeNumber: "canary-number", departmentID: "1")]
        world.accounts = [LeaveAccount(id: "3", name: "canary-account")]
        world.leaves = Sample.leaves("42", "900", "3", from: "2026-12-24-AM", to: "2026-12-24-PM")
        return world
    }

    private static var planning: FakePlanning.World {
        var world = FakePlanning.World()
        world.resources = [Resource(key: 7, label: "canary-label", registrationNumber: "canary-number")]
        world.departments = [PlanningDepartment(key: 1, label: "canary-department")]
        world.types = [UnavailabilityType(key: 5, label: "canary-account"), UnavailabilityType(key: 6, label: "Absent")]
        return world
    }

    private struct RefusedKey: ConnectionChecking {
        func check() async -> [CheckResult] {
            [
                CheckResult(.luccaKey, .failed, .failure(.lucca(.keyUnknown))),
                CheckResult(.planningPMEAppKey, .ok, .appKeyKnown),
            ]
        }
    }

    /// Performs what is queued, as a worker does.
    func work() async throws {
        for lease in try await services.queue.claim(worker: Self.hostile, leaseSeconds: 60, atMost: 9) {
            let result = try await services.queue.claimed(lease).perform(services)
            try await services.queue.finish(lease, result: result)
        }
    }

    private struct NoAddresses: AddressReading {
        func luccaURL(pasted: String) throws -> String { pasted }
        func planningPMEURL(pasted: String) throws -> String { pasted }
        func isVendorsOwn(_ host: CredentialHost) -> Bool { true }
    }

    // MARK: People

    private var operators: InMemoryOperatorStore { InMemoryOperatorStore(database) }

    /// As an admin does: not as whom the console serves.
    func give(_ login: String, _ right: Right) async throws {
        operators.become(nil)
        #expect(try await operators.add(login, right, isShared: false, worksToo: false) == .added)
    }

    func disable(_ login: String) async throws {
        operators.become(nil)
        #expect(try await operators.disable(login) == .disabled)
    }

    /// What `passerelle console open` prints for that login.
    func link(of login: String) async throws -> ConsoleSecret {
        operators.become(login)
        defer { operators.become(nil) }
        return try await OpenConsole().performAudited(services).link
    }

    /// A browser of a person with that right.
    func signIn(_ login: String = "lea", _ right: Right = .viewer) async throws -> Browser {
        try await give(login, right)
        let answer = await Browser(stage: self).post("/signin", ["link": try await link(of: login).text])
        #expect(answer.status == 303)
        return try #require(Browser(stage: self, after: answer))
    }

    var entries: [AuditEntry] {
        get async throws { try await services.audit.list(AuditFilter(limit: 1000)) }
    }

    // MARK: A world

    static let hostile = "<script>alert('x')</script>\"&{{{svg}}}"
    static var escaped: String { PercentText.encoded(hostile) }

    /// An active tenant with runs: one in order, one with a hostile problem, one that withheld a deletion.
    func makeWorld() async throws -> (tenant: Tenant, withheld: RunID) {
        let tenant = try await services.registry.create(
            NewTenant(
                slug: TenantSlug("acme"), name: "canary-name \(Self.hostile)", environment: .production,
                luccaURL: "https://acme.ilucca.net", planningPMEURL: "https://api.planningpme.com/acme/",
                contact: "canary-contact",
                settings: TenantSettings(calendar: TenantCalendar(zone: try #require(TimeZone(identifier: "Europe/Paris")))),
                formerAccounts: []))
        try await services.registry.setScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: tenant.id)
        try await services.registry.setState(.active, of: tenant.id, from: [.draft])
        try await services.vault.set(Secret("canary-lucca-key"), .luccaAPIKey, of: tenant)
        try await services.vault.set(Secret("canary-planning-key"), .planningPMEAppKey, of: tenant)
        try await services.vault.set(Secret("canary-planning-token"), .planningPMEAuthToken, of: tenant)
        try await end(tenant, .succeeded)
        try await end(tenant, .partial, [Problem(.employee("42", identifier: Self.hostile), .resourceArchived(resource: 5))])
        let day = try await services.today(of: tenant)
        let start = TenantCalendar(zone: .gmt).startOfDay(day)
        let deletion = RunChange(
            .delete, .withheld,
            EventFacts(
                reference: EventReference(account: "acme", periodID: "900", accountID: "3", first: HalfDay(day, .morning)),
                employeeID: "42", resource: 7, type: 5, start: start, end: start.adding(seconds: 86_400)), because: .cancelled)
        let withheld = try await end(
            tenant, .needsReview,
            [
                Problem(.run, .deletionsWithheld(count: 1, reason: .tooManyDeletions(deletions: 1, futureEvents: 3)))
            ], withheld: [deletion])
        return (tenant, withheld)
    }

    @discardableResult
    func end(
        _ tenant: Tenant, _ state: RunState, _ problems: [Problem] = [], withheld: [RunChange] = []
    ) async throws -> RunID {
        database.clock.advance(by: .seconds(60))
        let window = SyncWindow(asOf: try await services.today(of: tenant), horizonMonths: 6)
        let claimed = try await services.runs.begin(
            NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: Self.hostile, leaseSeconds: 60)
        try await services.runs.finish(claimed.lease, RunOutcome(state: state, problems: problems), withheld: withheld)
        return claimed.run.id
    }
}

/// What one browser sends.
struct Browser: Sendable {
    let stage: ConsoleStage
    var cookie: String?
    var language: String?
    /// Of every request, in place of the usual ones.
    var fields: [String: String] = [:]

    init(stage: ConsoleStage) { self.stage = stage }

    /// - Parameter answer: that set its cookie.
    init?(stage: ConsoleStage, after answer: ConsoleAnswer) {
        guard let pair = answer.field("set-cookie")?.split(separator: ";").first else { return nil }
        self.init(stage: stage)
        cookie = String(pair)
    }

    func get(_ target: String) async -> ConsoleAnswer { await send("GET", target) }

    /// - Parameter ticked: the boxes that are ticked.
    func post(_ target: String, _ form: [String: String], ticked: [String] = []) async -> ConsoleAnswer {
        let body = (form.map { ($0.key, $0.value) } + ticked.map { ("only", $0) })
            .map { "\(PercentText.encoded($0.0))=\(PercentText.encoded($0.1))" }.joined(separator: "&")
        return await send(
            "POST", target,
            [
                "content-type": "application/x-www-form-urlencoded", "origin": "http://127.0.0.1:8750",
                "sec-fetch-site": "same-origin",
            ], Array(body.utf8))
    }

    func send(
        _ method: String, _ target: String, _ own: [String: String] = [:], _ body: [UInt8] = []
    ) async -> ConsoleAnswer {
        var all = ["host": "127.0.0.1:8750"].merging(own) { _, own in own }.merging(fields) { _, own in own }
        if let cookie { all["cookie"] = cookie }
        if let language { all["accept-language"] = language }
        return await stage.handler.answer(
            ConsoleRequest(
                method: method, target: target, fields: all.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) }, body: body))
    }

    /// The key in the forms of a page.
    func key() async throws -> String {
        let page = await get("/").text
        let match = try #require(page.firstMatch(of: /name="key" value="([^"]+)"/))
        return String(match.1)
    }
}

extension ConsoleAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
}
