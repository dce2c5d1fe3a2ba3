/// One text of a table, with the meaning that colour may underline.
struct Cell: Equatable, Sendable, ExpressibleByStringLiteral {
    enum Tone: Equatable, Sendable {
        case plain
        case strong
        case faint
        case good
        case doubtful
        case bad
    }

    let text: String
    let tone: Tone

    /// - Parameter text: nil shows as a dash.
    init(_ text: String?, _ tone: Tone = .plain) {
        if let text, !text.isEmpty {
            self.text = PlainText.line(text)
            self.tone = tone
        } else {
            self.text = "-"
            self.tone = .faint
        }
    }

    init(_ value: some CustomStringConvertible, _ tone: Tone = .plain) {
        self.init(Optional(value.description), tone)
    }

    init(stringLiteral value: String) {
        self.init(value)
    }

    /// It was made from nothing.
    var isBlank: Bool { text == "-" && tone == .faint }
    var width: Int { DisplayWidth.of(text) }
}

extension Cell.Tone {
    /// The terminal's code for it; nil for plain text.
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
