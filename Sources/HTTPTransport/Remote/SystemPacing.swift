public import SyncCore

/// The machine's clocks.
public struct SystemPacing: Pacing {
    private let clock = ContinuousClock()
    private let origin: ContinuousClock.Instant
    private let calendarTime: @Sendable () -> Instant

    /// - Parameter instant: reads the calendar's time.
    public init(instant: @escaping @Sendable () -> Instant) {
        origin = clock.now
        calendarTime = instant
    }

    public func sleep(seconds: Double) async throws {
        try await clock.sleep(for: .seconds(seconds))
    }

    public var monotonicSeconds: Double { (clock.now - origin) / .seconds(1) }
    public var instant: Instant { calendarTime() }
    public func jitter() -> Double { Double.random(in: 0..<1) }
}
