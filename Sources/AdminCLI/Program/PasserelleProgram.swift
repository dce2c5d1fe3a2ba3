package import AppWiring
import ArgumentParser
import Dispatch
import Operations
import SyncCore
import Words

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The command line, from arguments to exit status.
struct PasserelleProgram: Sendable {
    let console: any Console
    let clock: any Clock<Duration>
    /// Reads the settings and prepares the installation; opens nothing yet.
    let installation: @Sendable (ConfigurationFlags) async throws -> any Installation

    /// The language from the settings.
    var language: @Sendable (ConfigurationFlags) async throws -> Language = { _ in .english }

    func run(_ arguments: [String]) async -> CommandExit {
        let line = ArgumentLine(arguments)
        // Also for arguments that the parser rejects.
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
            return report(error, line, language)
        }
        if let completions = command as? CompletionsCommand {
            console.writeData(completions.script)
            return .done
        }
        guard let command = command as? any PasserelleCommand else {
            // A group without a subcommand, or help: the library handles it.
            var command = command
            do {
                try command.run()
                return .done
            } catch {
                return report(error, line, language)
            }
        }
        return await perform(command, language)
    }

    /// - Parameter language: for errors before the settings are read.
    private func perform(_ command: any PasserelleCommand, _ language: Language) async -> CommandExit {
        var context: CommandContext
        do {
            let flags = command.global.flags
            let showing = (command as? any ShowingCommand)?.showing
            try showing?.check()
            let language = try await self.language(flags)
            var installation = try await installation(flags)
            if let reason = try (command as? any ChangingCommand)?.reasoning.read() { installation = installation.giving(reason) }
            context = CommandContext(
                console: console, installation: installation, format: showing?.format ?? .table,
                csvStyle: showing?.style ?? .standard, clock: clock, language: language)
        } catch {
            let report = ErrorReport(error, language, colour: console.shape.messagesInColour)
            console.writeMessage(report.text)
            return report.status
        }
        if let replaceable = command as? any ReplaceableCommand { context.instead = replaceable.instead }
        do {
            return try await command.perform(context)
        } catch {
            return context.report(error)
        }
    }

    /// Help and versions are data; errors are messages.
    private func report(_ error: any Error, _ line: ArgumentLine, _ language: Language) -> CommandExit {
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

/// A command of Passerelle.
protocol PasserelleCommand: ParsableCommand {
    var global: GlobalOptions { get }
    /// - Returns: the exit status if nothing is thrown.
    func perform(_ context: CommandContext) async throws -> CommandExit
}

/// A command that changes something: the audit log keeps the reason.
protocol ChangingCommand: PasserelleCommand {
    var reasoning: ReasonOptions { get }
}

/// A command that shows data.
protocol ShowingCommand: PasserelleCommand {
    var showing: ShowingOptions { get }
}

/// The `passerelle` program.
package enum CommandLineTool {
    /// Parses the process's arguments, performs the command, and ends the process with the exit status.
    ///
    /// The first Ctrl-C (or SIGTERM) asks the command to stop at a safe point; the second ends the process at once. A closed terminal
    /// (SIGHUP) only asks, however often, since a shell and the system both send it; `nohup` keeps it away.
    package static func main() async -> Never {
        ProcessMemory.giveLargeBlocksBack()
        let facts = ProcessFacts.current()
        let console = SystemConsole(environment: facts.environment)
        signal(SIGPIPE, SIG_IGN)
        let stopping = Phrase(
            "Stopping cleanly; press Ctrl-C again to stop at once.",
            fr: "Arrêt propre en cours ; appuyez encore sur Ctrl-C pour arrêter tout de suite.")
        let flags = ConfigurationFlags(language: ArgumentLine(facts.arguments).language)
        let language = (try? await language(facts, flags)) ?? .english
        let work = Task { await run(facts: facts, console: console) }
        let sources = [SIGINT, SIGTERM, SIGHUP].filter { $0 != SIGHUP || !Self.isIgnored($0) }.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if work.isCancelled {
                    if number == SIGHUP { return }
                    _exit(128 + number)
                }
                work.cancel()
                // For a terminal only: otherwise standard error may contain a worker's log, line by line.
                if console.shape.messagesAreTerminal, number != SIGHUP {
                    console.writeMessage("\n\(stopping[language])\n")
                }
            }
            source.resume()
            return source
        }
        let end = await work.value
        withExtendedLifetime(sources) {}
        exit(end.rawValue)
    }

    /// Whoever started the process wants it to ignore the signal.
    private static func isIgnored(_ number: Int32) -> Bool {
        let before = signal(number, SIG_IGN)
        signal(number, before)
        return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// The same in process, for tests of the whole graph: no signals, and the caller's console.
    package static func run(facts: ProcessFacts, console: any Console) async -> CommandExit {
        let program = PasserelleProgram(
            console: console, clock: ContinuousClock(),
            installation: { flags in
                AppGraph(
                    configuration: try await AppConfiguration.load(flags: flags, environment: facts.environment), facts: facts,
                    writeLog: console.writeMessage(_:))
            },
            language: { try await language(facts, $0) })
        return await program.run(facts.arguments)
    }

    private static func language(_ facts: ProcessFacts, _ flags: ConfigurationFlags) async throws -> Language {
        try Language(setting: try await AppConfiguration.load(flags: flags, environment: facts.environment).language)
    }
}

/// The typed arguments, prepared for the parser, and the messages for rejected ones.
struct ArgumentLine {
    /// For the parser.
    let arguments: [String]

    /// A negative number looks like an option: it is joined with the option before it, which then validates it.
    init(_ typed: [String]) {
        var arguments: [String] = []
        var isOnlyValues = false
        for text in typed {
            if !isOnlyValues, Self.isNegative(text), let option = arguments.last, Self.isLongOption(option) {
                arguments[arguments.count - 1] = option + "=" + text
            } else {
                if text == "--" { isOnlyValues = true }
                arguments.append(text)
            }
        }
        self.arguments = arguments
    }

    /// The value of `--lang`, before parsing.
    var language: String? {
        for (text, next) in zip(arguments, arguments.dropFirst().map(Optional.some) + [nil]) {
            if text == "--" { return nil }
            if text == "--lang" { return next }
            if text.hasPrefix("--lang=") { return String(text.dropFirst("--lang=".count)) }
        }
        return nil
    }

    /// A better message than the parser's for common mistakes; nil to use the parser's.
    var complaint: InputError? {
        if let unknown = unknownCommand { return unknown }
        if let number = values.first(where: Self.isNegative) {
            return InputError(
                "\"\(number)\"",
                Phrase(
                    "It is not an option, and a number cannot be negative.",
                    fr: "Ce n’est pas une option, et un nombre ne peut pas être négatif."),
                remedy: Phrase(
                    "Leave the dash out; `\(words) --help` shows what is expected.",
                    fr: "Omettez le tiret ; `\(words) --help` montre ce qui est attendu."))
        }
        return nil
    }

    /// The arguments before `--`.
    private var values: some Sequence<String> { arguments.prefix { $0 != "--" } }

    private var words: String { (["passerelle"] + path.words).joined(separator: " ") }

    /// The named commands, and the argument in the place of a further one.
    private var path: (command: any ParsableCommand.Type, words: [String], next: String?) {
        var command: any ParsableCommand.Type = PasserelleRoot.self
        var words: [String] = []
        for text in values {
            let below = command.configuration.commands
            guard !below.isEmpty, !text.hasPrefix("-") else { break }
            guard let next = below.first(where: { $0.name == text }) else { return (command, words, text) }
            command = next.type
            words.append(text)
        }
        return (command, words, nil)
    }

    private var unknownCommand: InputError? {
        let path = path
        // The parser handles `help`.
        guard let next = path.next, next != "help" else { return nil }
        let names = path.command.configuration.commands.map(\.name)
        return InputError(
            "\"\(next)\"",
            Phrase("There is no command `\(words) \(next)`.", fr: "La commande `\(words) \(next)` n’existe pas."),
            remedy: Phrase(
                "There are: \(names.joined(separator: ", ")). `\(words) --help` describes them.",
                fr: "Il y a : \(names.joined(separator: ", ")). `\(words) --help` les décrit."))
    }

    private static func isNegative(_ text: String) -> Bool {
        text.first == "-" && text.utf8.dropFirst().first.map { (48...57).contains($0) } == true
    }

    private static func isLongOption(_ text: String) -> Bool {
        text.hasPrefix("--") && text.count > 2 && !text.contains("=")
    }
}

extension CommandConfiguration {
    /// The subcommands, in the order of the help.
    fileprivate var commands: [(name: String, type: any ParsableCommand.Type)] {
        subcommands.map { ($0.configuration.commandName ?? "", $0) }
    }
}
