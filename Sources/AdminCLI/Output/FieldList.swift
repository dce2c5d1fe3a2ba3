import Words

/// A name and what it is.
struct Field: Equatable, Sendable {
    private let title: Phrase
    let cell: Cell

    /// In English, or in the language it was localized to.
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

/// One thing, shown as names and values under each other.
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
