package import SyncCore
package import SyncEngine

/// The words for runs and their changes. In English, states are their raw values, which scripts use.
extension RunTrigger {
    package var name: Phrase {
        switch self {
        case .schedule: Phrase(rawValue, fr: "planifiée")
        case .manual: Phrase(rawValue, fr: "manuelle")
        }
    }
}

extension EventAction {
    package var name: Phrase {
        switch self {
        case .create: Phrase(rawValue, fr: "création")
        case .update: Phrase(rawValue, fr: "modification")
        case .delete: Phrase(rawValue, fr: "suppression")
        }
    }
}

extension RunChange.Outcome {
    package var name: Phrase {
        switch self {
        case .done: Phrase(rawValue, fr: "faite")
        case .rejected: Phrase(rawValue, fr: "refusée")
        case .unconfirmed: Phrase(rawValue, fr: "non confirmée")
        case .withheld: Phrase(rawValue, fr: "retenue")
        }
    }
}

extension RunReview {
    /// Who decided about the withheld deletions, when and why: `rejected on 2026-12-24 08:30 by lea: ticket 7`. nil while no one has.
    /// - Parameter act: of the audit log, if it has one.
    package func decision(by act: AuditEntry?, moment: (Instant) -> String) -> Phrase? {
        var known = act.map { (at: $0.at, who: $0.actorAndReason) }
        let what: Phrase
        switch self {
        case .approved(_, only: nil): what = Phrase("approved", fr: "approbation")
        case .approved(_, only: _?): what = Phrase("partly approved", fr: "approbation partielle")
        case .rejected(let decline):
            what = Phrase("rejected", fr: "rejet")
            known = known ?? decline.by.map { (at: decline.at, who: Phrase(same: $0)) }
        case .open, .superseded: return nil
        }
        return known.map { at, who in
            Phrase(
                "\(what.english) on \(moment(at)) by \(who.english)", fr: "\(what.french) le \(moment(at)) par \(who.french)")
        }
    }
}
