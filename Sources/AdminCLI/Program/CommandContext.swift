import AppWiring
import SyncCore

/// Everything a command needs besides its own arguments.
struct CommandContext: Sendable {
    let console: any Console
    let backend: any Backend
    let format: OutputFormat
    let now: @Sendable () -> Instant
    let clock: any Clock<Duration>

    func show(_ document: Document) {
        let shape = console.shape
        console.writeData(document.rendered(format, width: shape.columns, colour: shape.dataInColour))
    }

    /// A sentence for people. The next step, if there is one, goes on a line of its own.
    func say(_ message: String, next: String? = nil) {
        console.writeMessage(PlainText.line(message) + "\n")
        if let next { console.writeMessage("  → " + PlainText.line(next) + "\n") }
    }

    func warn(_ message: String, next: String? = nil) {
        say(Cell.Tone.doubtful.painted("warning:", colour: false) + " " + message, next: next)
    }

    func report(_ error: any Error) -> CommandExit {
        let report = ErrorReport(error, colour: console.shape.messagesInColour)
        console.writeMessage(report.text)
        return report.status
    }
}
