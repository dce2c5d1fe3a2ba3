import Operations
import SyncCore
import Words

/// Everything a command needs besides its own arguments.
struct CommandContext: Sendable {
    let console: any Console
    var installation: any Installation
    let format: OutputFormat
    let clock: any Clock<Duration>
    var language = Language.english
    /// Whose command it is, once that is known: remedies name it.
    let tenant = NamedTenant()

    /// - Parameter label: shown meanwhile, where the operation may take a while.
    func perform<Work: Operation>(
        _ operation: Work, during label: String? = nil, detail: (@Sendable () async -> String?)? = nil
    ) async throws -> Work.Report {
        guard let label else { return try await operation.perform(on: installation) }
        return try await during(label, detail: detail) { try await operation.perform(on: installation) }
    }

    /// The same, with its texts in the language of this command.
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
        return try await during(label[language], detail: shown, work)
    }

    func during<Result>(
        _ label: String, detail: (@Sendable () async -> String?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await Progress(console: console, clock: clock).during(label, detail: detail, work)
    }

    func show(_ document: Document) {
        let shape = console.shape
        console.writeData(document.rendered(format, width: shape.columns, colour: shape.dataInColour, language))
    }

    /// A list: an empty table says nothing.
    func show(_ document: Document, unless isEmpty: Bool) {
        if !isEmpty || format != .table { show(document) }
    }

    /// A sentence for people. The next step, if there is one, goes on a line of its own.
    func say(_ message: String, next: String? = nil) {
        console.writeMessage(PlainText.line(message) + "\n")
        if let next { console.writeMessage("  → " + PlainText.line(next) + "\n") }
    }

    func say(_ message: Phrase, next: Phrase? = nil) {
        say(message[language], next: next?[language])
    }

    func warn(_ message: String, next: String? = nil) {
        let warning = Phrase("warning:", fr: "avertissement :")
        say(Cell.Tone.doubtful.painted(warning[language], colour: false) + " " + message, next: next)
    }

    func warn(_ message: Phrase, next: Phrase? = nil) {
        warn(message[language], next: next?[language])
    }

    func report(_ error: any Error) -> CommandExit {
        let report = ErrorReport(error, tenant: tenant.slug, language, colour: console.shape.messagesInColour)
        console.writeMessage(report.text)
        return report.status
    }

    /// What failed, in the words of this command's tenant.
    func message(_ failure: Failure) -> Phrase { FailureWords(tenant: tenant.slug).message(failure) }
    func remedy(_ failure: Failure) -> Phrase { FailureWords(tenant: tenant.slug).remedy(failure) }
}
