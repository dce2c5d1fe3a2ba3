package import Foundation
package import SyncCore

/// A time as an operator types it. Relative times are resolved with the store's clock, days in a time zone.
package enum SpokenMoment: Sendable, Hashable {
    case at(Instant)
    case ago(seconds: Int)
    case day(CalendarDay)
    /// So many days before today: 1 is yesterday.
    case daysAgo(Int)

    /// It depends on a time zone.
    package var isDay: Bool {
        switch self {
        case .at, .ago: false
        case .day, .daysAgo: true
        }
    }

    /// The moment, or the start of the day.
    package func start(at now: Instant, in zone: TimeZone) -> Instant { resolved(at: now, in: zone, daysLater: 0) }

    /// The moment, or the end of the day.
    package func end(at now: Instant, in zone: TimeZone) -> Instant { resolved(at: now, in: zone, daysLater: 1) }

    private func resolved(at now: Instant, in zone: TimeZone, daysLater: Int) -> Instant {
        func start(_ day: CalendarDay) -> Instant {
            TenantCalendar(zone: zone).startOfDay(day.adding(days: daysLater))
        }
        switch self {
        case .at(let moment): return moment
        case .ago(let seconds): return now.adding(seconds: -seconds)
        case .day(let day): return start(day)
        case .daysAgo(let days): return start(now.day(in: zone).adding(days: -days))
        }
    }
}
