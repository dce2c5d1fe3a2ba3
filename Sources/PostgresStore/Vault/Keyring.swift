internal import Crypto
public import PostgresClient
public import SyncCore

/// The master keys, oldest first, and which of them wraps what is new. Old ones stay: what they wrap must open.
public struct Keyring: Sendable {
    public let keys: [MasterKey]
    public let current: MasterKey

    /// nil when no key has the current one's id, or two have the same.
    init?(keys: [MasterKey], currentID: String) {
        guard Set(keys.map(\.id)).count == keys.count, let current = keys.first(where: { $0.id == currentID }) else { return nil }
        self.keys = keys
        self.current = current
    }

    private init(keys: [MasterKey], current: MasterKey) {
        self.keys = keys
        self.current = current
    }

    static func made(of first: MasterKey) -> Keyring {
        Keyring(keys: [first], current: first)
    }

    /// With one more key, which becomes the current one.
    func adding(_ key: MasterKey) -> Keyring {
        Keyring(keys: keys + [key], current: key)
    }

    /// Without a key that is not the only one; the newest of the others becomes the current one in its place.
    func removing(_ id: String) -> Keyring {
        let rest = keys.filter { $0.id != id }
        guard let newest = rest.last else { return self }
        return Keyring(keys: rest, current: current.id == id ? newest : current)
    }

    subscript(id: String) -> MasterKey? {
        keys.first { $0.id == id }
    }
}

/// A key of the keyring: it wraps tenants' data keys. It never prints.
public struct MasterKey: Sendable {
    /// Such as `mk-1f0c5a2b9d34`; stored beside everything that the key wraps.
    public let id: String
    public let createdAt: Instant
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
    public var description: String { id }
    public var debugDescription: String { id }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The keyring as this process holds it. Another process may add a key at any time: an id that is not known here makes it
/// read the file again.
public actor MasterKeys {
    public nonisolated let file: KeyringFile
    private var keyring: Keyring?

    /// Reads nothing yet.
    public init(file: KeyringFile) {
        self.file = file
    }

    /// What to wrap new things with, by the file as it is now.
    /// - Throws: `keyring_unusable`.
    public func current() throws(SyncError) -> MasterKey {
        try reload().current
    }

    /// - Throws: `keyring_unusable` when the file lacks it too.
    public func key(_ id: String) throws(SyncError) -> MasterKey {
        if let key = keyring?[id] { return key }
        if let key = try reload()[id] { return key }
        throw SyncError(.keyring(.lacksKey(id: id), path: ShownText(file.path)))
    }

    /// The next key is looked for in the file as it is then.
    func forget() {
        keyring = nil
    }

    private func reload() throws(SyncError) -> Keyring {
        let read = try file.load()
        keyring = read
        return read
    }
}

/// Which master keys are this installation's, as the database remembers it. A keyring made elsewhere seals as well as the right
/// one: only this tells them apart.
struct MasterKeyRegister: Sendable {
    /// In the order in which they came.
    let known: [KnownMasterKey]
    /// Tenants whose data keys hang on each key.
    let used: [String: Int]

    static func read(_ database: StoreDatabase) async throws -> MasterKeyRegister {
        MasterKeyRegister(
            known: try await database.query(ListMasterKeys()),
            used: Dictionary(
                try await database.query(ListDataKeyUsage()).map { ($0.masterKeyID, $0.tenants) }, uniquingKeysWith: +))
    }

    func isKnown(_ id: String) -> Bool { known.contains { $0.id == id } }

    /// What tenants' secrets hang on, but for those of a keyring made elsewhere; everything, where no key is known yet.
    var own: Set<String> {
        let own = Set(used.keys).filter(isKnown)
        return own.isEmpty ? Set(used.keys) : own
    }

    /// A key of ours that the keyring lacks, the oldest one.
    func missing(in keyring: Keyring) -> String? {
        let missing = own.filter { keyring[$0] == nil }
        return known.map(\.id).first(where: missing.contains) ?? missing.min()
    }

    /// Keys in use that are neither ours nor the keyring's: what hangs on them is lost to this installation.
    func foreign(to keyring: Keyring) -> Set<String> {
        Set(used.keys).filter { keyring[$0] == nil && !own.contains($0) }
    }

    /// The last key that another server's rotation added, which the keyring lacks. What nobody uses and is older than the keyring's
    /// own keys was another installation's in the same database.
    func overtaking(_ keyring: Keyring) -> String? {
        let last = known.last { keyring[$0.id] != nil }?.number ?? 0
        return known.last { keyring[$0.id] == nil && (used[$0.id] != nil || (last > 0 && $0.number > last)) }?.id
    }

    /// A key that comes after those.
    func next(_ id: String) -> KnownMasterKey { KnownMasterKey(number: (known.last?.number ?? 0) + 1, id: id) }
}

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
