public import Foundation

/// When a tenant's daily sync is due: once per local day, at the hour the tenant chose, or at a moment of its night that only the
/// tenant's id decides.
///
/// On the days when the clocks change: a time that does not exist is due at the first moment after the skipped stretch; one that comes
/// twice is due the first time.
public struct DailySchedule: Hashable, Sendable {
    /// The night of tenants without an hour: 21:30 to 05:30, in seconds of a local day.
    static let nightStart = (21 * 60 + 30) * 60
    static let nightLength = 8 * 3600

    /// A local day and the moment its run is due.
    public struct Due: Hashable, Sendable {
        public let day: CalendarDay
        public let moment: Instant

        public init(day: CalendarDay, moment: Instant) {
            self.day = day
            self.moment = moment
        }
    }

    /// Local time of day, in seconds.
    public let secondOfDay: Int
    private let calendar: TenantCalendar

    /// - Parameter dailyAt: minutes since local midnight; nil for a moment of the night.
    public init(tenant: TenantID, dailyAt: Int?, zone: TimeZone) {
        calendar = TenantCalendar(zone: zone)
        if let dailyAt {
            secondOfDay = dailyAt * 60
        } else {
            secondOfDay = (Self.nightStart + Int(Self.spread(of: tenant) % UInt64(Self.nightLength))) % 86_400
        }
    }

    public init(of tenant: Tenant) {
        self.init(tenant: tenant.id, dailyAt: tenant.settings.dailyAt, zone: tenant.settings.calendar.zone)
    }

    /// When that day's run is due.
    public func moment(on day: CalendarDay) -> Instant {
        calendar.instant(day, second: secondOfDay)
    }

    /// The latest day whose moment has come.
    public func latest(at now: Instant) -> Due {
        // Zones that leave out a whole day make it look back by more than one.
        var day = now.day(in: calendar.zone).adding(days: 1)
        while moment(on: day) > now { day = day.adding(days: -1) }
        return Due(day: day, moment: moment(on: day))
    }

    /// The first day after `lastDay` whose moment is still to come.
    public func next(after now: Instant, lastDay: CalendarDay?) -> Due {
        var day = latest(at: now).day.adding(days: 1)
        if let lastDay, day <= lastDay { day = lastDay.adding(days: 1) }
        return Due(day: day, moment: moment(on: day))
    }

    /// What is due and was not queued yet. After an outage that is the latest day alone: it makes up for those before it.
    /// - Parameters:
    ///   - since: moments before it are not due: the tenant was not active yet.
    ///   - lastDay: the last day that was queued. A change of hour or zone never brings it back.
    public func due(at now: Instant, since: Instant, lastDay: CalendarDay?) -> Due? {
        let latest = latest(at: now)
        if let lastDay, latest.day <= lastDay { return nil }
        return latest.moment >= since ? latest : nil
    }

    /// A tenant's place among all, the same on every machine and in every version: FNV-1a, mixed once more.
    public static func spread(of tenant: TenantID) -> UInt64 {
        withUnsafeBytes(of: tenant.value.uuid) { bytes in
            var hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
            // FNV's low bits alone would be taken by the remainder; mix the high ones in.
            hash ^= hash >> 33
            hash = hash &* 0xff51_afd7_ed55_8ccd
            return hash ^ (hash >> 33)
        }
    }
}
