public import SyncCore
public import SyncEngine

/// Time and chance, so that tests need neither.
public struct Pacing: Sendable {
    let clock: SteadyClock
    /// The calendar's time, only for dates that a remote names: this machine's clock may be wrong, and decides nothing else.
    public let instant: @Sendable () -> Instant
    /// At random in `0..<1`.
    let jitter: @Sendable () -> Double

    public init(
        clock: SteadyClock = .system, instant: @escaping @Sendable () -> Instant,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.clock = clock
        self.instant = instant
        self.jitter = jitter
    }
}
