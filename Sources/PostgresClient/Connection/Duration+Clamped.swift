extension Duration {
    /// Nanoseconds, as near as an integer gets.
    var clampedNanoseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
        return overflow || overflowed ? (seconds < 0 ? .min : .max) : sum
    }

    /// Between attempts to connect: 100 ms, doubled up to 2 s.
    /// - Parameter failures: in a row, one at least.
    static func pause(afterFailures failures: Int) -> Duration {
        min(.milliseconds(100) * (1 << min(failures - 1, 10)), .seconds(2))
    }

    var milliseconds: Int { clampedNanoseconds / 1_000_000 }
}
