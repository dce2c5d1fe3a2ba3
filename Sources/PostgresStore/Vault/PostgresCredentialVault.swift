internal import Crypto
internal import Foundation
package import PostgresClient
package import SyncCore
package import SyncEngine

/// The tenants' secrets in PostgreSQL, each sealed with its tenant's data key, which is wrapped by a master key of the keyring.
package struct PostgresCredentialVault: CredentialVault {
    let database: StoreDatabase
    let dataKeys: DataKeyVault
    private let tokenURL: String

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker`.
    ///   - tokenURL: where Lucca gives tokens; another address in development only.
    ///   - audit: what the audit log records of changes.
    package init(
        pool: PostgresPool, masterKeys: MasterKeys, tokenURL: String = LuccaTokenAddress.standard, audit: AuditContext? = nil
    ) {
        database = StoreDatabase(pool: pool, audit: audit)
        dataKeys = DataKeyVault(masterKeys: masterKeys)
        self.tokenURL = tokenURL
    }

    package func host(of kind: CredentialKind, _ tenant: Tenant) -> CredentialHost {
        tenant.credentialHost(of: kind, tokenURL: tokenURL)
    }

    @discardableResult
    package func requireUsable() async throws -> Bool {
        try await withKeyring {
            try await KeyringCheck(database: database, file: dataKeys.masterKeys.file).requireUsable()
            return true
        } orSealedTo: { _ in
            false
        }
    }

    @discardableResult
    package func set(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.State {
        try await withKeyring {
            try await store(secret, kind, of: tenant, under: try await dataKey(of: tenant.id))
            return .usable
        } orSealedTo: { key in
            try await seal(secret, kind, of: tenant, to: key)
            return .sealed
        }
    }

    private func store(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant, under key: DataKey) async throws {
        let context = Self.context(kind, key, tenant.id, host(of: kind, tenant))
        let sealed = try secret.revealBytes { try Envelope.seal($0, with: key.key, context) }
        let isSame = try await holds(secret, kind, of: tenant, key, context)
        try await database.transaction(of: tenant.id) { connection in
            if !isSame { try await connection.execute(KeepFormerCredential(kind: kind)) }
            try await connection.execute(UpsertCredential(kind: kind, sealed: sealed))
            // One that waits is older.
            try await connection.execute(DeleteSealedCredential(kind: kind, sealed: nil))
        }
    }

    /// Whether that is the secret in use, for the same host.
    func holds(
        _ secret: Secret, _ kind: CredentialKind, of tenant: Tenant, _ key: DataKey, _ context: SealContext
    ) async throws -> Bool {
        guard let known = try await stored(kind, of: tenant.id) else { return false }
        return Envelope.open(known.sealed, with: key.key, context).map { Secret(bytes: $0) } == secret
    }

    package func restore(_ kind: CredentialKind, of tenant: Tenant) async throws -> RestoredCredential? {
        try await database.transaction(of: tenant.id) { connection in
            // A worker that opens it meanwhile makes the one in use the former one: then that is exchanged.
            if try await connection.execute(WithdrawSealedCredential(kind: kind)) > 0 { return .withdrawn }
            return try await connection.execute(RestoreCredential(kind: kind)) > 0 ? .exchanged : nil
        }
    }

    package func open(_ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost) async throws -> Secret? {
        guard host.system == kind.system else { throw SyncError.otherSystem(kind) }
        let fault = try await moveSealed(kind, of: tenant)
        guard let (sealed, key) = try await stored(kind, of: tenant.id) else {
            if fault != nil { throw Self.unreadable(kind, of: tenant) }
            return nil
        }
        return try Self.open(sealed, with: key, kind, of: tenant, for: host)
    }

    package func secrets(
        of tenant: Tenant, _ choose: @escaping @Sendable ([StoredCredential]) -> [NeededSecret]
    ) async throws -> TenantSecrets {
        let answers = try await database.read(
            of: tenant.id, SelectDataKey(), SelectCredentials(), ListCredentials(), ListSealedCredentials())
        // One that waits, sealed, is moved first.
        guard try answers.rows(of: ListSealedCredentials.self).isEmpty else {
            return try await secretsOneByOne(of: tenant, choose)
        }
        let stored = try answers.rows(of: ListCredentials.self).compactMap(\.self)
        let needed = choose(stored)
        for secret in needed where secret.host.system != secret.kind.system { throw SyncError.otherSystem(secret.kind) }
        let sealed = Dictionary(try answers.rows(of: SelectCredentials.self).compactMap { $0 }.map { ($0.kind, $0.sealed) }) {
            first, _ in first
        }
        guard let wrapped = try answers.first(of: SelectDataKey.self), let first = needed.first, sealed[first.kind] != nil else {
            return TenantSecrets(stored: stored, opened: [:], digester: nil)
        }
        let key = try await dataKeys.unwrap(wrapped, of: tenant.id)
        var opened: [CredentialKind: Secret] = [:]
        for secret in needed {
            guard let envelope = sealed[secret.kind] else { break }
            opened[secret.kind] = try Self.open(envelope, with: key, secret.kind, of: tenant, for: secret.host)
        }
        return TenantSecrets(
            stored: stored, opened: opened, digester: TenantDigester(dataKey: key.key, tenant: tenant.id.value))
    }

    /// - Throws: with the reason, if it is not for that host or does not open at all.
    private static func open(
        _ sealed: [UInt8], with key: DataKey, _ kind: CredentialKind, of tenant: Tenant, for host: CredentialHost
    ) throws(SyncError) -> Secret {
        if let clear = Envelope.open(sealed, with: key.key, context(kind, key, tenant.id, host)) { return Secret(bytes: clear) }
        // Find the reason: opening it with another context only confirms that.
        if let origin = Envelope.origin(of: sealed) {
            let own = CredentialHost(kind.system, url: origin)
            if own != host, Envelope.open(sealed, with: key.key, context(kind, key, tenant.id, own)) != nil {
                throw SyncError.credentialForOtherHost(kind, givenFor: own, not: host, of: tenant.slug)
            }
        } else if Envelope.open(sealed, with: key.key, context(kind, key, tenant.id, nil)) != nil {
            throw SyncError.credentialUnbound(kind, for: host, of: tenant.slug)
        }
        throw unreadable(kind, of: tenant)
    }

    package func bind(_ kind: CredentialKind, of tenant: Tenant) async throws -> Bool {
        guard let (sealed, key) = try await stored(kind, of: tenant.id), Envelope.origin(of: sealed) == nil else { return false }
        guard let clear = Envelope.open(sealed, with: key.key, Self.context(kind, key, tenant.id, nil)) else {
            throw Self.unreadable(kind, of: tenant)
        }
        let bound = try Envelope.seal(clear, with: key.key, Self.context(kind, key, tenant.id, host(of: kind, tenant)))
        // A secret that was replaced in the meantime stays.
        return try await database.transaction(of: tenant.id) {
            try await $0.execute(ResealCredential(kind: kind, sealed: bound, replacing: sealed)) > 0
        }
    }

    private func stored(_ kind: CredentialKind, of tenant: TenantID) async throws -> (sealed: [UInt8], key: DataKey)? {
        let answers = try await database.read(of: tenant, SelectDataKey(), SelectCredential(kind: kind))
        guard let wrapped = try answers.first(of: SelectDataKey.self), let sealed = try answers.first(of: SelectCredential.self)
        else { return nil }
        return (sealed, try await dataKeys.unwrap(wrapped, of: tenant))
    }

    private static func unreadable(_ kind: CredentialKind, of tenant: Tenant) -> SyncError {
        SyncError(.credential(.unreadable(tenant: tenant.slug, kind: kind)))
    }

    package func list(of tenant: TenantID) async throws -> [StoredCredential] {
        let answers = try await database.read(of: tenant, ListCredentials(), ListSealedCredentials())
        let stored = try answers.rows(of: ListCredentials.self).compactMap(\.self)
        let sealed = try answers.rows(of: ListSealedCredentials.self).compactMap(\.self)
        let waiting = Set(sealed.filter { $0.state == .sealed }.map(\.kind))
        let inUse = Dictionary(stored.map { ($0.kind, $0.setAt) }) { first, _ in first }
        let beside = sealed.map { credential in
            var credential = credential
            credential.formerSetAt = inUse[credential.kind]
            return credential
        }
        return (stored.filter { !waiting.contains($0.kind) } + beside).sorted { $0.kind.rawValue < $1.kind.rawValue }
    }

    package func digester(of tenant: TenantID) async throws -> any TextDigester {
        TenantDigester(dataKey: try await dataKey(of: tenant).key, tenant: tenant.value)
    }

    /// The tenant's data key, created if it has none.
    func dataKey(of tenant: TenantID) async throws -> DataKey {
        if let stored = try await database.read(of: tenant, SelectDataKey()).first(of: SelectDataKey.self) {
            return try await dataKeys.unwrap(stored, of: tenant)
        }
        let register = try await MasterKeyRegister.read(database)
        try await requireOwnKeyring(register)
        let fresh = try await dataKeys.makeDataKey(of: tenant)
        let stored = try await database.transaction(of: tenant) { connection in
            do {
                try await connection.execute(InsertDataKey(key: fresh))
            } catch let error as PostgresError where error.sqlstate == SQLState.foreignKeyViolation {
                throw SyncError.tenantUnknown(tenant.description)
            }
            if !register.isKnown(fresh.masterKeyID) {
                _ = try await connection.query(InsertMasterKey(key: register.next(fresh.masterKeyID)))
            }
            // Another process may have been faster: its key counts.
            return try await connection.query(SelectDataKey()).first
        }
        guard let stored else { throw SyncError.defect(.notReturned(.dataKey)) }
        return try await dataKeys.unwrap(stored, of: tenant)
    }

    /// No other server could open what another installation's keyring seals.
    private func requireOwnKeyring(_ register: MasterKeyRegister) async throws {
        let file = dataKeys.masterKeys.file
        let keyring = try file.load()
        let own = register.own
        guard !own.isEmpty, !own.contains(where: { keyring[$0] != nil }) else { return }
        throw SyncError(.keyring(.otherInstallation, path: ShownText(file.path)))
    }

    static func context(
        _ kind: CredentialKind, _ key: DataKey, _ tenant: TenantID, _ host: CredentialHost?
    ) -> SealContext {
        SealContext(tenant: tenant.value, kind: kind.rawValue, keyID: key.id.uuidString, host: host)
    }
}

/// HMAC-SHA256, truncated to 128 bits, under a key derived from the tenant's data key.
struct TenantDigester: TextDigester {
    /// Initialized with the key only.
    private let keyed: HMAC<SHA256>

    init(dataKey: SymmetricKey, tenant: UUID) {
        let salt = withUnsafeBytes(of: tenant.uuid) { Array($0) }
        keyed = HMAC(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: dataKey, salt: salt, info: Array("passerelle text digest v1".utf8), outputByteCount: 32))
    }

    func digest(_ text: String) -> String {
        var code = keyed
        code.update(data: Array(text.utf8))
        return Hexadecimal.text(code.finalize().prefix(16))
    }
}
