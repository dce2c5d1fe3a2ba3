import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// `--queue`, and `queue list` and `show`.
@Suite("Queued commands")
struct QueueCommandTests {
    /// As a worker does.
    private func work(_ bench: CommandLineBench) async throws {
        let queue = InMemoryWorkQueue(bench.database)
        let services = StubInstallation(bench.database, connector: bench.connector, checks: bench.checks).services
        for lease in try await queue.claim(worker: "worker:1", leaseSeconds: 60, atMost: 9) {
            try await queue.finish(lease, result: try await queue.claimed(lease).perform(services))
        }
    }

    @Test(arguments: OutputFormat.allCases, ["en", "fr"])
    func aQueuedCheckIsShownAsTheCheckItself(format: OutputFormat, language: String) async throws {
        let world = try await ProbedWorld()
        let tail = ["--output", format.rawValue, "--lang", language]
        // A second check knows what the first one recorded.
        _ = await world.bench.run(["tenant", "check", "acme"])
        let direct = await world.bench.run(["tenant", "check", "acme"] + tail)
        #expect(await world.run("tenant", "check", "acme", "--queue").status == .done)
        try await work(world.bench)
        let shown = await world.bench.run(["queue", "show", "1"] + tail)
        #expect(shown.data == direct.data)
        #expect(shown.messages == direct.messages)
        #expect(shown.status == direct.status)
    }

    /// Except for labels of types, which say why someone is absent: a result holds keys.
    @Test func aQueuedPreviewIsShownAsThePreviewItself() async throws {
        let bench = try await SmallWorld().bench
        func facts(_ outcome: CommandLineBench.Outcome) -> [Substring] {
            outcome.data.split(separator: "\n").filter { !$0.contains("\"typeLabel\"") }
        }
        let line = ["run", "preview", "acme", "--as-of", "2026-12-01"]
        let direct = await bench.run(line + ["--output", "json"])
        #expect(await bench.run(line + ["--queue"]).status == .done)
        try await work(bench)
        let shown = await bench.run("queue", "show", "1", "--wait", "--output", "json")
        #expect(facts(shown) == facts(direct))
        #expect(shown.status == direct.status && direct.data.contains("\"reference\""))
        #expect(shown.messages == direct.messages)
    }

    @Test func aFailedCheckHasTheChecksExitStatus() async throws {
        var world = try await ProbedWorld()
        world.bench.checks = [CheckResult(.lucca, .failed, .failure(.remote(.hostNotResolved, .lucca)))]
        let direct = await world.run("tenant", "check", "acme")
        #expect(await world.run("tenant", "check", "acme", "--queue").status == .done)
        try await work(world.bench)
        #expect(await world.run("queue", "show", "1").status == direct.status)
        #expect(direct.status == .unreachable)
    }

    @Test func whatDoesNotGoWithTheQueueIsRefused() async throws {
        let world = try await ProbedWorld()
        for line in [
            ["tenant", "check", "acme", "--queue", "--record", "f"], ["run", "preview", "acme", "--queue", "--record", "f"],
            ["run", "preview", "acme", "--wait"], ["run", "approve", "1", "--wait"],
            ["tenant", "probe", "acme", "--resource", "7", "--queue"], ["queue", "show", "x"], ["queue", "show", "0"],
            ["queue", "list", "--limit", "0"], ["tenant", "check", "--all", "--queue", "--yes", "1"],
            ["tenant", "check", "--all", "--wait", "--yes", "1"],
        ] {
            #expect(await world.bench.run(line).status == .usage, "\(line)")
        }
        #expect(await world.run("queue", "list").data.isEmpty)
        #expect(await world.run("queue", "show", "9").messages.contains("operation_unknown"))
    }

    @Test(arguments: [("en", "cannot be read"), ("fr", "est illisible")])
    func oneThatCannotBeReadIsListedBesideTheOthers(language: String, words: String) async throws {
        let world = try await ProbedWorld()
        let queue = InMemoryWorkQueue(world.bench.database)
        let tenant = try await InMemoryTenantRegistry(world.bench.database).tenant(TenantSlug("acme"))
        #expect(await world.run("tenant", "check", "acme", "--queue").status == .done)
        let planted = try await queue.plantUnreadable(of: tenant.id)
        let listed = await world.run("queue", "list", "--lang", language)
        #expect(listed.status == .done && listed.data.contains("acme"), "\(listed.data)")
        #expect(listed.messages.contains(words) && listed.messages.contains("\(planted)"), "\(listed.messages)")
        let facts = await world.run("queue", "list", "--output", "json").data
        #expect(facts.contains("\"kind\": \"unreadable\"") && facts.contains("operation_invalid"), "\(facts)")
        #expect(facts.contains("\"kind\": \"check\""), "\(facts)")
        let shown = await world.run("queue", "show", "\(planted)", "--lang", language)
        #expect(shown.status == .failed && shown.messages.contains("[operation_invalid]"), "\(shown.messages)")
    }

    @Test(arguments: ["en", "fr"]) func aFullQueueIsARefusalWithARemedy(language: String) async throws {
        let world = try await ProbedWorld()
        for _ in 0..<QueuedOperation.limitOfTenant {
            #expect(await world.run("tenant", "check", "acme", "--queue").status == .done)
        }
        let refused = await world.run("tenant", "check", "acme", "--queue", "--lang", language)
        #expect(refused.status == .failed && refused.messages.contains("[operation_limit]"), "\(refused.messages)")
        #expect(refused.messages.contains("passerelle queue list"), "\(refused.messages)")
    }

    @Test func aShellWithoutAKeyringLearnsOfTheQueue() async throws {
        var bench = CommandLineBench()
        bench.failure = SyncError(.process(.keyringNotSet))
        #expect(await bench.run("run", "preview", "acme").messages.contains("run preview acme --queue"))
    }

    @Test(arguments: [
        ("run now acme", "Or: passerelle run start acme"), ("run approve 7", "passerelle run approve 7 --queue"),
        ("tenant check acme", "passerelle tenant check acme --queue"),
        ("absence explain acme --employee 42", "Or: passerelle employee show acme --employee ID --recorded"),
        ("employee show acme --employee 42", "Or: passerelle employee show acme --employee ID --recorded"),
        ("field explain acme --employee 42", "Or: passerelle employee show acme --employee ID --recorded"),
    ])
    func whatWorksWithoutTheKeyringIsNamedPerCommand(line: String, remedy: String) async throws {
        for failure in [SyncError(.process(.keyringNotSet)), SyncError(.database(.workerRoleMissing))] {
            var bench = CommandLineBench()
            bench.failure = failure
            let messages = await bench.run(line.split(separator: " ").map(String.init)).messages
            #expect(messages.contains(remedy), "\(messages)")
        }
    }

    @Test func whereNothingElseWorksNoOtherCommandIsNamed() async throws {
        var bench = CommandLineBench()
        bench.failure = SyncError(.process(.keyringNotSet))
        for line in [["tenant", "activate", "acme"], ["scope", "tree", "acme"]] {
            let messages = await bench.run(line).messages
            #expect(messages.contains("PASSERELLE_KEYRING") && !messages.contains("--queue"), "\(messages)")
        }
    }
}
