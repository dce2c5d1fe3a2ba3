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
