import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// What a person declined stays on the planning until somebody approves it, whatever the brake lets pass.
@Suite("Declined deletions")
struct DeclinedDeletionTests {
    /// A tenant whose last run withheld four deletions, of employees 1, 2 and 3.
    private func braked() async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 2, percent: 10) }
        try await bench.sync()
        bench.set([LeaveRequest("106", "5", "1", from: 30, to: 30), LeaveRequest("300", "4", "1", from: 10, to: 11)])
        #expect(try await bench.sync() == .ended(2, .needsReview, nil))
        return bench
    }

    private func approve(
        _ run: RunID, only: Set<EmployeeID>? = nil, in bench: SyncBench
    ) async throws -> RunApproval.Result {
        let approval = RunApproval(runNow: RunNow(worker: bench.worker()), runs: bench.ports.runs)
        let review = try await approval.open(bench.ports.runs.run(run), of: bench.tenant, only: only)
        return try await approval.perform(review, asOf: SyncBench.today)
    }

    private func reasons(_ bench: SyncBench) async throws -> [BrakeReason] {
        try await bench.run.problems().compactMap { problem in
            if case .deletionsWithheld(count: _, let reason) = problem.finding { reason } else { nil }
        }
    }

    @Test func aRejectedDeletionIsWithheldAlsoByABrakeThatLetsItPass() async throws {
        let bench = try await braked()
        let before = bench.shown
        try await bench.ports.runs.reject(2)
        try await bench.edit { $0.brake = Brake(count: 100, percent: 100) }
        #expect(try await bench.sync() == .ended(3, .needsReview, nil))
        #expect(bench.shown == before)
        let rejected = try #require(try await bench.ports.runs.run(2).rejected)
        let by = rejected.by.map { ShownText($0) }
        #expect(try await reasons(bench) == [.declined(at: ShownText(rejected.at.description), by: by)])
        // And by the one after, although nobody rejected that one.
        #expect(try await bench.sync() == .ended(4, .needsReview, nil))
        #expect(bench.shown == before)
        #expect(try await bench.preview().withheld.count == 4)
        #expect(try await approve(4, in: bench).performed.count == 4)
        bench.expectExact()
        #expect(try await bench.ports.runs.declined(of: bench.tenant.id).isEmpty)
    }

    /// A run that withholds less decided nothing: the employee may only have been unreadable.
    @Test func aRejectionOutlivesARunThatWithholdsLess() async throws {
        let bench = try await braked()
        try await bench.ports.runs.reject(2)
        bench.set(bench.requests + [LeaveRequest("102", "1", "2", from: 21, to: 21)])
        #expect(try await bench.sync() == .ended(3, .needsReview, nil))
        #expect(try await bench.run.changes().count { $0.outcome == .withheld } == 3)
        let declined = try await bench.ports.runs.declined(of: bench.tenant.id)
        #expect(declined.count == 4 && declined.keys.map(\.periodID).contains("102"))
    }

    @Test func whoIsLeftOutOfAnApprovalStaysWithheld() async throws {
        let bench = try await braked()
        let withheld = try await bench.ports.runs.changes(of: 2).filter { $0.outcome == .withheld }
        let chosen = try #require(withheld.first?.employeeID)
        let result = try await approve(2, only: [chosen], in: bench)
        #expect(result.run.end == .ended(3, .needsReview, nil))
        let own = withheld.filter { $0.employeeID == chosen }
        #expect(Set(result.performed.map(\.reference)) == Set(own.map(\.reference)))
        #expect(result.deletions?.count == own.count, "of the others, nothing was approved")
        let rest = try await bench.ports.runs.changes(of: 3).filter { $0.outcome == .withheld }
        #expect(Set(rest.map(\.reference)) == Set(withheld.map(\.reference)).subtracting(own.map(\.reference)))
        #expect(rest.allSatisfy { $0.declined?.by == nil && $0.declined != nil })
        // Fewer than the brake withholds: they stay all the same.
        try await bench.edit { $0.brake = Brake(count: 100, percent: 100) }
        #expect(try await bench.sync() == .ended(4, .needsReview, nil))
        #expect(try await bench.run.changes().count { $0.outcome == .withheld } == rest.count)
        _ = try await approve(4, in: bench)
        bench.expectExact()
    }
}
