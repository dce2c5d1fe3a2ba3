import SyncCore
import SyncEngine

extension RunReview {
    /// In lists.
    var words: String {
        switch self {
        case .open: "waits for approval"
        case .approved(let run): "approved by \(run)"
        case .superseded(let run): "superseded by \(run)"
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
