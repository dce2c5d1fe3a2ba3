import Foundation
import Operations
import SyncCore
import Words

/// What a run wrote, or would not write.
enum ChangeTable {
    static func table(_ changes: [RunChange], in zone: TimeZone) -> Table {
        Table(
            [
                .init("action"), .init(Phrase("outcome", fr: "résultat")), .init(Phrase("employee", fr: "collaborateur")),
                .init(Phrase("resource", fr: "ressource"), .right), .init("type", .right), .init(Phrase("from", fr: "début")),
                .init(Phrase("to", fr: "fin")), .init(Phrase("reference", fr: "référence"), wraps: true, yields: true),
            ],
            changes.map { change in
                [
                    Cell(change.action.name), Cell(change.outcome.name, change.outcome == .done ? .plain : .doubtful),
                    Cell(change.employeeID), Cell(change.resource), Cell(change.type),
                    Cell(LocalTime.text(change.start, in: zone)),
                    Cell(LocalTime.endText(change.end, in: zone)), Cell(change.reference),
                ]
            })
    }

    static let columns: [CSVTable.Column] = [
        "action", "outcome", "reference", "employeeId", "resourceKey", "type", "start", "end",
    ]

    /// One write of a run as JSON shows it.
    static func facts(_ change: RunChange) -> Facts {
        [
            "action": change.action, "outcome": change.outcome.rawValue, "reference": change.reference,
            "employeeId": change.employeeID, "resourceKey": change.resource, "type": change.type, "start": change.start,
            "end": change.end,
        ]
    }
}
