/// The days a run considers: `[from, to)`, seen on the day `asOf` (`contracts/sync.md`, Window).
public struct SyncWindow: Hashable, Sendable {
    /// How many days before the window leaves are read, so that absences under way are seen whole.
    public static let lookBehindDays = 31

    public let asOf: CalendarDay
    public let from: CalendarDay
    /// The first day that is not considered any more.
    public let to: CalendarDay

    /// - Parameter initialFrom: where the window starts until the tenant's first successful run, when that is earlier.
    public init(asOf: CalendarDay, horizonMonths: Int, initialFrom: CalendarDay? = nil) {
        self.asOf = asOf
        from = min(asOf, initialFrom ?? asOf)
        to = asOf.adding(months: horizonMonths)
    }

    /// As read back from a run's record.
    public init(asOf: CalendarDay, from: CalendarDay, to: CalendarDay) {
        self.asOf = asOf
        self.from = from
        self.to = to
    }

    /// The first day whose leaves are read.
    public var readFrom: CalendarDay { from.adding(days: -Self.lookBehindDays) }
    /// The last day whose leaves are read.
    public var readThrough: CalendarDay { to.adding(days: -1) }
}

extension SyncWindow: Encodable {
    private enum CodingKeys: CodingKey {
        case from
        case to
    }
}
