import Operations
import SyncCore
import SyncEngine
import Words

/// Master keys and sealing keys by id; never a key.
enum KeyringDocument {
    static func make(_ report: ShowKeyringStatus.Report) -> Document {
        let table = Table(
            [
                .init(Phrase("key id", fr: "clé")), .init(Phrase("use", fr: "usage")), .init(Phrase("created", fr: "créée le")),
                .init(Phrase("tenants", fr: "clients"), .right),
            ],
            report.keys.map { key in
                [
                    Cell(key.id), Cell(key.use.name, key.use.tone), Cell(key.createdAt.map(LocalTime.utc)), Cell(key.tenants),
                ]
            })
        let sealing = Table(
            [
                .init(Phrase("sealing key", fr: "clé de scellement")), .init(Phrase("use", fr: "usage")),
                .init(Phrase("published", fr: "publiée le")), .init(Phrase("by", fr: "par"), clips: true),
                .init(Phrase("secrets waiting", fr: "secrets en attente"), .right),
            ],
            report.sealingKeys.map { key in
                [
                    Cell(key.id), Cell(key.use.name, key.use.tone), Cell(key.publishedAt.map(LocalTime.utc)),
                    Cell(key.publishedBy), Cell(key.credentials),
                ]
            })
        return Document(
            [.fields(FieldList([Field(Phrase("keyring", fr: "trousseau"), report.path)])), .table(table)]
                + (report.sealingKeys.isEmpty ? [] : [.table(sealing)]), of: report,
            rows: "keys",
            csv: ["keyId=id", "use", "createdAt", "tenants"])
    }
}

extension ShowKeyringStatus.Report.Key.Use {
    fileprivate var name: Phrase {
        switch self {
        case .current: Phrase(rawValue, fr: "actuelle")
        case .old: Phrase(rawValue, fr: "ancienne")
        case .missing: Phrase(rawValue, fr: "absente")
        }
    }

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
        func shown(_ step: SchemaStatus.Step) -> Phrase {
            Phrase(state(step), fr: step.appliedAt == nil ? "en attente" : "appliquée")
        }
        let table = Table(
            [
                .init(Phrase("step", fr: "étape")), .init(Phrase("state", fr: "état")),
                .init(Phrase("applied at", fr: "appliquée le")),
            ],
            steps.map { step in
                [
                    Cell(step.name), Cell(shown(step), step.appliedAt == nil ? .doubtful : .good),
                    Cell(step.appliedAt.map(LocalTime.utc)),
                ]
            })
        return Document(
            [.table(table)], of: report,
            csv: CSVTable(
                ["step", "state", "appliedAt"], steps.map { [$0.name, state($0), $0.appliedAt?.description ?? ""] }))
    }
}
