import JSONText
import Words

/// What a command shows, in its three forms.
struct Document: Equatable, Sendable {
    enum Section: Equatable, Sendable {
        case title(Phrase)
        case fields(FieldList)
        case table(Table)
        case entries([Entry])
        case note(Phrase)

        static func title(_ text: String) -> Section { .title(Phrase(same: text)) }
        static func note(_ text: String) -> Section { .note(Phrase(same: text)) }
    }

    /// For people, in this order, a blank line between two.
    var sections: [Section]
    var json: JSONValue
    var csv: CSVTable

    /// - Parameters:
    ///   - report: as JSON shows it.
    ///   - rows: the member that a CSV shows, a list or an object; nil for all of the report.
    init(_ sections: [Section], of report: some Encodable, rows: String? = nil, csv columns: [CSVTable.Column]) {
        self.sections = sections
        let json = JSONValue(encoding: report)
        self.json = json
        csv = CSVTable(columns, of: rows.map { json[$0] ?? .null } ?? json)
    }

    /// The same, where a CSV shows something else.
    init(_ sections: [Section], of report: some Encodable, csv: CSVTable) {
        self.sections = sections
        json = JSONValue(encoding: report)
        self.csv = csv
    }

    /// - Parameter language: of the table; JSON and CSV are the same in each.
    func rendered(_ format: OutputFormat, width: Int?, colour: Bool, _ language: Language = .english) -> String {
        switch format {
        case .json: json.page
        case .csv: csv.rendered
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
