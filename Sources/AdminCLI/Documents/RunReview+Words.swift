import SyncCore
import SyncEngine
import Words

extension RunReview {
    /// In lists.
    var words: Phrase {
        switch self {
        case .open: Phrase("waits for approval", fr: "attend une approbation")
        case .approved(let run): Phrase("approved by \(run)", fr: "approuvée par \(run)")
        case .superseded(let run): Phrase("superseded by \(run)", fr: "remplacée par \(run)")
        }
    }
}
