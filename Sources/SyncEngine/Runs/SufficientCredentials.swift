public import SyncCore

/// Which stored secrets suffice to sync a tenant: a key for Lucca, the AppKey, and a PlanningPME user, by password or by token.
public struct SufficientCredentials: Sendable, Hashable {
    /// How the PlanningPME user signs in.
    public enum Login: Sendable, Hashable {
        case password
        case token
    }

    /// One thing that a tenant needs and nothing opens.
    public struct Missing: Sendable, Hashable {
        /// All of these.
        public let kinds: [CredentialKind]
        /// This one does instead of them.
        public let alternative: CredentialKind?
    }

    public let missing: [Missing]
    /// By token or by password: the one that was stored last, when there are both. A name or a password alone counts as a password only
    /// while there is no token. nil: there is nothing to sign in with.
    public let login: Login?

    public init(_ stored: [StoredCredential]) {
        let setAt = Dictionary(stored.map { ($0.kind, $0.setAt) }) { first, _ in first }
        let token = setAt[.planningPMEAuthToken]
        let name = setAt[.planningPMEUsername]
        let password = setAt[.planningPMEPassword]
        var missing = [CredentialKind.luccaAPIKey, .planningPMEAppKey].filter { setAt[$0] == nil }
            .map { Missing(kinds: [$0], alternative: nil) }
        let absent = [CredentialKind.planningPMEUsername, .planningPMEPassword].filter { setAt[$0] == nil }
        if token == nil, !absent.isEmpty {
            missing.append(Missing(kinds: absent, alternative: absent.count == 2 ? .planningPMEAuthToken : nil))
        }
        self.missing = missing
        if let token {
            let whole = name.flatMap { name in password.map { max(name, $0) } }
            login = whole.map { token >= $0 } ?? true ? .token : .password
        } else {
            login = name == nil && password == nil ? nil : .password
        }
    }

    /// What every worker would fail by, as far as it shows without a keyring.
    /// - Throws: `credential_missing`, `credential_for_other_host`, `credential_unbound`.
    public static func require(_ stored: [StoredCredential], of tenant: Tenant) throws(SyncError) {
        let missing = SufficientCredentials(stored).missing
        if let first = missing.first?.kinds.first { throw .credentialsMissing(missing, first, tenant.slug) }
        for credential in stored where [.luccaAPIKey, .planningPMEAppKey].contains(credential.kind) {
            let host = tenant.credentialHost(of: credential.kind)
            guard let own = credential.host else { throw .credentialUnbound(credential.kind, for: host, of: tenant.slug) }
            guard own == host else {
                throw .credentialForOtherHost(credential.kind, givenFor: own, not: host, of: tenant.slug)
            }
        }
    }
}

extension SufficientCredentials.Missing {
    public var words: String {
        if kinds.count == 1, alternative == nil, let kind = kinds.first, kind == .luccaAPIKey || kind == .planningPMEAppKey {
            return "\(kind.rawValue) (\(kind.meaning))"
        }
        return kinds.map(\.rawValue).joined(separator: " and ") + (alternative.map { ", or \($0.rawValue)" } ?? "")
    }
}

extension SyncError {
    fileprivate static func credentialsMissing(
        _ missing: [SufficientCredentials.Missing], _ first: CredentialKind, _ tenant: TenantSlug
    ) -> SyncError {
        SyncError(
            .credentialMissing, "\(tenant) lacks \(missing.map(\.words).joined(separator: "; ")).",
            remedy: "passerelle credential set \(tenant) \(first.rawValue)")
    }
}

extension CredentialKind {
    /// In words, for prompts and lists.
    public var meaning: String {
        switch self {
        case .luccaAPIKey: "Lucca's API key"
        case .planningPMEAppKey: "PlanningPME's AppKey"
        case .planningPMEUsername: "the PlanningPME user's name"
        case .planningPMEPassword: "the PlanningPME user's password"
        case .planningPMEAuthToken: "PlanningPME's authentication token"
        }
    }
}
