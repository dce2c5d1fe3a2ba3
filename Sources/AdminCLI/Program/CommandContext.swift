import AppWiring
import SyncCore
import Words

/// Everything a command needs besides its own arguments.
struct CommandContext: Sendable {
    let console: any Console
    let backend: any Backend
    let format: OutputFormat
    let now: @Sendable () -> Instant
    let clock: any Clock<Duration>
    var language = Language.english
    /// Whose command it is, once that is known: remedies name it.
    let tenant = NamedTenant()

    func show(_ document: Document) {
        let shape = console.shape
        console.writeData(document.rendered(format, width: shape.columns, colour: shape.dataInColour, language))
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
