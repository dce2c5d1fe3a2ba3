import Synchronization

/// Also enforces the budget by this process's own clock: if the database's clock jumps ahead, its counter forgets recent
/// requests.
///
/// Counts by whole seconds, each for as long as part of it is in the window. Requests of other processes before the jump are
/// unknown here; most accounts are one tenant's, whose runs one process performs at a time.
package final class SteadyBudget: RequestBudget {
    private struct Second {
        let number: Int
        var requests: Int
    }

    private let base: any RequestBudget
    private let clock: SteadyClock
    private let start: SteadyClock.Moment
    /// By the scope's name, oldest first.
    private let sent = Mutex<[String: [Second]]>([:])

    /// - Parameter base: counts for all processes.
    package init(_ base: any RequestBudget, clock: SteadyClock) {
        self.base = base
        self.clock = clock
        start = clock.now
    }

    package func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer {
        let now = start.seconds(until: clock.now)
        let second = Int(now)
        let reservation = reserve(scope, count, unused, second, now)
        guard case .taken(let reserved) = reservation else { return reservation }
        var taken = 0
        defer { giveBack(scope, reserved - taken, second) }
        let answer = try await base.take(scope, reserved, givingBack: unused)
        if case .taken(let count) = answer { taken = count }
        return answer
    }

    package func block(_ scope: BudgetScope, seconds: Double) async throws {
        try await base.block(scope, seconds: seconds)
    }

    /// - Parameter unused: taken off the oldest requests: what remains is counted too long, never too short.
    private func reserve(
        _ scope: BudgetScope, _ count: Int, _ unused: Int, _ second: Int, _ now: Double
    ) -> BudgetAnswer {
        sent.withLock { sent in
            var seconds = sent[scope.name] ?? []
            seconds.removeAll { Double($0.number + 1 + scope.windowSeconds) <= now }
            var unused = unused
            for index in seconds.indices {
                let back = min(unused, seconds[index].requests)
                seconds[index].requests -= back
                unused -= back
            }
            seconds.removeAll { $0.requests == 0 }
            defer { sent[scope.name] = seconds }
            let room = scope.limit - seconds.reduce(0) { $0 + $1.requests }
            if room <= 0, let oldest = seconds.first {
                return .wait(seconds: Double(oldest.number + 1 + scope.windowSeconds) - now)
            }
            let taken = max(1, min(count, room))
            if let index = seconds.firstIndex(where: { $0.number >= second }) {
                seconds[index].requests += taken
            } else {
                seconds.append(Second(number: second, requests: taken))
            }
            return .taken(taken)
        }
    }

    /// Requests that are not sent.
    private func giveBack(_ scope: BudgetScope, _ count: Int, _ second: Int) {
        sent.withLock { sent in
            var seconds = sent[scope.name] ?? []
            var count = count
            for index in seconds.indices where seconds[index].number >= second {
                let back = min(count, seconds[index].requests)
                seconds[index].requests -= back
                count -= back
            }
            sent[scope.name] = seconds
        }
    }
}

/// A monotonic clock of any type, for every wait and every measured duration. Tests advance it by hand.
package struct SteadyClock: Sendable {
    /// Time since the clock was created.
    package struct Moment: InstantProtocol, Sendable {
        let elapsed: Duration

        package func advanced(by duration: Duration) -> Moment { Moment(elapsed: elapsed + duration) }
        package func duration(to other: Moment) -> Duration { other.elapsed - elapsed }
        package func seconds(until other: Moment) -> Double { duration(to: other) / .seconds(1) }
        package static func < (left: Moment, right: Moment) -> Bool { left.elapsed < right.elapsed }
    }

    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    /// - Parameter clock: never goes back, and continues while the machine sleeps: `ContinuousClock` in production.
    package init<Base: Clock>(_ clock: Base) where Base.Duration == Duration {
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
        wait = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
    }

    /// - Parameters:
    ///   - elapsed: since an arbitrary moment; never decreases.
    ///   - wait: returns once that much time has elapsed, or throws `CancellationError`.
    package init(elapsed: @escaping @Sendable () -> Duration, wait: @escaping @Sendable (Duration) async throws -> Void) {
        self.elapsed = elapsed
        self.wait = wait
    }

    package static let system = SteadyClock(ContinuousClock())

    package var now: Moment { Moment(elapsed: elapsed()) }

    /// - Throws: `CancellationError`.
    package func sleep(seconds: Double) async throws {
        try await sleep(until: now.advanced(by: .seconds(seconds)))
    }

    /// - Throws: `CancellationError`.
    func sleep(until moment: Moment) async throws {
        try await wait(moment.elapsed)
    }
}
