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
}
