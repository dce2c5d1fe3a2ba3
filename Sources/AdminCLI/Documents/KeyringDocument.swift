import AppWiring

/// Master keys by id; never a key.
enum KeyringDocument {
    static func make(_ report: KeyringReport) -> Document {
        func use(_ key: KeyringReport.Key) -> String { key.isCurrent ? "current" : "old" }
        let missing = report.missing.map { [Cell($0), Cell("missing", .bad), Cell("some")] }
        return Document(
            sections: [
                .fields(FieldList([Field("keyring", report.path)])),
                .table(
                    Table(
                        [.init("key id"), .init("use"), .init("customers", .right)],
                        report.keys.map {
                            [Cell($0.id), Cell(use($0), $0.isCurrent ? .good : .plain), Cell($0.tenants.map(String.init))]
                        }
                            + missing)),
            ],
            json: .object([
                JSONMember("path", .string(report.path)),
                JSONMember(
                    "keys",
                    .array(
                        report.keys.map { key in
                            .object([
                                JSONMember("id", .string(key.id)), JSONMember("isCurrent", .bool(key.isCurrent)),
                                JSONMember("tenants", .number(key.tenants)),
                            ])
                        })),
                JSONMember("missing", .array(report.missing.map { .string($0) })),
            ]),
            csv: CSVTable(
                ["keyId", "use", "tenants"],
                report.keys.map { [$0.id, use($0), $0.tenants.map(String.init) ?? ""] }
                    + report.missing.map { [$0, "missing", ""] }))
    }
}
