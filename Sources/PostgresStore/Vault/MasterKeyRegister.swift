internal import SyncCore

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
