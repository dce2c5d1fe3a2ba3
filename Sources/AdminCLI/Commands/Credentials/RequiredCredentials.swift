import SyncCore

/// What a tenant needs before it can be synced: a key for Lucca, the AppKey, and a PlanningPME user, by password or by token.
enum RequiredCredentials {
    struct Missing: Equatable {
        let words: String
        /// The one to store first.
        let first: CredentialKind
    }

    static func missing(_ stored: [CredentialKind]) -> [Missing] {
        var missing: [Missing] = []
        for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey] where !stored.contains(kind) {
            missing.append(Missing(words: "\(kind.rawValue) (\(kind.meaning))", first: kind))
        }
        if !stored.contains(.planningPMEAuthToken) {
            let user = [CredentialKind.planningPMEUsername, .planningPMEPassword].filter { !stored.contains($0) }
            if let first = user.first {
                missing.append(
                    Missing(
                        words: user.map(\.rawValue).joined(separator: " and ")
                            + (user.count == 2 ? ", or planningpme-auth-token" : ""), first: first))
            }
        }
        return missing
    }
}
