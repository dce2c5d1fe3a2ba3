import Foundation
import SyncCore

/// Date-times as PlanningPME writes them: UTC with `Z` on what is sent; answers may carry an offset, or local time without zone,
/// and then the brand's zone applies.
struct PlanningPMETime: Sendable {
    let zone: TimeZone

    func write(_ instant: Instant) -> String { instant.description }

    /// nil when the text is no date-time. Fractions of a second are dropped.
    func read(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            let day = CalendarDay(text.prefix(10)), let hour = two(bytes, 11), bytes[13] == UInt8(ascii: ":"),
            let minute = two(bytes, 14), hour <= 24, minute < 60
        else { return nil }
        var position = 16
        var second = 0
        if position < bytes.count, bytes[position] == UInt8(ascii: ":") {
            guard let value = two(bytes, 17), value <= 60 else { return nil }
            second = value
            position = 19
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
        }
        let local = day.ordinal * 86_400 + hour * 3600 + minute * 60 + second
        guard position < bytes.count else { return inZone(local) }
        if bytes[position] == UInt8(ascii: "Z"), position + 1 == bytes.count { return Instant(secondsSince1970: local) }
        guard bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-"), let hours = two(bytes, position + 1) else {
            return nil
        }
        let rest = bytes.count > position + 3 && bytes[position + 3] == UInt8(ascii: ":") ? position + 4 : position + 3
        let minutes = two(bytes, rest) ?? 0
        let offset = (hours * 60 + minutes) * 60
        return Instant(secondsSince1970: bytes[position] == UInt8(ascii: "+") ? local - offset : local + offset)
    }

    private func inZone(_ local: Int) -> Instant {
        // The earlier of the two moments of a time that comes twice; past the gap for one that does not exist.
        let before = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local - 86_400)))
        let first = local - before
        if zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(first))) == before { return Instant(secondsSince1970: first) }
        let after = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local + 86_400)))
        return Instant(secondsSince1970: local - after)
    }

    private func two(_ bytes: [UInt8], _ position: Int) -> Int? {
        guard position + 1 < bytes.count, (48...57).contains(bytes[position]), (48...57).contains(bytes[position + 1]) else { return nil }
        return Int(bytes[position] - 48) * 10 + Int(bytes[position + 1] - 48)
    }
}
