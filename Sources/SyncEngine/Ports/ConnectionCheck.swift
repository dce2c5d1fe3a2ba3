public import SyncCore

/// Tests a connection and every permission that a sync needs, each on its own. It changes nothing over there.
public protocol ConnectionChecking: Sendable {
    /// One result per permission, in the order in which a person would set them up. It never throws: what could not be
    /// tested is `unknown`, with the reason.
    func check() async -> [CheckResult]
}

/// What one test of a connection found.
public struct CheckResult: Hashable, Sendable {
    /// The raw values are what people read.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case ok
        /// A sync can't work like this.
        case failed
        /// Could not be told; a sync may work.
        case unknown
    }

    /// Such as `Lucca: absences`.
    public let name: String
    public let state: State
    /// What was found: counts and statuses, never a person, a secret or a remote's own text.
    public let detail: String
    /// What a missing permission would hide, and what to do about it; empty when there is nothing to do.
    public let remedy: String
    /// What made the test fail, where that was an error: tells a remote that is away from one that refuses.
    public let cause: SyncError.Code?

    public init(name: String, state: State, detail: String, remedy: String = "", cause: SyncError.Code? = nil) {
        self.name = name
        self.state = state
        self.detail = detail
        self.remedy = remedy
        self.cause = cause
    }
}
