import JSONText

/// A table in RFC 4180 format: commas, CRLF, quotes where needed.
struct CSVTable: Equatable, Sendable {
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

        func text(of report: JSONValue) -> String {
            var value = report
            for name in path {
                if case .list(let list) = value, name == "count" { return String(list.count) }
                value = value[name] ?? .null
            }
            return read(value) ?? Self.text(value, none: none)
        }

        private static func text(_ value: JSONValue, none: String = "") -> String {
            switch value {
            case .null, .unreadable: ""
            case .bool(let flag): flag ? "true" : "false"
            case .number(let text), .text(let text): text
            case .list(let list): list.count == 0 ? none : list.values.map { text($0) }.joined(separator: ",")
            case .object(let object): object.members.map { "\($0.name) \(text($0.value))" }.joined(separator: ", ")
            }
        }
    }

    let header: [String]
    let rows: [[String]]

    init(_ header: [String], _ rows: [[String]]) {
        self.header = header
        self.rows = rows
    }

    /// - Parameter report: a list of rows, or a single row.
    init(_ columns: [Column], of report: JSONValue) {
        header = columns.map(\.name)
        rows = (report.elements ?? [report]).map { row in columns.map { $0.text(of: row) } }
    }

    var rendered: String {
        ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func field(_ text: String) -> String {
        var value = String(
            text.unicodeScalars.flatMap { scalar in
                PlainText.isHarmless(scalar) || scalar == "\n" || scalar == "\t"
                    ? [Character(scalar)] : Array("\\u{" + String(scalar.value, radix: 16) + "}")
            })
        // A spreadsheet would run it as a formula: a leading apostrophe prevents that.
        if let first = value.unicodeScalars.first, Self.startsFormula(first) { value = "'" + value }
        let needsQuotes =
            value.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" } || value.hasPrefix(" ")
            || value.hasSuffix(" ")
        return needsQuotes ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }

    private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
