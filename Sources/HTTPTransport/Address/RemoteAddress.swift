public import SyncCore

/// A tenant's address at a remote system, checked against the outbound policy.
public struct RemoteAddress: Sendable, Hashable {
    /// With the scheme and a slash at the end: `https://acme.ilucca.net/`, `https://api.planningpme.com/acme/`.
    public let baseURL: String
    /// In lower case, without port: `acme.ilucca.net`.
    public let host: String
    /// Scheme, host and port: `https://acme.ilucca.net`.
    public let origin: String

    /// The first label of the host, which names a Lucca account: `acme`.
    public var account: String { String(host.prefix { $0 != "." }) }

    init(baseURL: String, host: String, origin: String) {
        self.baseURL = baseURL
        self.host = host
        self.origin = origin
    }

    /// Understands what people paste: with or without scheme, path, query, trailing slash, in capitals, with spaces around.
    /// - Throws: `SyncError` `address_refused`.
    public static func lucca(pasted: String, policy: OutboundPolicy) throws -> RemoteAddress {
        throw SyncError(.addressRefused, "", remedy: "")
    }

    /// The same for PlanningPME's `https://api.planningpme.com/{brand}/`; the brand is kept as pasted.
    /// - Throws: `SyncError` `address_refused`.
    public static func planningPME(pasted: String, policy: OutboundPolicy) throws -> RemoteAddress {
        throw SyncError(.addressRefused, "", remedy: "")
    }
}
