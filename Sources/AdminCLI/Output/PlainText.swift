import Foundation
import SyncCore
import Words

/// Makes external text safe to show: nothing in it moves the cursor, changes colours, or changes the text direction.
enum PlainText {
    /// In one line: white space becomes a space, other invisible characters their code, such as `\u{1b}`.
    static func line(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(\.isHarmless) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isHarmless {
                result.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace {
                result += " "
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }
}

/// `1 department`, `3 departments`.
enum Plural {
    static func of(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}

/// Times as people in one zone read them.
enum LocalTime {
    /// `08:30`; `24:00` is the end of a day.
    static func ofDay(_ minutes: Int) -> String { SettingWords.timeOfDay(minutes) }

    /// `2026-12-24 08:30`.
    static func text(_ instant: Instant, in zone: TimeZone) -> String {
        let day = instant.day(in: zone)
        return "\(day) \(ofDay(minute(of: instant, on: day, in: zone)))"
    }

    /// The end of a period: midnight belongs to the day before, as `2026-12-24 24:00`.
    static func endText(_ instant: Instant, in zone: TimeZone) -> String {
        let day = instant.day(in: zone)
        let minute = minute(of: instant, on: day, in: zone)
        return minute == 0 ? "\(day.adding(days: -1)) 24:00" : "\(day) \(ofDay(minute))"
    }

    /// `2026-12-24 08:30:05Z`, for events of the system.
    static func utc(_ instant: Instant) -> String { instant.description.replacing("T", with: " ") }

    /// `12-24 08:30Z`: without the year and the seconds.
    static func shortUTC(_ instant: Instant) -> String { String(utc(instant).dropFirst(5).dropLast(4)) + "Z" }

    private static func minute(of instant: Instant, on day: CalendarDay, in zone: TimeZone) -> Int {
        let local = instant.millisecondsSince1970 + zone.secondsFromGMT(for: instant.date) * 1000
        return (local - day.ordinal * 86_400_000) / 60_000
    }

    /// `2 min`, `3 h`, `5 days`: the approximate age.
    static func age(of instant: Instant, at now: Instant) -> Phrase {
        Phrase.lasting(from: instant, to: now)
    }
}
