package import Foundation

/// A point in time, in milliseconds.
package struct Instant: Hashable, Comparable, Sendable {
    package let millisecondsSince1970: Int

    package init(millisecondsSince1970: Int) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    package init(secondsSince1970: Int) {
        self.init(millisecondsSince1970: secondsSince1970 * 1000)
    }

    /// Dates out of range are clamped to the nearest representable one.
    package init(_ date: Date) {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        self.init(millisecondsSince1970: Int(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max))
    }

    package var date: Date { Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000) }

    /// Saturates at the latest representable instant.
    package func adding(seconds: Int) -> Instant {
        let (milliseconds, isTooLong) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, isTooFar) = millisecondsSince1970.addingReportingOverflow(milliseconds)
        guard isTooLong || isTooFar else { return Instant(millisecondsSince1970: sum) }
        return Instant(millisecondsSince1970: seconds < 0 ? .min : .max)
    }

    /// The calendar day of this instant in a time zone.
    package func day(in zone: TimeZone) -> CalendarDay {
        let local = millisecondsSince1970 + zone.secondsFromGMT(for: date) * 1000
        return CalendarDay(ordinal: local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000)
    }

    /// The calendar day of this instant in UTC.
    package var utcDay: CalendarDay { day(in: .gmt) }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC to the second, such as `2026-12-24T08:00:00Z`.
    package var description: String {
        let seconds = millisecondsSince1970 >= 0 ? millisecondsSince1970 / 1000 : (millisecondsSince1970 - 999) / 1000
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(CalendarDay(ordinal: day))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }
}

/// To the second.
extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self.init(try Date(container.decode(String.self), strategy: .iso8601))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
