import AppWiring
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// The command line in process, on ports in memory.
struct CommandLineBench {
    struct Outcome {
        let status: CommandExit
        let data: String
        let messages: String
        let prompts: [String]
    }

    let database = InMemoryDatabase()
    var connector = StubConnector()
    var checks: [CheckResult] = []
    var shape = ConsoleShape()
    var failure: SyncError?

    func run(_ line: String..., input: String = "") async -> Outcome {
        await run(line, input: input)
    }

    func run(_ arguments: [String], input: String = "") async -> Outcome {
        let console = RecordingConsole(shape: shape, input: input)
        let backend = StubBackend(database, connector: connector, checks: checks, failure: failure)
        let program = PasserelleProgram(
            console: console, now: { database.clock.wall }, clock: database.clock, backend: { _ in backend })
        let status = await program.run(arguments)
        return Outcome(status: status, data: console.data, messages: console.messages, prompts: console.prompts)
    }

    /// Registers a tenant the way an operator does.
    func register(_ slug: String = "acme") async {
        let outcome = await run(
            "tenant", "create", slug, "--name", "Acme SA", "--lucca-url", "\(slug).ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/\(slug)/")
        #expect(outcome.status == .done, "\(outcome.messages)")
    }
}
