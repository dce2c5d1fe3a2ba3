import SyncCore
import SyncEngine

/// The headers by which an answer announces the end of its endpoint: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594).
struct EndHeaders: Sendable, Hashable {
    enum Name: String, Sendable, Hashable, CaseIterable {
        case deprecation = "Deprecation"
        case sunset = "Sunset"
    }

    /// What a header says.
    enum Reading: Sendable, Hashable {
        case absent
        /// `Deprecation: true`, of a draft of RFC 9745.
        case undated
        case at(Instant)
        case unreadable
    }

    private(set) var deprecation = Reading.absent
    private(set) var sunset = Reading.absent

    /// One look at each name; nothing else is read or copied of an answer that has neither.
    init(_ headers: [(name: String, value: String)]) {
        for header in headers {
            if deprecation == .absent, Self.isSame(header.name, .deprecation) {
                deprecation = Self.reading(header.value, .deprecation)
            } else if sunset == .absent, Self.isSame(header.name, .sunset) {
                sunset = Self.reading(header.value, .sunset)
            }
        }
    }

    /// Adds what the headers say to the notices; nothing if there are none.
    func note(in notices: APINotices, at endpoint: @autoclosure () -> APIEndpoint) {
        guard deprecation != .absent || sunset != .absent else { return }
        let endpoint = endpoint()
        if deprecation == .unreadable { notices.unreadable(Name.deprecation, at: endpoint) }
        if sunset == .unreadable { notices.unreadable(Name.sunset, at: endpoint) }
        guard deprecation.isAnnouncement || sunset.isAnnouncement else { return }
        notices.announced(at: endpoint, deprecatedAt: deprecation.moment, sunsetAt: sunset.moment)
    }

    private static func isSame(_ name: String, _ wanted: Name) -> Bool {
        name.utf8.count == wanted.rawValue.utf8.count && name.lowercased() == wanted.rawValue.lowercased()
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `1994-11-06T08:49:37Z` (without a zone in UTC, also a day alone), `@784111777`; for
    /// `Deprecation` also `true`. `Deprecation: false` is the same as no header.
    private static func reading(_ value: String, _ name: Name) -> Reading {
        let text = value.trimming().unquoted()
        // Longer than any of these: not worth a look.
        guard text.utf8.count <= 64 else { return .unreadable }
        if name == .deprecation {
            switch text.lowercased() {
            case "true", "?1": return .undated
            case "false", "?0": return .absent
            default: break
            }
        }
        if text.hasPrefix("@") { return moment(seconds: text.dropFirst()).map { .at($0) } ?? .unreadable }
        return (HTTPDate.instant(text) ?? ISODateTime.instant(text)).map { .at($0) } ?? .unreadable
    }

    private static func moment(seconds text: Substring) -> Instant? {
        // RFC 9745: an integer of a structured field, without a fraction.
        guard let seconds = Int(text), text.first != "+", (0...Instant.lastSecond).contains(seconds) else { return nil }
        return Instant(secondsSince1970: seconds)
    }
}

extension EndHeaders.Reading {
    fileprivate var moment: Instant? { if case .at(let moment) = self { moment } else { nil } }

    fileprivate var isAnnouncement: Bool {
        switch self {
        case .undated, .at: true
        case .absent, .unreadable: false
        }
    }
}

/// `2026-12-31`, `2026-12-31T23:59:59Z`, with fractions and an offset where they are written; UTC where no zone is.
enum ISODateTime {
    static func instant(_ text: String) -> Instant? {
        let bytes = text.utf8
        guard let day = CalendarDay(utf8: bytes.prefix(10)) else { return nil }
        var rest = bytes.dropFirst(10)
        let midnight = day.ordinal * 86_400
        guard let separator = rest.popFirst() else { return Instant(secondsSince1970: midnight).ifPlausible }
        guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " "),
            let hour = number(&rest, 0...24), skip(":", &rest), let minute = number(&rest, 0...59)
        else { return nil }
        var second = 0
        if skip(":", &rest) {
            guard let read = number(&rest, 0...60) else { return nil }
            second = read
            if skip(".", &rest) || skip(",", &rest) {
                let digits = rest.prefix { isDigit($0) }
                guard !digits.isEmpty else { return nil }
                rest = rest.dropFirst(digits.count)
            }
        }
        guard let offset = offset(rest) else { return nil }
        return Instant(secondsSince1970: midnight + hour * 3600 + minute * 60 + second - offset).ifPlausible
    }

    /// Seconds east of UTC.
    private static func offset(_ text: Substring.UTF8View) -> Int? {
        var rest = text
        guard let sign = rest.popFirst() else { return 0 }
        if sign | 0x20 == UInt8(ascii: "z") { return rest.isEmpty ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(&rest, 0...14) else { return nil }
        _ = skip(":", &rest)
        var minutes = 0
        if !rest.isEmpty {
            guard let read = number(&rest, 0...59) else { return nil }
            minutes = read
        }
        guard rest.isEmpty else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "+") ? 1 : -1)
    }

    /// Two digits.
    private static func number(_ rest: inout Substring.UTF8View, _ range: ClosedRange<Int>) -> Int? {
        guard let tens = rest.popFirst(), let ones = rest.popFirst(), isDigit(tens), isDigit(ones) else { return nil }
        let number = Int(tens - 48) * 10 + Int(ones - 48)
        return range.contains(number) ? number : nil
    }

    private static func skip(_ character: Unicode.Scalar, _ rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension Instant {
    /// Of the year 9999, which the calendar ends with.
    fileprivate static let lastSecond = 253_402_300_799

    fileprivate var ifPlausible: Instant? {
        (0...Self.lastSecond * 1000).contains(millisecondsSince1970) ? self : nil
    }
}

extension String {
    /// OAS writes some of its examples as texts.
    fileprivate func unquoted() -> String {
        guard utf8.count >= 2, hasPrefix("\""), hasSuffix("\"") else { return self }
        return String(dropFirst().dropLast())
    }
}
