/// What a stored secret opens. The raw values are what operators type (`contracts/cli.md`) and part of what a secret is
/// sealed with: they never change.
public enum CredentialKind: String, Sendable, CaseIterable, Hashable, Codable {
    case luccaAPIKey = "lucca-api-key"
    case planningPMEAppKey = "planningpme-appkey"
    case planningPMEUsername = "planningpme-username"
    case planningPMEPassword = "planningpme-password"
    case planningPMEAuthToken = "planningpme-auth-token"

    /// Who gets to see a secret. The raw values are part of what a secret is sealed with: they never change.
    public enum System: String, Sendable, Hashable, Codable {
        case lucca
        case planningPME = "planningpme"
    }

    /// The one system that a secret of this kind is sent to.
    public var system: System {
        switch self {
        case .luccaAPIKey: .lucca
        case .planningPMEAppKey, .planningPMEUsername, .planningPMEPassword, .planningPMEAuthToken: .planningPME
        }
    }
}

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

/// A credential in clear. It never prints itself: not in a log, an error, a debugger's dump or JSON (it is not `Codable`).
public struct Secret: Sendable, Equatable {
    private let bytes: [UInt8]

    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var isEmpty: Bool { bytes.isEmpty }

    /// Hands the clear text to `use`, the only way to read it: `grep reveal` finds every place that does.
    public func reveal<Result, Failure: Error>(_ use: (String) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(String(decoding: bytes, as: UTF8.self))
    }

    /// The same, as bytes.
    public func revealBytes<Result, Failure: Error>(_ use: ([UInt8]) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "****" }
    public var debugDescription: String { "****" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
