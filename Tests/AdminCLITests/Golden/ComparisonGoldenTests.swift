import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// `run compare`, byte for byte; see `GoldenTests`.
@Suite("What run compare shows")
struct ComparisonGoldenTests {
    private func world() async throws -> SmallWorld {
        let world = try await SmallWorld()
        for kind in ["lucca-client-id", "lucca-client-secret"] {
            let outcome = await world.bench.run("credential", "set", "acme", kind, input: "of-\(kind)")
            try #require(outcome.status == .done, "\(outcome.messages)")
        }
        try await world.bench.database.setRule(
            ReasonRule(accountID: "4", destination: .ignore, origin: .operator), of: try TenantSlug("acme"))
        return world
    }

    /// What generation 2 says of the same people.
    private func second(_ source: StubSource, _ change: (inout StubSource) -> Void = { _ in }) -> StubSource {
        var second = source
        second.reading.leaves = source.reading.leaves.map { $0.under($0.periodID.asSecondGeneration) }
        change(&second)
        return second
    }

    @Test(arguments: OutputFormat.allCases)
    func ofComparisons(format: OutputFormat) async throws {
        try await show(Transcript(format), "comparison", "")
    }

    @Test func inFrench() async throws {
        try await show(Transcript(.table), "comparison-fr", " --lang fr")
    }

    private func show(_ transcript: Transcript, _ file: String, _ language: String) async throws {
        let world = try await world()
        var bench = world.bench
        await transcript.run(bench, "run now acme --as-of 2026-12-01" + language)
        bench.connector.secondSource = second(bench.connector.source)
        await transcript.show(bench, "run compare acme --as-of 2026-12-01" + language)
        bench.connector.secondSource = second(bench.connector.source) { source in
            source.people[0].employeeNumber = "42"
            source.people[0].contractEnd = Sample.day("2027-01-31")
            source.people[1].departmentID = "2"
            source.people.append(Employee(id: "45", employeeNumber: "00045", departmentID: "1"))
            source.reading.leaves.removeAll { $0.halfDay == Sample.half("2026-12-24-PM") }
            source.reading.leaves += (5..<18).flatMap { day in
                let half = "2027-01-\(day < 10 ? "0" : "")\(day)-AM"
                return Sample.leaves("42", LeavePeriodID("v2-\(1000 + day)"), "3", from: half, to: half)
            }
            source.reading.accounts.append(LeaveAccount(id: "5", name: "Télétravail exceptionnel"))
        }
        await transcript.show(bench, "run compare acme --as-of 2026-12-01" + language)
        await transcript.show(bench, "run compare acme --as-of 2026-12-01 --all" + language)
        try transcript.expect(file)
    }

    @Test("Without the secrets of both generations it names those that are missing, and reads nothing")
    func missingSecrets() async throws {
        let world = try await SmallWorld()
        let outcome = await world.bench.run("run", "compare", "acme")
        #expect(outcome.status == .failed && outcome.data.isEmpty)
        #expect(outcome.messages.contains("lucca-client-id") && outcome.messages.contains("lucca-client-secret"))
    }

    @Test("It records no run, and the exit status says whether they are the same")
    func recordsNothing() async throws {
        let world = try await world()
        var bench = world.bench
        #expect(await bench.run("run", "compare", "acme", "--as-of", "2026-12-01").status == .done)
        bench.connector.secondSource = second(bench.connector.source) { $0.people.removeLast(2) }
        #expect(await bench.run("run", "compare", "acme", "--as-of", "2026-12-01").status == .partial)
        let runs = await bench.run("run", "list", "--output", "json")
        #expect(runs.data.filter { !$0.isWhitespace } == "[]")
        #expect(world.planning.writeCount == 0)
    }
}

extension InMemoryDatabase {
    fileprivate func setRule(_ rule: ReasonRule, of slug: TenantSlug) async throws {
        let registry = InMemoryTenantRegistry(self)
        try await registry.setReasonRule(rule, of: try await registry.tenant(slug).id)
    }
}
