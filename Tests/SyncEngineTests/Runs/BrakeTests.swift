import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("The brake and approvals")
struct BrakeTests {
    /// A tenant whose last run withheld four deletions.
    private func braked() async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 2, percent: 10) }
        try await bench.sync()
        bench.set([LeaveRequest("106", "5", "1", from: 30, to: 30), LeaveRequest("300", "4", "1", from: 10, to: 11)])
        #expect(try await bench.sync() == .ended(2, .needsReview, nil))
        return bench
    }

    private func approve(_ run: RunID, in bench: SyncBench) async throws -> RunApproval.Result {
        let approval = RunApproval(runNow: RunNow(worker: bench.worker()), runs: bench.ports.runs)
        return try await approval.perform(
            try await approval.open(bench.ports.runs.run(run), of: bench.tenant), asOf: SyncBench.today)
    }

    private func fates(_ result: RunApproval.Result) -> [LeavePeriodID: ApprovedDeletion.Fate]? {
        result.deletions.map { all in
            Dictionary(all.map { ($0.change.reference.periodID, $0.fate) }) { first, _ in first }
        }
    }

    private func code(_ body: () async throws -> Void) async throws -> SyncError.Code? {
        do {
            try await body()
            return nil
        } catch let error as SyncError { return error.code }
    }

    @Test func tooManyDeletionsAreWithheldAndTheRestIsDone() async throws {
        let bench = try await braked()
        #expect(bench.shown.count == 6)
        let run = try await bench.run.last()
        #expect(run.counts.created == 1)
        #expect(run.counts.deleted == 0)
        #expect(try await bench.run.changes().count { $0.outcome == .withheld } == 4)
        #expect(try await bench.run.problems().map(\.code) == [.deletionsWithheld])
    }

    @Test func anApprovalPerformsTheDeletionsThatStillHold() async throws {
        let bench = try await braked()
        bench.set(bench.requests + [LeaveRequest("102", "1", "2", from: 21, to: 21)])
        let result = try await approve(2, in: bench)
        #expect(result.run.end == .ended(3, .succeeded, nil))
        #expect(Set(result.performed.map(\.reference.periodID)) == ["101", "103", "104"])
        #expect(fates(result)?["102"] == .wantedAgain)
        bench.expectExact()
        let run = try await bench.run.last()
        #expect(run.approves == 2)
        #expect(run.counts.deleted == 3)
    }

    /// The event continues under another reference: it is the same event.
    @Test func anAbsenceThatIsBackWithAnotherBeginningIsWantedAgain() async throws {
        let bench = try await braked()
        bench.set(bench.requests + [LeaveRequest("102", "1", "2", from: 18, to: 21)])
        let result = try await approve(2, in: bench)
        #expect(fates(result) == ["101": .done, "102": .wantedAgain, "103": .done, "104": .done])
        bench.expectExact()
    }

    @Test func whatThePlanningRejectsIsReported() async throws {
        let bench = try await braked()
        bench.planning.failAll(.delete, .rejected)
        let result = try await approve(2, in: bench)
        #expect(Set(try #require(result.deletions).map(\.fate)) == [.rejected])
    }

    @Test func whatAFailedApprovalDidIsGoneForTheNext() async throws {
        let bench = try await braked()
        for nth in 2...9 { bench.planning.fail(.delete, nth: nth, .unauthorized) }
        let failed = try await approve(2, in: bench)
        #expect(failed.performed.count == 1)
        #expect(failed.run.end.runID == 3)
        bench.planning.reset()
        let result = try await approve(2, in: bench)
        let fates = try #require(result.deletions).map(\.fate)
        #expect(fates.count { $0 == .alreadyGone } == 1 && fates.count { $0 == .done } == 3)
        bench.expectExact()
    }

    @Test func someoneWhoCanNotBeReadStaysUndecided() async throws {
        let bench = try await braked()
        bench.source.change { world in
            world.unreadable = ["3"]
            world.problems = [.unreadableHalfDays(of: "3")]
        }
        let result = try await approve(2, in: bench)
        #expect(fates(result)?["104"] == .undecided)
        #expect(result.performed.count == 3)
    }

    @Test func whileTheRunHasNotEndedNothingIsSaidOfTheDeletions() async throws {
        let bench = try await braked()
        bench.planning.failAll(.delete, .throttled(seconds: 1800))
        let paused = try await approve(2, in: bench)
        #expect(paused.run.end == .paused(3))
        #expect(paused.deletions == nil)
        bench.planning.reset()
        let waiting = try await approve(2, in: bench)
        #expect(waiting.run.end == .waiting(3))
        #expect(waiting.deletions == nil)
        bench.clock.advance(by: .seconds(1800))
        #expect(try await approve(2, in: bench).performed.count == 4)
        bench.expectExact()
    }

    @Test func anApprovalThatFailsSaysWhatItDidNotComeTo() async throws {
        let bench = try await braked()
        bench.source.change {
            $0.outage = SyncError(.luccaUnreachable, failureClass: .transient)
        }
        let result = try await approve(2, in: bench)
        #expect(try #require(result.deletions).allSatisfy { $0.fate == .notReached })
    }

    @Test func anApprovalCoversOnlyWhatWasWithheld() async throws {
        let bench = try await braked()
        bench.set([])
        let result = try await approve(2, in: bench)
        #expect(result.performed.count == 4)
        // The two events that the approval did not know are within the brake's count.
        #expect(bench.shown.isEmpty)
        #expect(result.run.end == .ended(3, .succeeded, nil))
    }

    @Test func anApprovalEndsWithTheNextRun() async throws {
        let bench = try await braked()
        #expect(try await bench.sync() == .ended(3, .needsReview, nil))
        #expect(try await code { _ = try await approve(2, in: bench) } == .runStateRefused)
        #expect(try await approve(3, in: bench).performed.count == 4)
        #expect(try await code { _ = try await approve(3, in: bench) } == .runStateRefused)
    }

    /// Reading the reviews and starting the new run are two steps: a run that ends in between invalidates the approval.
    @Test func aRunThatEndsJustBeforeTheApprovalBeginsEndsIt() async throws {
        let bench = try await braked()
        try await bench.sync()
        #expect(
            try await code {
                _ = try await RunNow(worker: bench.worker()).perform(bench.tenant, asOf: SyncBench.today, approves: 2)
            } == .runStateRefused)
        #expect(bench.shown.count == 6)
    }

    @Test func aFailedRunDoesNotEndAnApproval() async throws {
        let bench = try await braked()
        bench.source.change {
            $0.outage = SyncError(.luccaUnreachable, failureClass: .transient)
        }
        try await bench.sync()
        bench.source.change { $0.outage = nil }
        #expect(try await approve(2, in: bench).performed.count == 4)
    }

    @Test func onlyARunThatNeedsReviewIsApproved() async throws {
        let bench = try await braked()
        #expect(try await code { _ = try await approve(1, in: bench) } == .runStateRefused)
        #expect(try await code { _ = try await approve(77, in: bench) } == .runUnknown)
    }

    @Test func anApprovalOutlivesItsWorker() async throws {
        let bench = try await braked()
        let faults = FaultPoints { point, _ in if point == .afterIntents { throw CancellationError() } }
        let approval = RunApproval(runNow: RunNow(worker: bench.worker(faults: faults)), runs: bench.ports.runs)
        let review = try await approval.open(bench.ports.runs.run(2), of: bench.tenant)
        await #expect(throws: InjectedCrash.self) { _ = try await approval.perform(review, asOf: SyncBench.today) }
        bench.database.expireLease(of: 3)
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    @Test func noEmployeeLeftDeletesNothingDayAfterDay() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.source.change { $0.employees = [] }
        for _ in 0..<2 {
            try await bench.sync()
            #expect(try await bench.run.last().state == .needsReview)
            #expect(bench.shown.count == 5)
        }
        let result = try await approve(try await bench.run.last().id, in: bench)
        #expect(result.run.end == .ended(4, .succeeded, nil))
        #expect(bench.shown.isEmpty)
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
    }
}
