import AppWiring
import SyncCore

/// Master keys by id; never a key.
enum KeyringDocument {
    static func make(_ report: KeyringReport) -> Document {
        func use(_ key: KeyringReport.Key) -> String {
            key.createdAt == nil ? "missing" : key.isCurrent ? "current" : "old"
        }
        func tone(_ key: KeyringReport.Key) -> Cell.Tone {
            key.createdAt == nil ? .bad : key.isCurrent ? .good : .plain
        }
        return Document(
            sections: [
                .fields(FieldList([Field("keyring", report.path)])),
                .table(
                    Table(
                        [.init("key id"), .init("use"), .init("made"), .init("customers", .right)],
                        report.keys.map { key in
                            [
                                Cell(key.id), Cell(use(key), tone(key)), Cell(key.createdAt.map(LocalTime.utc)),
                                Cell(key.tenants),
                            ]
                        })),
            ],
            json: .object([
                JSONMember("path", .string(report.path)),
                JSONMember(
                    "keys",
                    .array(
                        report.keys.map { key in
                            .object([
                                JSONMember("id", .string(key.id)), JSONMember("use", .string(use(key))),
                                JSONMember("createdAt", .text(key.createdAt)), JSONMember("tenants", .int(key.tenants)),
                            ])
                        })),
            ]),
            csv: CSVTable(
                ["keyId", "use", "createdAt", "tenants"],
                report.keys.map { [$0.id, use($0), $0.createdAt?.description ?? "", String($0.tenants)] }))
    }
}
