import Operations
import SyncCore
import SyncEngine
import Words

/// One employee's extra data: sentences in the table, facts in JSON and CSV; never a value.
enum FieldExplanationDocument {
    static func make(_ report: ExplainField.Report, _ words: FieldExplanationWords) -> Document {
        let explanation = report.explanation
        var who = [Field(Phrase("employee", fr: "collaborateur"), Cell(words.person.employee, .strong))]
        if let key = explanation.resource { who.append(Field(Phrase("resource", fr: "ressource"), key.description)) }
        var sections: [Document.Section] = [.fields(FieldList(who))]
        if !explanation.fields.isEmpty { sections.append(.table(table(explanation.fields, words))) }
        return Document(
            sections, of: report, rows: "fields",
            csv: [
                "field", "target", "form", "clearWhenEmpty", "replace", "lucca", "recorded", "hasWritten", "equalsLucca",
                "nextRun",
            ])
    }

    private static func table(_ fields: [ExplainedField], _ words: FieldExplanationWords) -> Table {
        Table(
            [
                .init(Phrase("field", fr: "donnée"), wraps: true), .init(Phrase("goes to", fr: "va vers"), wraps: true),
                .init(Phrase("in lucca", fr: "dans lucca"), wraps: true),
                .init(Phrase("last written", fr: "dernière écriture"), wraps: true),
                .init(Phrase("why", fr: "pourquoi"), wraps: true),
                .init(Phrase("what to do", fr: "que faire"), wraps: true, isOptional: true),
            ],
            fields.map { field in
                [
                    Cell(field.rule.field.id), Cell(field.rule.target.value), Cell(words.lucca(field), field.lucca.tone),
                    Cell(words.recorded(field), field.remembered?.state.tone ?? .plain), Cell(words.why(field)),
                    Cell(words.remedy(field)),
                ]
            })
    }
}

extension ExplainedField.Value {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .some, .none: .plain
        case .unlabelled, .unreadable, .notRead: .doubtful
        case .fieldUnreadable: .bad
        }
    }
}

extension FieldMemory.State {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .written: .good
        case .writing, .kept: .doubtful
        case .refused: .bad
        }
    }
}
