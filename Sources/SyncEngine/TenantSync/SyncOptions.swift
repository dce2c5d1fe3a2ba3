/// What a person asks of one sync beyond its tenant's settings.
public struct SyncOptions: Sendable {
    /// Read the whole planning although it was read less than a week ago.
    public var reconcile: Bool
    public var onProgress: @Sendable (SyncProgress) -> Void

    public init(reconcile: Bool = false, onProgress: @escaping @Sendable (SyncProgress) -> Void = { _ in }) {
        self.reconcile = reconcile
        self.onProgress = onProgress
    }
}
