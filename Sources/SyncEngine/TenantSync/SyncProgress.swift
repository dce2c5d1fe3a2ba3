/// How far a run is, for a person who waits.
public struct SyncProgress: Sendable, Hashable {
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        case connecting
        /// Reading Lucca.
        case fetching
        /// Waiting until writes whose answers were lost must have taken effect, if they ever do.
        case landing
        /// Looking at the planning: open writes, adoption, reconciliation, the directory.
        case reading
        case planning
        /// Types, departments and resources.
        case preparing
        /// Events.
        case applying
        case recording
    }

    public let phase: Phase
    public let done: Int
    /// 0 when nobody knows yet.
    public let total: Int

    public init(_ phase: Phase, done: Int = 0, total: Int = 0) {
        self.phase = phase
        self.done = done
        self.total = total
    }
}
