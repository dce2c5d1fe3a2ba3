import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("credential")
struct CredentialCommandTests {
    private static let key = "3f2b6c1e-0d53-4a8e-9d0f-6f1c2e7a9b10"

    private func stored(_ bench: CommandLineBench, _ kind: CredentialKind) async throws -> Secret? {
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        return try await InMemoryVault(bench.database).open(kind, of: tenant)
    }

    @Test(arguments: ["\n", "\r\n", ""])
    func aKeyFromStandardInputLosesItsLastNewline(ending: String) async throws {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("credential", "set", "acme", "lucca-api-key", input: Self.key + ending)
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(try await stored(bench, .luccaAPIKey) == Secret(Self.key))
        #expect(!outcome.messages.contains("3f2b6c1e"))
    }

    @Test func aKeyFromAFileIsTakenWhole() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID().uuidString)")
        try Data((Self.key + "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = await bench.run("credential", "set", "acme", "lucca-api-key", "--file", file.path)
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(try await stored(bench, .luccaAPIKey) == Secret(Self.key))
    }

    @Test func onATerminalItAsksWithoutShowing() async throws {
        var bench = CommandLineBench()
        bench.shape.inputIsTerminal = true
        await bench.register()
        let outcome = await bench.run("credential", "set", "acme", "planningpme-password", input: "épée à deux mains")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.prompts == ["acme: the PlanningPME user's password, for https://api.planningpme.com (not shown): "])
        #expect(try await stored(bench, .planningPMEPassword) == Secret("épée à deux mains"))
    }

    @Test func withoutAKeyringNobodyIsAskedForASecret() async throws {
        var bench = CommandLineBench()
        bench.shape.inputIsTerminal = true
        await bench.register()
        try InMemoryVault(bench.database).refuse(SyncError(.keyring(.missing, path: ShownText("/etc/keyring"))))
        let outcome = await bench.run("credential", "set", "acme", "planningpme-password", input: "épée à deux mains")
        #expect(outcome.status == .failed && outcome.prompts.isEmpty)
        #expect(outcome.messages.contains("There is no keyring at /etc/keyring."))
    }

    @Test(arguments: [
        ("lucca-api-key", "", "It is empty."), ("lucca-api-key", "\n", "It is empty."),
        ("lucca-api-key", "one\ntwo\n", "several lines"), ("lucca-api-key", "one two", "holds a space"),
        ("lucca-api-key", "clé", "an accent"), ("planningpme-appkey", "a—b", "an accent or a long dash"),
        ("planningpme-auth-token", "\u{FEFF}abc", "invisible characters"),
        ("planningpme-username", "a\u{07}b", "invisible characters"),
        ("planningpme-password", "   ", "It is blank."), ("planningpme-appkey", "a\u{A0}b", "holds a space"),
    ])
    func whatCanNotBeASecretIsRefusedInWords(kind: String, input: String, complaint: String) async throws {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run("credential", "set", "acme", kind, input: input)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains(complaint), "\(outcome.messages)")
        #expect(try await stored(bench, try #require(CredentialKind(rawValue: kind))) == nil)
    }

    @Test func anOverlongSecretIsRefused() async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run(
            "credential", "set", "acme", "planningpme-password", input: String(repeating: "a", count: SecretIntake.longest + 1))
        #expect(outcome.status == .usage)
    }

    @Test func aSecretIsNoArgument() async {
        let bench = CommandLineBench()
        await bench.register()
        #expect(await bench.run("credential", "set", "acme", "lucca-api-key", Self.key).status == .usage)
    }

    @Test func anUnknownKindNamesThoseThatExist() async {
        let outcome = await CommandLineBench().run("credential", "set", "acme", "lucca-key", input: "x")
        #expect(outcome.status == .usage)
        for kind in CredentialKind.allCases { #expect(outcome.messages.contains(kind.rawValue)) }
    }

    @Test func theListShowsKindsAndAgesAndWhatIsMissing() async {
        let bench = CommandLineBench()
        await bench.register()
        _ = await bench.run("credential", "set", "acme", "planningpme-password", input: "hunter2")
        let outcome = await bench.run("credential", "list", "acme")
        #expect(outcome.data.contains("planningpme-password"))
        #expect(!outcome.data.contains("hunter2"))
        #expect(outcome.messages.contains("Missing: lucca-api-key"))
        #expect(outcome.messages.contains("Missing: planningpme-username."))
    }
}
