import Operations
import SyncCore
import SyncEngine
import Words

/// A command for many tenants, from the selection to the list of what became of each.
struct BulkCommand<Work: ServiceOperation> {
    /// Of one tenant.
    struct End {
        var result = BulkDocument.Result.done
        var run: RunID?
        var issues: [RowIssue] = []
    }

    let operation: String
    let batch: TenantBatch<Work>
    /// With how many, such as `Pause 40 tenants`.
    let act: (Phrase) -> Phrase
    /// What is to change; nil if there is nothing to do for the tenant.
    let plan: (Tenant) throws -> [TenantColumnChange]?
    let end: (Work.Report, TenantSlug) -> End

    func perform(
        _ target: BulkOptions.Target, _ options: BulkOptions, _ context: CommandContext
    ) async throws -> CommandExit {
        switch target {
        case .resumed(let id): return try await perform(.resumed(id), [], context)
        case .selected(let selection):
            let tenants = try await context.perform(SelectTenants(selection))
            let rows = try tenants.map { tenant in
                let changes = try plan(tenant)
                return BulkDocument.Row(
                    tenant: tenant.slug, changes: changes ?? [], result: changes == nil ? .unchanged : .planned)
            }
            let pending = rows.filter { $0.result == .planned }
            let planned = BulkDocument(operation: operation, batch: nil, rows: rows)
            guard !pending.isEmpty else {
                context.show(planned.document)
                context.say(Phrase("Nothing to do.", fr: "Rien à faire."))
                return .done
            }
            if options.counting.yes == nil { context.showMessage(planned.document) }
            try options.counting.confirm(pending.count, act(.tenants(pending.count)), context)
            return try await perform(.new(pending.map(\.tenant)), rows, context)
        }
    }

    /// - Parameter planned: the selected tenants; empty for a batch that is resumed.
    private func perform(
        _ start: TenantBatch<Work>.Start, _ planned: [BulkDocument.Row], _ context: CommandContext
    ) async throws -> CommandExit {
        let progress = BulkProgress()
        let label = Phrase("Working", fr: "Travail en cours")
        let result = try await context.during(label, detail: { progress.words }) {
            try await batch.perform(
                start, on: context.installation,
                begun: { id, count in
                    progress.begin(count)
                    // Known before anything is done, even if the process is killed.
                    context.say(
                        Phrase("Batch \(id).", fr: "Lot \(id)."),
                        next: Phrase(
                            "If it is stopped, the same command with --resume \(id) resumes it.",
                            fr: "S’il est interrompu, la même commande avec --resume \(id) le reprend."))
                }, settled: { progress.note($0) })
        }
        var rows = Dictionary(planned.map { ($0.tenant, $0) }) { first, _ in first }
        for (tenant, outcome) in result.outcomes {
            rows[tenant] = row(tenant, outcome, changes: rows[tenant]?.changes ?? [])
        }
        let done = BulkDocument(
            operation: operation, batch: result.batch, rows: rows.values.sorted { $0.tenant.value < $1.tenant.value })
        context.show(done.document)
        guard done.count(.failed) + done.count(.notReached) > 0 else { return .done }
        context.say(
            Phrase("Not everything was done.", fr: "Tout n’a pas été fait."),
            next: Phrase(
                "Once the causes are corrected, the same command with --resume \(result.batch) does the rest.",
                fr: "Une fois les causes corrigées, la même commande avec --resume \(result.batch) fait le reste."))
        return .partial
    }

    private func row(
        _ tenant: TenantSlug, _ outcome: TenantBatch<Work>.Outcome, changes: [TenantColumnChange]
    ) -> BulkDocument.Row {
        switch outcome {
        case .doneBefore: return .init(tenant: tenant, changes: changes, result: .doneBefore)
        case .notReached: return .init(tenant: tenant, changes: changes, result: .notReached)
        case .failed(let error):
            let issues = (error as? InputError).map { $0.issues.map { RowIssue($0) } }
            return .init(
                tenant: tenant, changes: changes, result: .failed, issues: issues ?? RowIssue.issues(of: error, tenant: tenant))
        case .done(let report):
            let end = end(report, tenant)
            return .init(tenant: tenant, changes: changes, result: end.result, run: end.run, issues: end.issues)
        }
    }
}

extension BulkCommand where Work == PauseTenant {
    static func pausing(_ reason: String?) -> BulkCommand {
        BulkCommand(
            operation: "tenant.pause",
            batch: TenantBatch("tenant.pause", reason: reason, state: { $0.wasPaused ? .unchanged : .done }) {
                PauseTenant($0.slug)
            },
            act: { Phrase("Pause \($0.english)", fr: "Mettre en pause \($0.french)") },
            plan: { tenant in
                // A draft is not synced.
                guard tenant.state.canBecome(.paused) else { return nil }
                return [.init(column: "state", before: tenant.state.rawValue, after: Tenant.State.paused.rawValue)]
            }, end: { report, _ in .init(result: report.wasPaused ? .unchanged : .done) })
    }
}

extension BulkCommand where Work == ActivateTenant {
    static func activating(assumesDialect: Bool, _ reason: String?) -> BulkCommand {
        BulkCommand(
            operation: "tenant.activate",
            batch: TenantBatch(
                "tenant.activate", parameters: assumesDialect ? "assume-dialect" : "", reason: reason,
                state: { if case .alreadyActive = $0 { .unchanged } else { .done } }
            ) { ActivateTenant($0.slug, assumesDialect: assumesDialect) },
            act: { Phrase("Activate \($0.english)", fr: "Activer \($0.french)") },
            plan: { tenant in
                if tenant.state == .active { return tenant.dialect.doubt == nil ? nil : [] }
                return [.init(column: "state", before: tenant.state.rawValue, after: Tenant.State.active.rawValue)]
            },
            end: { report, tenant in
                switch report {
                case .alreadyActive: .init(result: .unchanged)
                case .activated: .init()
                case .checksFailed(_, let findings): .init(findings, of: tenant)
                }
            })
    }
}

extension BulkCommand where Work == CheckTenant {
    static func checking(_ reason: String?) -> BulkCommand {
        BulkCommand(
            operation: "tenant.check",
            batch: TenantBatch("tenant.check", reason: reason, state: { $0.failed.isEmpty ? .done : .failed }) {
                CheckTenant($0.slug)
            },
            act: { Phrase("Check \($0.english)", fr: "Tester \($0.french)") }, plan: { _ in [] },
            end: { report, tenant in .init(report.findings, of: tenant) })
    }
}

extension BulkCommand.End {
    /// Of a check.
    fileprivate init(_ findings: [CheckFinding], of tenant: TenantSlug) {
        let failed = findings.filter { $0.state == .failed }
        guard !failed.isEmpty else { return }
        result = .failed
        issues = RowIssue.issues(
            of: SyncError(.tenant(.checksFailed(slug: tenant, failed: failed.count, of: findings.count))), tenant: tenant)
    }
}

extension BulkCommand where Work == StartRun {
    static func starting(asOf: CalendarDay?, _ reason: String?) -> BulkCommand {
        BulkCommand(
            operation: "run.start", batch: .starts(asOf: asOf, reason: reason),
            act: { Phrase("Queue a run of \($0.english)", fr: "Mettre en file une exécution de \($0.french)") },
            plan: { _ in [] }, end: { report, _ in .init(run: report.run) })
    }
}

extension BulkCommand where Work == EditTenant {
    /// - Throws: `InputError` for options that are about one tenant, or if there is none.
    static func editing(_ options: TenantOptions, _ reason: String?, _ context: CommandContext) throws -> BulkCommand {
        let given = TenantColumn.all.compactMap { column in column.given(options).map { (column: column, text: $0) } }
        let ofOne = given.map(\.column).filter { ["name", "luccaUrl", "planningpmeUrl", "formerAccounts"].contains($0.name) }
        if !ofOne.isEmpty || given.isEmpty {
            throw InputError(
                ofOne.isEmpty ? "--where, --all, --from, --resume" : ofOne.map(\.optionName).joined(separator: ", "),
                ofOne.isEmpty
                    ? Phrase("No setting was given.", fr: "Aucun réglage n’est indiqué.")
                    : Phrase("It is set tenant by tenant.", fr: "Cela se règle client par client."),
                remedy: Phrase(
                    "Name settings, such as --daily-at 05:30; a file sets others: `passerelle tenant import`.",
                    fr:
                        "Nommez des réglages, par exemple --daily-at 05:30 ; un fichier règle le reste : `passerelle tenant import`."
                ))
        }
        let addresses = context.installation.addresses
        @Sendable func edit(_ tenant: Tenant) throws -> (tenant: Tenant, dialect: [DialectPoint: String]) {
            var (options, intake) = (try TenantOptions.none(), Intake())
            for (column, text) in given { column.put(text, into: &options, &intake) }
            let edited = options.edited(tenant, addresses, &intake)
            try intake.finish()
            return edited
        }
        return BulkCommand(
            operation: "tenant.edit",
            batch: TenantBatch(
                "tenant.edit", parameters: given.map { "\($0.column.name)=\($0.text)" }.joined(separator: "\n"), reason: reason,
                state: { if case .unchanged = $0 { .unchanged } else { .done } }
            ) { tenant in
                let edited = try edit(tenant)
                return EditTenant(edited.tenant, said: edited.dialect, ifRevision: tenant.revision)
            },
            act: { Phrase("Change \($0.english)", fr: "Modifier \($0.french)") },
            plan: { tenant in
                let edited = try edit(tenant)
                let result = TenantChange(.edit(edited.tenant, from: tenant), said: edited.dialect).result
                let changes = TenantColumn.changes(from: tenant, to: result)
                return changes.isEmpty ? nil : changes
            },
            end: { report, _ in if case .unchanged = report { .init(result: .unchanged) } else { .init() } })
    }
}
