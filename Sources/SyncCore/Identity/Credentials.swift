/// A kind of stored secret. The raw values are what operators type (`contracts/cli.md`) and part of what a secret is sealed with:
/// they never change.
package enum CredentialKind: String, Sendable, CaseIterable, Hashable, Codable {
    case luccaAPIKey = "lucca-api-key"
    case planningPMEAppKey = "planningpme-appkey"
    case planningPMEUsername = "planningpme-username"
    case planningPMEPassword = "planningpme-password"
    case planningPMEAuthToken = "planningpme-auth-token"

    /// The system that a secret is sent to. The raw values are part of what a secret is sealed with: they never change.
    package enum System: String, Sendable, Hashable, Codable {
        case lucca
        case planningPME = "planningpme"
    }

    package var system: System {
        switch self {
        case .luccaAPIKey: .lucca
        case .planningPMEAppKey, .planningPMEUsername, .planningPMEPassword, .planningPMEAuthToken: .planningPME
        }
    }
}

/// Where a secret may be sent: one system at one scheme, host and port. It is part of what the secret is sealed with.
package struct CredentialHost: Sendable, Hashable, Codable {
    package let system: CredentialKind.System
    /// Scheme, host, and port if it is not the default: `https://api.planningpme.com`.
    package let origin: String

    /// - Parameter url: a tenant's stored address, or its origin. The path is ignored.
    package init(_ system: CredentialKind.System, url: String) {
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

    /// A loopback address, only used in development.
    package var isThisMachine: Bool {
        let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        return host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.")
    }
}

extension CredentialHost: CustomStringConvertible {
    package var description: String { origin }
}

/// A credential in clear. It never prints itself: not in a log, an error, a debugger's dump or JSON (it is not `Codable`).
package struct Secret: Sendable, Equatable {
    private let bytes: [UInt8]

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// Passes the clear text to `use`. This is the only way to read it, so `grep reveal` finds every use.
    package func reveal<Result, Failure: Error>(_ use: (String) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(String(decoding: bytes, as: UTF8.self))
    }

    /// Same as `reveal`, as bytes.
    package func revealBytes<Result, Failure: Error>(_ use: ([UInt8]) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "****" }
    package var debugDescription: String { "****" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
