import SyncCore
import SyncEngine

/// One line per test of a connection: what, ok or not, remedy.
enum CheckDocument {
    static func make(_ results: [CheckResult]) -> Document {
        Document(
            sections: [
                .table(
                    Table(
                        [
                            .init("check", wraps: true), .init("state"), .init("found", wraps: true),
                            .init("remedy", wraps: true, isOptional: true),
                        ],
                        results.map { result in
                            [
                                Cell(result.name), Cell("\(result.state.mark) \(result.state.rawValue)", result.state.tone),
                                Cell(result.detail), Cell(result.remedy),
                            ]
                        }))
            ],
            json: .array(
                results.map { result in
                    .object([
                        JSONMember("name", .string(result.name)), JSONMember("state", .string(result.state.rawValue)),
                        JSONMember("ok", .bool(result.state == .ok)), JSONMember("detail", .string(result.detail)),
                        JSONMember("remedy", .text(result.remedy.isEmpty ? nil : result.remedy)),
                        JSONMember("code", .text(result.cause)),
                    ])
                }),
            csv: CSVTable(
                ["name", "state", "detail", "remedy", "code"],
                results.map { [$0.name, $0.state.rawValue, $0.detail, $0.remedy, $0.cause?.rawValue ?? ""] }))
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
