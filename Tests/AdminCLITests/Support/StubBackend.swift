import AppWiring
import SyncCore
import SyncEngine
import SyncTestKit

@testable import AdminCLI

/// Ports in memory behind the commands.
struct StubBackend: Backend {
    let services: Services
    var schema = SchemaReport(steps: [.init(name: "m0001_pre_registry", isApplied: true)])
    var keyring = KeyringReport(path: "/etc/passerelle/keyring", keys: [], missing: [])
    var failure: SyncError?

    init(
        _ database: InMemoryDatabase, connector: StubConnector = StubConnector(), checks: [CheckResult] = [],
        failure: SyncError? = nil
    ) {
        self.failure = failure
        services = Services(
            registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database), ledger: InMemoryEventLedger(database),
            vault: InMemoryVault(database), connector: connector, checks: { _ in [StubCheck(results: checks)] },
            addresses: TenantAddresses(allowLoopback: false),
            workerName: "test:1", now: { database.clock.wall })
    }

    var addresses: TenantAddresses { TenantAddresses(allowLoopback: false) }

    func withServices(_ body: @Sendable (Services) async throws -> CommandExit) async throws -> CommandExit {
        if let failure { throw failure }
        return try await body(services)
    }

    func migrate() async throws -> [String] { schema.pending }
    func schemaReport() async throws -> SchemaReport { schema }
    func createKeyring() async throws -> String { keyring.path }
    func rotateKeyring() async throws -> Int { 3 }
    func keyringReport() async throws -> KeyringReport { keyring }
}
