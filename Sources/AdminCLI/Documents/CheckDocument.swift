import Operations
import SyncCore
import SyncEngine
import Words

/// One line per test of a connection: what, ok or not, remedy.
enum CheckDocument {
    static func make(_ findings: [CheckFinding]) -> Document {
        let lines = findings.map(\.line)
        let table = Table(
            [
                .init(Phrase("check", fr: "test"), wraps: true), .init(Phrase("state", fr: "état")),
                .init(Phrase("found", fr: "constat"), wraps: true),
                .init(Phrase("remedy", fr: "remède"), wraps: true, isOptional: true),
            ],
            lines.map { line in
                [
                    Cell(line.subject.name), Cell(line.state.name.mapped { "\(line.state.mark) \($0)" }, line.state.tone),
                    Cell(line.detail), Cell(line.remedy),
                ]
            })
        return Document(
            [.table(table)],
            of: lines.map { line -> Facts in
                [
                    "name": line.subject.rawValue, "state": line.state.rawValue, "ok": line.state == .ok,
                    "detail": line.detail.english, "remedy": line.remedy.isEmpty ? nil : line.remedy.english,
                    "code": line.cause?.rawValue,
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
