import Foundation
import JSONText
import Operations
import SyncCore
import SyncEngine
import Words

/// What a sync would do (`contracts/cli.md`, `run preview`).
enum PreviewDocument {
    /// - Parameter listsProblems: in a CSV, instead of the changes.
    static func make(_ report: PreviewRun.Report, listsProblems: Bool = false) -> Document {
        let (preview, identifiers) = (report.preview, report.identifiers)
        let zone = report.tenant.settings.calendar.zone
        func table(_ changes: [PlannedChange]) -> Table {
            Table(
                [
                    .init("action"), .init("employee", wraps: true), .init("resource", .right), .init("type", wraps: true),
                    .init("from"),
                    .init("to"),
                ],
                changes.map { change in
                    [
                        Cell(change.action.rawValue, change.action.tone), Cell(who(change, identifiers)),
                        Cell(change.resourceKey?.description ?? "new"), Cell(change.typeLabel ?? change.typeKey?.description),
                        Cell(LocalTime.text(change.start, in: zone)), Cell(LocalTime.endText(change.end, in: zone)),
                    ]
                })
        }
        let counts = preview.counts
        let words = ProblemWords(tenant: preview.tenant, run: nil)
        var sections: [Document.Section] = [
            .fields(
                FieldList([
                    Field("tenant", Cell(preview.tenant, .strong)), Field("as of", preview.window.asOf.description),
                    Field(Phrase("window", fr: "fenêtre"), WindowText.line(preview.window)),
                    Field(Phrase("read", fr: "lu"), RunDocument.read(counts)),
                    Field(
                        "events would be",
                        "\(counts.created) created, \(counts.updated) updated, \(counts.deleted) deleted, \(counts.unchanged) unchanged"
                    ),
                ]))
        ]
        if !preview.changes.isEmpty {
            sections += [.title("Changes (\(preview.changes.count))"), .table(table(preview.changes))]
        }
        if !preview.withheld.isEmpty {
            sections += [
                .title("Deletions that would be held back (\(preview.withheld.count))"), .table(table(preview.withheld)),
            ]
            sections += preview.brakeReasons.map { .note(reason($0)) }
        }
        if !preview.problems.isEmpty {
            sections += [.title("Problems (\(preview.problems.count))"), ProblemTable.section(preview.problems, words)]
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
            ] as Facts, "changes": changes, "withheldDeletions": withheld, "problems": texts,
        ]
        if listsProblems { return Document(sections, of: shown, csv: ProblemTable.csv(texts)) }
        let rows = changes.map { $0 + ["outcome": "planned"] } + withheld.map { $0 + ["outcome": "withheld"] }
        return Document(
            sections, of: shown,
            csv: CSVTable(
                [
                    "action", "outcome", "reference", "employeeId", "identifier", "resourceKey", "type", "typeLabel", "start",
                    "end",
                ], of: JSONValue(encoding: rows)))
    }

    private static func facts(_ change: PlannedChange, _ identifiers: [EmployeeID: String]) -> Facts {
        [
            "action": change.action, "reference": change.reference, "employeeId": change.knownEmployee,
            "identifier": change.knownEmployee.flatMap { identifiers[$0] }, "resourceKey": change.resourceKey,
            "type": change.typeKey, "typeLabel": change.typeLabel, "start": change.start, "end": change.end,
        ]
    }

    /// `42 (00317)`: Lucca's id and the identifier, as problems name employees; never a name.
    private static func who(_ change: PlannedChange, _ identifiers: [EmployeeID: String]) -> String? {
        guard let id = change.knownEmployee else { return nil }
        guard let identifier = identifiers[id], identifier != id.value else { return id.value }
        return "\(id) (\(identifier))"
    }

    private static func reason(_ brake: BrakeReason) -> String {
        "\(ProblemWords.brake(brake).english) A run would withhold these deletions and end as needs_review."
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
