package import PostgresClient
package import SyncCore
package import SyncEngine

/// Moves every tenant's data key to a new master key while workers run. It may be interrupted anywhere and run again: each data
/// key is under the old key or the new one, and the keyring keeps both.
package struct KeyringRotation: Sendable {
    package enum Step: Sendable, Hashable {
        case keyAdded(String)
        case rewrapped(TenantID)
    }

    private let database: StoreDatabase
    private let masterKeys: MasterKeys

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker`.
    ///   - audit: what the audit log records of a new key.
    package init(pool: PostgresPool, masterKeys: MasterKeys, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
        self.masterKeys = masterKeys
    }

    /// Adds a master key, unless some tenants are not yet under the last one, and rewraps the data keys under other keys, except
    /// another installation's. A read-only database leaves the keyring unchanged.
    /// - Parameter after: called after each step is durable; an error it throws ends the rotation there.
    /// - Throws: `keyring_unusable`, also if another server's rotation was faster.
    package func rotate(now: Instant, after: (Step) async throws -> Void = { _ in }) async throws -> KeyringRotationReport {
        let register = try await MasterKeyRegister.read(database)
        try refuseOvertaken(register)
        var current = try await masterKeys.current()
        let foreign = register.foreign(to: try masterKeys.file.load())
        var waiting = try await tenantsNot(under: current, nor: foreign)
        let addsKey = waiting.isEmpty
        if addsKey {
            // Fail before adding a key: new tenants would be sealed under it, and other servers lack it.
            try await database.execute(RequireWritable())
            current = try masterKeys.file.addKey(now: now).current
            try await after(.keyAdded(current.id))
            guard try await record(current, register) else { return try await giveWay(current, now: now, after: after) }
            waiting = try await tenantsNot(under: current, nor: foreign)
        } else if !register.isKnown(current.id) {
            // An earlier rotation ended right after writing the file.
            _ = try await record(current, register)
            try refuseOvertaken(try await MasterKeyRegister.read(database))
        }
        var rewrapped = 0
        for tenant in waiting {
            if try await rewrap(tenant, under: current) { rewrapped += 1 }
            try await after(.rewrapped(tenant))
        }
        return KeyringRotationReport(currentKeyID: current.id, addedKey: addsKey, rewrapped: rewrapped)
    }

    /// Publishes the public half of the newest sealing key, so that secrets can be stored where there is no keyring. From then on it is
    /// used, also if an older key was published since.
    /// - Returns: its id; nil for a keyring of an older release, until its next rotation.
    package func publish() async throws -> String? {
        guard let key = try await masterKeys.newestSealingKey() else { return nil }
        try await database.transaction { _ = try await $0.execute(PublishKey(key: key.publicHalf)) }
        return key.id
    }

    /// - Returns: false if another rotation with the same initial keys was faster.
    private func record(_ key: MasterKey, _ register: MasterKeyRegister) async throws -> Bool {
        // An installation without any data key has no key on record: its keyring's keys come first.
        var next = register
        if register.known.isEmpty, let first = try masterKeys.file.load().keys.first, first.id != key.id {
            _ = try await insert(register.next(first.id))
            next = try await MasterKeyRegister.read(database)
        }
        if try await insert(next.next(key.id)) { return true }
        // A concurrent rotation of the same file may have done it.
        return try await MasterKeyRegister.read(database).isKnown(key.id)
    }

    /// - Returns: false if the key or its number was taken.
    private func insert(_ key: KnownMasterKey) async throws -> Bool {
        try await database.transaction { try await $0.query(InsertMasterKey(key: key)).first == true }
    }

    /// Another rotation was faster: if it used this file, its key is here and its work can be finished; if it used another file,
    /// the key added here wraps nothing and is removed.
    private func giveWay(
        _ added: MasterKey, now: Instant, after: (Step) async throws -> Void
    ) async throws -> KeyringRotationReport {
        let register = try await MasterKeyRegister.read(database)
        if register.used[added.id] == nil { try masterKeys.file.removeKey(added.id) }
        try refuseOvertaken(register)
        return try await rotate(now: now, after: after)
    }

    private func refuseOvertaken(_ register: MasterKeyRegister) throws(SyncError) {
        let file = masterKeys.file
        let keyring = try file.load()
        guard let key = register.overtaking(keyring) else { return }
        guard register.known.contains(where: { keyring[$0.id] != nil }) else {
            throw SyncError(.keyring(.otherInstallationLacks(id: key), path: ShownText(file.path)))
        }
        throw SyncError(.keyring(.rotatedElsewhere(id: key), path: ShownText(file.path)))
    }

    /// Every key of the keyring, oldest first, then keys in use that it lacks.
    package func status() async throws -> [MasterKeyUsage] {
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

    /// The published sealing keys, the one in use first, then those of waiting secrets that are not published.
    package func sealingKeys() async throws -> [SealingKeyUsage] {
        let keyring = try masterKeys.file.load()
        return try await database.query(ListSealingKeys()).map { row in
            SealingKeyUsage(
                id: row.id, published: row.published, isUsed: row.isUsed, isMissing: keyring.sealingKey(row.id) == nil,
                credentials: row.credentials)
        }
    }

    /// Those that can be rewrapped.
    /// - Parameter foreign: another installation's keys.
    private func tenantsNot(under key: MasterKey, nor foreign: Set<String>) async throws -> [TenantID] {
        let tenants = try await database.query(ListTenantsUnderOtherMasterKey(current: key.id))
        guard !foreign.isEmpty else { return tenants }
        var ours: [TenantID] = []
        for tenant in tenants {
            let stored = try await database.read(of: tenant, SelectDataKey()).first(of: SelectDataKey.self)
            if let stored, !foreign.contains(stored.masterKeyID) { ours.append(tenant) }
        }
        return ours
    }

    /// - Returns: false if the tenant no longer exists.
    private func rewrap(_ tenant: TenantID, under master: MasterKey) async throws -> Bool {
        let stored = try await database.read(of: tenant, SelectDataKey()).first(of: SelectDataKey.self)
        guard let stored, stored.masterKeyID != master.id else { return false }
        let vault = DataKeyVault(masterKeys: masterKeys)
        let wrapped = try vault.wrap(try await vault.unwrap(stored, of: tenant), with: master, of: tenant)
        try await database.transaction(of: tenant) {
            _ = try await $0.execute(RewrapDataKey(key: wrapped, replacing: stored.masterKeyID))
        }
        return true
    }
}
