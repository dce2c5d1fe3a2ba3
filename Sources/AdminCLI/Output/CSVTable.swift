import ArgumentParser
import Foundation
import JSONText
import SyncCore

/// How CSV is written.
enum CSVStyle: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// As RFC 4180 says: commas, CRLF, quotes where needed. Times have an offset.
    case standard
    /// For Excel in French: semicolons, a byte order mark, decimal commas. Times have no offset, since Excel takes those with one
    /// for text.
    case excel

    fileprivate var separator: Character { self == .excel ? ";" : "," }
    /// Without it, Excel reads UTF-8 as Windows-1252.
    fileprivate var start: String { self == .excel ? "\u{FEFF}" : "" }

    fileprivate func number(_ text: String) -> String { self == .excel ? text.replacing(".", with: ",") : text }

    /// - Parameters:
    ///   - text: changed only if it is a moment as in JSON.
    ///   - zone: nil for UTC.
    fileprivate func moment(_ text: String, in zone: TimeZone?) -> String {
        guard let instant = Self.instant(text) else { return text }
        let offset = zone?.secondsFromGMT(for: instant.date) ?? 0
        let local = Instant(millisecondsSince1970: instant.millisecondsSince1970 + offset * 1000).description.dropLast()
        if self == .excel { return String(local).replacing("T", with: " ") }
        guard zone != nil else { return text }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = abs(offset) / 60
        return "\(local)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }

    /// `2026-12-24T08:00:00Z`, as `Instant` is written.
    private static func instant(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            bytes[19] == UInt8(ascii: "Z"), let day = CalendarDay(text.prefix(10))
        else { return nil }
        var seconds = 0
        for (place, unit) in [(11, 3600), (14, 60), (17, 1)] {
            guard let number = Int(String(decoding: bytes[place...place + 1], as: UTF8.self)), number >= 0 else { return nil }
            seconds += number * unit
        }
        return Instant(secondsSince1970: day.ordinal * 86_400 + seconds)
    }
}

/// Rows of texts under headings, for other programs.
struct CSVTable {
    /// A heading, and its value in a report.
    struct Column: Sendable, ExpressibleByStringLiteral {
        let name: String
        let path: [String]
        /// The text for an empty list.
        let none: String
        let read: @Sendable (JSONValue) -> String?

        /// - Parameters:
        ///   - path: the members that lead to the value, separated by dots; `count` is the length of a list.
        ///   - read: nil for the value as it is.
        init(
            _ name: String, _ path: String? = nil, none: String = "",
            _ read: @escaping @Sendable (JSONValue) -> String? = { _ in nil }
        ) {
            self.name = name
            self.path = (path ?? name).split(separator: ".").map(String.init)
            self.none = none
            self.read = read
        }

        /// `windowFrom=window.from`, or a member with the column's name.
        init(stringLiteral text: String) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            self.init(parts[0], parts.last)
        }

        fileprivate func text(of row: JSONValue, _ style: CSVStyle, in zone: TimeZone?) -> String {
            var value = row
            for name in path {
                if case .list(let list) = value, name == "count" { return String(list.count) }
                value = value[name] ?? .null
            }
            return read(value) ?? Self.text(value, none: none, style, in: zone)
        }

        private static func text(_ value: JSONValue, none: String = "", _ style: CSVStyle, in zone: TimeZone?) -> String {
            func part(_ value: JSONValue) -> String { text(value, style, in: zone) }
            return switch value {
            case .null, .unreadable: ""
            case .bool(let flag): flag ? "true" : "false"
            case .number(let text): style.number(text)
            case .text(let text): style.moment(text, in: zone)
            case .list(let list): list.count == 0 ? none : list.values.map(part).joined(separator: ",")
            case .object(let object): object.members.map { "\($0.name) \(part($0.value))" }.joined(separator: ", ")
            }
        }
    }

    private let header: [String]
    private let rows: (CSVStyle) -> [[String]]

    /// - Parameter zone: of the moments; nil for UTC.
    init(_ header: [String], _ rows: [[String]], in zone: TimeZone? = nil) {
        self.header = header
        self.rows = { style in rows.map { $0.map { style.moment($0, in: zone) } } }
    }

    /// - Parameters:
    ///   - report: a list of rows, or a single row.
    ///   - zone: of the moments in a row; nil for UTC.
    init(_ columns: [Column], of report: JSONValue, zone: @escaping (JSONValue) -> TimeZone? = { _ in nil }) {
        header = columns.map(\.name)
        rows = { style in
            (report.elements ?? [report]).map { row in
                let zone = zone(row)
                return columns.map { $0.text(of: row, style, in: zone) }
            }
        }
    }

    func rendered(_ style: CSVStyle = .standard) -> String {
        style.start
            + ([header] + rows(style)).map { row in
                row.map { Self.field($0, style) }.joined(separator: String(style.separator)) + "\r\n"
            }.joined()
    }

    private static func field(_ text: String, _ style: CSVStyle) -> String {
        var value = String(
            text.unicodeScalars.flatMap { scalar in
                scalar.isHarmless || scalar == "\n" || scalar == "\t"
                    ? [Character(scalar)] : Array("\\u{" + String(scalar.value, radix: 16) + "}")
            })
        value = SpreadsheetFormula.guarded(value)
        let needsQuotes =
            value.contains { $0 == style.separator || $0 == "\"" || $0 == "\n" } || value.hasPrefix(" ")
            || value.hasSuffix(" ")
        return needsQuotes ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }
}

/// A text that a spreadsheet would run: a leading apostrophe prevents that. Another apostrophe tells apart what begins with one, so
/// that every text is read back as it was.
enum SpreadsheetFormula {
    static func guarded(_ text: String) -> String { isAtRisk(text) ? "'" + text : text }

    /// As it was before it was guarded.
    static func unguarded(_ text: String) -> String { text.hasPrefix("'") && isAtRisk(text) ? String(text.dropFirst()) : text }

    private static func isAtRisk(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "'" }) {
        case "=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
