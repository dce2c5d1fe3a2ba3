/// A day of the Gregorian calendar. The simulators have their own implementation, so that they do not share a bug of the
/// product's calendar.
package struct SimulatedDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let ordinal: Int

    package init(ordinal: Int) {
        self.ordinal = ordinal
    }

    /// nil for a date that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...9999).contains(year), day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(year, month, day)
    }

    /// Parses `yyyy-MM-dd`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days from 0000-03-01 to March 1st of `year`; January and February count as part of the year before.
    private init(_ year: Int, _ month: Int, _ day: Int) {
        let shiftedYear = month < 3 ? year - 1 : year
        let shiftedMonth = (month + 9) % 12
        let days = 365 * shiftedYear + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
        ordinal = days + (153 * shiftedMonth + 2) / 5 + day - 1 - 719_468
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    var civil: (year: Int, month: Int, day: Int) {
        let shifted = ordinal + 719_468
        let century = (4 * shifted + 3) / 146_097
        let dayOfCentury = shifted - 146_097 * century / 4
        let yearOfCentury = (4 * dayOfCentury + 3) / 1461
        let dayOfYear = dayOfCentury - 1461 * yearOfCentury / 4
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (100 * century + yearOfCentury + month / 10, month < 10 ? month + 3 : month - 9, day)
    }

    /// 0 is Monday, 6 is Sunday.
    package var weekday: Int { ((ordinal + 3) % 7 + 7) % 7 }

    package var isWeekend: Bool { weekday > 4 }

    package func adding(_ days: Int) -> SimulatedDay {
        SimulatedDay(ordinal: ordinal + days)
    }

    package static func < (left: SimulatedDay, right: SimulatedDay) -> Bool { left.ordinal < right.ordinal }
}

extension SimulatedDay: CustomStringConvertible {
    /// `yyyy-MM-dd`.
    package var description: String {
        var out = JSONBytes()
        out.day(self)
        return String(decoding: out.bytes, as: UTF8.self)
    }
}

extension SimulatedDay: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = SimulatedDay(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)” is not a day such as 2026-12-01.")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// How the two systems write times. An instant is a number of seconds since 1970-01-01T00:00:00Z.
package enum InstantText {
    /// A date-time as written.
    struct Written: Hashable, Sendable {
        /// The digits interpreted as UTC.
        let digits: Int
        /// Seconds that its clock is ahead of UTC; nil without `Z` or an offset.
        let offset: Int?
    }

    /// Parses ISO 8601: with `Z` or an offset, or without a zone, which means Paris time. A day means its first instant. nil for
    /// anything else.
    package static func parse(_ text: String) -> Int? {
        guard let written = read(text) else { return nil }
        return written.offset.map { written.digits - $0 } ?? SimulatedZone.paris.utc(fromLocal: written.digits)
    }

    /// `2026-12-01T08:00:00Z`.
    package static func utc(_ instant: Int) -> String {
        text(instant, suffix: "Z")
    }

    /// `2026-12-01T09:00:00`, in Paris time.
    package static func local(_ instant: Int) -> String {
        text(SimulatedZone.paris.local(instant), suffix: "")
    }

    /// Parses ISO 8601, with or without a zone, or a day. nil for anything else.
    static func read(_ text: String) -> Written? {
        let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let day = SimulatedDay(first) else { return nil }
        let midnight = day.ordinal * 86_400
        guard halves.count == 2 else { return Written(digits: midnight, offset: nil) }
        var clock = halves[1]
        var offset: Int?
        if clock.hasSuffix("Z") {
            clock = clock.dropLast()
            offset = 0
        } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let span = seconds(ofClock: clock[clock.index(after: sign)...]) else { return nil }
            offset = clock[sign] == "-" ? -span : span
            clock = clock[..<sign]
        }
        if let point = clock.firstIndex(of: ".") {
            guard clock[clock.index(after: point)...].allSatisfy(\.isNumber) else { return nil }
            clock = clock[..<point]
        }
        guard let time = seconds(ofClock: clock) else { return nil }
        return Written(digits: midnight + time, offset: offset)
    }

    static func text(_ seconds: Int, suffix: String) -> String {
        var out = JSONBytes(capacity: 24)
        let day = floorDivide(seconds, 86_400)
        let time = seconds - day * 86_400
        out.day(SimulatedDay(ordinal: day))
        out.byte(UInt8(ascii: "T"))
        out.digits(time / 3600, width: 2)
        out.byte(UInt8(ascii: ":"))
        out.digits(time / 60 % 60, width: 2)
        out.byte(UInt8(ascii: ":"))
        out.digits(time % 60, width: 2)
        out.raw(suffix)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    /// `HH:mm` or `HH:mm:ss`.
    private static func seconds(ofClock text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, (0...24).contains(numbers[0]), (0..<60).contains(numbers[1]) else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }
}
