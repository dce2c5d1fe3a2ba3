import Foundation
import SyncCore
import SyncEngine

/// What every `RunStore` does.
///
/// ```swift
/// @Test(arguments: RunStoreConformance.all) func conforms(_ fact: ConformanceCase) async throws {
///     try await fact.run(on: ConformanceHarness(InMemoryDatabase()))
/// }
/// ```
package enum RunStoreConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aQueuedRunIsShownAsQueued", aQueuedRunIsShownAsQueued),
        ConformanceCase("aTenantHasOneActiveRun", aTenantHasOneActiveRun),
        ConformanceCase("aRunThatIsBegunIsRunningFromTheStart", aRunThatIsBegunIsRunningFromTheStart),
        ConformanceCase("noWorkerClaimsARemoval", noWorkerClaimsARemoval),
        ConformanceCase("aClaimStartsTheRunUnderANewTerm", aClaimStartsTheRunUnderANewTerm),
        ConformanceCase("aHeldRunIsNotClaimedAgain", aHeldRunIsNotClaimedAgain),
        ConformanceCase("aRunWhoseLeaseEndedIsTakenOver", aRunWhoseLeaseEndedIsTakenOver),
        ConformanceCase("everyWriteUnderAnOldTermIsRefused", everyWriteUnderAnOldTermIsRefused),
        ConformanceCase("everyWriteUnderALeaseThatRanOutIsRefused", everyWriteUnderALeaseThatRanOutIsRefused),
        ConformanceCase("renewingKeepsTheRun", renewingKeepsTheRun),
        ConformanceCase("finishingMovesTheRunToHistory", finishingMovesTheRunToHistory),
        ConformanceCase("anEndedRunIsNeitherClaimedNorFinishedAgain", anEndedRunIsNeitherClaimedNorFinishedAgain),
        ConformanceCase("aReleasedRunIsClaimedWhenDueUnderTheSameAttempt", aReleasedRunIsClaimedWhenDueUnderTheSameAttempt),
        ConformanceCase("progressIsShown", progressIsShown),
        ConformanceCase("cancellingEndsWhatNobodyRuns", cancellingEndsWhatNobodyRuns),
        ConformanceCase("cancellingARunUnderALeaseAsksItsWorker", cancellingARunUnderALeaseAsksItsWorker),
        ConformanceCase("dueRunsOfAnyTenantAreClaimedOldestFirst", dueRunsOfAnyTenantAreClaimedOldestFirst),
        ConformanceCase("aRunLeftBehindIsClaimedFirst", aRunLeftBehindIsClaimedFirst),
        ConformanceCase("aDeathIsCountedUnlessItsWorkerLives", aDeathIsCountedUnlessItsWorkerLives),
        ConformanceCase("whatTwoWorkersDiedOfGoesToAnIdleWorkerAlone", whatTwoWorkersDiedOfGoesToAnIdleWorkerAlone),
        ConformanceCase("manyLeasesAreRenewedAtOnce", manyLeasesAreRenewedAtOnce),
        ConformanceCase("aRetriedRunWaits", aRetriedRunWaits),
        ConformanceCase("whatComesNextIsKnown", whatComesNextIsKnown),
        ConformanceCase("whatWaitsForACauseIsHurriedWhenItIsGone", whatWaitsForACauseIsHurriedWhenItIsGone),
        ConformanceCase("unknownRunsAreRefused", unknownRunsAreRefused),
        ConformanceCase("theStepsOfAnEndedRunAreDatedBackFromItsEnd", theStepsOfAnEndedRunAreDatedBackFromItsEnd),
        ConformanceCase("listsAreNewestFirstAndFiltered", listsAreNewestFirstAndFiltered),
        ConformanceCase("pagesHoldEachRunOnce", pagesHoldEachRunOnce),
        ConformanceCase("runsAreFoundByWhatTheyAre", runsAreFoundByWhatTheyAre),
        ConformanceCase("aProblemIsKnownSinceTheFirstRunInARow", aProblemIsKnownSinceTheFirstRunInARow),
        ConformanceCase("theLastSuccessIsTheNewestThatWorked", theLastSuccessIsTheNewestThatWorked),
        ConformanceCase("aClaimSaysWhereTheRunStarts", aClaimSaysWhereTheRunStarts),
        ConformanceCase("withheldDeletionsAndApprovalsAreKept", withheldDeletionsAndApprovalsAreKept),
        ConformanceCase("aChangeKeepsItsCause", aChangeKeepsItsCause),
        ConformanceCase("anApprovalEndsWithTheNextRunThatDecides", anApprovalEndsWithTheNextRunThatDecides),
        ConformanceCase("noSyncGoesBackBehindTheLast", noSyncGoesBackBehindTheLast),
        ConformanceCase("noRacingStarterGoesBackBehindTheLast", noRacingStarterGoesBackBehindTheLast),
        ConformanceCase("anApprovalDoesNotGoBackBehindItsRun", anApprovalDoesNotGoBackBehindItsRun),
        ConformanceCase("tenantsDoNotSeeEachOthersRuns", tenantsDoNotSeeEachOthersRuns),
    ]

    static func counts(_ employees: Int) -> RunCounts {
        var counts = RunCounts()
        counts.departments = 3
        counts.employees = employees
        counts.leaves = 40
        counts.absences = 20
        counts.created = 5
        counts.updated = 4
        counts.deleted = 3
        counts.unchanged = 2
        counts.failed = 1
        (counts.fieldsWritten, counts.fieldsCleared, counts.fieldsRefused, counts.fieldsWithheld) = (9, 8, 7, 6)
        return counts
    }

    static var requests: RequestCounts {
        var requests = RequestCounts()
        requests.lucca = 7
        requests.planningPME = 9
        return requests
    }

    static let problem = Problem(
        .employee("42", identifier: "00317"), .noResource(identifier: .employeeNumber, matchesEmail: false, creates: [.types]))
    static let error = Failure(code: "lucca_unauthorized")

    static func change(
        _ outcome: RunChange.Outcome, period: String = "900", because cause: ChangeCause = .cancelled
    ) -> RunChange {
        RunChange(
            .delete, outcome,
            EventFacts(
                reference: EventReference(
                    account: "acme", periodID: LeavePeriodID(period), accountID: "7",
                    first: HalfDay(CalendarDay(ordinal: 20_800), .morning)),
                employeeID: "42", resource: 12, type: 3, start: Instant(secondsSince1970: 1_797_120_000),
                end: Instant(secondsSince1970: 1_797_163_200)),
            because: cause)
    }

    static func aQueuedRunIsShownAsQueued(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.enqueue(tenant)
        let run = try await store.runs.run(id)
        try expectEqual(run.id, id, "its id")
        try expectEqual(run.tenantID, tenant.id, "its tenant")
        try expectEqual(run.tenant, tenant.slug, "its tenant's slug")
        try expectEqual(run.state, .queued, "its state")
        try expectEqual(run.trigger, .manual, "its trigger")
        try expectEqual(run.window, ConformanceHarness.window, "its window")
        try expect(run.startedAt == nil && run.finishedAt == nil && run.worker == nil && run.error == nil, "nothing happened yet")
        try expectEqual(run.counts, RunCounts(), "its counts")
        try expectEqual(try await store.runs.liveRun(of: tenant.id)?.id, id, "the live run")
    }

    static func aTenantHasOneActiveRun(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.enqueue(tenant)
        do {
            _ = try await store.enqueue(tenant)
            try expect(false, "a second run is refused while one is queued")
        } catch let error as SyncError {
            try expectEqual(error.code, .runActive, "the refusal's code")
            try expect(error.message.contains("\(id)"), "the refusal names the run: \(error.message)")
        }
        _ = try await store.claim(id)
        try expectEqual(try await store.code { _ = try await store.enqueue(tenant) }, .runActive, "while one is running")
    }

    static func whatComesNextIsKnown(_ store: ConformanceHarness) async throws {
        try expectEqual(try await store.runs.secondsUntilClaimable(), nil, "nothing is there")
        _ = try await store.begin(store.makeTenant("removed"), purpose: .removal)
        try expectEqual(try await store.runs.secondsUntilClaimable(), nil, "no worker ever claims a removal")
        let run = try await store.start("held")
        let lease = try await store.runs.secondsUntilClaimable() ?? 0
        try expect(lease > 0 && lease <= 60, "until the lease ends: \(lease)")
        let waiting = try await store.start("waiting")
        try await store.runs.release(waiting.lease, afterSeconds: 20, reason: nil, counts: RunCounts(), requests: RequestCounts())
        let wait = try await store.runs.secondsUntilClaimable() ?? 0
        try expect(wait > 0 && wait <= 20, "until the wait is over: \(wait)")
        _ = try await store.runs.cancel(waiting.run.id)
        try await store.expireLease(run.run.id)
        try expectEqual(try await store.runs.secondsUntilClaimable(), nil, "what is claimable now is not to come")
    }

    static func whatWaitsForACauseIsHurriedWhenItIsGone(_ store: ConformanceHarness) async throws {
        let run = try await store.start()
        try expectEqual(try await store.runs.hurry(run.run.tenantID, waitingFor: .luccaUnauthorized), nil, "while it runs")
        try await store.runs.release(run.lease, afterSeconds: 3600, reason: error, counts: RunCounts(), requests: RequestCounts())
        try expectEqual(try await store.runs.hurry(run.run.tenantID, waitingFor: .planningPMEThrottled), nil, "another cause")
        try expectEqual(try await store.claim(run.run.id)?.run.id, nil, "it waits still")
        try expectEqual(try await store.runs.hurry(run.run.tenantID, waitingFor: .luccaUnauthorized), run.run.id, "its cause")
        try expectEqual(try await store.claim(run.run.id)?.run.id, run.run.id, "it is due")
    }

    static func aRunThatIsBegunIsRunningFromTheStart(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let begun = try await store.begin(tenant)
        try expectEqual(begun.run.state, .running, "its state")
        try expectEqual(begun.run.worker, "one", "its worker")
        try expectEqual(begun.run.attempt, 1, "the first attempt")
        try expectEqual(begun.run.purpose, .sync, "what it is for")
        try expect(begun.run.startedAt != nil, "it has started")
        try expectEqual(begun.lease, LeaseTerm(runID: begun.run.id, tenantID: tenant.id, term: 1), "its lease")
        try expectEqual(try await store.runs.run(begun.run.id), begun.run, "what others see")
        try expectEqual(
            try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true), [], "nobody else gets it")
        try expectEqual(try await store.code { _ = try await store.begin(tenant) }, .runActive, "a second one")
        try expectEqual(try await store.code { _ = try await store.enqueue(tenant) }, .runActive, "a queued one")
        try await store.runs.renew(begun.lease, leaseSeconds: 60)
        try await store.expireLease(begun.run.id)
        try expectEqual(try await store.claim(begun.run.id, by: "two")?.run.attempt, 2, "left behind, it is taken over")
    }

    static func noWorkerClaimsARemoval(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let begun = try await store.begin(tenant, purpose: .removal)
        try expectEqual(try await store.runs.liveRun(of: tenant.id)?.purpose, .removal, "what it is for")
        try await store.expireLease(begun.run.id)
        try expectEqual(
            try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true), [], "one left behind")
        let again = try await store.claim(begun.run.id, by: "two")
        try expectEqual(again?.run.attempt, 2, "whoever names it claims it")
        guard let again else { return }
        try await store.runs.release(
            again.lease, afterSeconds: nil, reason: error, counts: counts(4), requests: requests)
        try expectEqual(
            try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true), [], "one given back")
        try expectEqual(try await store.code { _ = try await store.enqueue(tenant) }, .runActive, "a sync beside it")
        try await store.runs.cancel(begun.run.id)
        try expectEqual(try await store.runs.run(begun.run.id).purpose, .removal, "in history too")
        _ = try await store.enqueue(tenant)
    }

    static func aClaimStartsTheRunUnderANewTerm(_ store: ConformanceHarness) async throws {
        let id = try await store.enqueue(try await store.makeTenant())
        let claimed = try await store.claim(id)
        try expectEqual(claimed?.lease.runID, id, "the lease's run")
        try expectEqual(claimed?.run.state, .running, "the claimed run's state")
        try expectEqual(claimed?.run.worker, "one", "the claimed run's worker")
        try expectEqual(claimed?.run.attempt, 1, "the first attempt")
        try expect(claimed?.run.startedAt != nil, "it has started")
        try expectEqual(try await store.runs.run(id).state, .running, "what others see")
    }

    static func aHeldRunIsNotClaimedAgain(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try expect(try await store.claim(claimed.run.id, by: "two") == nil, "another worker gets nothing")
        try expectEqual(try await store.runs.run(claimed.run.id).worker, "one", "the holder stays")
    }

    static func aRunWhoseLeaseEndedIsTakenOver(_ store: ConformanceHarness) async throws {
        let first = try await store.start()
        try await store.expireLease(first.run.id)
        let second = try await store.claim(first.run.id, by: "two")
        try expectEqual(second?.run.attempt, 2, "the attempt")
        try expectEqual([first.isTakenOver, second?.isTakenOver], [false, true], "which of the claims took it over")
        try expectEqual(second?.run.worker, "two", "the worker")
        try expectEqual(second?.run.startedAt, first.run.startedAt, "the start is the first one's")
        try expect((second?.lease.term ?? 0) > first.lease.term, "the term grows")
        guard let second else { return }
        try await store.runs.release(second.lease, afterSeconds: nil, reason: nil, counts: RunCounts(), requests: RequestCounts())
        try expectEqual(try await store.claim(first.run.id, by: "three")?.isTakenOver, false, "a run that was given back")
    }

    /// Every fenced write of both ports.
    static func refusals(_ store: ConformanceHarness, _ lease: LeaseTerm) async throws -> [SyncError.Code?] {
        try await [
            store.code { try await store.runs.renew(lease, leaseSeconds: 60) },
            store.code { try await store.runs.progress(lease, counts: RunCounts(), requests: RequestCounts()) },
            store.code { try await store.runs.finish(lease, RunOutcome(state: .succeeded), withheld: []) },
            store.code {
                try await store.runs.release(
                    lease, afterSeconds: nil, reason: nil, counts: RunCounts(), requests: RequestCounts())
            },
            store.code { try await store.ledger.recordIntents([], lease) },
            store.code { try await store.ledger.recordIntents([.create(EventLedgerConformance.draft())], lease) },
            store.code { try await store.ledger.recordOutcomes([], changes: [change(.done)], lease) },
            store.code { try await store.ledger.settle(LedgerSettlement(remove: [], write: [], isWholePlanning: true), lease) },
            store.code { try await store.ledger.remember(EventLedgerConformance.update, lease) },
        ]
    }

    static func everyWriteUnderAnOldTermIsRefused(_ store: ConformanceHarness) async throws {
        let first = try await store.start()
        try await store.expireLease(first.run.id)
        _ = try await store.claim(first.run.id, by: "two")
        let refusals = try await refusals(store, first.lease)
        try expectEqual(refusals, Array(repeating: .leaseLost, count: refusals.count), "refusals")
        try await nothingWasWritten(store, first)
    }

    static func everyWriteUnderALeaseThatRanOutIsRefused(_ store: ConformanceHarness) async throws {
        let first = try await store.start()
        try await store.expireLease(first.run.id)
        let refusals = try await refusals(store, first.lease)
        try expectEqual(refusals, Array(repeating: .leaseLost, count: refusals.count), "refusals")
        try await nothingWasWritten(store, first)
    }

    private static func nothingWasWritten(_ store: ConformanceHarness, _ claimed: ClaimedRun) async throws {
        let memory = try await store.ledger.load(claimed.run.tenantID)
        try expect(memory.entries.isEmpty && memory.links.isEmpty && memory.reconciledAt == nil, "nothing is remembered")
        try expectEqual(try await store.runs.changes(of: claimed.run.id), [], "no change is told")
        try expectEqual(try await store.runs.run(claimed.run.id).state, .running, "the run's state")
    }

    static func renewingKeepsTheRun(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.runs.renew(claimed.lease, leaseSeconds: 60)
        try await store.runs.progress(claimed.lease, counts: counts(1), requests: RequestCounts())
        try expectEqual(try await store.runs.run(claimed.run.id).attempt, 1, "the attempt")
    }

    static func finishingMovesTheRunToHistory(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.runs.finish(
            claimed.lease,
            RunOutcome(state: .failed, counts: counts(9), requests: requests, error: error, problems: [problem]), withheld: [])
        let run = try await store.runs.run(claimed.run.id)
        try expectEqual(run.state, .failed, "its state")
        try expectEqual(run.counts, counts(9), "its counts")
        try expectEqual(run.requests, requests, "its requests")
        try expectEqual(run.error, error, "its error")
        try expectEqual(run.worker, "one", "who ended it")
        try expect(run.finishedAt != nil, "it has an end")
        try expectEqual(try await store.runs.problems(of: run.id), [problem], "its problems")
        try expect(try await store.runs.liveRun(of: run.tenantID) == nil, "the tenant is free")
        let tenant = try await store.registry.tenant(run.tenantID)
        let next = try await store.enqueue(tenant)
        try expect(next > run.id, "the next run's id is higher")
    }

    static func anEndedRunIsNeitherClaimedNorFinishedAgain(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let problems = [problem]
        try await store.runs.finish(claimed.lease, RunOutcome(state: .partial, problems: problems), withheld: [])
        try expect(try await store.claim(claimed.run.id) == nil, "it is not claimed")
        let again = try await store.code {
            try await store.runs.finish(claimed.lease, RunOutcome(state: .failed, problems: problems + problems), withheld: [])
        }
        try expectEqual(again, .leaseLost, "finishing again")
        try expectEqual(try await store.runs.run(claimed.run.id).state, .partial, "its state")
        try expectEqual(try await store.runs.problems(of: claimed.run.id), problems, "its problems")
    }

    static func aReleasedRunIsClaimedWhenDueUnderTheSameAttempt(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.runs.release(
            claimed.lease, afterSeconds: 3600, reason: error, counts: counts(4), requests: requests)
        let queued = try await store.runs.run(claimed.run.id)
        try expectEqual(queued.state, .queued, "its state")
        try expect(queued.notBefore >= claimed.run.notBefore.adding(seconds: 3600), "when it is due, by the store's clock")
        try expectEqual(queued.error, error, "why it was given back")
        try expectEqual(queued.counts, counts(4), "its counts")
        try expectEqual(queued.requests, requests, "its requests")
        try expect(try await store.claim(claimed.run.id) == nil, "it is not claimed before it is due")

        let other = try await store.start("other")
        try await store.runs.release(
            other.lease, afterSeconds: nil, reason: nil, counts: counts(4), requests: requests)
        try expectEqual(try await store.runs.run(other.run.id).notBefore, other.run.notBefore, "it is due as it was")
        let again = try await store.claim(other.run.id, by: "two")
        try expectEqual(again?.run.attempt, 1, "nobody died: the attempt stays")
        try expectEqual(again?.run.counts, counts(4), "the counts go on")
        try expect((again?.lease.term ?? 0) > other.lease.term, "the term grows")
    }

    static func progressIsShown(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.runs.progress(claimed.lease, counts: counts(8), requests: requests)
        let run = try await store.runs.run(claimed.run.id)
        try expectEqual(run.counts, counts(8), "its counts")
        try expectEqual(run.requests, requests, "its requests")
        try expectEqual(run.state, .running, "its state")
    }

    static func cancellingEndsWhatNobodyRuns(_ store: ConformanceHarness) async throws {
        let queued = try await store.enqueue(try await store.makeTenant())
        try await store.runs.cancel(queued)
        try expectEqual(try await store.runs.run(queued).state, .cancelled, "a queued run")
        let abandoned = try await store.start("other")
        try await store.expireLease(abandoned.run.id)
        try await store.runs.cancel(abandoned.run.id)
        try expectEqual(try await store.runs.run(abandoned.run.id).state, .cancelled, "a run whose worker died")
        let late = try await store.code { try await store.runs.renew(abandoned.lease, leaseSeconds: 60) }
        try expectEqual(late, .leaseLost, "its worker, come back")
        try expectEqual(try await store.code { try await store.runs.cancel(queued) }, .runStateRefused, "an ended run")
    }

    static func cancellingARunUnderALeaseAsksItsWorker(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try expectEqual(try await store.runs.cancel(claimed.run.id), .requested(worker: "one"), "the answer")
        try expectEqual(try await store.runs.run(claimed.run.id).state, .running, "the run goes on")
        let renewal = try await store.runs.renew(claimed.lease, leaseSeconds: 60)
        try expect(renewal.isCancelRequested, "the worker learns it when it renews")
        try await store.expireLease(claimed.run.id)
        try expect(try await store.claim(claimed.run.id, by: "two")?.isCancelRequested == true, "and so does the next one")
    }

    static func dueRunsOfAnyTenantAreClaimedOldestFirst(_ store: ConformanceHarness) async throws {
        let first = try await store.enqueue(try await store.makeTenant("one"))
        let second = try await store.enqueue(try await store.makeTenant("two"))
        let third = try await store.enqueue(try await store.makeTenant("three"))
        let two = try await store.runs.claimDue(worker: "one", leaseSeconds: 60, atMost: 2, isIdle: true)
        try expectEqual(Set(two.map(\.runID)), [first, second], "the two oldest")
        for lease in two {
            let claimed = try await store.runs.claimed(lease)
            try expectEqual(claimed.run.state, .running, "a claimed run")
            try expectEqual(claimed.run.worker, "one", "its worker")
            try expectEqual(claimed.run.attempt, 1, "its attempt")
        }
        let rest = try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true)
        try expectEqual(rest.map(\.runID), [third], "what is left for the next")
        try expectEqual(
            try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true), [], "then nothing")
    }

    static func aRunLeftBehindIsClaimedFirst(_ store: ConformanceHarness) async throws {
        let abandoned = try await store.start("one")
        let queued = try await store.enqueue(try await store.makeTenant("two"))
        try await store.expireLease(abandoned.run.id)
        let lease = try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 1, isIdle: true)
        try expectEqual(lease.map(\.runID), [abandoned.run.id], "the one left behind")
        if let lease = lease.first {
            try expectEqual(try await store.runs.claimed(lease).run.attempt, 2, "its attempt")
        }
        let next = try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true)
        try expectEqual(next.map(\.runID), [queued], "then the queued one")
    }

    static func aDeathIsCountedUnlessItsWorkerLives(_ store: ConformanceHarness) async throws {
        let first = try await store.start()
        let run = first.run.id
        try expectEqual(first.deaths, 0, "no one died")
        try await store.expireLease(run)
        let own = try await store.claim(run, by: "one")
        try expectEqual(own?.deaths, 0, "a worker that takes its own run again is alive")
        try await store.expireLease(run)
        let second = try await store.claim(run, by: "two")
        try expectEqual(second?.deaths, 1, "its worker is taken for dead")
        if let own { try await store.runs.survived(own.lease) }
        try await store.expireLease(run)
        let third = try await store.claim(run, by: "three")
        try expectEqual(third?.deaths, 1, "the first one lived, the second did not say so")
        guard let third else { return }
        try await store.runs.survived(third.lease)
        try await store.runs.release(third.lease, afterSeconds: nil, reason: nil, counts: RunCounts(), requests: RequestCounts())
        try expectEqual(try await store.claim(run, by: "four")?.deaths, 1, "what is handed back is no death")
    }

    /// - Returns: a run of that tenant in which two workers died, left behind by the second.
    private static func deadly(_ store: ConformanceHarness, _ slug: String) async throws -> RunID {
        let first = try await store.start(slug)
        try await store.expireLease(first.run.id)
        _ = try await store.claim(first.run.id, by: "victim")
        try await store.expireLease(first.run.id)
        return first.run.id
    }

    static func whatTwoWorkersDiedOfGoesToAnIdleWorkerAlone(_ store: ConformanceHarness) async throws {
        let deadly = try await deadly(store, "deadly")
        let first = try await store.enqueue(try await store.makeTenant("one"))
        let second = try await store.enqueue(try await store.makeTenant("two"))
        func claim(_ worker: String, isIdle: Bool = true) async throws -> [RunID] {
            try await store.runs.claimDue(worker: worker, leaseSeconds: 60, atMost: 5, isIdle: isIdle).map(\.runID)
        }
        try expectEqual(Set(try await claim("busy", isIdle: false)), [first, second], "a worker that says it is busy")
        try expectEqual(try await claim("busy"), [], "one that holds runs is busy, whatever it says")
        try expectEqual(try await claim("idle"), [deadly], "an idle one gets it alone")
        let third = try await store.enqueue(try await store.makeTenant("three"))
        try expectEqual(try await claim("idle"), [], "and nothing else")
        try expectEqual(try await claim("idle", isIdle: false), [], "whatever it says")
        try expectEqual(try await claim("busy"), [third], "others go on")
        try await store.expireLease(deadly)
        let last = try await store.runs.claimDue(worker: "busy", leaseSeconds: 60, atMost: 5, isIdle: false)
        try expectEqual(last.map(\.runID), [deadly], "after the third death it is only recorded, by anybody")
        if let last = last.first { try expectEqual(try await store.runs.claimed(last).deaths, 3, "its deaths") }
    }

    static func manyLeasesAreRenewedAtOnce(_ store: ConformanceHarness) async throws {
        let held = try await [store.start("one"), store.start("two"), store.start("three"), store.start("four")]
        _ = try await store.runs.cancel(held[1].run.id)
        try await store.expireLease(held[2].run.id)
        try await store.expireLease(held[3].run.id)
        _ = try await store.claim(held[3].run.id, by: "two")
        let answers = try await store.runs.renew(held.map(\.lease), leaseSeconds: 60)
        try expectEqual(
            answers,
            [
                held[0].lease: .renewed(LeaseRenewal(isCancelRequested: false)),
                held[1].lease: .renewed(LeaseRenewal(isCancelRequested: true)),
            ], "those that have passed on are missing")
        try expectEqual(try await store.runs.renew([], leaseSeconds: 60), [:], "none")
    }

    static func aRetriedRunWaits(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.runs.retry(
            claimed.lease, afterSeconds: 600, reason: error, counts: counts(4), requests: requests)
        let run = try await store.runs.run(claimed.run.id)
        try expectEqual(run.state, .queued, "its state")
        try expectEqual(run.error, error, "why")
        try expectEqual(run.counts, counts(4), "how far it came")
        try expect(try await store.claim(claimed.run.id) == nil, "it is not due")
        try expectEqual(try await store.runs.claimDue(worker: "two", leaseSeconds: 60, atMost: 5, isIdle: true), [], "for nobody")
        let late = try await store.code { try await store.runs.renew(claimed.lease, leaseSeconds: 60) }
        try expectEqual(late, .leaseLost, "its worker's lease")
    }

    static func theStepsOfAnEndedRunAreDatedBackFromItsEnd(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try expectEqual(try await store.runs.steps(of: claimed.run.id), [], "none before the end")
        let steps = [
            MeasuredStep(name: "fetching", beganBefore: 90_500, endedBefore: 60_000),
            MeasuredStep(name: "planning", beganBefore: 60_000, endedBefore: 0),
        ]
        try await store.runs.finish(claimed.lease, RunOutcome(state: .succeeded, steps: steps), withheld: [])
        guard let end = try await store.runs.run(claimed.run.id).finishedAt else {
            throw ConformanceFailure("an ended run has an end", #fileID, #line)
        }
        func before(_ milliseconds: Int) -> Instant { Instant(millisecondsSince1970: end.millisecondsSince1970 - milliseconds) }
        try expectEqual(
            try await store.runs.steps(of: claimed.run.id),
            [
                RunStep(name: "fetching", beganAt: before(90_500), endedAt: before(60_000)),
                RunStep(name: "planning", beganAt: before(60_000), endedAt: end),
            ], "in order")
        let other = try await store.start("other")
        try await store.runs.finish(other.lease, RunOutcome(state: .succeeded), withheld: [])
        try expectEqual(try await store.runs.steps(of: other.run.id), [], "another run's")
    }

    static func unknownRunsAreRefused(_ store: ConformanceHarness) async throws {
        try expectEqual(try await store.code { _ = try await store.runs.run(999_999) }, .runUnknown, "showing one")
        try expectEqual(try await store.code { try await store.runs.cancel(999_999) }, .runUnknown, "cancelling one")
        try expect(try await store.claim(999_999) == nil, "there is nothing to claim")
    }

    static func listsAreNewestFirstAndFiltered(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let failed = try await store.start(tenant)
        try await store.runs.finish(failed.lease, RunOutcome(state: .failed, error: error), withheld: [])
        let succeeded = try await store.start(tenant)
        try await store.runs.finish(succeeded.lease, RunOutcome(state: .succeeded), withheld: [])
        let queued = try await store.enqueue(tenant)
        let foreign = try await store.start("other")

        let all = try await store.runs.list(RunFilter()).map(\.id)
        try expectEqual(all, [foreign.run.id, queued, succeeded.run.id, failed.run.id], "all of them")
        let own = try await store.runs.list(RunFilter(tenant: tenant.id)).map(\.id)
        try expectEqual(own, [queued, succeeded.run.id, failed.run.id], "of one tenant")
        let newest = try await store.runs.list(RunFilter(tenant: tenant.id, limit: 2)).map(\.id)
        try expectEqual(newest, [queued, succeeded.run.id], "the newest two")
        let failures = try await store.runs.list(RunFilter(tenant: tenant.id, state: .failed)).map(\.id)
        try expectEqual(failures, [failed.run.id], "the failed ones")
        let later = try await store.runs.list(RunFilter(tenant: tenant.id, state: .failed, since: ConformanceHarness.farFuture))
        try expectEqual(later, [], "those that ended later than they did")
    }

    static func pagesHoldEachRunOnce(_ store: ConformanceHarness) async throws {
        let tenants = [try await store.makeTenant("one"), try await store.makeTenant("two"), try await store.makeTenant("three")]
        var newest: [RunID] = []
        for tenant in tenants + tenants {
            let run = try await store.start(tenant)
            try await store.runs.finish(run.lease, RunOutcome(state: .succeeded), withheld: [])
            newest.insert(run.run.id, at: 0)
        }
        let late = try await store.start(tenants[0])
        let live = [try await store.enqueue(tenants[2]), try await store.enqueue(tenants[1])]
        try await store.runs.finish(late.lease, RunOutcome(state: .failed, error: error), withheld: [])
        // The last one to end comes first, whatever its id; live ones come before all.
        newest = live.sorted(by: >) + [late.run.id] + newest
        var query = RunQuery(limit: 100)
        try expectEqual(try await store.runs.page(query).map(\.id), newest, "all of them")
        query.limit = 2
        var found: [RunID] = []
        repeat {
            found += try await store.runs.page(query).map(\.id)
            query.before = newest[min(found.count, newest.count) - 1]
        } while found.count < newest.count
        try expectEqual(found, newest, "two at a time")
        try expectEqual(try await store.runs.page(query), [], "after the oldest")
        try expectEqual(try await store.runs.count(query, atMost: 100), newest.count, "their number, whatever the page")
        try expectEqual(try await store.runs.count(query, atMost: 4), 4, "counting stops")
        query.before = 999_999
        try expectEqual(try await store.code { _ = try await store.runs.page(query) }, .runUnknown, "after an unknown run")
    }

    static func runsAreFoundByWhatTheyAre(_ store: ConformanceHarness) async throws {
        let (acme, beta) = (try await store.makeTenant("acme"), try await store.makeTenant("beta"))
        let archived = Problem(.employee("1", identifier: "1"), .resourceArchived(resource: 5))
        func end(_ tenant: Tenant, _ outcome: RunOutcome) async throws -> RunID {
            let run = try await store.start(tenant)
            try await store.runs.finish(run.lease, outcome, withheld: [])
            return run.run.id
        }
        let partial = try await end(acme, RunOutcome(state: .partial, problems: [problem, archived, problem]))
        let failed = try await end(beta, RunOutcome(state: .failed, error: error))
        let good = try await end(acme, RunOutcome(state: .succeeded))
        let queued = try await store.enqueue(beta)
        func found(_ name: String, _ expected: [RunID], _ change: (inout RunQuery) -> Void) async throws {
            var query = RunQuery(limit: 100)
            change(&query)
            try expectEqual(try await store.runs.page(query).map(\.id), expected, name)
            try expectEqual(try await store.runs.count(query, atMost: 100), expected.count, "the number of \(name)")
        }
        try await found("all", [queued, good, failed, partial]) { _ in }
        try await found("one tenant's", [good, partial]) { $0.tenants = [acme.id] }
        try await found("two tenants'", [queued, good, failed, partial]) { $0.tenants = [acme.id, beta.id] }
        try await found("no tenant's", []) { $0.tenants = [] }
        try await found("one state's", [failed]) { $0.states = [.failed] }
        try await found("two states'", [failed, partial]) { $0.states = [.failed, .partial] }
        try await found("live ones", [queued]) { $0.states = [.queued, .running] }
        try await found("one tenant's in one state", [good]) { ($0.tenants, $0.states) = ([acme.id], [.succeeded]) }
        try await found("manual ones", [queued, good, failed, partial]) { $0.triggers = [.manual] }
        try await found("scheduled ones", []) { $0.triggers = [.schedule] }
        try await found("those with a problem", [partial]) { $0.codes = [Problem.Code.resourceArchived.rawValue] }
        try await found("those with an error", [failed]) { $0.codes = [error.code.rawValue] }
        try await found("those with either", [failed, partial]) {
            $0.codes = [error.code.rawValue, problem.code.rawValue, "another"]
        }
        var next = RunQuery(limit: 100)
        (next.codes, next.before) = ([error.code.rawValue, problem.code.rawValue], failed)
        try expectEqual(try await store.runs.page(next).map(\.id), [partial], "the next page of those with either")
        try await found("ended in the future, or live", [queued]) { $0.since = ConformanceHarness.farFuture }
        try await found("ended before the future", [queued, good, failed, partial]) { $0.until = ConformanceHarness.farFuture }
        try await found("ended long ago", []) { $0.until = Instant(secondsSince1970: 1_000_000_000) }
        let run = try await store.runs.run(partial)
        try expectEqual(
            run.problems, ProblemTally(count: 3, new: 3, codes: [problem.code, archived.code]), "what it knows of its problems")
        try expectEqual(try await store.runs.run(good).problems, ProblemTally(), "a run without problems")
    }

    static func aProblemIsKnownSinceTheFirstRunInARow(_ store: ConformanceHarness) async throws {
        let (tenant, other) = (try await store.makeTenant(), try await store.makeTenant("other"))
        let archived = Problem(.employee("1", identifier: "1"), .resourceArchived(resource: 5))
        // The same code of the same employee, found in another way.
        let refound = Problem(problem.subject, .noIdentifier(identifier: .employeeNumber, matchesEmail: false))
        func end(_ state: RunState, _ problems: [Problem], of tenant: Tenant) async throws -> Run {
            let run = try await store.start(tenant)
            try await store.runs.finish(run.lease, RunOutcome(state: state, problems: problems), withheld: [])
            return try await store.runs.run(run.run.id)
        }
        func reported(_ run: Run) async throws -> [ReportedProblem] { try await store.runs.reportedProblems(of: run.id) }

        let first = try await end(.partial, [problem], of: tenant)
        try expectEqual(try await reported(first), [ReportedProblem(problem)], "the first run's")
        try expectEqual(first.problems.new, 1, "their number")
        _ = try await end(.partial, [problem, archived], of: other)
        let failed = try await end(.failed, [], of: tenant)
        try expectEqual(failed.problems, ProblemTally(), "a run that did not get there")
        let second = try await end(.needsReview, [archived, refound], of: tenant)
        try expectEqual(
            try await reported(second), [ReportedProblem(archived), ReportedProblem(refound, knownSince: first.finishedAt)],
            "one that is new, and one that the last run that read Lucca had too")
        try expectEqual(second.problems, ProblemTally([archived, refound], new: 1), "in figures")
        let third = try await end(.partial, [refound, archived], of: tenant)
        try expectEqual(
            try await reported(third).map(\.knownSince), [first.finishedAt, second.finishedAt], "each since its own first run")
        try expectEqual(third.problems.new, 0, "none is new")
        _ = try await end(.succeeded, [], of: tenant)
        let last = try await end(.partial, [refound], of: tenant)
        try expectEqual(try await reported(last), [ReportedProblem(refound)], "one that was gone is new")
    }

    static func theLastSuccessIsTheNewestThatWorked(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try expect(try await store.runs.lastSuccess(of: tenant.id) == nil, "none yet")
        for (state, employees, expected) in [
            (RunState.succeeded, 10, 10), (.failed, 20, 10), (.partial, 30, 30), (.cancelled, 40, 30), (.needsReview, 50, 30),
        ] {
            let claimed = try await store.start(tenant)
            try await store.runs.finish(claimed.lease, RunOutcome(state: state, counts: counts(employees)), withheld: [])
            try expectEqual(try await store.runs.lastSuccess(of: tenant.id)?.employees, expected, "after \(state)")
        }
    }

    static func aClaimSaysWhereTheRunStarts(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let fresh = RunBackground(tenant: tenant, changes: [], declined: [:], lastSuccess: nil)
        let first = try await store.begin(tenant)
        try expectEqual(first.background, .success(fresh), "nothing is behind the first")
        var outcome = RunOutcome(state: .succeeded, counts: counts(10))
        outcome.requests.lucca = 4
        try await store.runs.finish(first.lease, outcome, withheld: [])
        let braked = try await store.start(tenant)
        try await store.runs.finish(braked.lease, RunOutcome(state: .needsReview), withheld: [change(.withheld, period: "2")])
        try await store.runs.reject(braked.run.id)

        let claimed = try await store.start(tenant)
        let written = [change(.done, period: "3"), change(.rejected, period: "4")]
        try await store.ledger.recordOutcomes([], changes: written, claimed.lease)
        let background = try await store.runs.claimed(claimed.lease).background.get()
        try expectEqual(background.tenant, tenant, "its tenant")
        try expectEqual(background.changes, written, "what it wrote before")
        try expectEqual(background.declined, try await store.runs.declined(of: tenant.id), "what a person declined")
        try expectEqual(background.declined.count, 1, "how much that is")
        try expectEqual(background.lastSuccess, try await store.runs.lastSuccess(of: tenant.id), "the last success")
        try expectEqual(background.lastSuccess?.luccaRequests, 4, "what that one sent")
    }

    static func withheldDeletionsAndApprovalsAreKept(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let claimed = try await store.start(tenant)
        try await store.ledger.recordOutcomes([], changes: [change(.rejected, period: "1")], claimed.lease)
        try await store.runs.finish(
            claimed.lease, RunOutcome(state: .needsReview), withheld: [change(.withheld, period: "2")])
        try expectEqual(
            try await store.runs.changes(of: claimed.run.id), [change(.rejected, period: "1"), change(.withheld, period: "2")],
            "the run's changes, in order")
        let approving = try await store.enqueue(tenant, approves: claimed.run.id)
        try expectEqual(try await store.runs.run(approving).approves, claimed.run.id, "what it approves")
        try expectEqual(try await store.claim(approving)?.run.approves, claimed.run.id, "and what its worker learns")
    }

    static func aChangeKeepsItsCause(_ store: ConformanceHarness) async throws {
        let causes: [ChangeCause] = [
            .new, .leaveAccountChanged(from: "7", to: "8"), .typeChanged(from: 5), .requestReplaced(from: "v2-901"),
            .luccaAccountRenamed(from: "acme"), .ignored("7", byOperator: true),
            .employeeLeft(lastDay: CalendarDay(ordinal: 20_787)), .outOfScope(department: "9"), .settled,
            .unrecognized(ChangeCause.Code(rawValue: "of_a_later_release")),
        ]
        let run = try await store.start()
        let changes = causes.enumerated().map { change(.done, period: "\($0.offset)", because: $0.element) }
        try await store.ledger.recordOutcomes([], changes: changes, run.lease)
        let withheld = [change(.withheld, period: "99", because: .remoteWork("9"))]
        try await store.runs.finish(run.lease, RunOutcome(state: .needsReview), withheld: withheld)
        try expectEqual(try await store.runs.changes(of: run.run.id), changes + withheld, "what was written, and why")
    }

    static func anApprovalEndsWithTheNextRunThatDecides(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let braked = try await store.start(tenant)
        try await store.runs.finish(braked.lease, RunOutcome(state: .needsReview), withheld: [change(.withheld)])
        for state in [RunState.failed, .cancelled] {
            let next = try await store.start(tenant)
            try await store.runs.finish(next.lease, RunOutcome(state: state), withheld: [])
        }
        let approval = try await store.begin(tenant, approves: braked.run.id)
        try expectEqual(approval.run.approves, braked.run.id, "runs that decided nothing leave it open")
        try await store.runs.finish(approval.lease, RunOutcome(state: .failed), withheld: [])
        let other = try await store.start("other")
        try await store.runs.finish(other.lease, RunOutcome(state: .succeeded), withheld: [])
        let next = try await store.begin(tenant, approves: braked.run.id)
        try await store.runs.finish(next.lease, RunOutcome(state: .needsReview), withheld: [change(.withheld)])

        let begun = try await store.code { _ = try await store.begin(tenant, approves: braked.run.id) }
        try expectEqual(begun, .runStateRefused, "one that a later run has looked behind")
        let queued = try await store.code { _ = try await store.enqueue(tenant, approves: braked.run.id) }
        try expectEqual(queued, .runStateRefused, "the same, queued")
        try expect(try await store.runs.liveRun(of: tenant.id) == nil, "nothing is begun")
        let unknown = try await store.code { _ = try await store.begin(tenant, approves: other.run.id) }
        try expectEqual(unknown, .runUnknown, "another tenant's run")
        _ = try await store.begin(tenant, approves: next.run.id)
    }

    /// A run as of so many days from now.
    private static func run(
        _ tenant: Tenant, in days: Int, _ store: ConformanceHarness, approves: RunID? = nil, purpose: RunPurpose = .sync,
        isToday: Bool = false
    ) async throws -> NewRun {
        let asOf = try await store.schedules.now().day(in: .gmt).adding(days: days)
        return NewRun(
            tenantID: tenant.id, trigger: .manual, window: SyncWindow(of: tenant, asOf: asOf, hasSucceeded: true),
            approves: approves,
            purpose: purpose, isToday: isToday)
    }

    /// A run as of so many days from now, from its beginning to its end.
    private static func perform(
        _ tenant: Tenant, in days: Int, as state: RunState = .succeeded, _ store: ConformanceHarness
    ) async throws -> RunID {
        let begun = try await store.runs.begin(run(tenant, in: days, store, isToday: true), worker: "one", leaseSeconds: 60)
        try await store.runs.finish(begun.lease, RunOutcome(state: state), withheld: [])
        return begun.run.id
    }

    static func noSyncGoesBackBehindTheLast(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        _ = try await perform(tenant, in: 2, store)
        for state in [RunState.failed, .cancelled, .needsReview] { _ = try await perform(tenant, in: 9, as: state, store) }
        let earlier = try await run(tenant, in: 1, store)
        let queued = try await store.code { _ = try await store.runs.enqueue(earlier) }
        try expectEqual(queued, .asOfPassed, "a day before the last sync's, queued")
        let begun = try await store.code { _ = try await store.runs.begin(earlier, worker: "one", leaseSeconds: 60) }
        try expectEqual(begun, .asOfPassed, "the same, begun")
        try expect(try await store.runs.liveRun(of: tenant.id) == nil, "nothing is left of it")
        let other = try await store.makeTenant("other")
        _ = try await store.runs.enqueue(run(other, in: 1, store))
        for allowed in [
            try await run(tenant, in: 2, store), try await run(tenant, in: 0, store, isToday: true),
            try await run(tenant, in: 0, store, purpose: .removal),
        ] {
            try await store.runs.cancel(store.runs.enqueue(allowed))
        }
        // A sync that only a wrong clock can have dated blocks no run.
        _ = try await perform(tenant, in: 400, store)
        _ = try await store.runs.enqueue(earlier)
    }

    /// One ends a run as of a day while the other starts one as of the day before, repeatedly: it is in the way, or has synced.
    static func noRacingStarterGoesBackBehindTheLast(_ store: ConformanceHarness) async throws {
        for round in 0..<20 {
            let tenant = try await store.makeTenant("acme-\(round)")
            let (later, earlier) = (try await run(tenant, in: 2, store), try await run(tenant, in: 1, store))
            let begun = try await store.runs.begin(later, worker: "one", leaseSeconds: 60)
            async let second = answerOnceFree(store) {
                if round.isMultiple(of: 2) {
                    _ = try await store.runs.enqueue(earlier)
                } else {
                    _ = try await store.runs.begin(earlier, worker: "two", leaseSeconds: 60)
                }
            }
            try await store.runs.finish(begun.lease, RunOutcome(state: .succeeded), withheld: [])
            try expectEqual(try await second, .asOfPassed, "the day before, once the run in the way has ended")
            try expect(try await store.runs.liveRun(of: tenant.id) == nil, "nothing is left of it")
        }
    }

    /// Starts until no other run is in the way. - Returns: the code of the error thrown then.
    private static func answerOnceFree(
        _ store: ConformanceHarness, _ start: @Sendable () async throws -> Void
    ) async throws -> SyncError.Code? {
        while true {
            let code = try await store.code(start)
            guard code == .runActive else { return code }
            await Task.yield()
        }
    }

    static func anApprovalDoesNotGoBackBehindItsRun(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let braked = try await perform(tenant, in: 2, as: .needsReview, store)
        let code = try await store.code { _ = try await store.runs.enqueue(run(tenant, in: 1, store, approves: braked)) }
        try expectEqual(code, .asOfPassed, "a day before that of the run that it approves")
        _ = try await store.runs.enqueue(run(tenant, in: 2, store, approves: braked))
    }

    static func tenantsDoNotSeeEachOthersRuns(_ store: ConformanceHarness) async throws {
        let one = try await store.start("one")
        let two = try await store.start("two")
        try await store.runs.finish(one.lease, RunOutcome(state: .succeeded, counts: counts(3)), withheld: [])
        try expectEqual(try await store.runs.liveRun(of: two.run.tenantID)?.id, two.run.id, "two's live run")
        try expect(try await store.runs.liveRun(of: one.run.tenantID) == nil, "one has none")
        try expect(try await store.runs.lastSuccess(of: two.run.tenantID) == nil, "two never succeeded")
        let crossed = LeaseTerm(runID: two.run.id, tenantID: one.run.tenantID, term: two.lease.term)
        let refusal = try await store.code { try await store.runs.renew(crossed, leaseSeconds: 60) }
        try expectEqual(refusal, .leaseLost, "a lease under another tenant's name")
    }
}
