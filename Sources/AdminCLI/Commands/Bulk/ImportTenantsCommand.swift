import ArgumentParser
import Operations
import SyncCore
import Words

struct ImportTenantsCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Registers and changes customers from a CSV file.",
        discussion: """
            A new slug is registered as a draft, a known one is changed. Only the columns in the file count, and an empty cell \
            changes nothing; none clears --contact, --alert-recipient, --daily-at, --initial-from, --reference-field and lists. \
            `tenant export` writes such a file. A scope is checked against Lucca: for a new tenant, store its secrets, then import \
            the file again.

            All rows are checked first, and shown with what they change. After a confirmation, those without an error are carried \
            out, each in its own transaction. The exit status is 3 if any row has an error. Importing the same file again changes \
            nothing.

            Example:
              passerelle tenant import customers.csv --dry-run
              passerelle tenant import customers.csv --yes 40 --report result.csv \\
                  --reason "new contract"
            """)

    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @Flag(help: "Only check and show: the database session is read-only.") var dryRun = false
    @Option(
        help: ArgumentHelp("A new file for the rows and the outcome of each, to correct and import again.", valueName: "file"),
        completion: .file())
    var report: String?
    @OptionGroup var counting: CountOptions
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let sheet = try read(context)
        var rows = try TenantFileReader(try await context.perform(SelectTenants(.all)), context.installation.addresses).rows(
            of: sheet)
        try await check(&rows, context)
        let planned = ImportDocument(planned: rows, isDryRun: dryRun)
        let pending = rows.filter(\.changesSomething)
        if dryRun || pending.isEmpty {
            try write(planned, of: sheet)
            context.show(planned.document)
            if dryRun { context.say(Phrase("Nothing was written.", fr: "Rien n’a été écrit.")) }
            return planned.bad.isEmpty ? .done : .partial
        }
        if let report { try BulkFile.create("--report", report) }
        try confirm(planned, context)
        let settled = try await settle(pending, context)
        let done = ImportDocument(rows, settled: settled)
        // What was done is shown, even if the file cannot be written.
        context.show(done.document)
        if let report, !BulkFile.fill(report, done.report(of: sheet)) { throw Self.unwritten(report) }
        sayNextSteps(pending, settled, context)
        return done.bad.isEmpty ? .done : .partial
    }

    private func read(_ context: CommandContext) throws -> CSVSheet {
        let bytes = try BulkFile.read("FILE", file, longest: CSVSheet.longestFile, context)
        do throws(CSVFault) {
            return try CSVSheet(bytes)
        } catch {
            throw InputError("FILE", error.message, remedy: error.remedy)
        }
    }

    /// Takes the changes back that the registry's rules forbid.
    private func check(_ rows: inout [TenantRow], _ context: CommandContext) async throws {
        let checked = rows.indices.filter { rows[$0].changesSomething }
        let obstacles = try await context.perform(CheckTenantChanges(checked.compactMap { rows[$0].change }))
        for (index, obstacle) in zip(checked, obstacles) {
            guard let obstacle, let slug = rows[index].change?.slug else { continue }
            rows[index].change = nil
            rows[index].issues += RowIssue.issues(of: obstacle, tenant: slug)
        }
    }

    private func confirm(_ planned: ImportDocument, _ context: CommandContext) throws {
        let (new, changed) = (planned.count(.create), planned.count(.change))
        let act = Phrase(
            "Register \(new) and change \(changed) tenants", fr: "Enregistrer \(new) et modifier \(changed) clients")
        if counting.yes == nil {
            // On a terminal above the question, elsewhere beside the refusal.
            context.showMessage(planned.document)
        }
        try counting.confirm(new + changed, act, context)
    }

    private func settle(_ rows: [TenantRow], _ context: CommandContext) async throws -> [Int: ImportTenants.Settled] {
        let progress = BulkProgress(total: rows.count)
        let label = Phrase("Importing", fr: "Importation")
        let settled = try await context.during(label, detail: { progress.words }) {
            try await ImportTenants(rows.compactMap(\.change)).perform(on: context.installation) { progress.note($0) }
        }
        return Dictionary(zip(rows.map(\.number), settled)) { first, _ in first }
    }

    private func write(_ document: ImportDocument, of sheet: CSVSheet) throws {
        guard let report else { return }
        try BulkFile.create("--report", report)
        guard BulkFile.fill(report, document.report(of: sheet)) else { throw Self.unwritten(report) }
    }

    private static func unwritten(_ file: String) -> SyncError {
        SyncError(.process(.outputFailed(reason: ShownText(file))))
    }

    /// What a person has to do because of a change.
    private func sayNextSteps(_ rows: [TenantRow], _ settled: [Int: ImportTenants.Settled], _ context: CommandContext) {
        for row in rows {
            guard case .changed(let edit?) = settled[row.number]?.outcome, let first = edit.strays.first else { continue }
            context.warn(
                Phrase(
                    "\(row.slug): secrets of the old host were removed: \(edit.strays.joined(separator: ", ")).",
                    fr: "\(row.slug) : les secrets de l’ancien hôte ont été supprimés : \(edit.strays.joined(separator: ", "))."),
                next: Phrase(same: "passerelle credential set \(row.slug) \(first)"))
        }
        let created = rows.filter { if case .created = settled[$0.number]?.outcome { true } else { false } }
        if let first = created.first {
            let luccaAPI = first.change?.result.settings.luccaAPI ?? .first
            context.say(
                Phrase("Registered \(created.count) as drafts.", fr: "\(created.count) enregistrés comme brouillons."),
                next: Phrase(same: "passerelle credential set \(first.slug) \(luccaAPI.credentials[0].rawValue)"))
        }
    }
}
