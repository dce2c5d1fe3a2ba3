/// A time of the monotonic clock, for `poll`. Local to this process.
struct Deadline: Comparable, Sendable {
    private let nanoseconds: Int

    static func after(_ duration: Duration) -> Deadline {
        let (sum, overflow) = now().addingReportingOverflow(duration.clampedNanoseconds)
        return Deadline(nanoseconds: overflow ? .max : sum)
    }

    static let never = Deadline(nanoseconds: .max)

    private init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

    var hasPassed: Bool { nanoseconds != .max && Self.now() >= nanoseconds }

    /// For `poll`: -1 without limit, else milliseconds, rounded up to avoid spinning.
    var pollTimeout: Int32 {
        guard nanoseconds != .max else { return -1 }
        let left = nanoseconds - Self.now()
        return left <= 0 ? 0 : Int32(clamping: (left - 1) / 1_000_000 + 1)
    }

    static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

    private static func now() -> Int { ContinuousClock.elapsed.clampedNanoseconds }
}

extension ContinuousClock {
    private static let start = ContinuousClock.now

    /// Since an arbitrary time: for waiting, never for dates.
    static var elapsed: Duration { start.duration(to: .now) }
}

extension Duration {
    /// In nanoseconds, clamped to the range of `Int`.
    var clampedNanoseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
        return overflow || overflowed ? (seconds < 0 ? .min : .max) : sum
    }

    /// The pause between attempts to connect: 100 ms, doubled up to 2 s.
    /// - Parameter failures: consecutive ones, at least one.
    static func pause(afterFailures failures: Int) -> Duration {
        min(.milliseconds(100) * (1 << min(failures - 1, 10)), .seconds(2))
    }

    var milliseconds: Int { clampedNanoseconds / 1_000_000 }
}
