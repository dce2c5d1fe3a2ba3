/// A day of the Gregorian calendar, without time or zone.
package struct CalendarDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01, which is day 0.
    package let ordinal: Int

    package init(ordinal: Int) {
        self.ordinal = ordinal
    }

    /// nil for a date that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Howard Hinnant's days_from_civil: exact for the proleptic Gregorian calendar.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        ordinal = era * 146_097 + dayOfEra - 719_468
        let civil = civil
        guard civil.month == month, civil.day == day else { return nil }
    }

    /// Reads exactly `yyyy-MM-dd`.
    package init?(_ text: some StringProtocol) { self.init(utf8: Substring(text).utf8) }

    /// Reads exactly `yyyy-MM-dd`, by its bytes.
    package init?(utf8 bytes: Substring.UTF8View) {
        var (position, digits) = (0, 0)
        for byte in bytes {
            switch position {
            case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
            case 0..<10:
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                digits = digits * 10 + Int(byte - UInt8(ascii: "0"))
            default: return nil
            }
            position += 1
        }
        guard position == 10 else { return nil }
        self.init(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let z = ordinal + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    package var year: Int { civil.year }
    package var month: Int { civil.month }
    package var day: Int { civil.day }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday.allCases[((ordinal + 3) % 7 + 7) % 7]
    }

    package func adding(days: Int) -> CalendarDay {
        CalendarDay(ordinal: ordinal + days)
    }

    /// The same day of a later month, or the month's last day if it is shorter.
    package func adding(months: Int) -> CalendarDay {
        let (year, month, day) = civil
        let index = year * 12 + (month - 1) + months
        let targetYear = index >= 0 ? index / 12 : (index - 11) / 12
        let targetMonth = index - targetYear * 12 + 1
        for candidate in stride(from: day, through: 28, by: -1) {
            if let found = CalendarDay(year: targetYear, month: targetMonth, day: candidate) { return found }
        }
        return CalendarDay(year: targetYear, month: targetMonth, day: min(day, 28)) ?? self
    }

    package static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.ordinal < right.ordinal }
}

extension CalendarDay: CustomStringConvertible {
    /// `yyyy-MM-dd`.
    package var description: String {
        let (year, month, day) = civil
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }
}

extension CalendarDay: Codable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Self(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "no day") }
        self = day
    }
}

/// The raw values are what operators type in `--days-off`.
package enum Weekday: String, CaseIterable, Sendable, Hashable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"
}

/// The grain of Lucca's leaves: the morning or the afternoon of a day.
package struct HalfDay: Hashable, Comparable, Sendable {
    package enum Half: String, Sendable, Hashable {
        case morning = "AM"
        case afternoon = "PM"
    }

    package let day: CalendarDay
    package let half: Half

    package init(_ day: CalendarDay, _ half: Half) {
        self.day = day
        self.half = half
    }

    package init(ordinal: Int) {
        let day = ordinal >= 0 ? ordinal / 2 : (ordinal - 1) / 2
        self.init(CalendarDay(ordinal: day), ordinal - day * 2 == 0 ? .morning : .afternoon)
    }

    /// Parses only the format that `description` writes.
    package init?(_ text: some StringProtocol) {
        let bytes = Substring(text).utf8
        guard bytes.count == 13, let day = CalendarDay(utf8: bytes.prefix(10)), bytes.dropFirst(10).first == UInt8(ascii: "-"),
            let half = Half(rawValue: String(decoding: bytes.suffix(2), as: UTF8.self))
        else { return nil }
        self.init(day, half)
    }

    /// Half-days since the morning of 1970-01-01.
    package var ordinal: Int { day.ordinal * 2 + (half == .morning ? 0 : 1) }
    package var next: HalfDay { HalfDay(ordinal: ordinal + 1) }

    package static func < (left: HalfDay, right: HalfDay) -> Bool { left.ordinal < right.ordinal }
}

extension HalfDay: CustomStringConvertible {
    /// `2026-12-24-AM`, as in an event's reference.
    package var description: String { "\(day)-\(half.rawValue)" }
}

extension HalfDay: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The days a run considers: `[from, to)`, as of the day `asOf` (`contracts/sync.md`, Window).
package struct SyncWindow: Hashable, Sendable {
    /// Leaves are read from this many days before the window, so that absences that already began are read whole.
    package static let lookBehindDays = 31

    package let asOf: CalendarDay
    package let from: CalendarDay
    /// The first day after the window.
    package let to: CalendarDay

    /// - Parameter initialFrom: start of the window until the tenant's first successful run, if it is earlier.
    package init(asOf: CalendarDay, horizonMonths: Int, initialFrom: CalendarDay? = nil) {
        self.asOf = asOf
        from = min(asOf, initialFrom ?? asOf)
        to = asOf.adding(months: horizonMonths)
    }

    /// Restores a window from a run's record.
    package init(asOf: CalendarDay, from: CalendarDay, to: CalendarDay) {
        self.asOf = asOf
        self.from = from
        self.to = to
    }

    /// The first day whose leaves are read.
    package var readFrom: CalendarDay { from.adding(days: -Self.lookBehindDays) }
    /// The last day whose leaves are read.
    package var readThrough: CalendarDay { to.adding(days: -1) }
}

extension SyncWindow: Encodable {
    private enum CodingKeys: CodingKey {
        case from
        case to
    }
}
