import JSONText
import SyncCore

/// A date as Lucca writes it: `2026-12-25` or `2026-12-25T00:00:00`, perhaps with fractions and a zone. The day counts as
/// written, whatever the zone.
enum LuccaDate: Sendable, Hashable {
    case none
    case day(CalendarDay)
    case unreadable

    init(_ value: JSONValue?) {
        switch value {
        case nil, .null: self = .none
        case .text(let text):
            let bytes = text.utf8
            let day = CalendarDay(utf8: bytes.prefix(10))
            let rest = bytes.dropFirst(10).first
            if let day, rest == nil || rest == UInt8(ascii: "T") || rest == UInt8(ascii: " ") {
                self = .day(day)
            } else {
                self = .unreadable
            }
        default: self = .unreadable
        }
    }
}

/// How long a leave counted in hours lasts: `"02:30:00"`, perhaps without seconds, with fractions, or with days in front as .NET
/// writes them; or a bare number of hours.
enum LuccaHours: Sendable, Hashable {
    case none
    case seconds(Int)
    case unreadable

    init(_ value: JSONValue?) {
        switch value {
        case nil, .null: self = .none
        case .number(let text): self = Self.checked(Self.decimal(text))
        case .text(let text):
            let trimmed = text.filter { $0 != " " }
            if trimmed.isEmpty {
                self = .none
            } else if trimmed.contains(":") {
                self = Self.checked(Self.clock(trimmed))
            } else {
                self = Self.checked(Self.decimal(trimmed))
            }
        default: self = .unreadable
        }
    }

    private static func checked(_ seconds: Int?) -> LuccaHours {
        guard let seconds, (0...LuccaAssumptions.longestValue).contains(seconds) else { return .unreadable }
        return .seconds(seconds)
    }

    private static func decimal(_ text: String) -> Int? {
        guard let hours = Double(text), hours.isFinite, (0...1000).contains(hours) else { return nil }
        return Int((hours * LuccaAssumptions.secondsPerUnitOfValue).rounded())
    }

    private static func clock(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else { return nil }
        var hours = parts[0]
        var days: Substring = "0"
        if let dot = hours.firstIndex(of: ".") {
            days = hours[..<dot]
            hours = hours[hours.index(after: dot)...]
        }
        let seconds = parts.count == 3 ? parts[2].prefix { $0 != "." } : "0"
        guard let days = number(days), let hours = number(hours), let minutes = number(parts[1]), let seconds = number(seconds),
            minutes < 60, seconds < 60
        else { return nil }
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(digits)
    }
}
