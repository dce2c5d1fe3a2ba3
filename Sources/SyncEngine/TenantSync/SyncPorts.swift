/// The ports of one sync.
public struct SyncPorts: Sendable {
    public let registry: any TenantRegistry
    public let runs: any RunStore
    public let ledger: any EventLedger
    public let vault: any CredentialVault
    public let connector: any TenantConnector

    public init(
        registry: any TenantRegistry, runs: any RunStore, ledger: any EventLedger, vault: any CredentialVault,
        connector: any TenantConnector
    ) {
        self.registry = registry
        self.runs = runs
        self.ledger = ledger
        self.vault = vault
        self.connector = connector
    }
}
