import SyncCore
import SyncEngine
import Words

/// One line per test of a connection: what, ok or not, remedy.
enum CheckDocument {
    static func make(_ results: [CheckLine]) -> Document {
        Document(
            sections: [
                .table(
                    Table(
                        [
                            .init(Phrase("check", fr: "test"), wraps: true), .init(Phrase("state", fr: "état")),
                            .init(Phrase("found", fr: "constat"), wraps: true),
                            .init(Phrase("remedy", fr: "remède"), wraps: true, isOptional: true),
                        ],
                        results.map { result in
                            [
                                Cell(result.subject.name),
                                Cell(result.state.name.mapped { "\(result.state.mark) \($0)" }, result.state.tone),
                                Cell(result.detail), Cell(result.remedy),
                            ]
                        }))
            ],
            json: .array(
                results.map { result in
                    .object([
                        JSONMember("name", .string(result.subject.rawValue)), JSONMember("state", .string(result.state.rawValue)),
                        JSONMember("ok", .bool(result.state == .ok)), JSONMember("detail", .string(result.detail.english)),
                        JSONMember("remedy", .text(result.remedy.isEmpty ? nil : result.remedy.english)),
                        JSONMember("code", .text(result.cause)),
                    ])
                }),
            csv: CSVTable(
                ["name", "state", "detail", "remedy", "code"],
                results.map {
                    [
                        $0.subject.rawValue, $0.state.rawValue, $0.detail.english, $0.remedy.english, $0.cause?.rawValue ?? "",
                    ]
                }))
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
