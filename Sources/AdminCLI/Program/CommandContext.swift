import Operations
import SyncCore

/// Everything a command needs besides its own arguments.
struct CommandContext: Sendable {
    let console: any Console
    var installation: any Installation
    let format: OutputFormat
    let clock: any Clock<Duration>

    /// - Parameter label: shown meanwhile, where the operation may take a while.
    func perform<Work: Operation>(
        _ operation: Work, during label: String? = nil, detail: (@Sendable () async -> String?)? = nil
    ) async throws -> Work.Report {
        guard let label else { return try await operation.perform(on: installation) }
        return try await during(label, detail: detail) { try await operation.perform(on: installation) }
    }

    func during<Result>(
        _ label: String, detail: (@Sendable () async -> String?)? = nil, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await Progress(console: console, clock: clock).during(label, detail: detail, work)
    }

    func show(_ document: Document) {
        let shape = console.shape
        console.writeData(document.rendered(format, width: shape.columns, colour: shape.dataInColour))
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

    func warn(_ message: String, next: String? = nil) {
        say(Cell.Tone.doubtful.painted("warning:", colour: false) + " " + message, next: next)
    }

    func report(_ error: any Error) -> CommandExit {
        let report = ErrorReport(error, colour: console.shape.messagesInColour)
        console.writeMessage(report.text)
        return report.status
    }
}
