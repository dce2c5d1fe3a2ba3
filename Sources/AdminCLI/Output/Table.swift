import Words

/// Rows with headings, laid out for people.
struct Table: Equatable, Sendable {
    struct Column: Equatable, Sendable {
        enum Alignment: Equatable, Sendable {
            case left
            case right
        }

        private let phrase: Phrase
        let alignment: Alignment
        /// On a narrow terminal, its texts are wrapped.
        let wraps: Bool
        /// If the terminal is too narrow without the columns that yield, its texts are cut at the end, so that a row stays one line.
        let clips: Bool
        /// Omitted if no row has a value.
        let isOptional: Bool
        /// Omitted if the terminal is too narrow for all columns; the last ones first.
        let yields: Bool
        /// Omitted only if the terminal is too narrow without the columns that yield and with texts cut; the last ones first.
        let yieldsLast: Bool

        /// In English, or in the localized language.
        var title: String { phrase.english }

        init(
            _ title: String, _ alignment: Alignment = .left, wraps: Bool = false, clips: Bool = false, isOptional: Bool = false,
            yields: Bool = false, yieldsLast: Bool = false
        ) {
            self.init(
                Phrase(same: title), alignment, wraps: wraps, clips: clips, isOptional: isOptional, yields: yields,
                yieldsLast: yieldsLast)
        }

        init(
            _ title: Phrase, _ alignment: Alignment = .left, wraps: Bool = false, clips: Bool = false, isOptional: Bool = false,
            yields: Bool = false, yieldsLast: Bool = false
        ) {
            phrase = title
            self.alignment = alignment
            self.wraps = wraps
            self.clips = clips
            self.isOptional = isOptional
            self.yields = yields
            self.yieldsLast = yieldsLast
        }

        fileprivate func localized(_ language: Language) -> Column {
            Column(
                Phrase(same: phrase[language]), alignment, wraps: wraps, clips: clips, isOptional: isOptional, yields: yields,
                yieldsLast: yieldsLast)
        }
    }

    let columns: [Column]
    let rows: [[Cell]]

    private static let gap = 2
    /// Narrower wrapped text is not readable.
    private static let narrowest = 12
    /// Shorter ends of texts are not recognizable.
    private static let shortest = 8

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

    /// - Parameter width: of the terminal, in columns; nil for no limit.
    func rendered(width: Int?, colour: Bool) -> [String] {
        guard let width else { return grid(naturalWidths, colour: colour) }
        if let widths = widths(within: width) { return grid(widths, colour: colour) }
        var table = Table(columns, rows.map { $0.map(\.brief) })
        while true {
            if let widths = table.widths(within: width) { return table.grid(widths, colour: colour) }
            guard let yielding = table.columns.lastIndex(where: \.yields) else { break }
            table = table.without(yielding)
        }
        while true {
            if let widths = table.clippedWidths(within: width) { return table.grid(widths, colour: colour) }
            guard let yielding = table.columns.lastIndex(where: \.yieldsLast) else { break }
            table = table.without(yielding)
        }
        return blocks(width: width, colour: colour)
    }

    private var naturalWidths: [Int] {
        columns.indices.map { index in
            max(DisplayWidth.of(columns[index].title), rows.map { $0.count > index ? $0[index].width : 0 }.max() ?? 0)
        }
    }

    /// nil if the columns cannot be made to fit.
    private func widths(within width: Int) -> [Int]? {
        var widths = naturalWidths
        shrink(&widths, to: width)
        return total(widths) <= width ? widths : nil
    }

    /// The same with the columns that clip as narrow as needed.
    private func clippedWidths(within width: Int) -> [Int]? {
        var widths = naturalWidths
        while total(widths) > width {
            let candidates = columns.indices.filter { columns[$0].clips && widths[$0] > Self.shortest }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return nil }
            widths[widest] -= 1
        }
        return widths
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

    /// Repeatedly narrows the widest column that wraps.
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
            let lines =
                columns[index].clips
                ? [TextWrap.clip(cell.text, width: widths[index])] : TextWrap.lines(cell.text, width: widths[index])
            return (tone: cell.tone, lines: lines)
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

    /// One block per row, if the terminal is too narrow for the columns.
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

/// One text of a table, with a tone that colours may show.
struct Cell: Equatable, Sendable, ExpressibleByStringLiteral {
    enum Tone: Equatable, Sendable {
        case plain
        case strong
        case faint
        case good
        case doubtful
        case bad
    }

    private let phrase: Phrase
    let tone: Tone
    private var short: String?

    /// In English, or in the localized language.
    var text: String { phrase.english }

    /// - Parameter text: nil is shown as a dash.
    init(_ text: String?, _ tone: Tone = .plain) {
        if let text, !text.isEmpty {
            phrase = Phrase(same: PlainText.line(text))
            self.tone = tone
        } else {
            phrase = Phrase(same: "-")
            self.tone = .faint
        }
    }

    init(_ phrase: Phrase?, _ tone: Tone = .plain) {
        guard let phrase, !phrase.isEmpty else {
            self.init(Optional<String>.none)
            return
        }
        self.init(line: phrase.mapped(PlainText.line), tone)
    }

    private init(line: Phrase, _ tone: Tone) {
        phrase = line
        self.tone = tone
    }

    init(_ value: some CustomStringConvertible, _ tone: Tone = .plain) {
        self.init(Optional(value.description), tone)
    }

    static let nothing = Cell(Optional<String>.none)

    init(stringLiteral value: String) {
        self.init(value)
    }

    /// - Parameter text: the same in each language, for a terminal that is too narrow for the whole text.
    func shortened(to text: String?) -> Cell {
        var cell = self
        cell.short = text.map(PlainText.line)
        return cell
    }

    /// The short text, if it has one.
    fileprivate var brief: Cell { short.map { Cell($0, tone) } ?? self }

    func localized(_ language: Language) -> Cell {
        // A dash keeps its tone, which shows that it stands for nil.
        isBlank ? self : Cell(Phrase(same: phrase[language]), tone).shortened(to: short)
    }

    /// It was made from nil.
    var isBlank: Bool { text == "-" && tone == .faint }
    var width: Int { DisplayWidth.of(text) }
}

extension Cell.Tone {
    /// The terminal's code; nil for plain text.
    private var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .doubtful: "33"
        case .bad: "31"
        }
    }

    func painted(_ text: String, colour: Bool) -> String {
        guard colour, let code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// The width of text in terminal columns.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        var width = 0
        for character in text { width += of(character) }
        return width
    }

    /// Combining accents have no width; ideographs and emoji have two columns.
    static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            if scalar.isASCII {
                width = max(width, scalar.value < 0x20 || scalar.value == 0x7F ? 0 : 1)
                continue
            }
            // An emoji variation selector selects the wide, coloured form.
            if scalar.value == 0xFE0F { width = max(width, 2) }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format, .control: continue
            default: width = max(width, isWide(scalar) ? 2 : 1)
            }
        }
        return width
    }

    /// The wide and full-width blocks of Unicode's East Asian Width, and emoji shown as pictures.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isEmojiPresentation { return true }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
            return true
        default: return false
        }
    }
}

/// Wraps text to a width: between words, and inside a word that is longer than a line.
enum TextWrap {
    /// The start of the text, with `…` for the rest.
    static func clip(_ text: String, width: Int) -> String {
        guard DisplayWidth.of(text) > width else { return text }
        var (start, used) = ("", 1)
        for character in text {
            used += DisplayWidth.of(character)
            if used > width { break }
            start.append(character)
        }
        return start + "…"
    }

    static func lines(_ text: String, width: Int) -> [String] {
        guard width > 0, DisplayWidth.of(text) > width else { return [text] }
        var lines: [String] = []
        var line = ""
        var used = 0
        func close() {
            lines.append(line)
            line = ""
            used = 0
        }
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            let size = DisplayWidth.of(String(word))
            if used > 0, used + 1 + size > width { close() }
            if used > 0 {
                line += " "
                used += 1
            }
            if size <= width {
                line += word
                used += size
                continue
            }
            for character in word {
                let size = DisplayWidth.of(character)
                if used > 0, used + size > width { close() }
                line.append(character)
                used += size
            }
        }
        if used > 0 || lines.isEmpty { close() }
        return lines
    }
}
