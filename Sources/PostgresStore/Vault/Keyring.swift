internal import Crypto
package import PostgresClient
package import SyncCore

/// The master keys, oldest first, and the current one, which wraps new data keys. Old ones stay, to open what they wrapped.
package struct Keyring: Sendable {
    package let keys: [MasterKey]
    package let current: MasterKey
    /// What secrets are sealed to without the keyring, oldest first. Empty in a keyring of an older release.
    package let sealingKeys: [SealingKey]

    /// nil if the current id has no key, or two keys have the same id.
    init?(keys: [MasterKey], currentID: String, sealingKeys: [SealingKey] = []) {
        guard Set(keys.map(\.id)).count == keys.count, let current = keys.first(where: { $0.id == currentID }) else { return nil }
        self.init(keys: keys, current: current, sealingKeys: sealingKeys)
    }

    private init(keys: [MasterKey], current: MasterKey, sealingKeys: [SealingKey]) {
        self.keys = keys
        self.current = current
        self.sealingKeys = sealingKeys
    }

    static func made(of first: MasterKey, _ sealing: SealingKey) -> Keyring {
        Keyring(keys: [first], current: first, sealingKeys: [sealing])
    }

    /// Adds a key, which becomes the current one, and a sealing key.
    func adding(_ key: MasterKey, _ sealing: SealingKey) -> Keyring {
        Keyring(keys: keys + [key], current: key, sealingKeys: sealingKeys + [sealing])
    }

    /// Removes a key that is not the only one; the newest of the others becomes the current one if needed.
    func removing(_ id: String) -> Keyring {
        let rest = keys.filter { $0.id != id }
        guard let newest = rest.last else { return self }
        return Keyring(keys: rest, current: current.id == id ? newest : current, sealingKeys: sealingKeys)
    }

    func sealingKey(_ id: String) -> SealingKey? { sealingKeys.first { $0.id == id } }

    subscript(id: String) -> MasterKey? {
        keys.first { $0.id == id }
    }
}

/// A key of the keyring: it wraps tenants' data keys. It never prints.
package struct MasterKey: Sendable {
    /// Such as `mk-1f0c5a2b9d34`; stored with everything that the key wraps.
    package let id: String
    package let createdAt: Instant
    let key: SymmetricKey

    init(id: String, createdAt: Instant, key: SymmetricKey) {
        self.id = id
        self.createdAt = createdAt
        self.key = key
    }

    static func random(createdAt: Instant) -> MasterKey {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<6).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return MasterKey(id: "mk-" + Hexadecimal.text(digits), createdAt: createdAt, key: SymmetricKey(size: .bits256))
    }
}

extension MasterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { id }
    package var debugDescription: String { id }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// This process's copy of the keyring. Another process may add a key at any time: an unknown id makes it read the file again.
package actor MasterKeys {
    package nonisolated let file: KeyringFile
    private var keyring: Keyring?

    /// Does not read the file yet.
    package init(file: KeyringFile) {
        self.file = file
    }

    /// The key that wraps new data keys, read from the file again.
    /// - Throws: `keyring_unusable`.
    package func current() throws(SyncError) -> MasterKey {
        try reload().current
    }

    /// - Throws: `keyring_unusable` if the file lacks it too.
    package func key(_ id: String) throws(SyncError) -> MasterKey {
        if let key = keyring?[id] { return key }
        if let key = try reload()[id] { return key }
        throw SyncError(.keyring(.lacksKey(id: id), path: ShownText(file.path)))
    }

    /// nil if the file lacks it.
    /// - Throws: `keyring_unusable`.
    func sealingKey(_ id: String) throws(SyncError) -> SealingKey? {
        if let key = keyring?.sealingKey(id) { return key }
        return try reload().sealingKey(id)
    }

    /// The newest one; nil in a keyring of an older release.
    /// - Throws: `keyring_unusable`.
    package func newestSealingKey() throws(SyncError) -> SealingKey? { try reload().sealingKeys.last }

    /// Makes the next lookup read the file again.
    func forget() {
        keyring = nil
    }

    private func reload() throws(SyncError) -> Keyring {
        let read = try file.load()
        keyring = read
        return read
    }
}

/// This installation's master keys, as recorded in the database. Without this record, the keyring of another installation could
/// not be told from the right one, because it seals as well.
struct MasterKeyRegister: Sendable {
    /// In the order they were added.
    let known: [KnownMasterKey]
    /// The number of tenants by key.
    let used: [String: Int]

    static func read(_ database: StoreDatabase) async throws -> MasterKeyRegister {
        MasterKeyRegister(
            known: try await database.query(ListMasterKeys()),
            used: Dictionary(
                try await database.query(ListDataKeyUsage()).map { ($0.masterKeyID, $0.tenants) }, uniquingKeysWith: +))
    }

    func isKnown(_ id: String) -> Bool { known.contains { $0.id == id } }

    /// Keys in use, except those of another installation's keyring; all of them if no key is recorded yet.
    var own: Set<String> {
        let own = Set(used.keys).filter(isKnown)
        return own.isEmpty ? Set(used.keys) : own
    }

    /// The oldest of our keys that the keyring lacks.
    func missing(in keyring: Keyring) -> String? {
        let missing = own.filter { keyring[$0] == nil }
        return known.map(\.id).first(where: missing.contains) ?? missing.min()
    }

    /// Keys in use that are neither ours nor the keyring's: this installation cannot open what they wrap.
    func foreign(to keyring: Keyring) -> Set<String> {
        Set(used.keys).filter { keyring[$0] == nil && !own.contains($0) }
    }

    /// The last key that another server's rotation added and the keyring lacks. An unused one that is older than the keyring's
    /// own keys belonged to another installation in the same database.
    func overtaking(_ keyring: Keyring) -> String? {
        let last = known.last { keyring[$0.id] != nil }?.number ?? 0
        return known.last { keyring[$0.id] == nil && (used[$0.id] != nil || (last > 0 && $0.number > last)) }?.id
    }

    /// A key that follows the recorded ones.
    func next(_ id: String) -> KnownMasterKey { KnownMasterKey(number: (known.last?.number ?? 0) + 1, id: id) }
}

/// Whether a keyring file fits the database: it has every key of this installation that tenants' secrets are sealed under, with
/// the right bytes. Secrets under another installation's key only affect their tenant.
package struct KeyringCheck: Sendable {
    /// Data keys tried per key: one that opens is enough, and several failures are no accident.
    private static let tries = 3
    /// The limit of data keys read.
    private static let reads = 20

    private let database: StoreDatabase
    private let file: KeyringFile

    /// - Parameter pool: its connections use the role `passerelle_worker`.
    package init(pool: PostgresPool, file: KeyringFile) {
        self.init(database: StoreDatabase(pool: pool), file: file)
    }

    init(database: StoreDatabase, file: KeyringFile) {
        self.database = database
        self.file = file
    }

    /// - Throws: `keyring_unusable`, or `configuration_missing` if no file is set.
    package func requireUsable() async throws {
        let keyring = try file.load()
        let register = try await MasterKeyRegister.read(database)
        if let missing = register.missing(in: keyring) {
            throw unusable(.lacksKeyOfTenants(id: missing, tenants: register.used[missing] ?? 0))
        }
        if let wrong = try await wrongKey(in: keyring) {
            throw unusable(.otherKeyOfThatName(id: wrong))
        }
    }

    /// A single tenant's data key may be damaged although the keyring is right: unless none opens, two have to fail.
    private func wrongKey(in keyring: Keyring) async throws -> String? {
        var opened: Set<String> = []
        var failed: [String: Int] = [:]
        for tenant in try await database.query(ListTenantsUnderOtherMasterKey(current: "")).prefix(Self.reads) {
            let stored = try await database.read(of: tenant, SelectDataKey()).first(of: SelectDataKey.self)
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
