/// The grain of Lucca's leaves: the morning or the afternoon of a day.
public struct HalfDay: Hashable, Comparable, Sendable {
    public enum Half: String, Sendable, Hashable {
        case morning = "AM"
        case afternoon = "PM"
    }

    public let day: CalendarDay
    public let half: Half

    public init(_ day: CalendarDay, _ half: Half) {
        self.day = day
        self.half = half
    }

    public init(ordinal: Int) {
        let day = ordinal >= 0 ? ordinal / 2 : (ordinal - 1) / 2
        self.init(CalendarDay(ordinal: day), ordinal - day * 2 == 0 ? .morning : .afternoon)
    }

    /// Reads exactly what `description` writes.
    public init?(_ text: some StringProtocol) {
        let bytes = Substring(text).utf8
        guard bytes.count == 13, let day = CalendarDay(utf8: bytes.prefix(10)), bytes.dropFirst(10).first == UInt8(ascii: "-"),
            let half = Half(rawValue: String(decoding: bytes.suffix(2), as: UTF8.self))
        else { return nil }
        self.init(day, half)
    }

    /// Half-days since the morning of 1970-01-01.
    public var ordinal: Int { day.ordinal * 2 + (half == .morning ? 0 : 1) }
    public var next: HalfDay { HalfDay(ordinal: ordinal + 1) }

    public static func < (left: HalfDay, right: HalfDay) -> Bool { left.ordinal < right.ordinal }
}

extension HalfDay: CustomStringConvertible {
    /// `2026-12-24-AM`, as in an event's reference.
    public var description: String { "\(day)-\(half.rawValue)" }
}

extension HalfDay: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
