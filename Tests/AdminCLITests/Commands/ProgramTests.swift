import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("passerelle")
struct ProgramTests {
    @Test func helpIsDataAndHasAnExampleForEveryCommand() async throws {
        let bench = CommandLineBench()
        for path in try await leaves(bench) {
            let outcome = await bench.run(path + ["--help"])
            #expect(outcome.status == .done)
            #expect(outcome.messages.isEmpty)
            #expect(outcome.data.contains("Example:"), "\(path)")
        }
    }

    @Test func everyCommandOfTheContractExists() async throws {
        let paths = Set(try await leaves(CommandLineBench()).map { $0.joined(separator: " ") })
        for path in [
            "db migrate", "db status", "keyring init", "keyring rotate", "keyring status", "tenant create", "tenant list",
            "tenant show",
            "tenant edit", "tenant activate", "tenant pause", "tenant delete", "tenant check", "tenant probe", "credential set",
            "credential list",
            "scope tree", "scope set", "reason list", "reason set", "run preview", "run now", "run list", "run show",
            "run approve", "run reject",
            "run cancel",
        ] { #expect(paths.contains(path), "\(path)") }
    }

    /// Every command without subcommands, as the program itself lists them.
    private func leaves(_ bench: CommandLineBench) async throws -> [[String]] {
        let tree = await bench.run("--experimental-dump-help").data
        let document = try #require(try JSONSerialization.jsonObject(with: Data(tree.utf8)) as? [String: Any])
        return Self.leaves(of: try #require(document["command"] as? [String: Any]), [])
    }

    private static func leaves(of command: [String: Any], _ path: [String]) -> [[String]] {
        let below = (command["subcommands"] as? [[String: Any]] ?? []).filter { $0["commandName"] as? String != "help" }
        if below.isEmpty { return [path] }
        return below.flatMap { leaves(of: $0, path + [$0["commandName"] as? String ?? ""]) }
    }

    @Test func theVersionIsData() async {
        let outcome = await CommandLineBench().run("--version")
        #expect(outcome.status == .done)
        #expect(outcome.data == Release.version + "\n")
    }

    @Test func theChangelogBeginsWithThisVersion() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
        let heading = try #require(text.split(separator: "\n").first { $0.hasPrefix("## ") })
        #expect(heading.split(separator: " ").dropFirst().first == Release.version[...])
    }

    @Test(arguments: [
        ["frobnicate"], ["tenant", "show"], ["run", "list", "--frobnicate"], ["tenant", "show", "acme", "--output", "xml"],
    ])
    func whatIsNoCommandIsUsage(line: [String]) async {
        let outcome = await CommandLineBench().run(line)
        #expect(outcome.status == .usage)
        #expect(outcome.data.isEmpty)
        #expect(outcome.messages.hasPrefix("error:"), "\(outcome.messages)")
    }

    @Test(arguments: [
        (["run", "list", "--limit", "-5"], "--limit: \"-5\" is not a whole number of 1 or more."),
        (["tenant", "edit", "acme", "--brake-count", "-1"], "--brake-count: \"-1\" is not a whole number from 0"),
        (["run", "list", "--since", "-7d"], "--since: \"-7d\""),
        (["run", "show", "-5"], "\"-5\": It is not an option, and a number cannot be negative"),
        (["run", "show", "1", "-5"], "\"-5\": It is not an option, and a number cannot be negative"),
        (["scope", "set", "acme", "--department", "12", "-3"], "\"-3\": It is not an option, and a number cannot be negative"),
        (["department", "map", "acme", "12", "--to", "x"], "--to: \"x\" is not a whole number of 1 or more."),
        (["run", "lst"], "There is no command `passerelle run lst`."), (["runs"], "There is no command `passerelle runs`."),
        (["run", "show", "1", "\u{1B}[2J"], "\\u{1b}[2J"),
        (["credential", "set", "acme", "lucca-api-key", "hush-hush"], "standard input"),
    ])
    func usageErrorsSayWhatIsWrong(line: [String], words: String) async {
        let bench = CommandLineBench()
        await bench.register()
        let outcome = await bench.run(line)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.hasPrefix("error: "), "\(outcome.messages)")
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
        #expect(outcome.messages.contains("[invalid_input]"))
        #expect(!outcome.messages.contains("\u{1B}") && !outcome.messages.contains("hush"))
    }

    @Test func anOutputThatTakesNoMoreIsAFailureWhateverTheCommandDid() async {
        let console = RecordingConsole(dataFailure: "No space left on device")
        let database = CommandLineBench().database
        let program = PasserelleProgram(
            console: console, clock: database.clock, installation: { _ in StubInstallation(database) })
        #expect(await program.run(["tenant", "list"]) == .failed)
        #expect(console.messages.contains("The output could not be written: No space left on device."))
        #expect(await program.run(["--help"]) == .failed)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsNameTheCommands(shell: String) async {
        let outcome = await CommandLineBench().run("completions", shell)
        #expect(outcome.status == .done)
        #expect(outcome.data.contains("credential"))
    }

    @Test func anUnreachableDatabaseHasItsOwnExitStatus() async {
        var bench = CommandLineBench()
        bench.failure = SyncError(.databaseUnreachable)
        #expect(await bench.run("tenant", "list").status == .unreachable)
    }

    @Test func colourIsForTerminalsThatWantIt() async {
        var bench = CommandLineBench()
        await bench.register()
        #expect(!(await bench.run("tenant", "list").data.contains("\u{1B}")))
        bench.shape = ConsoleShape(dataIsTerminal: true, columns: 80)
        #expect(await bench.run("tenant", "list").data.contains("\u{1B}[1m"))
        bench.shape.refusesColour = true
        #expect(!(await bench.run("tenant", "list").data.contains("\u{1B}")))
    }

    @Test func jsonAndCSVCarryNoColourOnATerminalEither() async {
        var bench = CommandLineBench()
        await bench.register()
        bench.shape = ConsoleShape(dataIsTerminal: true, columns: 80)
        for format in ["json", "csv"] {
            #expect(!(await bench.run("tenant", "list", "--output", format).data.contains("\u{1B}")))
        }
    }
}
