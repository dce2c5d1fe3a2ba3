import Words

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

    private let phrase: Phrase
    let tone: Tone

    /// In English, or in the language it was localized to.
    var text: String { phrase.english }

    /// - Parameter text: nil shows as a dash.
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

    func localized(_ language: Language) -> Cell {
        // Of a dash, the tone says that it was made from nothing.
        isBlank ? self : Cell(Phrase(same: phrase[language]), tone)
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
