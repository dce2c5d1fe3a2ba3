import AppWiring
import Logging
import SyncCore
import SyncEngine
import SyncTestKit

@testable import AdminCLI

/// Ports in memory behind the commands.
struct StubBackend: Backend {
    let services: Services
    var schema = SchemaReport(steps: [.init(name: "m0001_pre_baseline", appliedAt: Instant(secondsSince1970: 0))])
    var keyring = KeyringReport(path: "/etc/passerelle/keyring", keys: [])
    var failure: SyncError?

    init(
        _ database: InMemoryDatabase, connector: StubConnector = StubConnector(), checks: [CheckResult] = [],
        failure: SyncError? = nil
    ) {
        self.failure = failure
        services = Services(
            registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database),
            schedules: InMemoryScheduleStore(database), fleet: InMemoryFleetStore(database),
            ledger: InMemoryEventLedger(database),
            vault: InMemoryVault(database), connector: connector, source: { try await connector.connect($0).source },
            target: { try await connector.connect($0).target },
            prober: { tenant in
                _ = try await connector.connect(tenant)
                return connector.prober
            }, checks: { _ in [StubCheck(results: checks)] },
            addresses: TenantAddresses(allowLoopback: false),
            workerName: "test:1", now: { database.clock.wall },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    var addresses: TenantAddresses { TenantAddresses(allowLoopback: false) }

    func withServices(
        _ access: AppGraph.Access, recording: SupportRecording?, _ body: (Services) async throws -> CommandExit
    ) async throws -> CommandExit {
        if let failure { throw failure }
        return try await body(services)
    }

    func migrate(applied: (String) -> Void) async throws -> [String] {
        for name in schema.pending { applied(name) }
        return schema.pending
    }

    func schemaReport() async throws -> SchemaReport { schema }
    func createKeyring() async throws -> String { keyring.path }
    func rotateKeyring() async throws -> KeyringTurn { KeyringTurn(currentKeyID: "k2", addedKey: true, rewrapped: 3) }
    func keyringReport() async throws -> KeyringReport { keyring }

    func work(
        _ options: WorkerOptions, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void
    ) async throws {
        if let failure { throw failure }
        onStarted()
    }
}
