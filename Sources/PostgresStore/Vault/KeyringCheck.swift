public import PostgresClient
import SyncCore

/// Whether a keyring file fits the database: it has every key of this installation that tenants' secrets are sealed under, with the
/// right bytes. What is sealed under another installation's key is that tenant's trouble.
public struct KeyringCheck: Sendable {
    /// Data keys that are tried per key: one that opens is enough, and several that don't are no accident.
    private static let tries = 3
    /// Data keys that are read at most.
    private static let reads = 20

    private let database: StoreDatabase
    private let file: KeyringFile

    /// - Parameter pool: its connections act as `passerelle_worker`.
    public init(pool: PostgresPool, file: KeyringFile) {
        database = StoreDatabase(pool: pool)
        self.file = file
    }

    /// - Throws: `keyring_unusable`.
    public func requireUsable() async throws {
        let keyring = try file.load()
        let register = try await MasterKeyRegister.read(database)
        if let missing = register.missing(in: keyring) {
            throw unusable(.lacksKeyOfTenants(id: missing, tenants: register.used[missing] ?? 0))
        }
        if let wrong = try await wrongKey(in: keyring) {
            throw unusable(.otherKeyOfThatName(id: wrong))
        }
    }

    /// One tenant's data key may be damaged, and that is no fault of the keyring: unless nothing at all opens, two have to fail.
    private func wrongKey(in keyring: Keyring) async throws -> String? {
        var opened: Set<String> = []
        var failed: [String: Int] = [:]
        for tenant in try await database.query(ListTenantsUnderOtherMasterKey(current: "")).prefix(Self.reads) {
            let stored = try await database.transaction(of: tenant, .read) { try await $0.query(SelectDataKey()).first }
            guard let stored, let master = keyring[stored.masterKeyID], !opened.contains(master.id),
                failed[master.id, default: 0] < Self.tries
            else { continue }
            if DataKeyVault.open(stored, with: master, of: tenant) != nil {
                opened.insert(master.id)
            } else {
                failed[master.id, default: 0] += 1
            }
        }
        return failed.filter { !opened.contains($0.key) && ($0.value > 1 || opened.isEmpty) }.keys.min()
    }

    private func unusable(_ fault: Failure.Keyring) -> SyncError {
        SyncError(.keyring(fault, path: ShownText(file.path)))
    }
}
