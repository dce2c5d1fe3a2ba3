import Operations
import SyncCore
import SyncEngine
import Words

/// One employee's absences: sentences in the table, facts in JSON and CSV.
enum ExplanationDocument {
    static func make(_ report: ExplainAbsence.Report, _ words: ExplanationWords) -> Document {
        let explanation = report.explanation
        var sections: [Document.Section] = [
            .fields(FieldList([Field(Phrase("employee", fr: "collaborateur"), Cell(words.person.employee, .strong))]))
        ]
        if !explanation.absences.isEmpty { sections.append(.table(table(explanation.absences, words))) }
        sections += HistoryTable.sections(report.history, in: report.tenant.settings.calendar.zone)
        return Document(
            sections, of: report, rows: "absences",
            csv: [
                "reference", "start", "end", "leave", "state", "rule", "eventKey=event.key", "found=event.found",
                "problem=problem.code", "problemRun=problem.run", "problemAt=problem.at", "nextAction=nextRun.action",
                "nextCode=nextRun.code", "nextCause=nextRun.cause.code",
            ], in: report.tenant.settings.calendar.zone)
    }

    private static func table(_ absences: [ExplainedAbsence], _ words: ExplanationWords) -> Table {
        Table(
            [
                .init("absence", wraps: true), .init(Phrase("state", fr: "état"), wraps: true),
                .init(Phrase("why", fr: "pourquoi"), wraps: true),
                .init(Phrase("what to do", fr: "que faire"), wraps: true, isOptional: true),
            ],
            absences.map { absence in
                [
                    Cell(words.what(absence)), Cell(words.state(absence), absence.state.tone), Cell(words.why(absence)),
                    Cell(words.remedy(absence)),
                ]
            })
    }
}

extension ExplainedAbsence.State {
    var tone: Cell.Tone {
        switch self {
        case .onPlanning: .good
        case .changedByHand, .released, .notAsked: .doubtful
        case .removed, .notOnPlanning: .bad
        }
    }
}
