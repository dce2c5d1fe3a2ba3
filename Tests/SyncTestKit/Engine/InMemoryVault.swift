public import SyncCore
public import SyncEngine

/// `CredentialVault` in memory, unsealed.
public struct InMemoryVault: CredentialVault {
    private let database: InMemoryDatabase

    public init(_ database: InMemoryDatabase) {
        self.database = database
    }

    public func set(_ secret: Secret, _ kind: CredentialKind, of tenant: TenantID) async throws {
        try database.write { state, now throws(SyncError) in state.secrets[tenant, default: [:]][kind] = (secret, now) }
    }

    public func open(_ kind: CredentialKind, of tenant: TenantID) async throws -> Secret? {
        try database.read { state throws(SyncError) in state.secrets[tenant]?[kind]?.secret }
    }

    public func list(of tenant: TenantID) async throws -> [StoredCredential] {
        try database.read { state throws(SyncError) in
            (state.secrets[tenant] ?? [:]).map { StoredCredential(kind: $0.key, setAt: $0.value.setAt) }
                .sorted { $0.kind.rawValue < $1.kind.rawValue }
        }
    }

    public func digester(of tenant: TenantID) async throws -> any TextDigester {
        InMemoryDigester(key: tenant.description)
    }
}

/// Two mixes of FNV-1a over the tenant's id and the text: tells texts apart in tests, keeps no secret.
struct InMemoryDigester: TextDigester {
    let key: String

    func digest(_ text: String) -> String {
        [UInt64(0xcbf2_9ce4_8422_2325), 0x8422_2325_cbf2_9ce4].map { seed in
            var hash = seed
            for byte in (key + "\u{0}" + text).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
