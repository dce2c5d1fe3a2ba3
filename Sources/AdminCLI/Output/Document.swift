import JSONText

/// What a command shows, in its three forms.
struct Document: Equatable, Sendable {
    enum Section: Equatable, Sendable {
        case title(String)
        case fields(FieldList)
        case table(Table)
        case entries([Entry])
        case note(String)
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
        self.init(sections: sections, json: JSONValue(encoding: report), csv: csv)
    }

    init(sections: [Section], json: JSONValue, csv: CSVTable) {
        self.sections = sections
        self.json = json
        self.csv = csv
    }

    func rendered(_ format: OutputFormat, width: Int?, colour: Bool) -> String {
        switch format {
        case .json: json.page
        case .csv: csv.rendered
        case .table: page(width: width, colour: colour)
        }
    }

    private func page(width: Int?, colour: Bool) -> String {
        var lines: [String] = []
        var afterTitle = false
        for section in sections {
            if !lines.isEmpty, !afterTitle { lines.append("") }
            afterTitle = false
            switch section {
            case .title(let text):
                lines.append(Cell.Tone.strong.painted(text, colour: colour))
                afterTitle = true
            case .fields(let list): lines += list.rendered(width: width, colour: colour)
            case .table(let table): lines += table.rendered(width: width, colour: colour)
            case .entries(let entries): lines += entries.flatMap { $0.rendered(width: width, colour: colour) }
            case .note(let text):
                let clean = PlainText.line(text)
                lines += width.map { TextWrap.lines(clean, width: $0) } ?? [clean]
            }
        }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }
}
