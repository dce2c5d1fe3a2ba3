public import PostgresClient
public import SyncCore

/// Puts every tenant's data key under a new master key while workers run. It may be interrupted anywhere and run again: each
/// data key is under the old key or the new one, and the keyring keeps both.
public struct KeyringRotation: Sendable {
    public enum Step: Sendable, Hashable {
        case keyAdded(String)
        case rewrapped(TenantID)
    }

    private let database: StoreDatabase
    private let masterKeys: MasterKeys

    /// - Parameter pool: its connections act as `passerelle_worker`.
    public init(pool: PostgresPool, masterKeys: MasterKeys) {
        database = StoreDatabase(pool: pool)
        self.masterKeys = masterKeys
    }

    /// Adds a master key, unless some tenants are not yet under the last one, and re-wraps the data keys under others.
    /// A database that accepts no writes leaves the keyring as it was.
    /// - Parameter after: told of each step once it is lasting; what it throws ends the rotation there.
    public func rotate(now: Instant, after: (Step) async throws -> Void = { _ in }) async throws -> RotationReport {
        var current = try await masterKeys.current()
        var waiting = try await tenantsNot(under: current)
        let addsKey = waiting.isEmpty
        if addsKey {
            // A key that is in the file and re-wraps nothing is the one that new tenants would be sealed under: other servers lack it.
            try await database.execute(RequireWritable())
            current = try masterKeys.file.addKey(now: now).current
            try await after(.keyAdded(current.id))
            waiting = try await tenantsNot(under: current)
        }
        var rewrapped = 0
        for tenant in waiting {
            if try await rewrap(tenant, under: current) { rewrapped += 1 }
            try await after(.rewrapped(tenant))
        }
        return RotationReport(currentKeyID: current.id, addedKey: addsKey, rewrapped: rewrapped)
    }

    /// Every key of the keyring, oldest first, then keys that are in use and missing from it.
    public func status() async throws -> [MasterKeyUsage] {
        let keyring = try masterKeys.file.load()
        let used = Dictionary(
            try await database.query(ListDataKeyUsage()).map { ($0.masterKeyID, $0.tenants) }, uniquingKeysWith: +)
        let held = keyring.keys.map { key in
            MasterKeyUsage(
                id: key.id, createdAt: key.createdAt, isCurrent: key.id == keyring.current.id, tenants: used[key.id] ?? 0)
        }
        let missing = used.filter { keyring[$0.key] == nil }.sorted { $0.key < $1.key }
        return held + missing.map { MasterKeyUsage(id: $0.key, createdAt: nil, isCurrent: false, tenants: $0.value) }
    }

    private func tenantsNot(under key: MasterKey) async throws -> [TenantID] {
        try await database.query(ListTenantsUnderOtherMasterKey(current: key.id))
    }

    /// - Returns: false when the tenant is gone.
    private func rewrap(_ tenant: TenantID, under master: MasterKey) async throws -> Bool {
        let stored = try await database.transaction(of: tenant, .read) { try await $0.query(SelectDataKey()).first }
        guard let stored, stored.masterKeyID != master.id else { return false }
        let vault = DataKeyVault(masterKeys: masterKeys)
        let wrapped = try vault.wrap(try await vault.unwrap(stored, of: tenant), with: master, of: tenant)
        try await database.transaction(of: tenant) {
            _ = try await $0.execute(RewrapDataKey(key: wrapped, replacing: stored.masterKeyID))
        }
        return true
    }
}
