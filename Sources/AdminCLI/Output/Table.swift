import Words

/// Rows under headings, laid out for people.
struct Table: Equatable, Sendable {
    struct Column: Equatable, Sendable {
        enum Alignment: Equatable, Sendable {
            case left
            case right
        }

        private let phrase: Phrase
        let alignment: Alignment
        /// Gives way when the terminal is narrow: its texts are broken into several lines.
        let wraps: Bool
        /// Left out when no row has anything in it.
        let isOptional: Bool
        /// Left out when the terminal is too narrow for everything; the last ones first.
        let yields: Bool

        /// In English, or in the language it was localized to.
        var title: String { phrase.english }

        init(
            _ title: String, _ alignment: Alignment = .left, wraps: Bool = false, isOptional: Bool = false, yields: Bool = false
        ) {
            self.init(Phrase(same: title), alignment, wraps: wraps, isOptional: isOptional, yields: yields)
        }

        init(
            _ title: Phrase, _ alignment: Alignment = .left, wraps: Bool = false, isOptional: Bool = false, yields: Bool = false
        ) {
            phrase = title
            self.alignment = alignment
            self.wraps = wraps
            self.isOptional = isOptional
            self.yields = yields
        }

        fileprivate func localized(_ language: Language) -> Column {
            Column(Phrase(same: phrase[language]), alignment, wraps: wraps, isOptional: isOptional, yields: yields)
        }
    }

    let columns: [Column]
    let rows: [[Cell]]

    private static let gap = 2
    /// Narrower than this, a broken text is not worth reading.
    private static let narrowest = 12

    init(_ columns: [Column], _ rows: [[Cell]]) {
        let kept = columns.indices.filter { index in
            !columns[index].isOptional || rows.contains { index < $0.count && !$0[index].isBlank }
        }
        self.columns = kept.map { columns[$0] }
        self.rows = rows.map { row in kept.compactMap { $0 < row.count ? row[$0] : nil } }
    }

    func localized(_ language: Language) -> Table {
        Table(columns.map { $0.localized(language) }, rows.map { $0.map { $0.localized(language) } })
    }

    /// - Parameter width: columns of the terminal; nil when there is no limit.
    func rendered(width: Int?, colour: Bool) -> [String] {
        guard let width else { return grid(naturalWidths, colour: colour) }
        var candidate: Table? = self
        while let table = candidate {
            if let widths = table.widths(within: width) { return table.grid(widths, colour: colour) }
            candidate = table.columns.lastIndex(where: \.yields).map(table.without)
        }
        return blocks(width: width, colour: colour)
    }

    private var naturalWidths: [Int] {
        columns.indices.map { index in
            max(DisplayWidth.of(columns[index].title), rows.map { $0.count > index ? $0[index].width : 0 }.max() ?? 0)
        }
    }

    /// nil when the columns can't be made to fit.
    private func widths(within width: Int) -> [Int]? {
        var widths = naturalWidths
        shrink(&widths, to: width)
        return total(widths) <= width ? widths : nil
    }

    private func grid(_ widths: [Int], colour: Bool) -> [String] {
        layOut(columns.map { Cell($0.title.uppercased(), .strong) }, widths, colour: colour)
            + rows.flatMap { layOut($0, widths, colour: colour) }
    }

    private func without(_ column: Int) -> Table {
        let kept = columns.indices.filter { $0 != column }
        return Table(kept.map { columns[$0] }, rows.map { row in kept.compactMap { $0 < row.count ? row[$0] : nil } })
    }

    private func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + Self.gap * max(0, widths.count - 1)
    }

    /// Takes from the widest column that may give way, one after the other.
    private func shrink(_ widths: inout [Int], to width: Int) {
        while total(widths) > width {
            let candidates = columns.indices.filter { index in
                columns[index].wraps && widths[index] > max(Self.narrowest, DisplayWidth.of(columns[index].title))
            }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }

    private func layOut(_ row: [Cell], _ widths: [Int], colour: Bool) -> [String] {
        let cells = columns.indices.map { index in
            let cell = index < row.count ? row[index] : Cell("")
            return (tone: cell.tone, lines: TextWrap.lines(cell.text, width: widths[index]))
        }
        let height = cells.map(\.lines.count).max() ?? 1
        return (0..<height).map { number in
            var line = ""
            var pending = 0
            for index in columns.indices {
                let text = number < cells[index].lines.count ? cells[index].lines[number] : ""
                let room = widths[index] - DisplayWidth.of(text)
                let before = columns[index].alignment == .right ? room : 0
                if !text.isEmpty {
                    line += String(repeating: " ", count: pending + before) + cells[index].tone.painted(text, colour: colour)
                    pending = room - before
                } else {
                    pending += widths[index]
                }
                pending += Self.gap
            }
            return line
        }
    }

    /// On a terminal too narrow for the columns, one block a row.
    private func blocks(width: Int, colour: Bool) -> [String] {
        var lines: [String] = []
        for (number, row) in rows.enumerated() {
            if number > 0 { lines.append("") }
            let fields = zip(columns, row).map { Field($0.title, $1) }
            lines += FieldList(fields).rendered(width: width, colour: colour)
        }
        return lines
    }
}
