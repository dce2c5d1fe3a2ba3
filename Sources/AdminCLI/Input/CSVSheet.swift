/// A table that people keep in a spreadsheet, read strictly: quotes as RFC 4180 says, lines of any system, a byte order mark; the
/// separator is the header's.
struct CSVSheet: Equatable, Sendable {
    struct Row: Equatable, Sendable {
        /// As a spreadsheet numbers it: the header is row 1.
        let number: Int
        let cells: [String]
    }

    let header: [String]
    /// Without those whose cells are all empty.
    let rows: [Row]
    let separator: Character
    let hasByteOrderMark: Bool

    /// In bytes. With the limits below it bounds the memory of a read, whatever the file holds.
    static let longestFile = 8 << 20
    static let mostRows = 10_000
    static let mostColumns = 100
    /// In bytes.
    static let longestCell = 4000

    /// - Parameter bytes: the file, or its first `longestFile` + 1 bytes.
    init(_ bytes: [UInt8]) throws(CSVFault) {
        guard bytes.count <= Self.longestFile else { throw CSVFault(.fileTooLong) }
        // Text in Latin letters holds zeros in UTF-16, and nowhere else.
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0) { throw CSVFault(.utf16) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw CSVFault(.notUTF8) }
        hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = hasByteOrderMark ? bytes.dropFirst(3) : bytes[...]
        let separator = Self.separator(of: text)
        var lines = CSVLines(text, separator: separator)
        guard let header = try lines.next() else { throw CSVFault(.empty) }
        var rows: [Row] = []
        while let row = try lines.next() {
            guard rows.count < Self.mostRows else { throw CSVFault(.rowsTooMany, row: row.number) }
            rows.append(row)
        }
        self.header = header.cells
        self.rows = rows
        self.separator = Character(Unicode.Scalar(separator))
    }

    /// The one that the header has most of, outside quotes.
    private static func separator(of text: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 10 || byte == 13 { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }
}

/// Why a file is no table.
struct CSVFault: Error, Equatable {
    enum Kind: String, Equatable, CaseIterable {
        case empty = "csv_empty"
        case fileTooLong = "csv_too_long"
        case utf16 = "csv_utf16"
        case notUTF8 = "csv_not_utf8"
        case rowsTooMany = "csv_rows_too_many"
        case columnsTooMany = "csv_columns_too_many"
        case cellTooLong = "csv_cell_too_long"
        /// A quote in the middle of a cell.
        case quoteInside = "csv_quote_inside"
        /// A quoted cell without an end: the row is the one that it begins in.
        case quoteOpen = "csv_quote_open"
    }

    let kind: Kind
    /// nil for the file as a whole.
    let row: Int?
    /// From 1; nil for the row as a whole.
    let column: Int?

    init(_ kind: Kind, row: Int? = nil, column: Int? = nil) {
        self.kind = kind
        self.row = row
        self.column = column
    }
}

/// The rows of a text, one by one.
private struct CSVLines {
    private let bytes: ArraySlice<UInt8>
    private let separator: UInt8
    private var position: Int
    private var number = 0

    private static let quote = UInt8(ascii: "\"")

    init(_ bytes: ArraySlice<UInt8>, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        position = bytes.startIndex
    }

    /// The next row that is not empty; nil at the end.
    mutating func next() throws(CSVFault) -> CSVSheet.Row? {
        while position < bytes.endIndex {
            number += 1
            let cells = try row()
            if cells.contains(where: { !$0.isEmpty }) { return CSVSheet.Row(number: number, cells: cells) }
        }
        return nil
    }

    private mutating func row() throws(CSVFault) -> [String] {
        var cells: [String] = []
        while true {
            guard cells.count < CSVSheet.mostColumns else { throw CSVFault(.columnsTooMany, row: number) }
            cells.append(try cell(cells.count + 1))
            guard position < bytes.endIndex else { return cells }
            let end = bytes[position]
            position += 1
            if end == separator { continue }
            if end == 13, position < bytes.endIndex, bytes[position] == 10 { position += 1 }
            return cells
        }
    }

    /// Up to a separator, the end of a line, or the end.
    private mutating func cell(_ column: Int) throws(CSVFault) -> String {
        let isQuoted = position < bytes.endIndex && bytes[position] == Self.quote
        var text: [UInt8] = []
        if isQuoted { position += 1 }
        while true {
            guard position < bytes.endIndex else {
                if isQuoted { throw CSVFault(.quoteOpen, row: number, column: column) }
                break
            }
            let byte = bytes[position]
            if byte == Self.quote {
                guard isQuoted else { throw CSVFault(.quoteInside, row: number, column: column) }
                position += 1
                if position < bytes.endIndex, bytes[position] == Self.quote {
                    text.append(byte)
                    position += 1
                } else if position < bytes.endIndex, !isEnd(bytes[position]) {
                    throw CSVFault(.quoteInside, row: number, column: column)
                } else {
                    break
                }
            } else if !isQuoted, isEnd(byte) {
                break
            } else {
                text.append(byte)
                position += 1
            }
            guard text.count <= CSVSheet.longestCell else { throw CSVFault(.cellTooLong, row: number, column: column) }
        }
        return SpreadsheetFormula.unguarded(String(decoding: text, as: UTF8.self))
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == 10 || byte == 13 }
}
