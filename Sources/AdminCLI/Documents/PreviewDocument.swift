import Foundation
import SyncCore
import SyncEngine
import Words

/// What a sync would do (`contracts/cli.md`, `run preview`).
enum PreviewDocument {
    /// - Parameter listsProblems: in a CSV, instead of the changes.
    static func make(
        _ preview: SyncPreview, employees: [EmployeeID: Employee], settings: TenantSettings, listsProblems: Bool = false
    ) -> Document {
        let zone = settings.calendar.zone
        func table(_ changes: [PlannedChange]) -> Table {
            Table(
                [
                    .init("action"), .init("employee", wraps: true), .init("resource", .right), .init("type", wraps: true),
                    .init("from"),
                    .init("to"),
                ],
                changes.map { change in
                    [
                        Cell(change.action.rawValue, change.action.tone), Cell(who(change, employees, settings)),
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
        return Document(
            sections: sections,
            json: .object([
                JSONMember("tenant", .text(preview.tenant)), JSONMember("asOf", .text(preview.window.asOf)),
                JSONMember("window", WindowText.json(preview.window)),
                JSONMember(
                    "counts",
                    .object([
                        JSONMember("created", .int(counts.created)), JSONMember("updated", .int(counts.updated)),
                        JSONMember("deleted", .int(counts.deleted)), JSONMember("unchanged", .int(counts.unchanged)),
                        JSONMember("withheld", .int(preview.withheld.count)),
                    ])), JSONMember("changes", .array(preview.changes.map { json($0, employees, settings) })),
                JSONMember("withheldDeletions", .array(preview.withheld.map { json($0, employees, settings) })),
                JSONMember("problems", .array(preview.problems.map { ProblemTable.json($0, words) })),
            ]),
            csv: listsProblems
                ? ProblemTable.csv(preview.problems, words)
                : CSVTable(
                    [
                        "action", "outcome", "reference", "employeeId", "identifier", "resourceKey", "type", "typeLabel", "start",
                        "end",
                    ],
                    preview.changes.map { row($0, "planned", employees, settings) }
                        + preview.withheld.map { row($0, "withheld", employees, settings) }))
    }

    /// `42 (00317)`: Lucca's id and the identifier, as problems name employees; never a name.
    private static func who(_ change: PlannedChange, _ employees: [EmployeeID: Employee], _ settings: TenantSettings) -> String? {
        guard let id = change.knownEmployee else { return nil }
        guard let identifier = identifier(change, employees, settings), identifier != id.value else { return id.value }
        return "\(id) (\(identifier))"
    }

    private static func identifier(
        _ change: PlannedChange, _ employees: [EmployeeID: Employee], _ settings: TenantSettings
    ) -> String? {
        let identifier = change.knownEmployee.flatMap { employees[$0] }?.identifier(settings.identifier) ?? ""
        return identifier.isEmpty ? nil : identifier
    }

    private static func json(
        _ change: PlannedChange, _ employees: [EmployeeID: Employee], _ settings: TenantSettings
    ) -> JSONValue {
        .object([
            JSONMember("action", .string(change.action.rawValue)), JSONMember("reference", .text(change.reference)),
            JSONMember("employeeId", .text(change.knownEmployee)),
            JSONMember("identifier", .text(identifier(change, employees, settings))),
            JSONMember("resourceKey", .number(change.resourceKey?.value)), JSONMember("type", .number(change.typeKey?.value)),
            JSONMember("typeLabel", .text(change.typeLabel)), JSONMember("start", .text(change.start)),
            JSONMember("end", .text(change.end)),
        ])
    }

    private static func row(
        _ change: PlannedChange, _ outcome: String, _ employees: [EmployeeID: Employee], _ settings: TenantSettings
    ) -> [String] {
        [
            change.action.rawValue, outcome, change.reference.description, change.knownEmployee?.description ?? "",
            identifier(change, employees, settings) ?? "", change.resourceKey?.description ?? "",
            change.typeKey?.description ?? "",
            change.typeLabel ?? "", change.start.description, change.end.description,
        ]
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
