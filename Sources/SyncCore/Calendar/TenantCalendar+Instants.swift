import Foundation

/// Local times as moments. Days outside of about years -7000 to 9999 count as the nearest one inside: nothing here traps.
extension TenantCalendar {
    private static let representable = -3_300_000...2_932_896
    private static let day = 86_400

    /// The first moment of a day: local midnight, or, where the clocks skip midnight, the first moment after it.
    public func startOfDay(_ day: CalendarDay) -> Instant {
        instant(day, second: 0)
    }

    /// When a half-day starts: the tenant's day start, or its midday.
    public func instant(startOf halfDay: HalfDay) -> Instant {
        instant(halfDay.day, second: (halfDay.half == .morning ? hours.start : hours.midday) * 60)
    }

    /// When a half-day ends: the tenant's midday, or its day end.
    public func instant(endOf halfDay: HalfDay) -> Instant {
        instant(halfDay.day, second: (halfDay.half == .morning ? hours.midday : hours.end) * 60)
    }

    /// The moment of a local time: the earlier one when the clocks show it twice, and when they skip it the first moment after
    /// the skipped stretch.
    func instant(_ day: CalendarDay, second: Int) -> Instant {
        let ordinal = min(max(day.ordinal, Self.representable.lowerBound), Self.representable.upperBound)
        let local = ordinal * Self.day + second
        // A zone is at most 14 h away from UTC, so the moment lies between these two, and they are on each side of a change of
        // the clocks near it, if there is one.
        var low = local - Self.day
        var high = local + Self.day
        let before = offset(low)
        let after = offset(high)
        if before == after { return Instant(secondsSince1970: local - before) }
        if offset(local - before) == before { return Instant(secondsSince1970: local - before) }
        if offset(local - after) == after { return Instant(secondsSince1970: local - after) }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(middle) == before { low = middle } else { high = middle }
        }
        return Instant(secondsSince1970: high)
    }

    private func offset(_ seconds: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
}
