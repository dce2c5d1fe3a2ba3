public import AppWiring
import Dispatch
import Words

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The `passerelle` program: everything that its main does.
public enum CommandLineTool {
    /// Reads the process's arguments, does what they say, and ends the process with the exit status.
    ///
    /// The first Ctrl-C (or SIGTERM) asks the command to stop where it can stop cleanly; the second ends the process at once.
    public static func main() async -> Never {
        ProcessMemory.giveLargeBlocksBack()
        let facts = ProcessFacts.current()
        let console = SystemConsole(environment: facts.environment)
        signal(SIGPIPE, SIG_IGN)
        let work = Task { await run(facts: facts, console: console) }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if work.isCancelled { _exit(128 + number) }
                work.cancel()
                // Whoever reads along on a terminal; elsewhere standard error may hold a worker's log, line by line.
                if console.shape.messagesAreTerminal {
                    console.writeMessage("\nStopping cleanly; press Ctrl-C again to stop at once.\n")
                }
            }
            source.resume()
            return source
        }
        let end = await work.value
        withExtendedLifetime(sources) {}
        exit(end.rawValue)
    }

    /// The same in process, for tests of the whole graph: no signals, and the caller's console.
    public static func run(facts: ProcessFacts, console: any Console) async -> CommandExit {
        let program = PasserelleProgram(
            console: console, clock: ContinuousClock(),
            installation: { flags in
                AppGraph(
                    configuration: try await AppConfiguration.load(flags: flags, environment: facts.environment), facts: facts,
                    writeLog: console.writeMessage(_:))
            },
            language: { flags in
                try Language(setting: try await AppConfiguration.load(flags: flags, environment: facts.environment).language)
            })
        return await program.run(facts.arguments)
    }
}
