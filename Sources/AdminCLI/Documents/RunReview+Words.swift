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

    /// In CSV and JSON.
    var name: String {
        switch self {
        case .open: "open"
        case .approved: "approved"
        case .superseded: "superseded"
        }
    }

    /// The run that ended the review.
    var by: RunID? {
        switch self {
        case .open: nil
        case .approved(let run), .superseded(let run): run
        }
    }

    var json: JSONValue {
        .object([JSONMember("state", .string(name)), JSONMember("by", .number(by?.value))])
    }
}
