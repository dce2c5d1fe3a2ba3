import Foundation
import SyncCore

/// Date-times on the wire: sent in UTC with `Z`, or in local time; when received also with an offset. Fractions of a second are
/// optional.
enum PlanningDateTime {
    /// A date-time as written.
    struct Digits: Hashable, Sendable {
        /// The digits interpreted as UTC, in seconds since 1970.
        let seconds: Int
        let milliseconds: Int
        /// Seconds east of UTC; nil for a local time.
        let offset: Int?
    }

    static func write(_ instant: Instant, as form: PlanningDialect.Time, in zone: TimeZone) -> String {
        switch form {
        case .utc: instant.description
        case .local:
            String(instant.adding(seconds: zone.secondsFromGMT(for: instant.date)).description.dropLast())
        }
    }

    /// nil if the text is no date-time.
    static func read(_ text: String, in zone: TimeZone) -> Instant? {
        guard let digits = digits(text) else { return nil }
        let utc = digits.offset.map { digits.seconds - $0 } ?? utc(ofLocal: digits.seconds, in: zone)
        return Instant(millisecondsSince1970: utc * 1000 + digits.milliseconds)
    }

    /// nil if the text is no date-time.
    static func digits(_ text: String) -> Digits? {
        var reader = Reader(text.utf8)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let dayOfMonth = reader.number(2), let day = CalendarDay(year: year, month: month, day: dayOfMonth)
        else { return nil }
        var second = day.ordinal * 86_400
        var millisecond = 0
        if reader.skip("T") || reader.skip("t") || reader.skip(" ") {
            guard let hour = reader.number(2), hour <= 24, reader.skip(":"), let minute = reader.number(2), minute < 60 else {
                return nil
            }
            second += hour * 3600 + minute * 60
            if reader.skip(":") {
                guard let seconds = reader.number(2), seconds <= 60 else { return nil }
                second += seconds
                if reader.skip(".") || reader.skip(",") {
                    guard let thousandths = reader.fraction() else { return nil }
                    millisecond = thousandths
                }
            }
        }
        guard let offset = reader.offset() else { return nil }
        switch offset {
        case .seconds(let seconds): return Digits(seconds: second, milliseconds: millisecond, offset: seconds)
        case .local: return Digits(seconds: second, milliseconds: millisecond, offset: nil)
        }
    }

    /// The zone's local time, in seconds since 1970.
    static func local(_ instant: Instant, in zone: TimeZone) -> Int {
        let milliseconds = instant.millisecondsSince1970
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        return seconds + zone.secondsFromGMT(for: instant.date)
    }

    /// The instant of a local time in the zone.
    static func instant(ofLocal local: Int, in zone: TimeZone) -> Instant {
        Instant(secondsSince1970: utc(ofLocal: local, in: zone))
    }

    /// The earlier instant of a time that a clock change repeats; a skipped time is moved by the gap.
    private static func utc(ofLocal local: Int, in zone: TimeZone) -> Int {
        func offset(_ second: Int) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))) }
        // No zone is a day away from UTC: these lie on each side of a clock change, if there is one.
        let before = offset(local - 86_400)
        let after = offset(local + 86_400)
        if before == after || offset(local - before) == before { return local - before }
        return offset(local - after) == after ? local - after : local - before
    }

    private enum Offset {
        case local
        case seconds(Int)
    }

    private struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ text: String.UTF8View) {
            rest = Array(text)[...]
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard let first = rest.first, UInt32(first) == character.value else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ count: Int) -> Int? {
            var value = 0
            for _ in 0..<count {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        private mutating func digit() -> Int? {
            guard let byte = rest.first, (48...57).contains(byte) else { return nil }
            rest.removeFirst()
            return Int(byte) - 48
        }

        /// Thousandths; further digits are dropped.
        mutating func fraction() -> Int? {
            var value = 0
            var place = 100
            guard let first = digit() else { return nil }
            var next: Int? = first
            while let digit = next {
                value += digit * place
                place /= 10
                next = self.digit()
            }
            return value
        }

        mutating func offset() -> Offset? {
            if rest.isEmpty { return .local }
            if skip("Z") || skip("z") { return rest.isEmpty ? .seconds(0) : nil }
            let isEast = skip("+")
            guard isEast || skip("-"), let hours = number(2), hours <= 14 else { return nil }
            _ = skip(":")
            let minutes = rest.isEmpty ? 0 : number(2)
            guard let minutes, minutes < 60, rest.isEmpty else { return nil }
            return .seconds((hours * 3600 + minutes * 60) * (isEast ? 1 : -1))
        }
    }
}
