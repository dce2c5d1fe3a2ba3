import ArgumentParser
import Foundation
import JSONText
import Words

/// What a command shows, in its three formats.
struct Document {
    enum Section: Equatable, Sendable {
        case title(Phrase)
        case fields(FieldList)
        case table(Table)
        case entries([Entry])
        case note(Phrase)

        static func title(_ text: String) -> Section { .title(Phrase(same: text)) }
        static func note(_ text: String) -> Section { .note(Phrase(same: text)) }
    }

    /// For people, in this order, separated by a blank line.
    private let sections: [Section]
    /// Encoded only for JSON and CSV: the generic encoding costs more than the rest of a short command.
    private let report: any Encodable
    private let csv: (_ report: any Encodable) -> CSVTable

    /// - Parameters:
    ///   - report: as in JSON.
    ///   - rows: the member for CSV, a list or an object; nil for the whole report.
    ///   - zone: of the moments in CSV: the tenant's; nil for UTC.
    init(
        _ sections: [Section], of report: some Encodable, rows: String? = nil, csv columns: [CSVTable.Column],
        in zone: TimeZone? = nil
    ) {
        self.init(sections, of: report, rows: rows, csv: columns, zone: { _ in zone })
    }

    /// The same for rows of several tenants.
    init(
        _ sections: [Section], of report: some Encodable, rows: String? = nil, csv columns: [CSVTable.Column],
        zone: @escaping (_ row: JSONValue) -> TimeZone?
    ) {
        self.sections = sections
        self.report = report
        csv = { report in
            let json = JSONValue(encoding: report)
            return CSVTable(columns, of: rows.map { json[$0] ?? .null } ?? json, zone: zone)
        }
    }

    /// The same with other content for CSV.
    init(_ sections: [Section], of report: some Encodable, csv: @autoclosure @escaping () -> CSVTable) {
        self.sections = sections
        self.report = report
        self.csv = { _ in csv() }
    }

    /// - Parameter language: of the table; JSON and CSV do not depend on it.
    func rendered(
        _ format: OutputFormat, _ style: CSVStyle = .standard, width: Int?, colour: Bool, _ language: Language = .english
    ) -> String {
        switch format {
        case .json: JSONValue(encoding: report).page
        case .csv: csv(report).rendered(style)
        case .table: page(width: width, colour: colour, language)
        }
    }

    private func page(width: Int?, colour: Bool, _ language: Language) -> String {
        var lines: [String] = []
        var afterTitle = false
        for section in sections {
            if !lines.isEmpty, !afterTitle { lines.append("") }
            afterTitle = false
            switch section {
            case .title(let text):
                lines.append(Cell.Tone.strong.painted(text[language], colour: colour))
                afterTitle = true
            case .fields(let list): lines += list.localized(language).rendered(width: width, colour: colour)
            case .table(let table): lines += table.localized(language).rendered(width: width, colour: colour)
            case .entries(let entries): lines += entries.flatMap { $0.localized(language).rendered(width: width, colour: colour) }
            case .note(let text):
                let clean = PlainText.line(text[language])
                lines += width.map { TextWrap.lines(clean, width: $0) } ?? [clean]
            }
        }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }
}

/// A heading with lines of text below it.
struct Entry: Equatable, Sendable {
    let head: Cell
    private let body: [Phrase]

    init(head: Cell, lines: [String]) {
        self.init(head: head, lines: lines.map { Phrase(same: $0) })
    }

    init(head: Cell, lines: [Phrase]) {
        self.head = head
        body = lines
    }

    func localized(_ language: Language) -> Entry {
        Entry(head: head.localized(language), lines: body.map { Phrase(same: $0[language]) })
    }

    private static let margin = "  "

    func rendered(width: Int?, colour: Bool) -> [String] {
        let lines = body.map { PlainText.line($0.english) }.flatMap { line in
            width.map { TextWrap.lines(line, width: max(8, $0 - Self.margin.count)) } ?? [line]
        }
        return [head.tone.painted(head.text, colour: colour)] + lines.map { Self.margin + $0 }
    }
}

/// A name and its value.
struct Field: Equatable, Sendable {
    private let title: Phrase
    let cell: Cell

    /// In English, or in the localized language.
    var name: String { title.english }

    init(_ name: Phrase, _ cell: Cell) {
        title = name
        self.cell = cell
    }

    init(_ name: Phrase, _ text: String?) {
        self.init(name, Cell(text))
    }

    init(_ name: Phrase, _ text: Phrase?) {
        self.init(name, Cell(text))
    }

    init(_ name: String, _ cell: Cell) {
        self.init(Phrase(same: name), cell)
    }

    init(_ name: String, _ text: String?) {
        self.init(name, Cell(text))
    }

    func localized(_ language: Language) -> Field {
        Field(Phrase(same: title[language]), cell.localized(language))
    }
}

/// One thing, shown as names and values below each other.
struct FieldList: Equatable, Sendable {
    let fields: [Field]

    init(_ fields: [Field]) {
        self.fields = fields
    }

    func localized(_ language: Language) -> FieldList {
        FieldList(fields.map { $0.localized(language) })
    }

    func rendered(width: Int?, colour: Bool) -> [String] {
        let nameWidth = min(fields.map { DisplayWidth.of($0.name) }.max() ?? 0, max(8, (width ?? 80) / 2))
        let margin = String(repeating: " ", count: nameWidth + 2)
        var lines: [String] = []
        for field in fields {
            let value =
                width.map { TextWrap.lines(field.cell.text, width: max(8, $0 - nameWidth - 2)) } ?? [field.cell.text]
            for (index, text) in value.enumerated() {
                let room = String(repeating: " ", count: max(0, nameWidth - DisplayWidth.of(field.name)))
                let start = index == 0 ? Cell.Tone.faint.painted(field.name, colour: colour) + room + "  " : margin
                lines.append(start + field.cell.tone.painted(text, colour: colour))
            }
        }
        return lines
    }
}

enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case csv
}
