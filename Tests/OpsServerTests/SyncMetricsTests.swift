import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("SyncMetrics")
struct SyncMetricsTests {
    /// A series that starts with its first value shows no increase, so each code starts at 0: the list has to be complete.
    @Test func everyProblemHasItsSeriesFromTheStart() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/SyncCore/Run/Problem.swift")
        let declared = try String(contentsOf: file, encoding: .utf8).matches(of: /= Code\(rawValue: "([a-z_]+)"\)/)
        #expect(Set(declared.map { String($0.1) }) == Set(Problem.Code.all.map(\.rawValue)))
    }

    private let registry = MetricsRegistry()

    private func number(_ family: MetricFamily, _ labels: [String] = []) -> Double? {
        let series = registry.samples().first { $0.family == family }?.series.first { $0.labels == labels }
        guard case .number(let number) = series?.value else { return nil }
        return number
    }

    private func histogram(_ family: MetricFamily, _ labels: [String]) -> MetricHistogram? {
        let series = registry.samples().first { $0.family == family }?.series.first { $0.labels == labels }
        guard case .histogram(let histogram) = series?.value else { return nil }
        return histogram
    }

    private func end(_ metrics: SyncMetrics) throws {
        var outcome = RunOutcome(state: .partial)
        outcome.requests.lucca = 6
        outcome.counts.created = 4
        outcome.counts.deleted = 1
        outcome.problems = ["7", "8"].map { id in
            Problem(.employee(EmployeeID(id)), .noIdentifier(identifier: .login, matchesEmail: false))
        }
        metrics.runEnded(outcome, trigger: .schedule, tenant: try TenantSlug("acme"), seconds: 3)
    }

    @Test func anEndedRunIsCountedByOutcomeProblemsRequestsAndEvents() throws {
        try end(SyncMetrics(registry))
        #expect(number(.runsEnded, ["partial", "schedule"]) == 1)
        #expect(number(.runProblems, ["employee_unmatched"]) == 2)
        #expect(number(.events, ["created"]) == 4)
        #expect(number(.events, ["deleted"]) == 1)
        #expect(histogram(.runDuration, ["partial"])?.sum == 3)
        #expect(histogram(.runRequests, ["lucca"])?.sum == 6)
        #expect(histogram(.runRequests, ["planningpme"])?.count == 1)
        #expect(number(.runsEndedByTenant, ["partial", "schedule", "acme"]) == nil)
    }

    @Test func tenantsAreNamedOnlyWhenAskedFor() throws {
        try end(SyncMetrics(registry, perTenant: true))
        #expect(number(.runsEndedByTenant, ["partial", "schedule", "acme"]) == 1)
    }

    @Test func aFailedRunIsCountedByTheCodeOfItsError() throws {
        let error = Failure(code: "lucca_unauthorized")
        SyncMetrics(registry).runEnded(
            RunOutcome(state: .failed, error: error), trigger: .manual, tenant: try TenantSlug("acme"), seconds: 1)
        #expect(number(.runsFailed, ["lucca_unauthorized"]) == 1)
    }

    @Test func requestsAreCountedByTheClassOfTheirAnswer() {
        let metrics = SyncMetrics(registry)
        for status in [200, 204, 404, 429, 408, 503] { metrics.requestSent(.lucca, status: status) }
        metrics.requestUnanswered(.lucca)
        metrics.throttled(.planningPME, .budget)
        #expect(number(.remoteRequests, ["lucca", "2xx"]) == 2)
        #expect(number(.remoteRequests, ["lucca", "4xx"]) == 3)
        #expect(number(.remoteRequests, ["lucca", "5xx"]) == 1)
        #expect(number(.remoteRequests, ["lucca", "none"]) == 1)
        #expect(number(.remoteThrottled, ["lucca", "429"]) == 1)
        #expect(number(.remoteThrottled, ["lucca", "408"]) == 1)
        #expect(number(.remoteThrottled, ["planningpme", "budget"]) == 1)
    }

    @Test func whatHappenedToRunsIsCounted() {
        let metrics = SyncMetrics(registry)
        metrics.runRetried(.luccaUnreachable)
        metrics.runPaused()
        metrics.runHandedBack()
        metrics.runResumed()
        metrics.leaseLost()
        metrics.runClaimed(afterSeconds: 0.02, trigger: .manual)
        #expect(number(.runsRetried, ["lucca_unreachable"]) == 1)
        for family in [MetricFamily.runsPaused, .runsHandedBack, .runsResumed, .leasesLost] { #expect(number(family) == 1) }
        #expect(histogram(.claimLatency, ["manual"])?.count == 1)
    }

    @Test func whatCanHappenStartsAtZero() {
        _ = SyncMetrics(registry)
        #expect(number(.leasesLost) == 0)
        #expect(number(.runsEnded, ["failed", "schedule"]) == 0)
        #expect(number(.remoteThrottled, ["lucca", "429"]) == 0)
    }

    @Test func aMetricHasNoMoreSeriesThanTheLimit() {
        let small = MetricsRegistry(seriesLimit: 2)
        for code in ["a", "b", "c", "a", "d"] { small.add(to: .runsFailed, [code]) }
        let samples = small.samples()
        #expect(samples.first { $0.family == .runsFailed }?.series.map(\.labels) == [["a"], ["b"]])
        #expect(samples.first { $0.family == .seriesDropped } == MetricSamples(.seriesDropped, 2))
    }

    @Test func nothingIsLostWhenManyCountAtOnce() async {
        let metrics = SyncMetrics(registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<500 { metrics.requestSent(.lucca, status: 200) } } }
        }
        #expect(number(.remoteRequests, ["lucca", "2xx"]) == 4_000)
    }
}
