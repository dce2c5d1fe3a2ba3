internal import PostgresClient
internal import SyncCore

/// What the ledger and a run's changes hold of an event, written as an array each.
enum EventColumns {
    static let names = all.map(\.name).joined(separator: ", ")

    /// `excluded.reference, …`: what a conflicting insert brings.
    static let excluded = all.map { "excluded.\($0.name)" }.joined(separator: ", ")

    /// `$2::text[], …`, for `unnest`.
    static func arrays(from first: Int) -> String {
        all.enumerated().map { "$\(first + $0)::\($1.type)[]" }.joined(separator: ", ")
    }

    static func values(_ events: [EventFacts]) -> [PostgresValue] { all.map { $0.write(events) } }

    private static let all: [(name: String, type: String, write: @Sendable ([EventFacts]) -> PostgresValue)] = [
        ("reference", "text", { .texts($0.map(\.reference.description)) }),
        ("employee_id", "text", { .texts($0.map(\.employeeID.value)) }),
        ("resource_key", "bigint", { .ints($0.map(\.resource.value)) }),
        ("type_key", "bigint", { .ints($0.map(\.type.value)) }),
        ("starts_at", "timestamptz", { .instants($0.map(\.start)) }),
        ("ends_at", "timestamptz", { .instants($0.map(\.end)) }),
    ]
}

extension PostgresRow {
    func event() throws -> EventFacts {
        EventFacts(
            reference: try reference("reference"), employeeID: EmployeeID(try text("employee_id")),
            resource: ResourceKey(try int("resource_key")), type: UnavailabilityTypeKey(try int("type_key")),
            start: try instant("starts_at"), end: try instant("ends_at"))
    }
}
