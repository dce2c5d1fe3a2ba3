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

    /// Without the host that did not answer; nil when it was the only one.
    func removing(host: String, port: String) -> ConnectionParameters? {
        let hosts = list("host")
        let addresses = list("hostaddr")
        let ports = list("port")
        let count = max(hosts.count, addresses.count)
        guard count > 1 else { return nil }
        // libpq: a single port is everyone's, an absent or empty one is 5432.
        func entryPort(_ index: Int) -> String {
            let given = ports.count == 1 ? ports[0] : (index < ports.count ? ports[index] : "")
            return given.isEmpty ? "5432" : given
        }
        func entryName(_ index: Int) -> String {
            let name = index < hosts.count ? hosts[index] : ""
            return name.isEmpty && index < addresses.count ? addresses[index] : name
        }
        guard let silent = (0..<count).first(where: { entryName($0) == host && entryPort($0) == port }) else { return nil }
        var rest = self
        let kept = (0..<count).filter { $0 != silent }
        if !hosts.isEmpty { rest.values["host"] = kept.map { $0 < hosts.count ? hosts[$0] : "" }.joined(separator: ",") }
        if !addresses.isEmpty {
            rest.values["hostaddr"] = kept.map { $0 < addresses.count ? addresses[$0] : "" }.joined(separator: ",")
        }
        rest.values["port"] = kept.map { entryPort($0) }.joined(separator: ",")
        return rest
    }

    /// `text` without anything secret of this connection string, on one line.
    func redacting(_ text: String) -> String {
        var text = text
        for keyword in ["password", "sslpassword"] {
            if let secret = values[keyword], !secret.isEmpty { text = text.replacingOccurrences(of: secret, with: "****") }
        }
        return text
    }

    private func list(_ keyword: String) -> [String] {
        guard let value = values[keyword], !value.isEmpty else { return [] }
        return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
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
