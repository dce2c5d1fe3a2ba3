import AppWiring
import ArgumentParser
import Operations
import SyncCore

/// The command line from its arguments to an exit status.
struct PasserelleProgram: Sendable {
    let console: any Console
    let clock: any Clock<Duration>
    /// Reads the settings and prepares what stands behind the commands; opens nothing yet.
    let installation: @Sendable (ConfigurationFlags) async throws -> any Installation

    func run(_ arguments: [String]) async -> CommandExit {
        let end = await perform(arguments)
        guard let cause = console.dataFailure else { return end }
        let error = SyncError(
            .outputFailed, "The output could not be written: \(cause).",
            remedy: "Make room, or write it elsewhere; nothing else is affected.")
        console.writeMessage(ErrorReport(error, colour: console.shape.messagesInColour).text)
        return .failed
    }

    private func perform(_ arguments: [String]) async -> CommandExit {
        let line = ArgumentLine(arguments)
        let command: any ParsableCommand
        do {
            command = try PasserelleRoot.parseAsRoot(line.arguments)
        } catch {
            return tell(error, line)
        }
        if let completions = command as? CompletionsCommand {
            console.writeData(completions.script)
            return .done
        }
        guard let command = command as? any PasserelleCommand else {
            // A group without a subcommand, or help: the library's own commands say it all.
            var command = command
            do {
                try command.run()
                return .done
            } catch {
                return tell(error, line)
            }
        }
        do {
            let format = (command as? any ShowingCommand)?.showing.output ?? .table
            let context = CommandContext(
                console: console, installation: try await installation(command.global.flags), format: format, clock: clock)
            return try await command.perform(context)
        } catch {
            let report = ErrorReport(error, colour: console.shape.messagesInColour)
            console.writeMessage(report.text)
            return report.status
        }
    }

    /// Help and versions are data; complaints are messages.
    private func tell(_ error: any Error, _ line: ArgumentLine) -> CommandExit {
        let text = PasserelleRoot.fullMessage(for: error, columns: console.shape.columns)
        guard PasserelleRoot.exitCode(for: error) != .success else {
            console.writeData(text + "\n")
            return .done
        }
        let colour = console.shape.messagesInColour
        let report = line.complaint.map { ErrorReport($0, colour: colour) } ?? ErrorReport(usage: text, colour: colour)
        console.writeMessage(report.text)
        return report.status
    }
}

extension SyncError.Code {
    /// Standard output took no more.
    static let outputFailed = Self(rawValue: "output_failed")
}
