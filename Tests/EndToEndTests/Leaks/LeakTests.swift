import Foundation
import Simulators
import SyncTestKit
import Testing

@Suite("Leaks", .serialized)
struct LeakTests {
    /// How a command fails.
    private enum Mishap: CaseIterable {
        case noDatabase, noSuchTenant, damagedKeyring, refusedByRemote, brokenPage
    }

    @Test("No command shows a canary, whether it succeeds or fails, in any format, at the most verbose log level")
    func noCommandLeaks() async throws {
        try await LeakScene.with(seed: 31) { scene in
            try await scene.carryFields()
            let history = try await scene.makeHistory()
            try scene.requireFieldsArrived()
            try await scene.expectCleanRecordings(ofGeneration: 1)
            try await expectCleanHistory(history, scene)
            let lines = try await scene.lines(run: history.refused)
            let leaves = try await scene.installation.commandTree().leaves
            try #require(leaves.count > 25)
            let told = Array(CommandLines.shown.keys) + Array(CommandLines.said.keys) + Array(CommandLines.refused.keys)
            for path in told + CommandLines.remote {
                #expect(leaves.contains { $0.path == path }, "\(path) no longer exists")
            }
            let ordered =
                leaves.filter { !CommandLines.last.contains($0.path) } + leaves.filter { CommandLines.last.contains($0.path) }
            for (number, leaf) in ordered.enumerated() {
                do {
                    try await search(leaf, lines, scene, number)
                } catch let unknown as CommandLines.UnknownArgument {
                    Issue.record(unknown)
                }
            }
            try await expectCleanFiles(scene)
            try await expectCleanAfterRotation(scene)
        }
    }

    /// Runs the command failing, then succeeding.
    private func search(_ leaf: CommandTree.Leaf, _ lines: CommandLines, _ scene: LeakScene, _ number: Int) async throws {
        try await fail(leaf, lines, scene, number)
        let formats = leaf.showsOutput ? ["table", "json", "csv"] : [""]
        let chosen = Proof.isWhole ? formats : [formats[number % formats.count]]
        for format in chosen {
            let output = format.isEmpty ? [] : ["--output", format]
            let words = try await scene.prepared(lines, for: leaf.path).words(leaf) + output
            if CommandLines.remote.contains(leaf.path) { try await scene.forgetRequests() }
            let log = (number + format.count) % 2 == 0 ? "text" : "json"
            expectSearchable(try await perform(leaf, words, log, scene), leaf, words, scene)
        }
    }

    /// Nothing leaked, although there was much to show: the command did its work and logged its requests.
    private func expectSearchable(
        _ result: CommandResult, _ leaf: CommandTree.Leaf, _ words: [String], _ scene: LeakScene
    ) {
        let line = words.joined(separator: " ")
        scene.expectClean(
            result, line, allowed: CommandLines.shown[leaf.path]?.kinds ?? [], said: CommandLines.said[leaf.path]?.kinds ?? [])
        let statuses: Set<Int32> = CommandLines.refused[leaf.path].map { [$0.status] } ?? [0, 3]
        #expect(statuses.contains(result.status), "\(line): exit \(result.status)\n\(result.stderr)")
        if CommandLines.remote.contains(leaf.path) {
            #expect(result.stderr.contains("request sent"), "\(line) does not log its requests:\n\(result.stderr)")
        }
    }

    /// Every run of the history; for the refused one, every output.
    private func expectCleanHistory(_ history: LeakScene.History, _ scene: LeakScene) async throws {
        for id in history.all {
            let shown = try await scene.run(["run", "show", "\(id)"])
            scene.expectClean(shown, "run show \(id)")
            #expect(shown.status == 0, "\(shown.stderr)")
            let codes = id == history.refused ? LeakScene.refusalCodes : id == history.first ? LeakScene.lackCodes : []
            for code in codes { #expect(shown.stdout.contains(code), "\(shown.stdout)") }
        }
        let problems = try await scene.run(["run", "show", "\(history.refused)", "--problems", "--output", "csv"])
        scene.expectClean(problems, "run show \(history.refused) --problems")
    }

    @Test("The settings file holds the database's password, whole or damaged, and no output shows it")
    func theFileOfSettingsIsNotTold() async throws {
        try await LeakScene.with(seed: 37) { scene in
            let file = scene.installation.path("config.json")
            // A database that refuses connections, so that its address is mentioned.
            let away = "host=127.0.0.1 port=1 user=postgres dbname=x password=\(scene.databasePassword)"
            let whole = [(scene.databaseURL, Int32(0)), (away, 2)].map { url, status in
                (#"{"databaseURL": "\#(url)"}"#, status)
            }
            let damaged = [
                #"{"databaseURL": "\#(away)""#, #"{"databaseURL": ["\#(away)"]}"#,
                #"{"databaseURL": {"password": "\#(scene.databasePassword)"}}"#,
                #"["\#(away)"]"#, away, #"{"databaseURL": "host='\#(scene.databasePassword)"}"#,
                #"{"databaseURL": "postgresql://u:\#(scene.databasePassword)/x@127.0.0.1:1/x"}"#,
                #"{"databaseUrl": "\#(away)"}"#, #"{"databaseURL": "\#(away)", "keyring": 7}"#,
            ].map { ($0, Int32(64)) }
            for (text, status) in whole + damaged {
                try Data(text.utf8).write(to: URL(fileURLWithPath: file))
                for words in [["tenant", "list"], ["db", "status"]] {
                    // Not set in the environment, which takes precedence.
                    let result = try await scene.runWithSettings(in: file, words)
                    #expect(result.status == status, "\(text): \(result.stderr)")
                    scene.expectClean(result, "\(words) with \(text)")
                }
            }
        }
    }

    /// The new key, which only the file may hold.
    private func expectCleanAfterRotation(_ scene: LeakScene) async throws {
        let old = scene.search
        let rotated = try await scene.run(["keyring", "rotate"])
        try #require(rotated.status == 0, "\(rotated.stderr)")
        let search = CanarySearch(try LeakScene.masterKeys(scene.installation))
        for words in [
            ["keyring", "status"], ["keyring", "status", "--output", "json"], ["credential", "list", scene.tenant.slug],
        ] {
            let result = try await scene.run(words)
            #expect(search.found(in: result.stdout + result.stderr).isEmpty, "\(words)")
        }
        #expect(
            search.found(in: rotated.stdout + rotated.stderr).isEmpty && old.found(in: rotated.stdout + rotated.stderr).isEmpty)
        let dump = try await scene.installation.tool("pg_dump", ["--no-owner", scene.installation.url()])
        #expect(search.found(in: dump.stdout).isEmpty, "the dump holds the new master key")
    }

    private func perform(
        _ leaf: CommandTree.Leaf, _ words: [String], _ log: String, _ scene: LeakScene
    ) async throws -> CommandResult {
        guard CommandLines.serving.contains(leaf.path) else {
            return try await scene.run(words, format: log, input: scene.tenant.credentials.luccaKey + "\n")
        }
        if leaf.path == "console serve" {
            // Its pages are searched by ConsoleTests.
            let socket = FileManager.default.temporaryDirectory.appending(path: "c-\(UUID().uuidString.prefix(8)).sock").path
            let console = try scene.start(words + ["--listen", "unix:\(socket)"], format: log)
            try await eventually("a console's socket") { FileManager.default.fileExists(atPath: socket) }
            console.send(SIGTERM)
            return try await console.end()
        }
        _ = try await scene.run(["run", "start", scene.tenant.slug, "--as-of", "\(scene.installation.world.today)"])
        let before = try await scene.installation.sql("select count(*) from run_history")
        let command = try scene.start(words + ["--ops-address", "127.0.0.1:0", "--metrics-per-tenant"], format: log)
        try await eventually("a run by `\(leaf.path)`") {
            try await scene.installation.sql("select count(*) from run_history") != before
        }
        try await expectCleanAnswers(of: command, scene)
        command.send(SIGTERM)
        return try await command.end()
    }

    /// What a worker serves at its address: after a run, and while a remote refuses another.
    private func expectCleanAnswers(of worker: LiveCommand, _ scene: LeakScene) async throws {
        let port = try await OpsClient.port { worker.told }
        scene.installation.world.faults.add(Fault(.html(status: 403), remote: .lucca, times: nil))
        let before = try await scene.installation.sql("select count(*) from run_history")
        _ = try await scene.run(["run", "start", scene.tenant.slug, "--as-of", "\(scene.installation.world.today)"])
        try await eventually("a run that fails") {
            try await scene.installation.sql("select count(*) from run_history") != before
        }
        scene.resetFaults()
        for path in ["/metrics", "/readyz", "/healthz", "/"] {
            let answer = try await OpsClient.ask(path, port: port)
            let found = scene.search.found(in: answer.text)
            #expect(found.isEmpty, "\(path) tells \(scene.names(found))")
            if path == "/metrics" { #expect(answer.body.contains("tenant=\"\(scene.tenant.slug)\""), "\(answer.body)") }
        }
    }

    /// The same command, made to fail in one way each time, or in all ways when everything is proved.
    private func fail(
        _ leaf: CommandTree.Leaf, _ lines: CommandLines, _ scene: LeakScene, _ number: Int
    ) async throws {
        guard !CommandLines.serving.contains(leaf.path) else { return }
        let allowed = CommandLines.shown[leaf.path]?.kinds ?? []
        let fitting = Mishap.allCases.filter { mishap in
            switch mishap {
            case .noDatabase: true
            case .noSuchTenant, .damagedKeyring: leaf.positionals.contains("slug") && leaf.path != "tenant create"
            case .refusedByRemote, .brokenPage: CommandLines.remote.contains(leaf.path)
            }
        }
        for mishap in Proof.isWhole ? fitting : [fitting[number % fitting.count]] {
            let faults = scene.installation.world.faults
            var words = try await scene.prepared(lines, for: leaf.path).words(leaf)
            if CommandLines.remote.contains(leaf.path) { try await scene.forgetRequests() }
            var environment: [String: String] = [:]
            switch mishap {
            case .noDatabase:
                environment["PASSERELLE_DATABASE_URL"] =
                    "host=127.0.0.1 port=1 user=postgres dbname=x password=\(scene.databasePassword)"
            case .noSuchTenant:
                words = words.map { [scene.tenant.slug, CommandLines.neighbour].contains($0) ? "kanari-unbekannt" : $0 }
            case .damagedKeyring: environment["PASSERELLE_KEYRING"] = try scene.damagedKeyring()
            case .refusedByRemote: faults.add(Fault(.status(code: 401, afterWork: false, retryAfter: nil), times: nil))
            case .brokenPage: faults.add(Fault(.html(status: 403), times: nil))
            }
            let result = try await scene.run(
                words, format: number % 2 == 0 ? "json" : "text", input: scene.tenant.credentials.password,
                environment: environment)
            scene.resetFaults()
            scene.expectClean(result, "\(words.joined(separator: " ")) with \(mishap)", allowed: allowed)
        }
    }

    /// Files on the disk, except the keyring.
    private func expectCleanFiles(_ scene: LeakScene) async throws {
        let folder = scene.installation.path("")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name != "keyring.json" && !name.hasPrefix("damaged") && !name.hasSuffix(".in") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            let found = scene.search.found(in: Array(bytes)).filter { !$0.kind.isShownSomewhere }
            #expect(found.isEmpty, "\(name) holds \(scene.names(found))")
        }
    }

    @Test("A dump of the whole database holds no canary; nor does what the server shows of its sessions")
    func noCanaryIsStored() async throws {
        try await LeakScene.with(seed: 32) { scene in
            try await scene.carryFields()
            _ = try await scene.makeHistory()
            try scene.requireFieldsArrived()
            for words in [
                ["reason", "list", scene.tenant.slug], ["run", "preview", scene.tenant.slug, "--reconcile"],
                ["tenant", "check", scene.tenant.slug], ["department", "list", scene.tenant.slug], ["keyring", "rotate"],
            ] { _ = try await scene.run(words) }
            try await scene.useSecondGeneration()
            try await scene.expectCleanRecordings(ofGeneration: 2)
            let dump = try await scene.installation.tool("pg_dump", ["--no-owner", scene.installation.url()])
            try #require(dump.status == 0, "\(dump.stderr)")
            // The dump is real: it holds the runs, their problems, the links, the ledger, and what is remembered of extra data.
            let texts = [
                "COPY public.run_history", "[lucca:\(scene.tenant.slug)/", "[lucca:\(scene.tenant.slug)/v2-", scene.tenant.slug,
                "\tKilometres\t", "\trefused\t", "\tkept\t",
            ]
            for text in texts + LeakScene.refusalCodes + LeakScene.lackCodes { #expect(dump.stdout.contains(text), "\(text)") }
            let found = scene.search.found(in: dump.stdout)
            #expect(found.isEmpty, "the dump holds \(scene.names(found))")
            let inserted = try await scene.installation.tool("pg_dump", ["--inserts", "--data-only", scene.installation.url()])
            #expect(scene.search.found(in: inserted.stdout).isEmpty)
        }
    }

    @Test("Neither arguments nor environment of a process or its children hold a canary; nor do statements")
    func noProcessShowsACanary() async throws {
        try await LeakScene.with(seed: 33) { scene in
            // Stopped during its work, with everything unsealed.
            scene.installation.world.faults.add(
                Fault(
                    .delay(milliseconds: 60_000, afterWork: false), remote: .planningpme, method: "POST", route: "/api/do",
                    times: nil))
            let command = try scene.start(["run", "now", scene.tenant.slug, "--as-of", "\(scene.installation.world.today)"])
            try await eventually("a write to the planning") {
                scene.installation.world.journal.entries().contains { $0.path.hasSuffix("/token") }
            }
            let family = [command.processID] + ProcessTable.descendants(of: command.processID)
            #expect(family.count == 1, "passerelle starts no other process")
            for id in family {
                let arguments = try ProcessTable.read("cmdline", of: id)
                #expect(arguments.contains("run\0now"), "the inspected process is the command")
                #expect(scene.search.found(in: arguments).isEmpty)
                // The database address is where the contract puts it, and nothing else may be secret.
                let environment = try ProcessTable.read("environ", of: id).split(separator: "\0")
                    .filter { !$0.hasPrefix("PASSERELLE_DATABASE_URL=") }
                #expect(!environment.isEmpty && scene.search.found(in: environment.joined(separator: "\n")).isEmpty)
                #expect(scene.search.found(in: try ProcessTable.read("comm", of: id)).isEmpty)
            }
            let sessions = try await scene.installation.sql(
                "select string_agg(application_name || ' ' || query, E'\\n') from pg_stat_activity where datname = current_database()"
            )
            #expect(sessions.contains("passerelle") && scene.search.found(in: sessions).isEmpty)
            command.send(SIGTERM)
            command.send(SIGKILL)
            let result = try await command.end()
            scene.expectClean(result, "run now, killed")
        }
    }
}

extension Canary.Kind {
    /// Some command may show it, so its output may contain it.
    var isShownSomewhere: Bool {
        CommandLines.shown.values.contains { $0.kinds.contains(self) }
            || CommandLines.said.values.contains { $0.kinds.contains(self) }
    }
}
