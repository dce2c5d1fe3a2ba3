package import SyncEngine

extension QueuedWork.Kind {
    package var name: Phrase {
        switch self {
        case .preview: Phrase("preview", fr: "aperçu")
        case .check: Phrase("check", fr: "contrôle")
        case .probe: Phrase("probe", fr: "sondage")
        case .unreadable: Phrase("unreadable", fr: "illisible")
        }
    }
}

extension QueuedOperation.State {
    package var name: Phrase {
        switch self {
        case .queued: Phrase("queued", fr: "en attente")
        case .running: Phrase("running", fr: "en cours")
        case .done: Phrase("done", fr: "faite")
        case .failed: Phrase("failed", fr: "échouée")
        case .expired: Phrase("expired", fr: "expirée")
        }
    }
}
