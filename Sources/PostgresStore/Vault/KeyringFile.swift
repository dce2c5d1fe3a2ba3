internal import Crypto
internal import Foundation
package import SyncCore

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The master keyring on disk: readable by its owner only, always replaced as a whole. Its calls block while they read or write a
/// small file.
package struct KeyringFile: Sendable {
    package let path: String
    /// Where systemd stores the credentials of services, in a directory each (systemd.exec(5)).
    private let serviceCredentials: String

    /// - Parameter path: empty if none is set.
    package init(path: String) {
        self.init(path: path, serviceCredentials: "/run/credentials")
    }

    init(path: String, serviceCredentials: String) {
        self.path = path
        self.serviceCredentials = serviceCredentials
    }

    /// Creates the file with one new key. - Throws: `keyring_unusable` if the file already exists.
    @discardableResult
    package func initialize(now: Instant) throws(SyncError) -> Keyring {
        let keyring = Keyring.made(of: .random(createdAt: now), .random(createdAt: now))
        let fresh = try writeAside(keyring)
        defer { unlink(fresh) }
        // Unlike a rename, a link fails if the target exists.
        guard link(fresh, path) == 0 else {
            throw errno == EEXIST
                ? unusable(.alreadyExists)
                : unusable(.notCreated(reason: Self.reason(errno)))
        }
        try syncFolder()
        return keyring
    }

    /// Adds a new key, which becomes the current one. The older ones stay.
    @discardableResult
    package func addKey(now: Instant) throws(SyncError) -> Keyring {
        try change { $0.adding(.random(createdAt: now), .random(createdAt: now)) }
    }

    /// Removes a key that wraps nothing. The newest of the others becomes the current one.
    func removeKey(_ id: String) throws(SyncError) {
        try change { $0.removing(id) }
    }

    @discardableResult
    private func change(_ make: (Keyring) -> Keyring) throws(SyncError) -> Keyring {
        let lock = try takeLock()
        defer { close(lock) }
        clearAbandoned()
        let keyring = make(try load())
        let fresh = try writeAside(keyring)
        guard rename(fresh, path) == 0 else {
            let reason = Self.reason(errno)
            unlink(fresh)
            throw unusable(.notReplaced(reason: reason))
        }
        try syncFolder()
        return keyring
    }

    /// - Throws: `configuration_missing`.
    package func requireSet() throws(SyncError) {
        guard !path.isEmpty else { throw SyncError(.process(.keyringNotSet)) }
    }

    /// - Throws: `keyring_unusable` if the file is missing, unreadable, damaged, a symbolic link, another user's, or readable by
    ///   others; `configuration_missing` if none is set.
    package func load() throws(SyncError) -> Keyring {
        try requireSet()
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR:
                throw unusable(.missing)
            case ELOOP:
                throw unusable(.symbolicLink)
            case let code:
                throw unusable(.notOpened(reason: Self.reason(code)))
            }
        }
        defer { close(file) }
        try check(file)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw unusable(.notRead(reason: Self.reason(errno)))
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= 1_048_576 else { throw damaged }
        }
        guard let document = try? JSONDecoder().decode(KeyringDocument.self, from: Data(bytes)), let keyring = document.keyring()
        else { throw damaged }
        return keyring
    }

    private func check(_ file: Int32) throws(SyncError) {
        var facts = stat()
        guard fstat(file, &facts) == 0 else {
            throw unusable(.notExamined(reason: Self.reason(errno)))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw unusable(.notAFile) }
        // Root's copy for this service, readable through an access list, which shows as the group's right.
        if isServiceCredential, facts.st_uid == 0 || facts.st_uid == geteuid(), facts.st_mode & 0o337 == 0 { return }
        guard facts.st_uid == geteuid() else {
            throw unusable(.otherOwner)
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw unusable(.openToOthers)
        }
    }

    /// It is directly in a service's directory.
    private var isServiceCredential: Bool {
        guard path.hasPrefix("\(serviceCredentials)/") else { return false }
        let inside = path.dropFirst(serviceCredentials.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        return inside.count == 2 && !inside.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    /// - Returns: the path of a complete file beside the keyring.
    private func writeAside(_ keyring: Keyring) throws(SyncError) -> String {
        let bytes: [UInt8]
        do {
            bytes = Array(try KeyringDocument.encode(keyring))
        } catch {
            throw unusable(.notEncodable)
        }
        let fresh = "\(path)\(Self.aside)\(getpid())-\(UInt32.random(in: .min ... .max))"
        let file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw unusable(.notWritten(reason: Self.reason(errno)))
        }
        defer { close(file) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw abandoned(fresh) }
            sent += count
        }
        // The umask may have removed bits, never added any; the owner needs both.
        guard fchmod(file, 0o600) == 0, fsync(file) == 0 else { throw abandoned(fresh) }
        return fresh
    }

    private func abandoned(_ fresh: String) -> SyncError {
        let reason = Self.reason(errno)
        unlink(fresh)
        return unusable(.writeCutShort(reason: reason))
    }

    /// The infix between the keyring's path and the process id in the names of `writeAside`.
    private static let aside = ".new-"

    /// A killed process leaves its file beside the keyring: a copy of every key in it.
    private func clearAbandoned() {
        let folder = self.folder
        let prefix = String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]) + Self.aside
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
            guard let writer = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }), kill(writer, 0) != 0, errno == ESRCH
            else { continue }
            unlink("\(folder)/\(name)")
        }
    }

    private var folder: String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// A rename is only durable after its directory is synced.
    private func syncFolder() throws(SyncError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw unusable(.notDurable(reason: Self.reason(errno)))
        }
    }

    /// Held until the descriptor is closed, at the latest when the process ends.
    private func takeLock() throws(SyncError) -> Int32 {
        let file = open("\(path).lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw unusable(.lockNotOpened(reason: Self.reason(errno)))
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw unusable(.locked)
        }
        return file
    }

    private var damaged: SyncError {
        unusable(.damaged)
    }

    private func unusable(_ fault: Failure.Keyring) -> SyncError {
        SyncError(.keyring(fault, path: ShownText(path)))
    }

    private static func reason(_ code: Int32) -> ShownText {
        ShownText(String(cString: strerror(code)).lowercased())
    }
}

/// The keyring's JSON, as in the file.
struct KeyringDocument: Codable {
    struct Key: Codable {
        let id: String
        /// RFC 3339, UTC, to the second.
        let created: String
        /// 256 bits, in base64.
        let key: String
    }

    static let version = 1

    let version: Int
    let current: String
    let keys: [Key]
    /// Private halves, also 256 bits; nil from an older release.
    let sealing: [Key]?

    init(_ keyring: Keyring) {
        version = Self.version
        current = keyring.current.id
        keys = keyring.keys.map { key in
            Key(
                id: key.id, created: key.createdAt.description,
                key: key.key.withUnsafeBytes { Data($0).base64EncodedString() })
        }
        sealing = keyring.sealingKeys.map { key in
            Key(id: key.id, created: key.createdAt.description, key: key.key.rawRepresentation.base64EncodedString())
        }
    }

    /// nil if anything in it is invalid.
    func keyring() -> Keyring? {
        guard version == Self.version else { return nil }
        var read: [MasterKey] = []
        for key in keys {
            guard let bytes = Data(base64Encoded: key.key), bytes.count == 32, !key.id.isEmpty,
                let created = try? Date(key.created, strategy: .iso8601)
            else { return nil }
            read.append(MasterKey(id: key.id, createdAt: Instant(created), key: SymmetricKey(data: bytes)))
        }
        var sealingKeys: [SealingKey] = []
        for key in sealing ?? [] {
            guard let bytes = Data(base64Encoded: key.key), let created = try? Date(key.created, strategy: .iso8601),
                let sealingKey = SealingKey(bytes: Array(bytes), createdAt: Instant(created)), sealingKey.id == key.id
            else { return nil }
            sealingKeys.append(sealingKey)
        }
        return Keyring(keys: read, currentID: current, sealingKeys: sealingKeys)
    }

    static func encode(_ keyring: Keyring) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(KeyringDocument(keyring)) + Data("\n".utf8)
    }
}
