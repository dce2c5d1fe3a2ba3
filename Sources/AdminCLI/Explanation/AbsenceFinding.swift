import SyncCore

/// Whether one stretch of absence is on the planning, and the rule that decided.
struct AbsenceFinding: Equatable {
    enum Verdict: String, Equatable {
        /// The connector's event stands there, as far as it remembers.
        case shown = "on the planning"
        /// The next run brings it there.
        case coming = "comes with the next run"
        case leaving = "goes with the next run"
        case notShown = "not on the planning"
    }

    /// When, and for which reason, as Lucca has it.
    let what: String
    let verdict: Verdict
    let because: String
    /// Empty when there is nothing to do.
    let remedy: String
}
