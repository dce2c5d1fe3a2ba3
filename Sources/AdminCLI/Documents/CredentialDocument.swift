import Operations
import SyncCore

/// Kinds, ages and hosts of secrets.
enum CredentialDocument {
    static func make(_ report: ListCredentials.Report) -> Document {
        let table = Table(
            [.init("kind"), .init("host"), .init("set at"), .init("age", .right)],
            report.rows.map { row in
                [
                    Cell(row.kind.rawValue), Cell(row.host ?? "not bound"), Cell(LocalTime.utc(row.setAt)),
                    Cell(LocalTime.age(of: row.setAt, at: report.readAt)),
                ]
            })
        return Document([.table(table)], of: report.rows, csv: ["kind", "setAt", "host"])
    }
}
