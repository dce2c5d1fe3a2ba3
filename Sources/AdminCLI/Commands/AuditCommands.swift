import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct AuditCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit log: who did what, and whether the log is complete.",
        subcommands: [ListAuditCommand.self, VerifyAuditCommand.self])
}

struct ListAuditCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists who did what, newest first.",
        discussion: """
            ACTOR is the PostgreSQL login; the name in brackets is only what the program claimed. A login is unproven unless it is \
            one person's own (passerelle operator list). The operation "sql" is a change without this program, such as in psql. \
            Names and secrets are never shown, only that they changed. Listing adds an entry too.

            Example:
              passerelle audit list --tenant acme --since 7d
              passerelle audit list --actor lea --output csv
              passerelle audit list --until yesterday --before 1200
            """)

    @Option(help: ArgumentHelp("Only entries of this tenant, even of a deleted one.", valueName: "slug")) var tenant: String?
    @Option(help: ArgumentHelp("Only entries of this login, or of this claimed person.", valueName: "name")) var actor: String?
    @Option(help: ArgumentHelp("A day, a moment, or how long ago: 2026-09-01, 2026-09-01T06:00:00Z, 12h, 7d.", valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("Made before then, or on that day.", valueName: "time")) var until: String?
    @Option(help: ArgumentHelp("Continue after this entry, the last one of the page before.", valueName: "number"))
    var before: String?
    @Option(help: ArgumentHelp("How many at most (default: 50).", valueName: "n")) var limit: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let slug = tenant.flatMap { intake.slug($0) }
        let name = actor.flatMap { intake.label("--actor", $0) }
        let moment = since.flatMap { intake.moment("--since", $0) }
        let end = until.flatMap { intake.moment("--until", $0) }
        let number = before.flatMap { intake.number("--before", $0, in: 1...Int.max, example: 1200) }
        let most = limit.flatMap { intake.number("--limit", $0, in: 1...Int.max, example: 50) } ?? 50
        try intake.finish()
        let entries = try await context.perform(
            ListAudit(of: slug, by: name, since: moment, until: end, before: number, limit: most))
        if entries.isEmpty {
            context.say(Phrase("No entry found.", fr: "Aucune entrée trouvée."))
        }
        context.show(AuditDocument.make(entries), unless: entries.isEmpty)
        if entries.count == most {
            context.say(
                most == 1
                    ? Phrase("Only the newest is shown.", fr: "Seule la plus récente est affichée.")
                    : Phrase("The newest \(most) are shown.", fr: "Les \(most) plus récentes sont affichées."),
                next: entries.last.map { Phrase(same: "passerelle audit list" + page(before: $0.number)) })
        }
        return .done
    }

    /// The options of the next page.
    private func page(before number: Int) -> String {
        let options = [
            ("--tenant", tenant), ("--actor", actor), ("--since", since), ("--until", until), ("--before", "\(number)"),
            ("--limit", limit),
        ]
        return options.map { name, value in value.map { " \(name) \(OperatorNames.shell($0))" } ?? "" }.joined()
    }
}

struct VerifyAuditCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks that no entry was changed, removed or rewritten.",
        discussion: """
            A missing end or a complete rewrite shows only against an anchor: the last entry at some moment, kept outside the \
            database. Each worker writes one to its journal every hour. Exit status: 0 whole, 1 broken (the first broken entry is \
            named) or compared with an anchor of another database, 3 whole, but older than an anchor because the database was \
            restored.

            Example:
              journalctl -u 'passerelle-worker@*' -o cat | grep passerelle-audit > anchors
              passerelle audit verify --anchor anchors
            """)

    @Option(
        help: ArgumentHelp("A file with anchors: any text, such as a worker's journal.", valueName: "file"), completion: .file())
    var anchor: String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let anchors = try anchor.map { try Self.read($0, context) } ?? []
        let report = try await context.perform(
            VerifyAudit(against: anchors), during: Phrase("Checking the audit log", fr: "Vérification du journal d’audit"))
        context.show(AuditDocument.make(report))
        let exit = show(report, context)
        guard report.verdict.unrelated > 0 else { return exit }
        let strange = Phrase.counted(report.verdict.unrelated, "anchor is", "anchors are", fr: "ancre est", "ancres sont")
        context.warn(
            Phrase(
                "\(strange.english) of another database: they cannot be compared with this log.",
                fr: "\(strange.french) d’une autre base : la comparaison avec ce journal est impossible."),
            next: Phrase(
                "Give the journal of this installation's workers. If it is that one, the whole log was rewritten.",
                fr: "Donnez le journal des workers de cette installation. Si c’est le cas, tout le journal d’audit a été réécrit."
            ))
        return exit == .done ? .failed : exit
    }

    private func show(_ report: VerifyAudit.Report, _ context: CommandContext) -> CommandExit {
        let verdict = report.verdict
        let agreeing = report.anchors - verdict.unrelated
        let entries = Phrase.counted(verdict.entries, "entry", "entries", fr: "entrée", "entrées")
        switch verdict.finding {
        case .whole:
            let compared = Phrase.counted(agreeing, "anchor", "anchors", fr: "ancre", "ancres")
            context.say(
                Phrase("The audit log is whole: \(entries.english).", fr: "Le journal d’audit est intact : \(entries.french)."),
                next: agreeing > 0
                    ? Phrase(
                        "It agrees with \(compared.english). Keep this one: \(verdict.last)",
                        fr: "Il concorde avec \(compared.french). Gardez celle-ci : \(verdict.last)")
                    : Phrase(
                        "Without --anchor, a log that was cut off or rewritten looks whole too. Keep this anchor: \(verdict.last)",
                        fr: "Sans --anchor, un journal tronqué ou réécrit semble intact, lui aussi. Gardez cette ancre : "
                            + "\(verdict.last)"))
            return .done
        case .restored(let number, let lost):
            let missing = Phrase.counted(lost, "entry is", "entries are", fr: "entrée manque", "entrées manquent")
            context.warn(
                Phrase(
                    "The database was restored: after entry \(number), \(missing.english) missing. What is there is whole.",
                    fr: "La base a été restaurée : après l’entrée \(number), \(missing.french). Le reste est intact."),
                next: Phrase(
                    "If no one on your team restored it, treat the log as changed.",
                    fr: "Si personne de votre équipe ne l’a restaurée, considérez le journal comme modifié."))
            return .partial
        case .broken(let number, let fault):
            context.warn(
                Phrase(
                    "The audit log is broken at entry \(number): \(fault.words.english)",
                    fr: "Le journal d’audit est rompu à l’entrée \(number) : \(fault.words.french)"),
                next: Phrase(
                    "Everything before it is whole. Keep the database as it is, and find out who had its owner's or a superuser's login.",
                    fr:
                        "Tout ce qui précède est intact. Gardez la base en l’état, et cherchez qui avait le compte de son propriétaire ou d’un "
                        + "superutilisateur."))
            return .failed
        }
    }

    /// The longest journal that is read, in bytes.
    private static let longest = 64 * 1024 * 1024

    private static func read(_ file: String, _ context: CommandContext) throws -> [AuditAnchor] {
        let content = try BulkFile.readWhole(
            "--anchor", file, longest: longest, context,
            remedy: Phrase(
                "Keep only its lines with passerelle-audit:.", fr: "N’en gardez que les lignes qui contiennent passerelle-audit:."
            ))
        guard !content.isEmpty else {
            throw InputError(
                "--anchor", Phrase("The file \"\(file)\" is empty.", fr: "Le fichier « \(file) » est vide."),
                remedy: Phrase(
                    "A worker's journal contains lines with passerelle-audit:.",
                    fr: "Le journal d’un worker a des lignes qui contiennent passerelle-audit:."))
        }
        let anchors = AuditAnchor.all(in: String(decoding: content, as: UTF8.self))
        guard !anchors.isEmpty else {
            throw InputError(
                "--anchor",
                Phrase("The file \"\(file)\" holds no anchor.", fr: "Le fichier « \(file) » ne contient pas d’ancre."),
                remedy: Phrase(
                    "A worker's journal contains lines with passerelle-audit:.",
                    fr: "Le journal d’un worker a des lignes qui contiennent passerelle-audit:."))
        }
        if let wrong = anchors.first(where: { !$0.isPossible }) {
            throw InputError(
                "--anchor",
                Phrase(
                    "No log gave the anchor \(wrong): before entry 1 there is no hash.",
                    fr: "Aucun journal n’a donné l’ancre \(wrong) : avant l’entrée 1, il n’y a pas d’empreinte."),
                remedy: Phrase(
                    "Remove it from the file, and find out who wrote it.",
                    fr: "Retirez-la du fichier, et cherchez qui l’a écrite."))
        }
        return anchors
    }
}

extension AuditVerdict.Fault {
    fileprivate var words: Phrase {
        switch self {
        case .missing: Phrase("it is missing.", fr: "elle manque.")
        case .altered: Phrase("it was changed.", fr: "elle a été modifiée.")
        case .unlinked:
            Phrase("it is not chained to the entry before it.", fr: "elle n’est pas chaînée à l’entrée précédente.")
        case .textAltered:
            Phrase("its reason or its values were changed.", fr: "son motif ou ses valeurs ont été modifiés.")
        case .textRemoved:
            Phrase(
                "its reason and its values were removed, although its tenant was not erased.",
                fr: "son motif et ses valeurs ont été supprimés, alors que son client n’a pas été effacé.")
        case .headDiffers: Phrase("it is not the last one that was written.", fr: "ce n’est pas la dernière qui a été écrite.")
        case .truncated: Phrase("an anchor names it, and it is gone.", fr: "une ancre la désigne, et elle n’existe plus.")
        case .lifeForged:
            Phrase(
                "the database says that it was restored, and its server does not: database_life() was replaced.",
                fr: "la base dit avoir été restaurée, et son serveur non : database_life() a été remplacée.")
        case .rewritten: Phrase("an anchor has another entry in its place.", fr: "une ancre indique une autre entrée à sa place.")
        }
    }
}
