import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// One employee's months, absences, extra data and history; facts in JSON and CSV.
enum EmployeeDocument {
    static func make(_ report: ShowEmployee.Report, _ words: ExplanationWords, _ fields: FieldExplanationWords) -> Document {
        var who = [Field(Phrase("employee", fr: "collaborateur"), Cell(words.person.employee, .strong))]
        if let key = report.fields.resource { who.append(Field(Phrase("resource", fr: "ressource"), key.description)) }
        var sections: [Document.Section] = [.fields(FieldList(who)), .fields(months(report.strip))]
        let legend = legend(of: Set(report.strip.marks.values))
        if !legend.isEmpty { sections.append(.note(legend)) }
        if !report.absences.absences.isEmpty { sections.append(.table(table(report.absences.absences, words))) }
        if !report.fields.fields.isEmpty { sections.append(.table(table(report.fields.fields, fields))) }
        let zone = report.tenant.settings.calendar.zone
        return Document(
            sections + HistoryTable.sections(report.history, in: zone), of: report, rows: "absences",
            csv: [
                "reference", "start", "end", "mark", "leave", "state", "rule", "eventKey=event.key", "nextAction=nextRun.action",
                "nextCode=nextRun.code", "nextCause=nextRun.cause.code",
            ], in: zone)
    }

    /// What is recorded, without either system.
    static func make(_ report: ShowRecordedEmployee.Report) -> Document {
        let zone = report.tenant.settings.calendar.zone
        var sections: [Document.Section] = [
            .fields(FieldList([Field(Phrase("employee", fr: "collaborateur"), Cell(report.employee.value, .strong))]))
        ]
        if !report.events.isEmpty { sections.append(.table(table(report.events, in: zone))) }
        return Document(
            sections + HistoryTable.sections(report.history, in: zone), of: report, rows: "events",
            csv: ["reference", "eventKey", "resourceKey", "type", "start", "end", "openWrite"], in: zone)
    }

    private static func table(_ events: [LedgerEntry], in zone: TimeZone) -> Table {
        Table(
            [
                .init(Phrase("event", fr: "événement"), .right), .init(Phrase("resource", fr: "ressource"), .right),
                .init("type", .right), .init(Phrase("from", fr: "début")), .init(Phrase("to", fr: "fin")),
                .init(Phrase("unconfirmed", fr: "non confirmée"), isOptional: true),
                .init(Phrase("reference", fr: "référence"), wraps: true, yields: true),
            ],
            events.map { event in
                [
                    Cell(event.eventKey.map(\.description)), Cell(event.resource), Cell(event.type),
                    Cell(LocalTime.text(event.start, in: zone)), Cell(LocalTime.endText(event.end, in: zone)),
                    Cell(event.openIntent?.name, .doubtful), Cell(event.reference),
                ]
            })
    }

    private static func table(_ absences: [ExplainedAbsence], _ words: ExplanationWords) -> Table {
        Table(
            [
                .init("absence", wraps: true), .init(Phrase("state", fr: "état"), wraps: true),
                .init(Phrase("why", fr: "pourquoi"), wraps: true),
            ],
            absences.map { absence in
                [Cell(words.what(absence)), Cell(words.state(absence), absence.state.tone), Cell(words.verdict(absence))]
            })
    }

    private static func table(_ fields: [ExplainedField], _ words: FieldExplanationWords) -> Table {
        Table(
            [
                .init(Phrase("field", fr: "donnée"), wraps: true), .init(Phrase("goes to", fr: "va vers"), wraps: true),
                .init(Phrase("why", fr: "pourquoi"), wraps: true),
            ],
            fields.map { field in [Cell(field.rule.field.id), Cell(field.rule.target.value), Cell(words.why(field))] })
    }

    /// A line for each month, a character for each day.
    private static func months(_ strip: EmployeeStrip) -> FieldList {
        var names: [String] = []
        var lines: [String: String] = [:]
        for ordinal in strip.days.lowerBound.ordinal...strip.days.upperBound.ordinal {
            let day = CalendarDay(ordinal: ordinal)
            let month = String(day.description.dropLast(3))
            if lines[month] == nil {
                names.append(month)
                lines[month] = String(repeating: "_", count: day.day - 1)
            }
            lines[month]?.append(strip.marks[day].map(\.character) ?? ".")
        }
        return FieldList(names.map { Field(Phrase(same: $0), lines[$0] ?? "") })
    }

    private static func legend(of marks: Set<EmployeeStrip.Mark>) -> Phrase {
        let shown = EmployeeStrip.Mark.allCases.filter(marks.contains)
        return Phrase(
            shown.map { "\($0.character) \($0.words.english)" }.joined(separator: ", "),
            fr: shown.map { "\($0.character) \($0.words.french)" }.joined(separator: ", "))
    }
}

extension EmployeeStrip.Mark {
    fileprivate var character: Character {
        switch self {
        case .ruledOut: "-"
        case .shown: "#"
        case .missing: "+"
        case .leftover: "x"
        case .withheld: "!"
        case .byHand: "?"
        }
    }

    fileprivate var words: Phrase {
        switch self {
        case .ruledOut: Phrase("kept off by a rule", fr: "écarté par une règle")
        case .shown: Phrase("on the planning", fr: "sur le planning")
        case .missing: Phrase("missing on the planning", fr: "manque sur le planning")
        case .leftover: Phrase("to be deleted", fr: "à supprimer")
        case .withheld: Phrase("deletion withheld", fr: "suppression retenue")
        case .byHand: Phrase("changed by a planner", fr: "modifié par un planificateur")
        }
    }
}
