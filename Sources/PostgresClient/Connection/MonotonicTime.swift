internal import Foundation

/// The monotonic clock of this machine: for waiting, never for dates.
enum MonotonicTime {
    static var nanoseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }

    /// Since an arbitrary moment.
    static var now: Duration { .nanoseconds(nanoseconds) }
}
