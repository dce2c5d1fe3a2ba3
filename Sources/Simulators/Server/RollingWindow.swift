/// Counts requests of the last stretch of time, which rolls on with every request.
struct RollingWindow: Sendable {
    private var moments: [UInt64] = []
    private var head = 0

    /// nil when one more fits into `span` nanoseconds, and counts it; else how long until one will, and counts nothing.
    mutating func admit(at now: UInt64, limit: Int, span: UInt64) -> UInt64? {
        forget(before: now, span: span)
        if moments.count - head >= limit, moments.indices.contains(head) {
            return moments[head] + span - now
        }
        moments.append(now)
        return nil
    }

    /// Counts one more, whatever the limit, and says how many there are now.
    mutating func count(at now: UInt64, span: UInt64) -> Int {
        forget(before: now, span: span)
        moments.append(now)
        return moments.count - head
    }

    private mutating func forget(before now: UInt64, span: UInt64) {
        while head < moments.count, moments[head] + span <= now { head += 1 }
        if head > 1024, head * 2 > moments.count {
            moments.removeFirst(head)
            head = 0
        }
    }
}
