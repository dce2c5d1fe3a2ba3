package import SyncCore

/// Where the console listens: on this machine only, since it speaks no TLS itself.
package enum ConsoleAddress: Sendable, Hashable, CustomStringConvertible {
    /// The system chooses the port for port 0.
    case loopback(host: String, port: Int)
    /// For a reverse proxy.
    case socket(path: String)

    package static let standard = ConsoleAddress.loopback(host: "127.0.0.1", port: 8750)

    /// - Parameter text: `127.0.0.1:8750`, `[::1]:8750`, `localhost:8750`, or `unix:/run/passerelle/console.sock`.
    /// - Throws: `invalid_input` for anything else, other machines' addresses included.
    package init(_ text: String) throws(SyncError) {
        let scheme = "unix:"
        if text.hasPrefix(scheme) {
            let path = String(text.dropFirst(scheme.count))
            // The longest that the system allows is 107 bytes.
            guard path.hasPrefix("/"), !path.utf8.contains(0), path.utf8.count < 108 else {
                throw SyncError(.process(.consoleAddressInvalid))
            }
            self = .socket(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let host = Self.host(text[..<colon]),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw SyncError(.process(.consoleAddressInvalid)) }
        self = .loopback(host: host, port: Int(port))
    }

    private static func host(_ text: Substring) -> String? {
        switch text {
        case "[::1]": "::1"
        case "localhost", "127.0.0.1": String(text)
        default: nil
        }
    }

    package var description: String {
        switch self {
        case .loopback(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): "unix:\(path)"
        }
    }
}

/// Limits of requests.
package struct ConsoleLimits: Sendable, Hashable {
    /// Open at the same time; further ones wait to be accepted.
    package var connections: Int
    /// An idle connection is closed after this time.
    package var idleSeconds: Int
    /// Of a request's header fields in total.
    package var headerBytes: Int
    /// Of the path and the query.
    package var targetBytes: Int
    /// Of a form.
    package var bodyBytes: Int
    /// How long requests may go on after the console was asked to stop.
    package var grace: Duration

    package init(
        connections: Int = 64, idleSeconds: Int = 20, headerBytes: Int = 8_192, targetBytes: Int = 2_048, bodyBytes: Int = 8_192,
        grace: Duration = .seconds(10)
    ) {
        self.connections = connections
        self.idleSeconds = idleSeconds
        self.headerBytes = headerBytes
        self.targetBytes = targetBytes
        self.bodyBytes = bodyBytes
        self.grace = grace
    }
}
