import Operations
import SyncCore
import SyncEngine
import Words

/// Queued operations (`contracts/cli.md`, `queue list`).
enum QueueDocument {
    static func make(_ operations: [QueuedOperation]) -> Document {
        let table = Table(
            [
                .init(Phrase("operation", fr: "opération"), .right), .init(.tenant, clips: true),
                .init(Phrase("what", fr: "quoi")),
                .init(Phrase("state", fr: "état")), .init(Phrase("by", fr: "par"), clips: true),
                .init(Phrase("queued", fr: "demandée le")), .init(Phrase("ended", fr: "terminée le"), yields: true),
            ],
            operations.map { operation in
                [
                    Cell(operation.id), Cell(operation.tenant), Cell(operation.work.kind.name),
                    Cell(operation.state.name, operation.state.tone), Cell(operation.requestedBy),
                    Cell(LocalTime.utc(operation.requestedAt)), Cell(operation.finishedAt.map { LocalTime.utc($0) }),
                ]
            })
        return Document([.table(table)], of: operations.map(facts), csv: columns)
    }

    /// One that has no report.
    static func make(_ operation: QueuedOperation) -> Document {
        let fields = FieldList([
            Field(Phrase("operation", fr: "opération"), Cell(operation.id, .strong)),
            Field(Phrase("tenant", fr: "client"), Cell(operation.tenant)),
            Field(Phrase("what", fr: "quoi"), operation.work.kind.name),
            Field(Phrase("state", fr: "état"), Cell(operation.state.name, operation.state.tone)),
            Field(Phrase("queued by", fr: "demandée par"), operation.requestedBy),
            Field(Phrase("queued", fr: "demandée le"), LocalTime.utc(operation.requestedAt)),
            Field(Phrase("worker", fr: "worker"), operation.worker),
            Field(Phrase("ended", fr: "terminée le"), operation.finishedAt.map { LocalTime.utc($0) }),
        ])
        return Document([.fields(fields)], of: facts(operation), csv: columns)
    }

    private static let columns: [CSVTable.Column] = [
        "id", "tenant", "kind", "state", "requestedBy", "requestedAt", "worker", "finishedAt", "error=error.code",
    ]

    private static func facts(_ operation: QueuedOperation) -> Facts {
        let words = FailureWords(tenant: operation.tenant)
        let parameters = operation.work.parameters
        return [
            "id": operation.id, "tenant": operation.tenant, "kind": operation.work.kind,
            "parameters": [
                "asOf": parameters.asOf, "reconcile": parameters.reconcile ?? false, "resourceKey": parameters.resource,
                "day": parameters.day,
            ] as Facts, "state": operation.state, "requestedBy": operation.requestedBy, "requestedAt": operation.requestedAt,
            "worker": operation.worker, "finishedAt": operation.finishedAt,
            "error": operation.error.map {
                ["code": $0.code, "message": words.message($0).english, "remedy": words.remedy($0).english] as Facts
            },
        ]
    }
}

extension QueuedOperation.State {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .queued, .running: .plain
        case .done: .good
        case .failed: .bad
        case .expired: .doubtful
        }
    }
}
