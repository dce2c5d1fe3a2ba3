import AppWiring
import ArgumentParser
import SyncCore

/// The command line from its arguments to an exit status.
struct PasserelleProgram: Sendable {
    let console: any Console
    let now: @Sendable () -> Instant
    let clock: any Clock<Duration>
    /// Reads the settings and prepares what stands behind the commands; opens nothing yet.
    let backend: @Sendable (ConfigurationFlags) async throws -> any Backend

    func run(_ arguments: [String]) async -> CommandExit {
        let command: any ParsableCommand
        do {
            command = try PasserelleRoot.parseAsRoot(arguments)
        } catch {
            return tell(error)
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
                return tell(error)
            }
        }
        do {
            let format = (command as? any ShowingCommand)?.showing.output ?? .table
            let context = CommandContext(
                console: console, backend: try await backend(command.global.flags), format: format, now: now, clock: clock)
            return try await command.perform(context)
        } catch {
            let report = ErrorReport(error, colour: console.shape.messagesInColour)
            console.writeMessage(report.text)
            return report.status
        }
    }

    /// Help and versions are data; complaints are messages.
    private func tell(_ error: any Error) -> CommandExit {
        let text = PasserelleRoot.fullMessage(for: error, columns: console.shape.columns) + "\n"
        guard PasserelleRoot.exitCode(for: error) == .success else {
            console.writeMessage(text)
            return .usage
        }
        console.writeData(text)
        return .done
    }
}
