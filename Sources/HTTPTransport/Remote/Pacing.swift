public import SyncCore

/// Time and chance, so that tests need neither.
public protocol Pacing: Sendable {
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(seconds: Double) async throws
    /// Never goes back; from an arbitrary origin.
    var monotonicSeconds: Double { get }
    /// The calendar's time, only for dates that a remote names: this machine's clock may be wrong, and decides nothing else.
    var instant: Instant { get }
    /// At random in `0..<1`.
    func jitter() -> Double
}
