extension Duration {
    /// Nanoseconds, as near as an integer gets.
    var clampedNanoseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
        return overflow || overflowed ? (seconds < 0 ? .min : .max) : sum
    }

    var milliseconds: Int { clampedNanoseconds / 1_000_000 }
}
