import Foundation
import JSONText
import Operations
import SyncCore
import SyncEngine
import Words

/// What a sync would do (`contracts/cli.md`, `run preview`).
enum PreviewDocument {
    /// - Parameter listsProblems: whether a CSV has the problems instead of the changes.
    static func make(_ report: PreviewRun.Report, listsProblems: Bool = false) -> Document {
        let (preview, identifiers) = (report.preview, report.identifiers)
        let zone = report.tenant.settings.calendar.zone
        func table(_ changes: [PlannedChange]) -> Table {
            Table(
                [
                    .init("action"), .init(Phrase("employee", fr: "collaborateur"), wraps: true),
                    .init(Phrase("resource", fr: "ressource"), .right, yields: true), .init("type", wraps: true),
                    .init(Phrase("from", fr: "début")), .init(Phrase("to", fr: "fin")), .init("cause", wraps: true),
                ],
                changes.map { change in
                    [
                        Cell(change.action.name, change.action.tone), Cell(who(change, identifiers)),
                        Cell(change.resourceKey.map { Phrase(same: "\($0)") } ?? Phrase("new", fr: "nouvelle")),
                        Cell(change.typeLabel ?? change.typeKey?.description),
                        Cell(LocalTime.text(change.start, in: zone)), Cell(LocalTime.endText(change.end, in: zone)),
                        Cell(change.cause.words),
                    ]
                })
        }
        let counts = preview.counts
        let words = ProblemWords(tenant: preview.tenant, run: nil)
        var sections: [Document.Section] = [
            .fields(
                FieldList([
                    Field(Phrase("tenant", fr: "client"), Cell(preview.tenant, .strong)),
                    Field(Phrase("as of", fr: "en date du"), preview.window.asOf.description),
                    Field(Phrase("window", fr: "fenêtre"), WindowText.line(preview.window)),
                    Field(Phrase("read", fr: "lu"), RunDocument.read(counts)),
                    Field(Phrase("events would be", fr: "événements prévus"), RunDocument.events(counts)),
                ]))
        ]
        if !preview.changes.isEmpty {
            let count = preview.changes.count
            sections += [
                .title(Phrase("Changes (\(count))", fr: "Modifications (\(count))")), .table(table(preview.changes)),
            ]
        }
        if !preview.withheld.isEmpty {
            let count = preview.withheld.count
            sections += [
                .title(
                    Phrase(
                        "Deletions that would be withheld (\(count))", fr: "Suppressions qui seraient retenues (\(count))")),
                .table(table(preview.withheld)),
            ]
            sections += preview.brakeReasons.map { .note(reason($0)) }
        }
        sections += FieldChangeTable.sections(preview)
        if !preview.problems.isEmpty {
            sections += [
                .title(ProblemTable.title(preview.problems.count)), ProblemTable.section(preview.problems, words),
            ]
        }
        let texts = preview.problems.map { ShownProblem($0, words) }
        let (changes, withheld) = (
            preview.changes.map { facts($0, identifiers) }, preview.withheld.map { facts($0, identifiers) }
        )
        let shown: Facts = [
            "tenant": preview.tenant, "asOf": preview.window.asOf, "window": preview.window,
            "counts": [
                "created": counts.created, "updated": counts.updated, "deleted": counts.deleted, "unchanged": counts.unchanged,
                "withheld": preview.withheld.count,
            ] as Facts, "changes": changes, "withheldDeletions": withheld,
            "resourceChanges": preview.fieldChanges.map(FieldChangeTable.facts), "withheldClears": preview.withheldClears,
            "problems": texts,
        ]
        if listsProblems { return Document(sections, of: shown, csv: ProblemTable.csv(texts, reported: false, in: zone)) }
        let rows = changes.map { $0 + ["outcome": "planned"] } + withheld.map { $0 + ["outcome": "withheld"] }
        return Document(
            sections, of: shown,
            csv: CSVTable(
                [
                    "action", "outcome", "reference", "employeeId", "identifier", "resourceKey", "type", "typeLabel", "start",
                    "end", "cause=cause.code",
                ], of: JSONValue(encoding: rows), zone: { _ in zone }))
    }

    private static func facts(_ change: PlannedChange, _ identifiers: [EmployeeID: String]) -> Facts {
        [
            "action": change.action, "reference": change.reference, "employeeId": change.knownEmployee,
            "identifier": change.knownEmployee.flatMap { identifiers[$0] }, "resourceKey": change.resourceKey,
            "type": change.typeKey, "typeLabel": change.typeLabel, "start": change.start, "end": change.end,
            "cause": change.cause,
        ]
    }

    /// `42 (00317)`: Lucca's id and the identifier, as for problems; never a name.
    private static func who(_ change: PlannedChange, _ identifiers: [EmployeeID: String]) -> String? {
        guard let id = change.knownEmployee else { return nil }
        guard let identifier = identifiers[id], identifier != id.value else { return id.value }
        return "\(id) (\(identifier))"
    }

    private static func reason(_ brake: BrakeReason) -> Phrase {
        ProblemWords.brake(brake)
            + Phrase(
                "A run would withhold these deletions and end as needs_review.",
                fr: "Une exécution retiendrait ces suppressions et se terminerait à l’état needs_review.")
    }
}

extension EventAction {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .create: .good
        case .update: .doubtful
        case .delete: .bad
        }
    }
}
