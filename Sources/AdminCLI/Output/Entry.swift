import Words

/// A heading with some lines of text under it.
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
