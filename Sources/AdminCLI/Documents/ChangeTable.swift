import Foundation
import Operations
import SyncCore

/// What a run wrote, or would not write.
enum ChangeTable {
    static func table(_ changes: [RunChange], in zone: TimeZone) -> Table {
        Table(
            [
                .init("action"), .init("outcome"), .init("employee"), .init("resource", .right), .init("type", .right),
                .init("from"),
                .init("to"), .init("reference", wraps: true, yields: true),
            ],
            changes.map { change in
                [
                    Cell(change.action.rawValue), Cell(change.outcome.rawValue, change.outcome == .done ? .plain : .doubtful),
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
