import Foundation
import JSONText
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

    static func json(_ change: RunChange) -> JSONValue {
        .object([
            JSONMember("action", .string(change.action.rawValue)), JSONMember("outcome", .string(change.outcome.rawValue)),
            JSONMember("reference", .text(change.reference)), JSONMember("employeeId", .text(change.employeeID)),
            JSONMember("resourceKey", .int(change.resource.value)), JSONMember("type", .int(change.type.value)),
            JSONMember("start", .text(change.start)), JSONMember("end", .text(change.end)),
        ])
    }

    static func csv(_ changes: [RunChange]) -> CSVTable {
        CSVTable(
            ["action", "outcome", "reference", "employeeId", "resourceKey", "type", "start", "end"],
            changes.map { change in
                [
                    change.action.rawValue, change.outcome.rawValue, change.reference.description, change.employeeID.description,
                    change.resource.description, change.type.description, change.start.description, change.end.description,
                ]
            })
    }
}
