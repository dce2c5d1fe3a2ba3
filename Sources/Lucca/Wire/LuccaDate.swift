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
