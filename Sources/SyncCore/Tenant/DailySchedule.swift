package import Foundation

/// When a tenant's daily sync is due: once per local day, at the tenant's hour or, without one, at a time of the night derived
/// from its id.
///
/// When the clocks change, a skipped time is due at the first instant after the gap, and a repeated time is due the first time.
package struct DailySchedule: Hashable, Sendable {
    /// The night for tenants without an hour: 21:30 to 05:30, in seconds of a local day.
    static let nightStart = (21 * 60 + 30) * 60
    static let nightLength = 8 * 3600

    /// A local day and when its run is due.
    package struct Due: Hashable, Sendable {
        package let day: CalendarDay
        package let moment: Instant

        package init(day: CalendarDay, moment: Instant) {
            self.day = day
            self.moment = moment
        }
    }

    /// Local time of day, in seconds.
    package let secondOfDay: Int
    private let calendar: TenantCalendar

    /// - Parameter dailyAt: minutes since local midnight; nil for a time of the night.
    package init(tenant: TenantID, dailyAt: Int?, zone: TimeZone) {
        calendar = TenantCalendar(zone: zone)
        if let dailyAt {
            secondOfDay = dailyAt * 60
        } else {
            secondOfDay = (Self.nightStart + Int(Self.spread(of: tenant) % UInt64(Self.nightLength))) % 86_400
        }
    }

    package init(of tenant: Tenant) {
        self.init(tenant: tenant.id, dailyAt: tenant.settings.dailyAt, zone: tenant.settings.calendar.zone)
    }

    package func moment(on day: CalendarDay) -> Instant {
        calendar.instant(day, second: secondOfDay)
    }

    /// The latest day whose run is due.
    package func latest(at now: Instant) -> Due {
        // Some zones skip a whole day, so it may look back by more than one.
        var day = now.day(in: calendar.zone).adding(days: 1)
        while moment(on: day) > now { day = day.adding(days: -1) }
        return Due(day: day, moment: moment(on: day))
    }

    /// The first day after `lastDay` whose run is not due yet.
    package func next(after now: Instant, lastDay: CalendarDay?) -> Due {
        var day = latest(at: now).day.adding(days: 1)
        if let lastDay, day <= lastDay { day = lastDay.adding(days: 1) }
        return Due(day: day, moment: moment(on: day))
    }

    /// What is due and not queued yet. After an outage, only the latest day: it covers the earlier ones.
    /// - Parameters:
    ///   - since: times before it are not due, as the tenant was not active yet.
    ///   - lastDay: the last day queued. A change of hour or zone never makes it due again.
    package func due(at now: Instant, since: Instant, lastDay: CalendarDay?) -> Due? {
        let latest = latest(at: now)
        if let lastDay, latest.day <= lastDay { return nil }
        return latest.moment >= since ? latest : nil
    }

    /// Spreads tenants evenly, the same on every machine and in every version: FNV-1a, mixed once more.
    package static func spread(of tenant: TenantID) -> UInt64 {
        withUnsafeBytes(of: tenant.value.uuid) { bytes in
            var hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
            // FNV's low bits alone would decide the remainder; mix the high ones in.
            hash ^= hash >> 33
            hash = hash &* 0xff51_afd7_ed55_8ccd
            return hash ^ (hash >> 33)
        }
    }
}
