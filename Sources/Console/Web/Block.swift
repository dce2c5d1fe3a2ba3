import SyncCore
import Words

/// How something is: a glyph and a hue, always beside a word.
enum Tone: String {
    case good
    case doubtful
    case bad
    case idle
    case live

    var glyph: String {
        switch self {
        case .good: "✓"
        case .doubtful: "!"
        case .bad: "✗"
        case .idle: "‖"
        case .live: "▸"
        }
    }
}

/// A text in a table or a list.
struct Cell {
    var text: String
    var link: Link?
    var tone: Tone?
    /// Smaller, after the text.
    var detail: String?
    /// A picture drawn by this program.
    var picture: String?
    var isNumber = false
    /// The form in which a box beside the text chooses it.
    var tickedIn: String?

    init(
        _ text: String, _ link: Link? = nil, tone: Tone? = nil, detail: String? = nil, picture: String? = nil,
        isNumber: Bool = false, tickedIn: String? = nil
    ) {
        self.text = text
        self.link = link
        self.tone = tone
        self.detail = detail
        self.picture = picture
        self.isNumber = isNumber
        self.tickedIn = tickedIn
    }

    static func number(_ value: Int, _ link: Link? = nil) -> Cell { Cell("\(value)", link, isNumber: true) }

    /// Every name that a template uses is there: a missing one would be looked up in what surrounds it.
    var model: [String: Any] {
        [
            "text": text, "link": link.map { $0.description as Any } ?? false, "tone": tone.map { $0.rawValue as Any } ?? false,
            "glyph": tone.map { $0.glyph as Any } ?? false, "detail": detail.map { $0 as Any } ?? false,
            "picture": picture.map { $0 as Any } ?? false, "number": isNumber,
            "ticked": tickedIn.map { $0 as Any } ?? false,
        ]
    }
}

/// A part of a page: the name of its template, and what that shows.
struct Block {
    let kind: String
    let model: [String: Any]

    private init(_ kind: String, _ model: [String: Any]) {
        self.kind = kind
        self.model = model
    }

    static func heading(_ text: String) -> Block { Block("heading", ["text": text]) }

    static func text(_ text: String, tone: Tone? = nil, detail: String? = nil) -> Block {
        Block("paragraph", Cell(text, tone: tone, detail: detail).model)
    }

    static func facts(_ rows: [(String, Cell)]) -> Block {
        Block("facts", ["rows": rows.map { name, cell in ["name": name, "value": cell.model] as [String: Any] }])
    }

    /// - Parameter label: what the table holds, for those who can't see it.
    static func table(_ label: String, _ columns: [String], _ rows: [[Cell]], empty: String) -> Block {
        guard !rows.isEmpty else { return text(empty) }
        return Block(
            "table",
            [
                "label": label, "columns": columns.map { ["name": $0] },
                "rows": rows.map { cells in
                    ["cells": zip(columns, cells).map { $1.model.merging(["column": $0]) { _, new in new } }] as [String: Any]
                },
            ])
    }

    /// - Parameter svg: markup that this program made.
    static func picture(_ svg: String) -> Block { Block("picture", ["svg": svg]) }

    static func list(_ items: [Cell]) -> Block { Block("list", ["items": items.map(\.model)]) }

    /// A command to type, with a button that copies it.
    static func command(_ command: String, _ why: Phrase, _ language: Language) -> Block {
        Block(
            "command",
            ["command": command, "why": why[language], "copy": Phrase("Copy", fr: "Copier")[language]])
    }

    static func link(_ text: String, _ link: Link, isNext: Bool = false) -> Block {
        Block("link", Cell(text, link).model.merging(["next": isNext]) { _, new in new })
    }

    static func form(_ form: ActionForm, _ language: Language) -> Block { Block("form", form.model(language)) }

    static func filters(_ filters: FilterForm) -> Block { Block("filters", filters.model) }
}

/// A button that changes something.
struct ActionForm {
    let action: Link
    let label: Phrase
    /// What it does, and what then happens.
    let explanation: Phrase
    /// Why it can't be pressed; nil if it can.
    let refusal: Phrase?
    let key: String
    var asksReason = true
    var hidden: [(String, String)] = []
    /// For boxes elsewhere on the page.
    var id: String?

    func model(_ language: Language) -> [String: Any] {
        [
            "action": action.description, "button": label[language], "explanation": explanation[language],
            "refusal": refusal.map { $0[language] as Any } ?? false, "key": key,
            "reason": asksReason && refusal == nil
                ? Phrase("Reason (optional, for the audit log)", fr: "Raison (facultative, pour le journal d’audit)")[language]
                    as Any
                : false,
            "hidden": hidden.map { ["field": $0.0, "content": $0.1] }, "id": id.map { $0 as Any } ?? false,
        ]
    }
}

/// Filters of a list: a GET, so that an address can be passed on.
struct FilterForm {
    struct Field {
        let name: String
        let label: String
        let value: String
        /// Value and words; empty for a field to type in.
        var choices: [(String, String)] = []
    }

    let action: Link
    let button: String
    let fields: [Field]

    var model: [String: Any] {
        [
            "action": action.description, "button": button,
            "fields": fields.map { field in
                [
                    "name": field.name, "label": field.label, "value": field.value, "isChoice": !field.choices.isEmpty,
                    "choices": field.choices.map {
                        ["choice": $0.0, "words": $0.1, "chosen": $0.0 == field.value] as [String: Any]
                    },
                ] as [String: Any]
            },
        ]
    }
}
