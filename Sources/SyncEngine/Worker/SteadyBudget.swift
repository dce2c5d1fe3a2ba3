import Synchronization

/// A budget that this process does not exceed by its own clock either: when the database's jumps ahead, it forgets what was just sent.
///
/// Counted by whole seconds, each for as long as a part of it is inside the window. What another process sent before the jump is not
/// known here; most accounts are one tenant's, whose runs one process performs at a time.
public final class SteadyBudget: RequestBudget {
    private struct Second {
        let number: Int
        var requests: Int
    }

    private let base: any RequestBudget
    private let clock: SteadyClock
    private let start: SteadyClock.Moment
    /// By the scope's name, the oldest first.
    private let sent = Mutex<[String: [Second]]>([:])

    /// - Parameter base: counts for all processes.
    public init(_ base: any RequestBudget, clock: SteadyClock) {
        self.base = base
        self.clock = clock
        start = clock.now
    }

    public func take(_ scope: BudgetScope) async throws -> Double? {
        let now = start.seconds(until: clock.now)
        let second = Int(now)
        if let wait = reserve(scope, second, now) { return wait }
        do {
            let wait = try await base.take(scope)
            if wait != nil { giveBack(scope, second) }
            return wait
        } catch {
            giveBack(scope, second)
            throw error
        }
    }

    public func block(_ scope: BudgetScope, seconds: Double) async throws {
        try await base.block(scope, seconds: seconds)
    }

    /// - Returns: nil when there is room; else the seconds until there is.
    private func reserve(_ scope: BudgetScope, _ second: Int, _ now: Double) -> Double? {
        sent.withLock { sent in
            var seconds = sent[scope.name] ?? []
            seconds.removeAll { Double($0.number + 1 + scope.windowSeconds) <= now }
            defer { sent[scope.name] = seconds }
            if seconds.reduce(0, { $0 + $1.requests }) >= scope.limit, let oldest = seconds.first {
                return Double(oldest.number + 1 + scope.windowSeconds) - now
            }
            if let index = seconds.firstIndex(where: { $0.number >= second }) {
                seconds[index].requests += 1
            } else {
                seconds.append(Second(number: second, requests: 1))
            }
            return nil
        }
    }

    /// Nothing is sent.
    private func giveBack(_ scope: BudgetScope, _ second: Int) {
        sent.withLock { sent in
            guard let index = sent[scope.name]?.firstIndex(where: { $0.number >= second && $0.requests > 0 }) else { return }
            sent[scope.name]?[index].requests -= 1
        }
    }
}

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
