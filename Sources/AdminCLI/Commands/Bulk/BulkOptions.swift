import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

/// For commands about one tenant that are also commands for many.
struct BulkOptions: ParsableArguments {
    @OptionGroup var selecting: SelectionOptions
    @OptionGroup var counting: CountOptions
    @Option(
        help: ArgumentHelp(
            "Resume a stopped batch by its number: with the options of the command that began it, and no selection.",
            valueName: "batch"))
    var resume: String?

    enum Target {
        case selected(TenantSelection)
        case resumed(BatchID)
    }

    /// - Parameter slug: the single tenant, if one was given.
    /// - Returns: nil for a single tenant.
    /// - Throws: `InputError`.
    func many(_ slug: String?, _ context: CommandContext) throws -> Target? {
        guard resume != nil || selecting.isGiven else {
            if counting.yes != nil {
                throw InputError(
                    "--yes",
                    Phrase(
                        "It confirms a selection, and none was given.",
                        fr: "Cette option confirme une sélection, et il n’y en a pas."),
                    remedy: Phrase(
                        "Omit it, or give --where, --all or --from.", fr: "Omettez-la, ou donnez --where, --all ou --from."))
            }
            return nil
        }
        if slug != nil || resume != nil && selecting.isGiven {
            throw InputError(
                "--where, --all, --from, --resume",
                Phrase(
                    "They cannot be combined, nor given with a tenant.",
                    fr: "Ces options ne se combinent ni entre elles, ni avec un client."),
                remedy: Phrase("Give one of them.", fr: "Donnez-en une seule."))
        }
        if let resume {
            guard let number = Int(resume), number > 0 else {
                throw InputError("--resume", .invalid([resume]), remedy: .example("--resume 12"))
            }
            return .resumed(BatchID(number))
        }
        return try selecting.read(context).map { .selected($0) }
    }

    /// - Throws: `InputError` if no tenant was given.
    static func one(_ slug: String?, _ context: CommandContext) throws -> TenantSlug {
        guard let slug else {
            throw InputError(
                "SLUG", Phrase("No tenant was given.", fr: "Aucun client n’est indiqué."),
                remedy: Phrase(
                    "Name one, or select several with --where, --all or --from.",
                    fr: "Nommez-en un, ou choisissez-en plusieurs avec --where, --all ou --from."))
        }
        return try context.slug(slug)
    }
}

/// What a command for many tenants finds, or what became of it, tenant by tenant.
struct BulkDocument {
    enum Result: String, CaseIterable {
        case planned
        case done
        case doneBefore = "done_before"
        case unchanged
        case failed
        /// The batch ended before it.
        case notReached = "not_reached"
    }

    struct Row {
        let tenant: TenantSlug
        var changes: [TenantColumnChange] = []
        var result: Result
        /// The run that was queued.
        var run: RunID?
        var issues: [RowIssue] = []
    }

    let operation: String
    let batch: BatchID?
    let rows: [Row]

    func count(_ result: Result) -> Int { rows.count { $0.result == result } }

    var counts: Phrase {
        let parts = Result.allCases.filter { count($0) > 0 }.map { result in
            Phrase.counted(
                count(result), result.word.english, result.word.english, fr: result.word.french,
                result.word.french + "s")
        }
        guard !rows.isEmpty else { return Phrase("No tenant matches.", fr: "Aucun client ne correspond.") }
        let all = Phrase.tenants(rows.count)
        return Phrase(
            "\(all.english): \(parts.map(\.english).joined(separator: ", ")).",
            fr: "\(all.french) : \(parts.map(\.french).joined(separator: ", ")).")
    }

    var document: Document {
        let lines = rows.flatMap { row -> [[Cell]] in
            let end = [Cell(row.result.word, row.result == .failed ? .bad : .plain), Cell(row.run?.description)]
            guard !row.changes.isEmpty else { return [[Cell(row.tenant), .nothing, .nothing, .nothing] + end] }
            return row.changes.map { [Cell(row.tenant), Cell($0.column), $0.cell($0.before), $0.cell($0.after)] + end }
        }
        var sections: [Document.Section] = []
        if !rows.isEmpty {
            sections.append(
                .table(
                    Table(
                        [
                            .init(.tenant), .init(Phrase("what", fr: "quoi"), isOptional: true),
                            .init(Phrase("before", fr: "avant"), isOptional: true),
                            .init(Phrase("after", fr: "après"), isOptional: true), .init(Phrase("result", fr: "résultat")),
                            .init(Phrase("run", fr: "exécution"), .right, isOptional: true),
                        ], lines)))
        }
        let issues = rows.flatMap { row in
            row.issues.map { [Cell(row.tenant), Cell($0.message, .bad), Cell($0.remedy), Cell($0.code, .faint)] }
        }
        if !issues.isEmpty {
            sections.append(
                .table(
                    Table(
                        [
                            .init(.tenant), .init(Phrase("what", fr: "constat"), wraps: true),
                            .init(Phrase("remedy", fr: "remède"), wraps: true), .init("code"),
                        ], issues)))
        }
        return Document(sections + [.note(counts)], of: facts, rows: "tenants", csv: Self.columns)
    }

    private var facts: Facts {
        [
            "batch": batch?.value, "operation": operation, "planned": count(.planned), "done": count(.done),
            "doneBefore": count(.doneBefore), "unchanged": count(.unchanged), "failed": count(.failed),
            "notReached": count(.notReached),
            "tenants": rows.map { row in
                [
                    "tenant": row.tenant, "result": row.result.rawValue, "run": row.run, "changes": row.changes,
                    "issues": row.issues.map(\.facts),
                ] as Facts
            },
        ]
    }

    private static let columns: [CSVTable.Column] = [
        "tenant", "result", "run", .init("code", "issues") { ImportDocument.first("code", of: $0) },
        .init("message", "issues") { ImportDocument.first("message", of: $0) },
        .init("remedy", "issues") { ImportDocument.first("remedy", of: $0) },
    ]
}

extension TenantColumnChange {
    /// States have a word in each language; other values are typed as they are shown.
    fileprivate func cell(_ text: String?) -> Cell {
        column == TenantColumn.state.name ? Cell(text.flatMap(Tenant.State.init(rawValue:))?.name) : Cell(text)
    }
}

extension BulkDocument.Result {
    /// In French, the plural takes an s.
    fileprivate var word: Phrase {
        switch self {
        case .planned: Phrase("planned", fr: "prévu")
        case .done: Phrase("done", fr: "fait")
        case .doneBefore: Phrase("done before", fr: "déjà fait")
        case .unchanged: Phrase("unchanged", fr: "inchangé")
        case .failed: Phrase("failed", fr: "échec")
        case .notReached: Phrase("not reached", fr: "non traité")
        }
    }
}
