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
            throw unusable("lacks the key \(missing), which secrets of \(register.used[missing] ?? 0) tenants are sealed under")
        }
        if let wrong = try await wrongKey(in: keyring) {
            throw unusable("has the key \(wrong), but what is sealed under it does not open: it is another key of that name")
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

    private func unusable(_ what: String) -> SyncError {
        SyncError(
            .keyringUnusable, "The keyring at \(file.path) \(what).",
            remedy: "Give this server the same keyring file as the others.")
    }
}
