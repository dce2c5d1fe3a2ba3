internal import CLibPQ
internal import Foundation

/// A parsed connection string. Never printed: it may hold a password.
struct ConnectionParameters: Sendable {
    private(set) var values: [String: String] = [:]

    /// - Throws: `misconfigured`; libpq's own message quotes the string, so it is not kept.
    init(conninfo: String) throws(PostgresError) {
        guard !conninfo.utf8.contains(0), !Self.mistakesPassword(conninfo), let options = PQconninfoParse(conninfo, nil) else {
            throw PostgresError(.misconfigured, phase: .configure, "The database's connection string can't be read.")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
    }

    /// A URI whose password holds an `@` or a `/` as it is: libpq would take the rest of the password for the host, the port or
    /// the database, and name it in its errors.
    private static func mistakesPassword(_ conninfo: String) -> Bool {
        guard let scheme = ["postgresql://", "postgres://"].first(where: { conninfo.hasPrefix($0) }) else { return false }
        let rest = conninfo.dropFirst(scheme.count)
        guard let at = rest.firstIndex(of: "@") else { return false }
        let isUserInfo = !rest[..<at].contains("/")
        let behind = rest[rest.index(after: at)...].prefix { $0 != "?" }
        return !isUserInfo && !rest[..<at].contains("?") || isUserInfo && behind.contains("@")
    }

    /// What `configuration` asks for, completed: a peer that vanished without a word is noticed within a minute, and session
    /// settings that the readers of this client rely on.
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        try self.init(conninfo: configuration.conninfo)
        let defaults = [
            "application_name": configuration.applicationName, "keepalives_idle": "20", "keepalives_interval": "10",
            "keepalives_count": "3", "tcp_user_timeout": "30000",
        ]
        values.merge(defaults) { given, _ in given }
        values["client_encoding"] = "UTF8"
        values["connect_timeout"] = nil
    }

    /// The connection attempt, started; the caller owns it.
    func start() -> OpaquePointer? {
        let pairs = values.sorted { $0.key < $1.key }
        return withCStrings(pairs.map(\.key)) { keywords in
            withCStrings(pairs.map(\.value)) { values in PQconnectStartParams(keywords, values, 0) }
        }
    }

    /// What libpq itself makes of these: completed by the service file and by the environment.
    ///
    /// libpq completes them when a connection begins, whether or not that comes to anything. So one is begun that it refuses for
    /// a wrong value before it looks at any host.
    func completed() -> [String: String] {
        var refused = self
        refused.values["sslmode"] = "none of them"
        guard let connection = refused.start() else { return values }
        defer { PQfinish(connection) }
        guard PQstatus(connection) == CONNECTION_BAD, let options = PQconninfo(connection) else { return values }
        defer { PQconninfoFree(options) }
        var completed: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { completed[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return completed
    }

    /// The same, for these hosts and no others.
    func naming(_ targets: [ConnectionTargets.Target]) -> ConnectionParameters {
        guard !targets.isEmpty else { return self }
        var named = self
        named.values["host"] = targets.map(\.host).joined(separator: ",")
        named.values["hostaddr"] = targets.map(\.address).joined(separator: ",")
        named.values["port"] = targets.map(\.port).joined(separator: ",")
        return named
    }

    /// The same, with a run-time parameter that comes with the connection's startup, after those of `completed`.
    func setting(_ name: String, to value: String, after completed: [String: String]) -> ConnectionParameters {
        var changed = self
        let given = values["options"] ?? completed["options"] ?? ""
        changed.values["options"] = "\(given) -c \(name)=\(value)"
        return changed
    }

    /// `text` without anything secret of this connection string, on one line.
    func redacting(_ text: String) -> String {
        var text = text
        for keyword in ["password", "sslpassword"] {
            if let secret = values[keyword], !secret.isEmpty { text = text.replacingOccurrences(of: secret, with: "****") }
        }
        return text
    }

    private func withCStrings<Result>(_ texts: [String], _ use: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { use($0.baseAddress) }
    }
}

extension ConnectionParameters: CustomStringConvertible, CustomReflectable {
    var description: String { "ConnectionParameters(****)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
