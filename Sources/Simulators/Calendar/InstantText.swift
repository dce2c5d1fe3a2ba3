/// How the two systems spell moments. A moment is a number of seconds since 1970-01-01T00:00:00Z.
public enum InstantText {
    /// A date-time as it is written.
    struct Written: Hashable, Sendable {
        /// What its digits say, as if they were UTC.
        let digits: Int
        /// Seconds that the clocks it speaks of are ahead of UTC; nil without `Z` or an offset.
        let offset: Int?
    }

    /// Reads ISO 8601: with `Z` or an offset, or without a zone, which means the local time of Paris. A day alone is its first
    /// moment. nil for anything else.
    public static func parse(_ text: String) -> Int? {
        guard let written = read(text) else { return nil }
        return written.offset.map { written.digits - $0 } ?? SimulatedZone.paris.utc(fromLocal: written.digits)
    }

    /// `2026-12-01T08:00:00Z`.
    public static func utc(_ instant: Int) -> String {
        text(instant, suffix: "Z")
    }

    /// `2026-12-01T09:00:00`, as the clocks of Paris show it.
    public static func local(_ instant: Int) -> String {
        text(SimulatedZone.paris.local(instant), suffix: "")
    }

    /// Reads ISO 8601, with or without a zone, or a day alone. nil for anything else.
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
