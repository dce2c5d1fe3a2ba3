import SyncCore

/// The address of a list's next page, as a remote's answer gives it: followed only within the tenant's own address.
package struct RemoteLink: Sendable, Hashable {
    /// Below the address's base.
    let path: String
    /// Percent-encoded, as the remote wrote it.
    let query: String

    private static let longest = 4000

    /// - Parameters:
    ///   - text: absolute, or beginning with the path.
    ///   - folder: the path must be below it: `lucca-api`.
    /// - Returns: nil for another host, scheme or port, another folder, and for what cannot be sent as it is.
    package init?(_ text: String, at address: RemoteAddress, below folder: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.isPlain) else { return nil }
        var rest = Substring(text)
        if text.hasPrefix("/") {
            guard !text.hasPrefix("//") else { return nil }
        } else {
            let own = CredentialHost(.lucca, url: address.origin)
            guard let scheme = text.firstRange(of: "://"), CredentialHost(.lucca, url: text) == own else { return nil }
            rest = text[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
        }
        let path = rest.prefix { $0 != "?" }
        let base = address.baseURL.dropFirst(address.origin.count)
        guard path.hasPrefix("\(base)\(folder)/") else { return nil }
        let segments = path.dropFirst(base.count).split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.allSatisfy(Self.isUnreserved) }) else {
            return nil
        }
        self.path = segments.joined(separator: "/")
        query = String(rest.dropFirst(path.count + 1))
    }

    /// What an address may hold as it is; no fragment.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"#<>\\^`{|}".utf8.contains(byte)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        PercentEncoding.encode(String(UnicodeScalar(byte)), keeping: "").utf8.count == 1
    }
}

extension RemoteLink: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { path }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
