import Operations

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
