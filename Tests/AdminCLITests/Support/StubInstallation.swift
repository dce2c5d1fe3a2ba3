import AppWiring
import Logging
import Operations
import SyncCore
import SyncEngine
import SyncTestKit

@testable import AdminCLI

/// In-memory ports behind the commands.
struct StubInstallation: Installation {
    let services: Services
    private let database: InMemoryDatabase
    private var reason: String?
    var schemaStatus = SchemaStatus(
        steps: [.init(name: "m0001_pre_baseline", appliedAt: Instant(secondsSince1970: 0))], isOpenToEveryLogin: false,
        database: "db")
    var keyringStatus = KeyringStatus(path: "/etc/passerelle/keyring", keys: [])
    var failure: SyncError?
    var alertReceiver: FakeAlertReceiver?

    init(
        _ database: InMemoryDatabase, connector: StubConnector = StubConnector(), checks: [CheckResult] = [],
        failure: SyncError? = nil
    ) {
        self.failure = failure
        self.database = database
        services = Services(
            registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database),
            schedules: InMemoryScheduleStore(database), fleet: InMemoryFleetStore(database),
            ledger: InMemoryEventLedger(database), records: InMemoryEmployeeRecords(database),
            vault: InMemoryVault(database), connector: connector, source: { try await connector.connect($0).source },
            target: { try await connector.connect($0).target },
            prober: { tenant in
                _ = try await connector.connect(tenant)
                return connector.prober
            }, checks: { _, _ in [StubCheck(results: checks)] }, notices: InMemoryAPINoticeStore(database),
            alerts: InMemoryAlertStore(database), audit: InMemoryAuditLog(database), operators: InMemoryOperatorStore(database),
            batches: InMemoryBatchStore(database), queue: InMemoryWorkQueue(database),
            sessions: InMemoryConsoleSessionStore(database), console: InMemoryConsoleReading(database),
            addresses: TenantAddresses(allowLoopback: false),
            workerName: "test:1", now: { database.clock.wall },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: SteadyClock(database.clock),
            trying: { _, _ in [] })
    }

    var addresses: any AddressReading { TenantAddresses(allowLoopback: false) }
    var schema: any SchemaAdministration { StubSchema(statusNow: schemaStatus) }
    var keyring: any KeyringAdministration { StubKeyring(statusNow: keyringStatus) }

    func withServices<Result: Sendable>(
        _ access: Access, for operation: String?, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        if let failure { throw failure }
        var services = services
        let context = operation.map { AuditContext(operation: $0, reason: reason, claimed: "lea@test") }
        services.audit = InMemoryAuditLog(database, audit: context)
        services.records = InMemoryEmployeeRecords(database, audit: context)
        services.alertReceiver = alertReceiver
        return try await body(services)
    }

    func serveConsole<Result: Sendable>(
        byProxy: Bool, _ body: (ConsolePorts) async throws -> Result
    ) async throws -> Result {
        if let failure { throw failure }
        let services = services
        return try await body(ConsolePorts(logger: services.logger) { _, _, _ in services })
    }

    func giving(_ reason: String) -> any Installation {
        var installation = self
        installation.reason = reason
        return installation
    }

    /// The file that the program creates; nothing is written to it.
    func recording(into path: String) throws -> (installation: any Installation, recording: any SupportRecording) {
        (self, try RecordingFile(path: path))
    }

    func work(
        _ settings: WorkerSettings, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void
    ) async throws {
        if let failure { throw failure }
        onStarted()
    }
}

private struct StubSchema: SchemaAdministration {
    let statusNow: SchemaStatus

    func migrate(applied: (String) -> Void) async throws -> [String] {
        for name in statusNow.pending { applied(name) }
        return statusNow.pending
    }

    func status() async throws -> SchemaStatus { statusNow }
}

private struct StubKeyring: KeyringAdministration {
    let statusNow: KeyringStatus

    func create() async throws -> String { statusNow.path }
    func rotate() async throws -> KeyringRotationReport {
        KeyringRotationReport(currentKeyID: "k2", addedKey: true, rewrapped: 3)
    }
    func status() async throws -> KeyringStatus { statusNow }
    func publish() async throws -> String? { "sk-0a1b2c3d4e5f" }
}
