import Operations
import SyncCore
import SyncEngine

/// One line per test of a connection: what, ok or not, remedy.
enum CheckDocument {
    static func make(_ findings: [CheckFinding]) -> Document {
        let rows = findings.map(\.row)
        let table = Table(
            [
                .init("check", wraps: true), .init("state"), .init("found", wraps: true),
                .init("remedy", wraps: true, isOptional: true),
            ],
            rows.map { row in
                [
                    Cell(row.name), Cell("\(row.state.mark) \(row.state.rawValue)", row.state.tone), Cell(row.detail),
                    Cell(row.remedy),
                ]
            })
        return Document(
            [.table(table)],
            of: rows.map { row -> Facts in
                [
                    "name": row.name, "state": row.state.rawValue, "ok": row.state == .ok, "detail": row.detail,
                    "remedy": row.remedy.isEmpty ? nil : row.remedy, "code": row.cause?.rawValue,
                ]
            }, csv: ["name", "state", "detail", "remedy", "code"])
    }
}

extension CheckResult.State {
    fileprivate var mark: String {
        switch self {
        case .ok: "✓"
        case .failed: "✗"
        case .unknown: "?"
        }
    }

    fileprivate var tone: Cell.Tone {
        switch self {
        case .ok: .good
        case .failed: .bad
        case .unknown: .doubtful
        }
    }
}
