import Synchronization

/// A monotonic clock of any type, for every wait and every measured duration. Tests move it by hand.
public struct SteadyClock: Sendable {
    /// A moment since the clock was made.
    public struct Moment: InstantProtocol, Sendable {
        let elapsed: Duration

        public func advanced(by duration: Duration) -> Moment { Moment(elapsed: elapsed + duration) }
        public func duration(to other: Moment) -> Duration { other.elapsed - elapsed }
        public func seconds(until other: Moment) -> Double { duration(to: other) / .seconds(1) }
        public static func < (left: Moment, right: Moment) -> Bool { left.elapsed < right.elapsed }
    }

    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    /// - Parameter clock: never goes back, and goes on while the machine sleeps: `ContinuousClock` in production.
    public init<Base: Clock>(_ clock: Base) where Base.Duration == Duration {
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
        wait = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
    }

    /// - Parameters:
    ///   - elapsed: since an arbitrary moment; never less than before.
    ///   - wait: returns once so much has elapsed, or throws `CancellationError`.
    public init(elapsed: @escaping @Sendable () -> Duration, wait: @escaping @Sendable (Duration) async throws -> Void) {
        self.elapsed = elapsed
        self.wait = wait
    }

    /// The machine's own clock.
    public static let system = SteadyClock(ContinuousClock())

    public var now: Moment { Moment(elapsed: elapsed()) }

    /// - Throws: `CancellationError`.
    public func sleep(seconds: Double) async throws {
        try await sleep(until: now.advanced(by: .seconds(seconds)))
    }

    /// - Throws: `CancellationError`.
    func sleep(until moment: Moment) async throws {
        try await wait(moment.elapsed)
    }
}
