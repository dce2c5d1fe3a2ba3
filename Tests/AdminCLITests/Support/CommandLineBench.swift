import AppWiring
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

/// The command line in this process, on in-memory ports.
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
    /// nil: no address is set.
    var alertReceiver: FakeAlertReceiver?
    /// Migrations, and when each was applied.
    var schema: [(name: String, appliedAt: Instant?)] = [("m0001_pre_registry", Instant(secondsSince1970: 0))]
    var isOpenToEveryLogin = false
    /// The keyring's keys, the current one first; no date means missing in the file.
    var masterKeys: [(id: String, createdAt: Instant?, tenants: Int)] = []
    var sealingKeys: [SealingKeyUsage] = []

    func run(_ line: String..., input: String = "") async -> Outcome {
        await run(line, input: input)
    }

    func run(_ arguments: [String], input: String = "") async -> Outcome {
        let console = RecordingConsole(shape: shape, input: input)
        var installation = StubInstallation(database, connector: connector, checks: checks, failure: failure)
        installation.schemaStatus = SchemaStatus(
            steps: schema.map { .init(name: $0.name, appliedAt: $0.appliedAt) }, isOpenToEveryLogin: isOpenToEveryLogin,
            database: "db")
        installation.keyringStatus = KeyringStatus(
            path: "/etc/passerelle/keyring",
            keys: masterKeys.enumerated().map { index, key in
                .init(id: key.id, createdAt: key.createdAt, isCurrent: index == 0, tenants: key.tenants)
            }, sealingKeys: sealingKeys)
        installation.alertReceiver = alertReceiver
        let prepared = installation
        let program = PasserelleProgram(
            console: console, clock: database.clock, installation: { _ in prepared },
            language: { try Language(setting: $0.language) })
        let status = await program.run(arguments)
        return Outcome(status: status, data: console.data, messages: console.messages, prompts: console.prompts)
    }

    /// Registers a tenant as an operator does.
    func register(_ slug: String = "acme") async {
        let outcome = await run(
            "tenant", "create", slug, "--name", "Acme SA", "--lucca-url", "\(slug).ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/\(slug)/")
        #expect(outcome.status == .done, "\(outcome.messages)")
    }
}
