package import SyncCore

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
