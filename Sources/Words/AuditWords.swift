package import SyncCore
package import SyncEngine

extension AuditEntry {
    /// `lea`, or `support (unproven: tom@srv1)`: of a login that is not one person's own, who it was is only claimed.
    package var actor: Phrase {
        guard !isProven else { return Phrase(same: login + (claimed.map { " (\($0))" } ?? "")) }
        return Phrase(
            "\(login) (unproven\(claimed.map { ": \($0)" } ?? ""))",
            fr: "\(login) (non prouvé\(claimed.map { " : \($0)" } ?? ""))")
    }

    /// The same with the reason that was typed: `lea: ticket 7`.
    package var actorAndReason: Phrase {
        guard let reason else { return actor }
        return Phrase("\(actor.english): \(reason)", fr: "\(actor.french) : \(reason)")
    }
}

extension AuditEntry {
    /// What it is about: `acme run 3`, `acme employee 137`.
    package var about: Phrase {
        func parts(_ object: String) -> String { [tenant, object, subject].compactMap(\.self).joined(separator: " ") }
        if let run { return Phrase(parts("run \(run)"), fr: parts("exécution \(run)")) }
        let noun = AuditedObjectWords.noun(object)
        return Phrase(parts(noun.english), fr: parts(noun.french))
    }
}

extension AuditEntry.Kind {
    package var name: Phrase {
        switch self {
        case .change: Phrase("change", fr: "modification")
        case .erasure: Phrase("erasure", fr: "effacement")
        case .read: Phrase("read", fr: "lecture")
        case .refusal: Phrase("refusal", fr: "refus")
        }
    }
}

extension Right {
    /// In English the code, as in JSON.
    package var name: Phrase {
        switch self {
        case .viewer: Phrase(rawValue, fr: "lecteur (viewer)")
        case .operator: Phrase(rawValue, fr: "opérateur (operator)")
        case .approver: Phrase(rawValue, fr: "approbateur (approver)")
        case .admin: Phrase(rawValue, fr: "administrateur (admin)")
        }
    }
}

extension LoginFacts.Standing {
    /// The role of a person, or what else the login is.
    package var name: Phrase {
        switch self {
        case .person(let right): right.name
        case .fleet: Phrase("fleet", fr: "flotte")
        case .none: Phrase("none", fr: "aucun")
        }
    }
}
