import Foundation
import Logging
import Operations
import SyncCore
import SyncEngine
import SyncTestKit

/// A front end over the operations, with everything behind it in memory: a tenant in production, complete except for a probe.
struct Front: Sendable {
    let database = InMemoryDatabase()
    let source: FakeSource
    let planning: FakePlanning
    let connector: FakeConnector
    let alertmanager: FakeAlertReceiver
    var services: Services

    /// - Parameters:
    ///   - checks: results of the connection tests.
    ///   - note: adds what the answers of a check say about their interfaces.
    init(checks: [CheckResult] = [], note: @escaping @Sendable (APINotices) -> Void = { _ in }) {
        var lucca = FakeSource.World()
        lucca.departments = [Department(id: "1", name: "Acme", hierarchy: "/1/")]
        lucca.employees = [Employee(id: "42", employeeNumber: "00042", departmentID: "1")]
        lucca.accounts = [LeaveAccount(id: "3", name: "Congés payés")]
        lucca.leaves = Sample.leaves("42", "900", "3", from: "2026-12-24-AM", to: "2026-12-24-PM")
        var world = FakePlanning.World()
        world.resources = [Resource(key: 7, label: "A", registrationNumber: "00042")]
        world.departments = [PlanningDepartment(key: 1, label: "Acme")]
        world.types = [UnavailabilityType(key: 5, label: "Congés payés"), UnavailabilityType(key: 6, label: "Absent")]
        let (source, planning, prober) = (FakeSource(lucca), FakePlanning(world), FakeProber())
        let alertmanager = FakeAlertReceiver()
        self.alertmanager = alertmanager
        self.source = source
        self.planning = planning
        let connector = FakeConnector(source: source, target: planning, prober: prober)
        self.connector = connector
        let database = database
        services = Services(
            registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database),
            schedules: InMemoryScheduleStore(database), fleet: InMemoryFleetStore(database),
            ledger: InMemoryEventLedger(database), records: InMemoryEmployeeRecords(database),
            vault: InMemoryVault(database), connector: connector,
            source: { _ in source }, target: { _ in planning }, prober: { _ in prober },
            checks: { _, notices in
                note(notices)
                return [FixedCheck(results: checks)]
            },
            notices: InMemoryAPINoticeStore(database), alerts: InMemoryAlertStore(database), audit: InMemoryAuditLog(database),
            operators: InMemoryOperatorStore(database), batches: InMemoryBatchStore(database),
            queue: InMemoryWorkQueue(database),
            sessions: InMemoryConsoleSessionStore(database), console: InMemoryConsoleReading(database), addresses: AnyAddress(),
            workerName: "front:1",
            now: { database.clock.wall }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            alertReceiver: alertmanager, clock: SteadyClock(database.clock), trying: { _, _ in [] })
    }

    func perform<Work: ServiceOperation>(_ operation: Work) async throws -> Work.Report {
        try await operation.performAudited(services)
    }

    /// A draft without a scope and without secrets.
    @discardableResult
    func register(_ slug: String = "acme", lucca: String? = nil) async throws -> Tenant {
        try await perform(
            CreateTenant(
                NewTenant(
                    slug: try TenantSlug(slug), name: "Acme SA", environment: .production,
                    luccaURL: lucca ?? "https://\(slug).ilucca.net", planningPMEURL: "https://api.planningpme.com/acme/",
                    contact: nil,
                    settings: TenantSettings(calendar: TenantCalendar(zone: Sample.zone()))))
        ).tenant
    }

    func giveScope() async throws {
        let scope = DepartmentScope(bases: [.init(id: "1", withDescendants: true)])
        _ = try await perform(SetScope(scope, of: try TenantSlug("acme")))
    }

    func giveSecrets() async throws {
        for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey, .planningPMEAuthToken] {
            _ = try await perform(SetCredential(Secret("of \(kind.rawValue)"), kind, of: try TenantSlug("acme")))
        }
    }

    /// What Lucca offers, and what the planning's resources show.
    func offerFields(onPlanning shown: [FieldTarget] = [.custom("Site"), .custom("Permis")]) {
        let formats: [(FieldID.Kind, FieldFormat)] = [
            (.standard(.phone), .text), (.standard(.mobile), .text), (.custom("e_site"), .list), (.custom("e_date"), .date),
            (.custom("e_photo"), .file),
        ]
        source.change { $0.offered = formats.map { OfferedField(field: LuccaField(id: FieldID($0), format: $1)) } }
        planning.change { $0.fields[7] = Dictionary(uniqueKeysWithValues: shown.map { ($0, "x") }) }
    }

    var tenant: Tenant {
        get async throws { try await services.registry.tenant(try TenantSlug("acme")) }
    }

    /// A tenant that may be synced, with a run that succeeded.
    func sync() async throws {
        try await register()
        try await giveScope()
        try await giveSecrets()
        _ = try await perform(SyncNow(of: try TenantSlug("acme")))
    }
}

private struct FixedCheck: ConnectionChecking {
    let results: [CheckResult]

    func check() async -> [CheckResult] { results }
}

/// Accepts every address unchanged.
private struct AnyAddress: AddressReading {
    func luccaURL(pasted: String) throws -> String { pasted }
    func planningPMEURL(pasted: String) throws -> String { pasted }
    func isVendorsOwn(_ host: CredentialHost) -> Bool { true }
}
