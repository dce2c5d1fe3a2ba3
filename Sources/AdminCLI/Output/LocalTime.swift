import Foundation
import SyncCore

/// Moments as people of one place read them.
enum LocalTime {
    /// `08:30`; `24:00` is the end of a day.
    static func ofDay(_ minutes: Int) -> String { "\(two(minutes / 60)):\(two(minutes % 60))" }

    /// `2026-12-24 08:30`.
    static func text(_ instant: Instant, in zone: TimeZone) -> String {
        let day = instant.day(in: zone)
        return "\(day) \(ofDay(minute(of: instant, on: day, in: zone)))"
    }

    /// The end of a stretch: midnight belongs to the day before, as `2026-12-24 24:00`.
    static func endText(_ instant: Instant, in zone: TimeZone) -> String {
        let day = instant.day(in: zone)
        let minute = minute(of: instant, on: day, in: zone)
        return minute == 0 ? "\(day.adding(days: -1)) 24:00" : "\(day) \(ofDay(minute))"
    }

    /// `2026-12-24 08:30:05Z`, for what happened on the machines.
    static func utc(_ instant: Instant) -> String { instant.description.replacing("T", with: " ") }

    private static func minute(of instant: Instant, on day: CalendarDay, in zone: TimeZone) -> Int {
        let local = instant.millisecondsSince1970 + zone.secondsFromGMT(for: instant.date) * 1000
        return (local - day.ordinal * 86_400_000) / 60_000
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `2 min`, `3 h`, `5 days`: how long ago, roughly.
    static func age(of instant: Instant, at now: Instant) -> String {
        let seconds = max(0, (now.millisecondsSince1970 - instant.millisecondsSince1970) / 1000)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) days"
        }
    }
}
