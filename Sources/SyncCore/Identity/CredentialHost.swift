/// Where a secret may be sent: one of the two systems, at one scheme, host and port. It is part of what the secret is sealed with.
public struct CredentialHost: Sendable, Hashable, Codable {
    public let system: CredentialKind.System
    /// Scheme, host, and a port that is not the scheme's own: `https://api.planningpme.com`.
    public let origin: String

    /// - Parameter url: an address as a tenant stores it, or its origin. Its path does not count.
    public init(_ system: CredentialKind.System, url: String) {
        self.system = system
        let lowercased = url.lowercased()
        guard let scheme = lowercased.firstRange(of: "://") else {
            origin = lowercased
            return
        }
        let authority = lowercased[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let ownPort = lowercased[..<scheme.lowerBound] == "https" ? ":443" : ":80"
        let bare = authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority
        origin = String(lowercased[..<scheme.upperBound] + bare)
    }

    /// An address of this machine, which only development uses.
    public var isThisMachine: Bool {
        let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        return host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.")
    }
}

extension CredentialHost: CustomStringConvertible {
    public var description: String { origin }
}
