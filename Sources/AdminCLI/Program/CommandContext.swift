import AppWiring
import ArgumentParser
import Operations
import SyncCore
import Synchronization
import Words

/// Everything a command needs in addition to its arguments.
struct CommandContext: Sendable {
    let console: any Console
    var installation: any Installation
    var format: OutputFormat
    var csvStyle = CSVStyle.standard
    let clock: any Clock<Duration>
    var language = Language.english
    /// The command's tenant, once known: remedies name it.
    let tenant = NamedTenant()
    /// What works for this tenant without the keyring and the worker's role, in place of the command.
    var instead: @Sendable (_ tenant: String) -> Phrase? = { _ in nil }

    func perform<Work: Operation>(_ operation: Work) async throws -> Work.Report {
        try await operation.perform(on: installation)
    }

    /// - Parameter label: shown during the work.
    func perform<Work: Operation>(
        _ operation: Work, during label: Phrase, detail: (@Sendable () async -> Phrase?)? = nil
    ) async throws -> Work.Report {
        try await during(label, detail: detail) { try await operation.perform(on: installation) }
    }

    /// - Throws: `InputError`.
    func slug(_ text: String) throws -> TenantSlug {
        let slug = try Intake.slug(text)
        tenant.note(slug)
        return slug
    }

    func during<Result>(
        _ label: Phrase, detail: (@Sendable () async -> Phrase?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        let language = language
        var shown: (@Sendable () async -> String?)?
        if let detail { shown = { await detail()?[language] } }
        return try await Progress(console: console, clock: clock).during(label[language], detail: shown, work)
    }

    func show(_ document: Document) {
        let shape = console.shape
        console.writeData(document.rendered(format, csvStyle, width: shape.columns, colour: shape.dataInColour, language))
    }

    /// - Returns: nil at the end of input.
    func ask(_ prompt: Phrase) -> String? { console.ask(prompt[language]) }

    /// Shows what a question is about, beside the messages.
    func showMessage(_ sections: [Document.Section]) {
        showMessage(Document(sections, of: "", csv: []))
    }

    /// Shows a list; an empty one shows nothing.
    func show(_ document: Document, unless isEmpty: Bool) {
        if !isEmpty || format != .table { show(document) }
    }

    /// Shows a sentence. The next step, if there is one, is on a separate line.
    func say(_ message: Phrase, next: Phrase? = nil) {
        console.writeMessage(PlainText.line(message[language]) + "\n")
        if let next { console.writeMessage("  → " + PlainText.line(next[language]) + "\n") }
    }

    func warn(_ message: Phrase, next: Phrase? = nil) {
        say(Phrase("warning:", fr: "avertissement :") + message, next: next)
    }

    func report(_ error: any Error) -> CommandExit {
        let report = ErrorReport(
            error, tenant: tenant.slug, instead: instead(tenant.slug?.value ?? "SLUG"), language,
            colour: console.shape.messagesInColour)
        console.writeMessage(report.text)
        return report.status
    }

    /// The failure's message, for this command's tenant.
    func message(_ failure: Failure) -> Phrase { FailureWords(tenant: tenant.slug).message(failure) }
    func remedy(_ failure: Failure) -> Phrase { FailureWords(tenant: tenant.slug).remedy(failure) }
}

extension CommandContext {
    /// Creates the file before anything is sent and reports its content at the end, however `body` ends.
    /// - Parameter file: nil to record nothing.
    /// - Throws: `invalid_input` if the file cannot be created.
    func recording(
        into file: String?, _ body: (CommandContext) async throws -> CommandExit
    ) async throws -> CommandExit {
        guard let file else { return try await body(self) }
        let (installation, recording) = try installation.recording(into: file)
        var context = self
        context.installation = installation
        do {
            let end = try await body(context)
            return finish(recording, end)
        } catch {
            _ = finish(recording, .failed)
            throw error
        }
    }

    /// - Returns: `end`, or a failure if the file is incomplete.
    private func finish(_ recording: any SupportRecording, _ end: CommandExit) -> CommandExit {
        recording.close()
        let count = Phrase.counted(recording.count, "exchange", "exchanges", fr: "échange", "échanges")
        let what = Phrase("\(recording.path) holds \(count.english)", fr: "\(recording.path) contient \(count.french)")
        if let failure = recording.failure {
            warn(
                Phrase(
                    "\(what.english); the rest could not be written: \(failure).",
                    fr: "\(what.french) ; le reste n’a pas pu être écrit : \(failure)."),
                next: Phrase(
                    "Make room, and record again into another file.",
                    fr: "Libérez de la place, puis enregistrez de nouveau dans un autre fichier."))
            return end == .done ? .failed : end
        }
        say(
            Phrase(
                "\(what.english) with Lucca and PlanningPME. Names, texts and credentials are replaced; it was not sent anywhere.",
                fr: "\(what.french) avec Lucca et PlanningPME. Noms, textes et identifiants sont remplacés ; rien n’a été envoyé."
            ),
            next: Phrase("Read it, then send it to support.", fr: "Lisez-le, puis envoyez-le au support."))
        return end
    }
}

/// Process settings, accepted by every command and shown by `--help-hidden`: they are usually set in the environment.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Configuration file (PASSERELLE_CONFIG).", valueName: "file", visibility: .hidden), completion: .file()
    )
    var config: String?

    @Option(
        help: ArgumentHelp(
            "libpq connection string (PASSERELLE_DATABASE_URL). Other users of this machine can see it here: leave a password out.",
            valueName: "string", visibility: .hidden))
    var databaseURL: String?

    @Option(help: ArgumentHelp("Keyring file (PASSERELLE_KEYRING).", valueName: "file", visibility: .hidden), completion: .file())
    var keyring: String?

    @Option(
        help: ArgumentHelp(
            "trace to critical (PASSERELLE_LOG_LEVEL; default: critical).", valueName: "level", visibility: .hidden))
    var logLevel: String?

    @Option(help: ArgumentHelp("text or json (PASSERELLE_LOG_FORMAT; default: text).", valueName: "format", visibility: .hidden))
    var logFormat: String?

    @Option(
        help: ArgumentHelp(
            "Language of texts for people: en or fr (PASSERELLE_LANG; default: en). JSON, CSV and codes are the same in each.",
            valueName: "en|fr", visibility: .hidden), completion: .list(["en", "fr"]))
    var lang: String?

    var flags: ConfigurationFlags {
        ConfigurationFlags(
            configPath: config, databaseURL: databaseURL, keyringPath: keyring, logLevel: logLevel, logFormat: logFormat,
            language: lang)
    }
}

/// For commands that show data.
struct ShowingOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How to show it: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default: table).",
            valueName: "format"
        ))
    private var output: OutputFormat?
    @Option(
        help: ArgumentHelp(
            "CSV: standard, or excel for Excel in French (semicolons, decimal commas, local times without an offset).",
            valueName: "style"))
    private var csv: CSVStyle?

    /// --csv alone is enough.
    var format: OutputFormat { output ?? (csv == nil ? .table : .csv) }
    var style: CSVStyle { csv ?? .standard }

    /// - Throws: `InputError` for a style of CSV where something else is shown.
    func check() throws {
        guard csv != nil, format != .csv else { return }
        throw InputError(
            "--csv",
            Phrase("--csv needs --output csv.", fr: "--csv ne va qu’avec --output csv."),
            remedy: Phrase("Omit one of the two.", fr: "Omettez l’une des deux."))
    }
}

/// The tenant of a command, recorded as soon as it is known.
final class NamedTenant: Sendable {
    private let noted = Mutex<TenantSlug?>(nil)

    var slug: TenantSlug? { noted.withLock { $0 } }

    func note(_ slug: TenantSlug) { noted.withLock { $0 = slug } }
}

extension Language {
    /// - Parameter text: from `--lang`, `PASSERELLE_LANG` or the configuration file; nil for English.
    /// - Throws: `ConfigurationError` for an unknown language.
    init(setting text: String?) throws {
        guard let text else {
            self = .english
            return
        }
        guard let known = Language(rawValue: text.lowercased()) else {
            throw ConfigurationError(issues: [
                .init(
                    "--lang, PASSERELLE_LANG",
                    .unknownChoice(String(text.prefix(80)), among: Language.allCases.map(\.rawValue)))
            ])
        }
        self = known
    }
}
