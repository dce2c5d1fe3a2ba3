public import SyncCore

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
