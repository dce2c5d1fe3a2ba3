/// A heading with some lines of text under it.
struct Entry: Equatable, Sendable {
    let head: Cell
    let lines: [String]

    private static let margin = "  "

    func rendered(width: Int?, colour: Bool) -> [String] {
        let body = lines.map(PlainText.line).flatMap { line in
            width.map { TextWrap.lines(line, width: max(8, $0 - Self.margin.count)) } ?? [line]
        }
        return [head.tone.painted(head.text, colour: colour)] + body.map { Self.margin + $0 }
    }
}
