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
                    Field("window", WindowText.line(preview.window)),
                    Field(
                        "read",
                        RunDocument.read(counts)
                    ),
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
            sections += [.title("Problems (\(preview.problems.count))"), ProblemTable.section(preview.problems, words, .english)]
        }
        let shown = ShownPreview(preview, identifiers, words)
        if listsProblems { return Document(sections, of: shown, csv: ProblemTable.csv(shown.problems)) }
        let outcomes = ["planned", "withheld"]
        let rows = zip(outcomes, [shown.changes, shown.withheldDeletions]).flatMap { outcome, changes in
            changes.map { ShownRow(outcome: outcome, change: $0) }
        }
        return Document(
            sections, of: shown,
            csv: CSVTable(
                ["action=change.action", "outcome"]
                    + [
                        "reference", "employeeId", "identifier", "resourceKey", "type", "typeLabel", "start", "end",
                    ].map { .init($0, "change.\($0)") }, of: JSONValue(encoding: rows)))
    }

    /// `42 (00317)`: Lucca's id and the identifier, as problems name employees; never a name.
    private static func who(_ change: PlannedChange, _ identifiers: [EmployeeID: String]) -> String? {
        guard let id = change.employeeID else { return nil }
        guard let identifier = identifiers[id], identifier != id.value else { return id.value }
        return "\(id) (\(identifier))"
    }

    private static func reason(_ brake: BrakeReason) -> String {
        "\(ProblemWords.brake(brake).english) A run would withhold these deletions and end as needs_review."
    }
}

/// What a sync would do, as JSON shows it.
private struct ShownPreview: Encodable {
    struct Counts: Encodable {
        let created: Int
        let updated: Int
        let deleted: Int
        let unchanged: Int
        let withheld: Int
    }

    struct Change: Encodable {
        let action: RunChange.Action
        let reference: EventReference
        let employeeID: EmployeeID?
        let identifier: String?
        let resourceKey: ResourceKey?
        let type: UnavailabilityTypeKey?
        let typeLabel: String?
        let start: Instant
        let end: Instant

        init(_ change: PlannedChange, _ identifiers: [EmployeeID: String]) {
            action = change.action
            reference = change.reference
            employeeID = change.employeeID
            identifier = change.employeeID.flatMap { identifiers[$0] }
            resourceKey = change.resourceKey
            type = change.typeKey
            typeLabel = change.typeLabel
            start = change.start
            end = change.end
        }
    }

    let tenant: TenantSlug
    let asOf: CalendarDay
    let window: SyncWindow
    let counts: Counts
    let changes: [Change]
    let withheldDeletions: [Change]
    let problems: [ShownProblem]

    init(_ preview: SyncPreview, _ identifiers: [EmployeeID: String], _ words: ProblemWords) {
        let counts = preview.counts
        tenant = preview.tenant
        asOf = preview.window.asOf
        window = preview.window
        self.counts = Counts(
            created: counts.created, updated: counts.updated, deleted: counts.deleted, unchanged: counts.unchanged,
            withheld: preview.withheld.count)
        changes = preview.changes.map { Change($0, identifiers) }
        withheldDeletions = preview.withheld.map { Change($0, identifiers) }
        problems = preview.problems.map { ShownProblem($0, words) }
    }
}

/// A line of a preview's CSV.
private struct ShownRow: Encodable {
    let outcome: String
    let change: ShownPreview.Change
}

extension RunChange.Action {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .create: .good
        case .update: .doubtful
        case .delete: .bad
        }
    }
}
