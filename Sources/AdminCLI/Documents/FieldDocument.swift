import Operations
import SyncCore
import Words

/// The fields that Lucca offers, and where each goes; never a value.
enum FieldDocument {
    static func make(_ report: ListFields.Report) -> Document {
        let table = Table(
            [
                .init(Phrase("field", fr: "donnée"), wraps: true), .init(Phrase("label", fr: "libellé"), wraps: true),
                .init(Phrase("format", fr: "format")), .init("section", wraps: true, isOptional: true, yields: true),
                .init(Phrase("people", fr: "personnes"), .right),
                .init(Phrase("goes to", fr: "va vers"), wraps: true, isOptional: true),
                .init(Phrase("how", fr: "comment"), wraps: true, isOptional: true),
            ],
            report.rows.map { row in
                [
                    Cell(row.field, row.isOffered == false ? .bad : .plain), label(row),
                    Cell(format(row), row.formatOfRule == nil ? .plain : .doubtful), Cell(row.section),
                    Cell(row.people.map(String.init)), Cell(row.rule?.target.value, .good), Cell(row.rule.map(how)),
                ]
            })
        var sections: [Document.Section] = [.table(table)]
        if let people = report.people {
            let count = FieldWords.people(people)
            sections.append(
                .note(Phrase("\(count.english) in scope.", fr: "\(count.french) dans le périmètre.")))
        }
        let words = report.unread.map { (FailureWords(tenant: report.tenant.slug), $0.failure) }
        let unread: Facts? = words.map { words, failure in
            [
                "code": failure.code.rawValue, "message": words.message(failure).english, "remedy": words.remedy(failure).english,
            ]
        }
        let facts: Facts = [
            "tenant": report.tenant.slug, "people": report.people, "unread": unread, "fields": report.rows,
        ]
        return Document(
            sections, of: facts, rows: "fields",
            csv: [
                "field", "label", "format", "isMultiple", "section", "people", "isOffered", "target", "form", "clearWhenEmpty",
                "replace",
            ])
    }

    private static func label(_ row: FieldRow) -> Cell {
        if row.isOffered == false { return Cell(Phrase("not offered", fr: "non proposée"), .bad) }
        if row.label == nil, case .standard(let field) = row.field.kind { return Cell(FieldWords.label(field)) }
        return Cell(row.label)
    }

    private static func format(_ row: FieldRow) -> Phrase {
        let format = FieldWords.format(row.format)
        return row.isMultiple == true ? Phrase("\(format.english) +", fr: "\(format.french) +") : format
    }

    private static func how(_ rule: FieldRule) -> Phrase {
        var parts = [FieldWords.form(rule.form)]
        if rule.clearsWhenEmpty { parts.append(Phrase("clears", fr: "efface")) }
        if rule.replaces { parts.append(Phrase("replaces", fr: "remplace")) }
        return Phrase(parts.map(\.english).joined(separator: ", "), fr: parts.map(\.french).joined(separator: ", "))
    }
}
