/// A table as RFC 4180 has it: commas, CRLF, quotes where needed.
struct CSVTable: Equatable, Sendable {
    let header: [String]
    let rows: [[String]]

    init(_ header: [String], _ rows: [[String]]) {
        self.header = header
        self.rows = rows
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
        // A spreadsheet would run such a text as a formula: an apostrophe in front keeps it a text.
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
