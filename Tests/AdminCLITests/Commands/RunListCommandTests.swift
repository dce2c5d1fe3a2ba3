import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("run list")
struct RunListCommandTests {
    private let bench = CommandLineBench()

    /// Performs a run from its beginning to its end.
    @discardableResult
    private func run(_ slug: String = "acme", _ outcome: RunOutcome = RunOutcome(state: .succeeded)) async throws -> RunID {
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug(slug))
        let runs = InMemoryRunStore(bench.database)
        let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
        let claimed = try await runs.begin(
            NewRun(tenantID: tenant.id, trigger: .manual, window: window), worker: "host:1", leaseSeconds: 60)
        try await runs.finish(claimed.lease, outcome, withheld: [])
        return claimed.run.id
    }

    private func listed(_ line: String...) async throws -> [Int] { try await listed(line) }

    private func listed(_ line: [String]) async throws -> [Int] {
        let data = await bench.run(["run", "list"] + line + ["--output", "json"]).data
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]])
        return rows.compactMap { $0["id"] as? Int }
    }

    @Test func aPageSaysHowManyRunsThereAreAndHowToContinue() async throws {
        await bench.register()
        var all: [Int] = []
        for _ in 0..<5 { all.insert(try await run().value, at: 0) }
        let first = await bench.run("run", "list", "--tenant", "acme", "--limit", "2")
        #expect(first.messages == "2 of 5.\n  → passerelle run list --tenant acme --limit 2 --before \(all[1])\n")
        let second = await bench.run("run", "list", "--tenant", "acme", "--limit", "2", "--before", "\(all[1])", "--lang", "fr")
        #expect(
            second.messages == "2 de plus sur 5.\n  → passerelle run list --tenant acme --limit 2 --before \(all[3])\n")
        let last = await bench.run("run", "list", "--limit", "2", "--before", "\(all[3])")
        #expect(last.messages == "The last one of 5.\n")
        let beyond = await bench.run("run", "list", "--before", "\(all[4])")
        #expect(beyond.messages == "No older run matches.\n")
        var pages: [Int] = []
        for before in [nil, all[1], all[3]] {
            pages += try await listed(["--limit", "2"] + (before.map { ["--before", "\($0)"] } ?? []))
        }
        #expect(pages == all, "each once, in order")
        #expect(await bench.run("run", "list").messages.isEmpty, "nothing is left out")
        #expect(await bench.run("run", "list", "--before", "999").status == .failed)
        #expect(await bench.run("run", "list", "--before", "last").status == .usage)
    }

    @Test func aLongHistoryIsNotCountedToItsEnd() async throws {
        await bench.register()
        for _ in 0..<1000 { try await run() }
        #expect(await bench.run("run", "list").messages.hasPrefix("20 of 1000.\n"))
        try await run()
        #expect(await bench.run("run", "list").messages.hasPrefix("20 of more than 1,000.\n"))
        #expect(await bench.run("run", "list", "--lang", "fr").messages.hasPrefix("20 sur plus de 1\u{202F}000.\n"))
    }

    @Test func aFilterTakesSeveralValues() async throws {
        for slug in ["acme", "beta", "gamma"] { await bench.register(slug) }
        let failed = try await run("acme", RunOutcome(state: .failed, error: .lucca(.keyUnknown))).value
        let problem = Problem(.employee("42", identifier: "7"), .resourceArchived(resource: 51))
        let partial = try await run("beta", RunOutcome(state: .partial, problems: [problem, problem])).value
        let good = try await run("gamma").value
        let code = Failure.lucca(.keyUnknown).code.rawValue
        #expect(try await listed("--status", "failed", "--status", "partial") == [partial, failed])
        #expect(try await listed("--status", "failed,partial") == [partial, failed])
        #expect(try await listed("--tenant", "acme", "--tenant", "gamma") == [good, failed])
        #expect(try await listed("--tenant", "acme,gamma", "--status", "succeeded") == [good])
        #expect(try await listed("--problem", "resource_archived") == [partial])
        #expect(try await listed("--problem", code) == [failed], "the error that ended it")
        #expect(try await listed("--problem", "resource-archived,\(code)") == [partial, failed])
        #expect(try await listed("--trigger", "manual").count == 3)
        #expect(try await listed("--trigger", "schedule").isEmpty)
        let csv = await bench.run("run", "list", "--status", "partial", "--output", "csv").data
        #expect(csv.hasSuffix(",resource_archived,2,2,0,0,0,0\r\n"))
        for (option, value) in [("--status", "failed,done"), ("--trigger", "hand"), ("--problem", "?"), ("--until", "soon")] {
            let outcome = await bench.run("run", "list", option, value)
            #expect(outcome.status == .usage && outcome.messages.contains(option), "\(option)")
        }
        let mistyped = await bench.run("run", "list", "--problem", "resource_archivd")
        #expect(mistyped.status == .usage && mistyped.messages.contains("resource_archived"), "\(mistyped.messages)")
        #expect(await bench.run("run", "list", "--tenant", "nobody").status == .failed)
    }

    /// Old data faults of a customer do not paint every night yellow.
    @Test func aRunTellsNewProblemsFromKnownOnes() async throws {
        var bench = bench
        bench.shape.dataIsTerminal = true
        await bench.register()
        func problem(_ employee: EmployeeID) -> Problem {
            Problem(.employee(employee, identifier: "00\(employee)"), .resourceArchived(resource: 51))
        }
        let first = try await run("acme", RunOutcome(state: .partial, problems: [problem("1"), problem("2")]))
        bench.database.clock.advance(by: .seconds(86_400))
        let second = try await run("acme", RunOutcome(state: .partial, problems: [problem("1"), problem("2")]))
        let third = try await run("acme", RunOutcome(state: .partial, problems: [problem("1"), problem("2"), problem("3")]))
        let list = await bench.run("run", "list").data.split(separator: "\n").dropFirst()
        let yellow = "\u{1B}[33mpartial\u{1B}[0m"
        #expect(list.map { $0.contains(yellow) } == [true, false, true], "\(list)")
        for (line, words) in zip(list, ["1 new, 2 known", "2 known problems", "2 new problems"]) {
            #expect(line.hasSuffix(words), "\(line)")
        }
        let french = await bench.run("run", "list", "--lang", "fr").data
        for words in ["1 nouveau, 2 connus", "2 problèmes connus", "2 nouveaux problèmes"] { #expect(french.contains(words)) }

        bench.shape.dataIsTerminal = false
        let shown = await bench.run("run", "show", "\(third)").data
        #expect(shown.contains("New problems (1)\nresource_archived\n"))
        #expect(shown.contains("Known problems (2)\nresource_archived (2)\n"))
        for who in ["employee 1 (001)", "employee 2 (002)"] { #expect(shown.contains("  \(who), since 2026-12-01\n")) }
        #expect(await bench.run("run", "show", "\(first)").data.contains("\nProblems (2)\n"))
        let data = await bench.run("run", "show", "\(second)", "--output", "json").data
        let document = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
        let since = (document["problems"] as? [[String: Any]])?.map { $0["knownSince"] as? String }
        #expect(since == ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"])
        #expect(document["problemCount"] as? Int == 2 && document["newProblemCount"] as? Int == 0)
        let csv = await bench.run("run", "show", "\(third)", "--problems", "--output", "csv").data
        #expect(
            csv.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).last } == [
                "knownSince", "2026-12-01T01:00:00+01:00", "2026-12-01T01:00:00+01:00", "",
            ])
    }

    /// In Paris, the day changes between the two runs; in UTC it does not.
    @Test func daysAreTheTenants() async throws {
        for slug in ["acme", "beta"] { await bench.register(slug) }
        _ = await bench.run("tenant", "edit", "beta", "--time-zone", "UTC")
        bench.database.clock.advance(by: .seconds(22 * 3600 + 1800))
        let evening = try await run().value
        bench.database.clock.advance(by: .seconds(3600))
        let night = try await run().value
        #expect(try await listed("--tenant", "acme", "--since", "today") == [night])
        #expect(try await listed("--tenant", "acme", "--until", "yesterday") == [evening])
        #expect(try await listed("--tenant", "acme", "--since", "2026-12-01", "--until", "2026-12-01") == [evening])
        #expect(try await listed("--tenant", "acme", "--since", "90m", "--until", "2026-12-01T23:00:00Z") == [evening])
        let outcome = await bench.run("run", "list", "--tenant", "acme", "--since", "yesterday")
        #expect(outcome.messages == "Days are in the time zone Europe/Paris.\n")
        #expect(try await listed("--since", "today") == [night, evening], "tenants of several zones: UTC")
        #expect(await bench.run("run", "list", "--since", "today").messages == "Days are in the time zone UTC.\n")
        #expect(await bench.run("run", "list", "--since", "1d").messages.isEmpty)
    }

    @Test(arguments: ["en", "fr"], [80, 100, 140])
    func aRunIsOneLine(language: String, width: Int) async throws {
        var bench = bench
        bench.shape.columns = width
        let slug = String(repeating: "long-", count: 7) + "slug"
        await bench.register(slug)
        var counts = RunCounts()
        (counts.created, counts.updated, counts.deleted, counts.failed) = (1234, 567, 89, 12)
        let problem = Problem(.employee("42", identifier: "7"), .resourceArchived(resource: 51))
        for outcome in [
            RunOutcome(state: .failed, counts: counts, error: .lucca(.keyUnknown)),
            RunOutcome(state: .needsReview, counts: counts),
            RunOutcome(state: .partial, counts: counts, problems: [problem]),
        ] { try await run(slug, outcome) }
        let lines = await bench.run("run", "list", "--lang", language).data.split(separator: "\n")
        #expect(lines.count == 4, "\(lines)")
        for line in lines { #expect(DisplayWidth.of(String(line)) <= width, "\(line)") }
        #expect(lines.dropFirst().allSatisfy { $0.contains("+1234 ~567 -89 !12") && $0.contains("12-01 00:00") })
    }
}
