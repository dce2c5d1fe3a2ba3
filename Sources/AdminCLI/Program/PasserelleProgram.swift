import AppWiring
import ArgumentParser
import Operations
import SyncCore
import Words

/// The command line from its arguments to an exit status.
struct PasserelleProgram: Sendable {
    let console: any Console
    let clock: any Clock<Duration>
    /// Reads the settings and prepares what stands behind the commands; opens nothing yet.
    let installation: @Sendable (ConfigurationFlags) async throws -> any Installation

    /// The language that the settings name.
    var language: @Sendable (ConfigurationFlags) async throws -> Language = { _ in .english }

    func run(_ arguments: [String]) async -> CommandExit {
        let line = ArgumentLine(arguments)
        // Also of arguments that the parser can make nothing of.
        let language = (try? await language(ConfigurationFlags(language: line.language))) ?? .english
        let end = await perform(line, language)
        guard let cause = console.dataFailure else { return end }
        let error = SyncError(.process(.outputFailed(reason: ShownText(cause))))
        console.writeMessage(ErrorReport(error, language, colour: console.shape.messagesInColour).text)
        return .failed
    }

    private func perform(_ line: ArgumentLine, _ language: Language) async -> CommandExit {
        let command: any ParsableCommand
        do {
            command = try PasserelleRoot.parseAsRoot(line.arguments)
        } catch {
            return tell(error, line, language)
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
                return tell(error, line, language)
            }
        }
        return await perform(command, language)
    }

    /// - Parameter language: of what goes wrong before the settings are read.
    private func perform(_ command: any PasserelleCommand, _ language: Language) async -> CommandExit {
        let context: CommandContext
        do {
            let flags = command.global.flags
            let format = (command as? any ShowingCommand)?.showing.output ?? .table
            let language = try await self.language(flags)
            context = CommandContext(
                console: console, installation: try await installation(flags), format: format, clock: clock, language: language)
        } catch {
            let report = ErrorReport(error, language, colour: console.shape.messagesInColour)
            console.writeMessage(report.text)
            return report.status
        }
        do {
            return try await command.perform(context)
        } catch {
            return context.report(error)
        }
    }

    /// Help and versions are data; complaints are messages.
    private func tell(_ error: any Error, _ line: ArgumentLine, _ language: Language) -> CommandExit {
        let text = PasserelleRoot.fullMessage(for: error, columns: console.shape.columns)
        guard PasserelleRoot.exitCode(for: error) != .success else {
            console.writeData(text + "\n")
            return .done
        }
        let colour = console.shape.messagesInColour
        let report =
            line.complaint.map { ErrorReport($0, language, colour: colour) } ?? ErrorReport(usage: text, colour: colour)
        console.writeMessage(report.text)
        return report.status
    }
}
