import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// Which tenants are well, and how many wait for a person.
@Suite("tenant list")
struct TenantListTests {
    private func tenant(_ slug: String, _ bench: CommandLineBench) async throws -> Tenant {
        try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug(slug))
    }

    private func activate(_ slug: String, _ bench: CommandLineBench) async throws {
        await bench.register(slug)
        _ = await bench.run("tenant", "edit", slug, "--daily-at", "05:30")
        try await InMemoryTenantRegistry(bench.database).setState(.active, of: try await tenant(slug, bench).id, from: [.draft])
    }

    @discardableResult
    private func run(
        _ slug: String, _ bench: CommandLineBench, _ outcome: RunOutcome, withheld: [RunChange] = []
    ) async throws -> RunID {
        let runs = InMemoryRunStore(bench.database)
        let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
        let claimed = try await runs.begin(
            NewRun(tenantID: try await tenant(slug, bench).id, trigger: .manual, window: window), worker: "host:1",
            leaseSeconds: 60)
        try await runs.finish(claimed.lease, outcome, withheld: withheld)
        return claimed.run.id
    }

    private func deletion(_ period: LeavePeriodID) -> RunChange {
        let first = HalfDay(Sample.day("2026-12-24"), .morning)
        return RunChange(
            .delete, .withheld,
            EventFacts(
                reference: EventReference(account: "acme", periodID: period, accountID: "3", first: first), employeeID: "42",
                resource: 7, type: 5, start: Instant(secondsSince1970: 1_798_070_400),
                end: Instant(secondsSince1970: 1_798_156_800)),
            because: .cancelled)
    }

    private let problem = Problem(.employee("42", identifier: "00042"), .resourceArchived(resource: 51))

    /// `acme` is well but for a new problem, `beta` waits for approval, `gamma` is a draft.
    private func fleet(_ bench: CommandLineBench) async throws -> (good: RunID, braked: RunID) {
        for slug in ["acme", "beta"] { try await activate(slug, bench) }
        await bench.register("gamma")
        let good = try await run("acme", bench, RunOutcome(state: .partial, problems: [problem]))
        try await run("beta", bench, RunOutcome(state: .succeeded))
        bench.database.clock.advance(by: .seconds(60))
        let braked = try await run("beta", bench, RunOutcome(state: .needsReview), withheld: [deletion("1"), deletion("2")])
        return (good, braked)
    }

    @Test func eachTenantHasItsHealth() async throws {
        let bench = CommandLineBench()
        let (good, braked) = try await fleet(bench)
        let data = await bench.run("tenant", "list", "--output", "json").data
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]])
        let healths = rows.compactMap { $0["health"] as? [String: Any] }
        #expect(healths.map { $0["lastSuccessAt"] as? String } == ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z", nil])
        #expect(healths.map { $0["nextRunAt"] as? String } == ["2026-12-01T04:30:00Z", "2026-12-01T04:30:00Z", nil])
        #expect(healths.map { $0["lastCompleteRun"] as? Int } == [good.value, braked.value, nil])
        #expect(healths.map { $0["newProblemCount"] as? Int } == [1, 0, 0])
        #expect(
            healths.map { $0["review"] as? [String: Int] } == [nil, ["run": braked.value, "deletions": 2, "clears": 0], nil])
        let lasts = healths.map { $0["lastRun"] as? [String: Any] }
        #expect(lasts.map { $0?["id"] as? Int } == [good.value, braked.value, nil])
        #expect(lasts.map { $0?["status"] as? String } == ["partial", "needs_review", nil])
        let csv = await bench.run("tenant", "list", "--output", "csv").data
        let row = ",2026-12-01T01:00:00+01:00,2026-12-01T05:30:00+01:00,\(braked),0,\(braked),2,0,\(braked),needs_review,\r\n"
        #expect(csv.contains(row), "\(csv)")
    }

    @Test func withheldClearingsAreShownBesideDeletions() async throws {
        let bench = CommandLineBench()
        try await activate("acme", bench)
        var counts = RunCounts()
        counts.fieldsWithheld = 2
        try await run("acme", bench, RunOutcome(state: .needsReview, counts: counts))
        #expect(await bench.run("tenant", "list").data.contains("2 clears"))
        #expect(await bench.run("tenant", "list", "--lang", "fr").data.contains("2 effac."))
        bench.database.clock.advance(by: .seconds(60))
        try await run("acme", bench, RunOutcome(state: .needsReview, counts: counts), withheld: [deletion("1")])
        #expect(await bench.run("tenant", "list").data.contains("1 + 2 clears"))
        #expect(await bench.run("tenant", "list", "--output", "json").data.contains(#""clears": 2"#))
    }

    @Test func aTenantWhoseLastRunFailedDoesNotLookWell() async throws {
        let bench = CommandLineBench()
        try await activate("acme", bench)
        try await run("acme", bench, RunOutcome(state: .succeeded))
        bench.database.clock.advance(by: .seconds(60))
        let failed = try await run("acme", bench, RunOutcome(state: .failed, error: .lucca(.keyUnknown), isMisconfigured: true))
        let data = await bench.run("tenant", "list", "--output", "json").data
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]])
        let health = try #require(rows.first?["health"] as? [String: Any])
        #expect(health["lastSuccessAt"] as? String == "2026-12-01T00:00:00Z", "the success is told as before")
        let last = try #require(health["lastRun"] as? [String: Any])
        #expect(last["id"] as? Int == failed.value)
        #expect(last["status"] as? String == "failed")
        #expect(last["error"] as? String == "lucca_unauthorized")
        let csv = await bench.run("tenant", "list", "--output", "csv").data
        #expect(csv.contains(",\(failed),failed,lucca_unauthorized\r\n"), "\(csv)")
        let row = "acme    Acme SA  active  2026-12-01 00:00:00Z  failed    2026-12-01 04:30:00Z"
        let table = await bench.run("tenant", "list").data
        #expect(table.contains(row), "\(table)")
        let fleet = await bench.run("fleet").data
        for line in ["tenants to look at               1\n", "last run failed                  1: acme\n"] {
            #expect(fleet.contains(line), "\(fleet)")
        }
        let french = await bench.run("fleet", "--lang", "fr").data
        #expect(french.contains("dernière exécution échouée          1\u{202F}: acme\n"), "\(french)")

        try await run("acme", bench, RunOutcome(state: .succeeded))
        let later = await bench.run("fleet").data
        #expect(later.contains("last run failed                  none\n"), "\(later)")
    }

    @Test func aFailedRunIsRedAndAPartialOneYellowIfItHasNewProblems() {
        func tone(_ state: RunState, new: Int = 0) -> Cell.Tone {
            TenantDocument.last(TenantHealth.LastRun(id: RunID(1), state: state, error: nil), newProblems: new).tone
        }
        #expect(tone(.failed) == .bad)
        #expect(tone(.needsReview) == .doubtful)
        #expect(tone(.partial, new: 1) == .doubtful)
        #expect(tone(.partial) == .plain)
        #expect(tone(.succeeded) == .good)
        #expect(TenantDocument.last(nil, newProblems: 0) == .nothing, "before the first run")
    }

    @Test(arguments: ["en", "fr"])
    func atEightyColumnsATenantIsOneLine(language: String) async throws {
        var bench = CommandLineBench()
        bench.shape.columns = 80
        _ = try await fleet(bench)
        await bench.register("a-customer-with-a-very-long-short-name")
        let lines = await bench.run("tenant", "list", "--lang", language).data.split(separator: "\n")
        #expect(lines.count == 5, "\(lines)")
        for line in lines { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
        #expect(lines[3].contains("12-01 00:00Z"), "\(lines[3])")
        #expect(lines[3].contains(language == "en" ? "needs_review" : "à approuver"), "how it ended yields to nothing")
        #expect(!lines[3].contains("12-01 04:30Z"), "the next run yields when new and withheld are shown")
    }

    @Test(arguments: ["en", "fr"])
    func atEightyColumnsTheNextRunIsShownIfThereIsRoom(language: String) async throws {
        var bench = CommandLineBench()
        bench.shape.columns = 80
        try await activate("acme", bench)
        try await run("acme", bench, RunOutcome(state: .failed, error: .lucca(.keyUnknown), isMisconfigured: true))
        let lines = await bench.run("tenant", "list", "--lang", language).data.split(separator: "\n")
        #expect(lines.count == 2, "\(lines)")
        for line in lines { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
        #expect(lines[1].contains(language == "en" ? "  failed  " : "  échouée  ") && lines[1].contains("12-01 04:30Z"))
    }

    @Test func theFleetCountsWhatWaitsForAPerson() async throws {
        let bench = CommandLineBench()
        let (_, braked) = try await fleet(bench)
        func queue() async throws -> [String: Any] {
            let data = await bench.run("fleet", "--output", "json").data
            let document = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
            return try #require(document["queue"] as? [String: Any])
        }
        let before = try await queue()
        #expect(before["withheldTenants"] as? [String] == ["beta"])
        #expect(before["newProblemTenants"] as? [String] == ["acme"])
        #expect(before["tenantsToLookAt"] as? Int == 2)
        let table = await bench.run("fleet").data
        for line in [
            "tenants to look at               2\n", "tenants with withheld deletions  1: beta\n",
            "tenants with new problems        1: acme\n",
        ] {
            #expect(table.contains(line), "\(table)")
        }

        // The same problem again is known, and a later run took over what was withheld.
        try await run("acme", bench, RunOutcome(state: .partial, problems: [problem]))
        try await run("beta", bench, RunOutcome(state: .succeeded))
        let after = try await queue()
        #expect(after["tenantsToLookAt"] as? Int == 0)
        #expect(after["withheldTenants"] as? [String] == [])
        let list = await bench.run("tenant", "list").data
        #expect(!list.contains("WITHHELD") && !list.contains("NEW"), "run \(braked) was superseded")
    }

    @Test(arguments: [
        "tenant list", "tenant show acme", "fleet", "run list", "run show 1", "run log 3", "run diff 2 3", "audit list",
    ])
    func everyCommandWritesForExcel(line: String) async throws {
        let bench = CommandLineBench()
        _ = try await fleet(bench)
        let words = line.split(separator: " ").map(String.init)
        let standard = await bench.run(words + ["--output", "csv"]).data
        for options in [["--csv", "excel"], ["--output", "csv", "--csv", "excel"]] {
            let excel = await bench.run(words + options).data
            let header = standard.prefix { $0 != "\r\n" }.replacing(",", with: ";")
            #expect(excel.hasPrefix("\u{FEFF}\(header)\r\n"), "\(excel)")
            #expect(excel.firstMatch(of: /\dT\d\d:\d\d:\d\d/) == nil, "\(excel)")
        }
        #expect(
            await bench.run(words + ["--csv", "standard"]).data == standard || line == "audit list", "reading the log is recorded"
        )
        let wrong = await bench.run(words + ["--output", "json", "--csv", "excel"])
        #expect(wrong.status == .usage && wrong.messages.contains("--csv needs --output csv."), "\(wrong.messages)")
        #expect(await bench.run(words + ["--csv", "libre"]).status == .usage)
    }

    @Test func timesOfARunListAreEachInItsTenantsZone() async throws {
        let bench = CommandLineBench()
        _ = try await fleet(bench)
        _ = await bench.run("tenant", "edit", "beta", "--time-zone", "Asia/Tokyo")
        for filter in [[], ["--tenant", "acme,beta"]] {
            let csv = await bench.run(["run", "list", "--output", "csv"] + filter).data
            let rows = csv.split(separator: "\r\n").dropFirst()
            #expect(rows.map { $0.contains(",beta,") } == [true, true, false], "\(csv)")
            for row in rows {
                let time = row.contains(",beta,") ? ",2026-12-01T09:0" : ",2026-12-01T01:0"
                #expect(row.contains(time) && row.contains(row.contains(",beta,") ? "+09:00," : "+01:00,"), "\(row)")
            }
        }
    }
}
