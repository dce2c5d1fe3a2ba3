/// A kind of stored secret. The raw values are what operators type (`contracts/cli.md`) and part of what a secret is sealed with:
/// they never change.
package enum CredentialKind: String, Sendable, CaseIterable, Hashable, Codable {
    case luccaAPIKey = "lucca-api-key"
    case luccaClientID = "lucca-client-id"
    case luccaClientSecret = "lucca-client-secret"
    case planningPMEAppKey = "planningpme-appkey"
    case planningPMEUsername = "planningpme-username"
    case planningPMEPassword = "planningpme-password"
    case planningPMEAuthToken = "planningpme-auth-token"

    /// The system that a secret is sent to. The raw values are part of what a secret is sealed with: they never change.
    package enum System: String, Sendable, Hashable, Codable {
        case lucca
        /// Lucca's token host, the same for all accounts (`LuccaTokenAddress`).
        case luccaAccounts = "lucca-accounts"
        case planningPME = "planningpme"
    }

    package var system: System {
        switch self {
        case .luccaAPIKey: .lucca
        case .luccaClientID, .luccaClientSecret: .luccaAccounts
        case .planningPMEAppKey, .planningPMEUsername, .planningPMEPassword, .planningPMEAuthToken: .planningPME
        }
    }
}

/// Where a secret may be sent: one system at one scheme, host and port. It is part of what the secret is sealed with.
package struct CredentialHost: Sendable, Hashable, Codable {
    package let system: CredentialKind.System
    /// Scheme, host, and port if it is not the default: `https://api.planningpme.com`.
    package let origin: String
    /// For Lucca's token host, the origin of the one Lucca that its tokens may be sent to; nil for the others.
    package let account: String?

    private static let separator = " for "

    /// - Parameter url: a tenant's stored address, or its origin, or a description. The path is ignored.
    package init(_ system: CredentialKind.System, url: String) {
        self.system = system
        if system == .luccaAccounts, let range = url.firstRange(of: Self.separator) {
            origin = Self.origin(of: String(url[..<range.lowerBound]))
            account = Self.origin(of: String(url[range.upperBound...]))
        } else {
            origin = Self.origin(of: url)
            account = nil
        }
    }

    /// Lucca's token host, for one Lucca.
    /// - Parameter account: the tenant's Lucca address.
    package init(tokenURL: String, account: String) {
        system = .luccaAccounts
        origin = Self.origin(of: tokenURL)
        self.account = Self.origin(of: account)
    }

    private static func origin(of url: String) -> String {
        let lowercased = url.lowercased()
        guard let scheme = lowercased.firstRange(of: "://") else { return lowercased }
        let authority = lowercased[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let ownPort = lowercased[..<scheme.lowerBound] == "https" ? ":443" : ":80"
        let bare = authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority
        return String(lowercased[..<scheme.upperBound] + bare)
    }

    /// A loopback address, only used in development; of the token host, where its tokens go.
    package var isThisMachine: Bool {
        let origin = account ?? origin
        let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        return host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.")
    }
}

extension CredentialHost: CustomStringConvertible {
    /// What is sealed, and shown.
    package var description: String { account.map { origin + Self.separator + $0 } ?? origin }
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
