import JSONText
import Operations
import SyncCore
import Words

/// What an import finds, or what became of it, row by row.
struct ImportDocument {
    enum Result: String {
        case invalid
        case create
        case change
        case unchanged
        case created
        case changed
        case failed
        /// The import ended before it.
        case notReached = "not_reached"
    }

    struct Row {
        let row: TenantRow
        let result: Result
        /// Also what was left undone of a tenant that was created or changed.
        let issues: [RowIssue]
    }

    let rows: [Row]
    let isDryRun: Bool

    /// Before the changes.
    init(planned rows: [TenantRow], isDryRun: Bool) {
        self.isDryRun = isDryRun
        self.rows = rows.map { row in
            let result: Result =
                row.change == nil ? .invalid : row.isNew ? .create : row.changesSomething ? .change : .unchanged
            return Row(row: row, result: result, issues: row.issues)
        }
    }

    /// Afterwards.
    /// - Parameter settled: by the number of the row, for those that were to change something.
    init(_ rows: [TenantRow], settled: [Int: ImportTenants.Settled]) {
        isDryRun = false
        self.rows = rows.map { row in
            guard let change = row.change else { return Row(row: row, result: .invalid, issues: row.issues) }
            guard let settled = settled[row.number] else { return Row(row: row, result: .unchanged, issues: []) }
            var issues = settled.scopeFailure.map { RowIssue.issues(of: $0, tenant: change.slug) } ?? []
            let result: Result
            switch settled.outcome {
            case .unchanged: result = issues.isEmpty ? .unchanged : .failed
            case .created: result = .created
            case .changed: result = .changed
            case .notReached: result = .notReached
            case .failed(let error):
                result = .failed
                issues = RowIssue.issues(of: error, tenant: change.slug)
            }
            return Row(row: row, result: result, issues: issues)
        }
    }

    func count(_ result: Result) -> Int { rows.count { $0.result == result } }
    /// Rows with which something is wrong, or which were not reached.
    var bad: [Row] { rows.filter { !$0.issues.isEmpty || $0.result == .notReached } }

    var counts: Phrase {
        let words: [(Result, english: String, un: String, plusieurs: String)] = [
            (.create, "to create", "à créer", "à créer"), (.change, "to change", "à modifier", "à modifier"),
            (.created, "created", "créé", "créés"), (.changed, "changed", "modifié", "modifiés"),
            (.unchanged, "unchanged", "inchangé", "inchangés"), (.invalid, "invalid", "non valide", "non valides"),
            (.failed, "failed", "en échec", "en échec"), (.notReached, "not reached", "non traité", "non traités"),
        ]
        let parts = words.compactMap { result, english, un, plusieurs in
            count(result) == 0 ? nil : Phrase.counted(count(result), english, english, fr: un, plusieurs)
        }
        let all = Phrase.counted(rows.count, "row", "rows", fr: "ligne", "lignes")
        return Phrase(
            "\(all.english): \(parts.map(\.english).joined(separator: ", ")).",
            fr: "\(all.french) : \(parts.map(\.french).joined(separator: ", ")).")
    }

    var document: Document {
        let changes = rows.flatMap { row -> [[Cell]] in
            let place = [Cell(row.row.number), Cell(row.row.slug)]
            if row.row.isNew { return [place + [Cell(row.result.word), .nothing, Cell(row.row.change?.result.name)]] }
            return row.row.differences.map { place + [Cell($0.column), Cell($0.before), Cell($0.after)] }
        }
        let issues = rows.flatMap { row in
            row.issues.map { issue in
                [
                    Cell(row.row.number), Cell(row.row.slug), Cell(issue.column), Cell(issue.message, .bad), Cell(issue.remedy),
                    Cell(issue.code, .faint),
                ]
            }
        }
        let row = Phrase("row", fr: "ligne")
        var sections: [Document.Section] = []
        if !changes.isEmpty {
            sections.append(
                .table(
                    Table(
                        [
                            .init(row, .right), .init(.tenant), .init(Phrase("what", fr: "quoi")),
                            .init(Phrase("before", fr: "avant"), wraps: true), .init(Phrase("after", fr: "après"), wraps: true),
                        ], changes)))
        }
        if !issues.isEmpty {
            sections.append(
                .table(
                    Table(
                        [
                            .init(row, .right), .init(.tenant), .init(Phrase("column", fr: "colonne"), isOptional: true),
                            .init(Phrase("what", fr: "constat"), wraps: true), .init(Phrase("remedy", fr: "remède"), wraps: true),
                            .init("code"),
                        ], issues)))
        }
        return Document(sections + [.note(counts)], of: facts, rows: "rows", csv: Self.columns)
    }

    private var facts: Facts {
        [
            "dryRun": isDryRun, "create": count(.create), "change": count(.change), "created": count(.created),
            "changed": count(.changed), "unchanged": count(.unchanged), "invalid": count(.invalid), "failed": count(.failed),
            "notReached": count(.notReached),
            "rows": rows.map { row in
                [
                    "row": row.row.number, "tenant": row.row.slug, "result": row.result.rawValue,
                    "changes": row.row.differences, "issues": row.issues.map(\.facts),
                ] as Facts
            },
        ]
    }

    private static let columns: [CSVTable.Column] = [
        "row", "tenant", "result",
        .init("changes") { $0.elements.map { $0.compactMap { $0["column"]?.string }.joined(separator: " ") } },
        .init("column", "issues") { first("column", of: $0) },
        .init("code", "issues") { first("code", of: $0) },
        .init("message", "issues") { first("message", of: $0) },
        .init("remedy", "issues") { first("remedy", of: $0) },
    ]

    /// A member of the first of a list of issues.
    static func first(_ member: String, of issues: JSONValue) -> String { issues.elements?.first?[member]?.string ?? "" }

    /// The file with what became of each row, for correction and another import.
    func report(of sheet: CSVSheet) -> String {
        let ignored = Set(TenantFileReader.reportColumns.map(TenantFile.plain))
        let kept = sheet.header.indices.filter { !ignored.contains(TenantFile.plain(sheet.header[$0])) }
        let rows = rows.map { row in
            let issues = row.issues
            return kept.map { $0 < row.row.cells.count ? row.row.cells[$0] : "" } + [
                row.result.rawValue, issues.compactMap(\.column).joined(separator: " | "),
                issues.map(\.code).joined(separator: " | "), issues.map(\.message.english).joined(separator: " | "),
                issues.map(\.remedy.english).joined(separator: " | "),
            ]
        }
        return CSVTable(kept.map { sheet.header[$0] } + TenantFileReader.reportColumns, rows)
            .rendered(sheet.separator == ";" ? .excel : .standard)
    }
}

extension ImportDocument.Result {
    fileprivate var word: Phrase {
        switch self {
        case .create: Phrase("create", fr: "créer")
        case .created: Phrase("created", fr: "créé")
        case .failed: Phrase("failed", fr: "échec")
        case .notReached: Phrase("not reached", fr: "non traité")
        case .invalid, .change, .unchanged, .changed: Phrase(same: rawValue)
        }
    }
}

extension RowIssue {
    var facts: Facts { ["column": column, "code": code, "message": message.english, "remedy": remedy.english] }
}
