internal import PostgresClient
internal import SyncCore
internal import SyncEngine

/// Secrets that are stored where there is no keyring.
extension PostgresCredentialVault {
    /// Where the keyring is not set or not usable, secrets can still be sealed to the newest published key, whose private half this
    /// process does not have.
    /// - Throws: what is wrong with the keyring, if no key is published.
    func withKeyring<Result>(
        _ body: () async throws -> Result, orSealedTo sealed: (PublicSealingKey) async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as SyncError where error.code == .keyringUnusable || error.failure == .process(.keyringNotSet) {
            guard let key = try await publishedKey() else { throw error }
            return try await sealed(key)
        }
    }

    func seal(_ secret: Secret, _ kind: CredentialKind, of tenant: Tenant, to key: PublicSealingKey) async throws {
        let host = host(of: kind, tenant)
        let context = Self.sealContext(kind, key.id, tenant.id, host)
        let sealed = try secret.revealBytes { try SealedSecret.seal($0, to: key, context) }
        let statement = UpsertSealedCredential(kind: kind, host: host, keyID: key.id, sealed: sealed)
        try await database.transaction(of: tenant.id) { _ = try await $0.execute(statement) }
    }

    /// nil if there is none, or if its name is not that of its bytes.
    func publishedKey() async throws -> PublicSealingKey? {
        try await database.repeatableQuery(SelectSealingKey()).first.flatMap { $0.isGenuine ? $0 : nil }
    }

    /// Opens one that waits, and moves it to the others. One that does not open stays, with the reason, beside the former one.
    /// - Returns: why it does not open; nil if there is none any more.
    func moveSealed(_ kind: CredentialKind, of tenant: Tenant) async throws -> StoredCredential.SealFault? {
        let answers = try await database.read(of: tenant.id, SelectSealedCredential(kind: kind))
        guard let waiting = try answers.first(of: SelectSealedCredential.self) else { return nil }
        guard let key = try await dataKeys.masterKeys.sealingKey(waiting.keyID) else {
            return try await note(.keyUnknown, waiting, kind, of: tenant)
        }
        let host = CredentialHost(kind.system, url: waiting.host)
        guard let clear = SealedSecret.open(waiting.sealed, with: key, Self.sealContext(kind, key.id, tenant.id, host)) else {
            return try await note(.unreadable, waiting, kind, of: tenant)
        }
        let dataKey = try await dataKey(of: tenant.id)
        let context = Self.context(kind, dataKey, tenant.id, host)
        let envelope = try Envelope.seal(clear, with: dataKey.key, context)
        let isSame = try await holds(Secret(bytes: clear), kind, of: tenant, dataKey, context)
        try await database.transaction(of: tenant.id) { connection in
            // Another process may have been faster, or a person stored another one.
            guard try await !connection.query(LockSealedCredential(kind: kind, sealed: waiting.sealed)).isEmpty else { return }
            if !isSame { try await connection.execute(KeepFormerCredential(kind: kind)) }
            _ = try await connection.execute(MoveSealedCredential(kind: kind, envelope: envelope, sealed: waiting.sealed))
            _ = try await connection.execute(DeleteSealedCredential(kind: kind, sealed: waiting.sealed))
        }
        return nil
    }

    private func note(
        _ fault: StoredCredential.SealFault, _ waiting: StoredSeal, _ kind: CredentialKind, of tenant: Tenant
    ) async throws -> StoredCredential.SealFault {
        try await database.transaction(of: tenant.id) {
            _ = try await $0.execute(NoteUnopened(kind: kind, sealed: waiting.sealed, fault: fault))
        }
        return fault
    }

    private static func sealContext(
        _ kind: CredentialKind, _ keyID: String, _ tenant: TenantID, _ host: CredentialHost
    ) -> SealContext {
        SealContext(tenant: tenant.value, kind: kind.rawValue, keyID: keyID, host: host)
    }
}
