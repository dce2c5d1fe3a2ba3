extension RunState {
    /// Whether a run in this state may pass to `next`. `docs/run-lifecycle.md` says who writes each transition.
    ///
    /// `running → running` is a claim of a run whose worker died: same id, next term, `attempt` + 1.
    public func canBecome(_ next: RunState) -> Bool {
        switch self {
        case .queued: next == .running || next == .cancelled
        case .running: true
        case .succeeded, .partial, .needsReview, .failed, .cancelled: false
        }
    }
}
