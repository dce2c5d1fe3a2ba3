import Operations
import SyncCore
import SyncEngine

/// Master keys by id; never a key.
enum KeyringDocument {
    static func make(_ report: ShowKeyringStatus.Report) -> Document {
        let table = Table(
            [.init("key id"), .init("use"), .init("made"), .init("customers", .right)],
            report.keys.map { key in
                [
                    Cell(key.id), Cell(key.use.rawValue, key.use.tone), Cell(key.createdAt.map(LocalTime.utc)), Cell(key.tenants),
                ]
            })
        return Document(
            [.fields(FieldList([Field("keyring", report.path)])), .table(table)], of: report, rows: "keys",
            csv: ["keyId=id", "use", "createdAt", "tenants"])
    }
}

extension ShowKeyringStatus.Report.Key.Use {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .current: .good
        case .old: .plain
        case .missing: .bad
        }
    }
}

/// Migrations and functions, applied and pending.
enum SchemaDocument {
    static func make(_ report: ShowDatabaseStatus.Report) -> Document {
        let steps = report.status.steps
        func state(_ step: SchemaStatus.Step) -> String { step.appliedAt == nil ? "pending" : "applied" }
        let table = Table(
            [.init("step"), .init("state"), .init("applied at")],
            steps.map { step in
                [
                    Cell(step.name), Cell(state(step), step.appliedAt == nil ? .doubtful : .good),
                    Cell(step.appliedAt.map(LocalTime.utc)),
                ]
            })
        return Document(
            [.table(table)], of: report,
            csv: CSVTable(
                ["step", "state", "appliedAt"], steps.map { [$0.name, state($0), $0.appliedAt?.description ?? ""] }))
    }
}
