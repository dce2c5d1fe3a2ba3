import SyncCore
import SyncEngine

/// What every `FleetStore` does, with the run store and the registry that share its rows.
package enum FleetStoreConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aHeartbeatShowsTheWorker", aHeartbeatShowsTheWorker),
        ConformanceCase("workersComeByHostAndName", workersComeByHostAndName),
        ConformanceCase("aWorkerThatLeftIsGone", aWorkerThatLeftIsGone),
        ConformanceCase("aSilentWorkerIsForgotten", aSilentWorkerIsForgotten),
        ConformanceCase("aWorkerThatIsSilentForADayIsNotListed", aWorkerThatIsSilentForADayIsNotListed),
        ConformanceCase("theQueueIsCounted", theQueueIsCounted),
        ConformanceCase("aRemovalIsNoPartOfTheQueue", aRemovalIsNoPartOfTheQueue),
        ConformanceCase("activeTenantsWithoutARecentSuccessAreCounted", activeTenantsWithoutARecentSuccessAreCounted),
        ConformanceCase("suspendedTenantsAreNamedWithTheirRun", suspendedTenantsAreNamedWithTheirRun),
        ConformanceCase("theHealthOfEachTenantIsKnown", theHealthOfEachTenantIsKnown),
        ConformanceCase("aPauseStopsClaimsAndTheSchedule", aPauseStopsClaimsAndTheSchedule),
    ]

    private static func worker(_ name: String, host: String = "server-1") -> WorkerIdentity {
        WorkerIdentity(name: name, host: host, processID: 7, version: "1.2.3", concurrency: 4)
    }

    private static func aHeartbeatShowsTheWorker(_ store: ConformanceHarness) async throws {
        try await store.fleet.beat(worker("one"), isDraining: false, trouble: nil)
        let first = try await only(store)
        try expectEqual(first.identity, worker("one"), "who it is")
        try expect(!first.isDraining && first.trouble == nil, "it is well")
        try await store.advance(10)
        try await store.fleet.beat(worker("one"), isDraining: true, trouble: "keyring_unusable")
        let second = try await only(store)
        try expect(second.isDraining, "it ends")
        try expectEqual(second.trouble, "keyring_unusable", "its trouble")
        try expectEqual(second.startedAt, first.startedAt, "when it started")
        try expect(second.heartbeatAt >= first.heartbeatAt.adding(seconds: 10), "the heartbeat is the store's time")
    }

    private static func only(_ store: ConformanceHarness) async throws -> WorkerPresence {
        let workers = try await store.fleet.workers()
        guard workers.count == 1, let worker = workers.first else {
            throw ConformanceFailure("one worker lives, not \(workers.count)", #fileID, #line)
        }
        return worker
    }

    private static func workersComeByHostAndName(_ store: ConformanceHarness) async throws {
        for (name, host) in [("b", "server-2"), ("c", "server-1"), ("a", "server-2")] {
            try await store.fleet.beat(worker(name, host: host), isDraining: false, trouble: nil)
        }
        try expectEqual(try await store.fleet.workers().map(\.identity.name), ["c", "a", "b"], "the order")
    }

    private static func aWorkerThatLeftIsGone(_ store: ConformanceHarness) async throws {
        for name in ["one", "two"] { try await store.fleet.beat(worker(name), isDraining: false, trouble: nil) }
        try await store.fleet.leave("one")
        try await store.fleet.leave("unknown")
        try expectEqual(try await store.fleet.workers().map(\.identity.name), ["two"], "who is left")
    }

    private static func aSilentWorkerIsForgotten(_ store: ConformanceHarness) async throws {
        try await store.fleet.beat(worker("silent"), isDraining: false, trouble: nil)
        try await store.advance(100)
        try await store.fleet.beat(worker("alive"), isDraining: false, trouble: nil)
        try await store.fleet.forgetWorkers(silentForSeconds: 1000)
        try expectEqual(try await store.fleet.workers().count, 2, "neither is silent for so long")
        try await store.fleet.forgetWorkers(silentForSeconds: 50)
        try expectEqual(try await store.fleet.workers().map(\.identity.name), ["alive"], "who is left")
    }

    private static func aWorkerThatIsSilentForADayIsNotListed(_ store: ConformanceHarness) async throws {
        try await store.fleet.beat(worker("one"), isDraining: false, trouble: nil)
        try await store.advance(86_000)
        try expectEqual(try await store.fleet.workers().count, 1, "before a day is over")
        try await store.advance(1000)
        try expectEqual(try await store.fleet.workers().count, 0, "after it")
    }

    private static func theQueueIsCounted(_ store: ConformanceHarness) async throws {
        let empty = try await store.fleet.overview()
        try expectEqual(empty.queued + empty.due + empty.running + empty.leftBehind + empty.activeTenants, 0, "an empty queue")
        try expect(empty.oldestDueAt == nil && empty.oldestDueTenant == nil && empty.nextDueAt == nil, "nothing is due")
        let running = try await store.start("running")
        let left = try await store.start("left")
        try await store.expireLease(left.run.id)
        let waiting = try await store.start("waiting")
        try await store.runs.release(
            waiting.lease, afterSeconds: 600, reason: nil, counts: RunCounts(), requests: RequestCounts())
        let first = try await store.enqueue(store.makeTenant("first"))
        try await store.advance(1)
        _ = try await store.enqueue(store.activeTenant("second"))
        let overview = try await store.fleet.overview()
        try expectEqual(overview.queued, 3, "queued")
        try expectEqual(overview.due, 2, "due")
        try expectEqual(overview.running, 2, "running")
        try expectEqual(overview.leftBehind, 1, "left behind")
        try expectEqual(overview.oldestDueTenant?.value, "first", "the oldest that is due")
        try expectEqual(overview.oldestDueAt, try await store.runs.run(first).notBefore, "since when")
        try expectEqual(overview.nextDueAt, try await store.runs.run(waiting.run.id).notBefore, "what is due next")
        try expectEqual(overview.activeTenants, 1, "active tenants")
        try expect(overview.readAt >= running.run.notBefore, "the store's time")
    }

    private static func aRemovalIsNoPartOfTheQueue(_ store: ConformanceHarness) async throws {
        _ = try await store.begin(store.makeTenant(), purpose: .removal)
        let overview = try await store.fleet.overview()
        try expectEqual(overview.queued + overview.running, 0, "syncs")
    }

    private static func activeTenantsWithoutARecentSuccessAreCounted(_ store: ConformanceHarness) async throws {
        let (worked, failed) = (try await store.activeTenant("worked"), try await store.activeTenant("failed"))
        _ = try await store.makeTenant("draft")
        func missing() async throws -> Int { try await store.fleet.overview().withoutRecentSuccess }
        try expectEqual(try await missing(), 0, "they were activated just now")
        try await store.advance(27 * 3600)
        try expectEqual(try await missing(), 2, "a day and more without a run")
        for (tenant, state) in [(worked, RunState.needsReview), (failed, .failed)] {
            let claimed = try await store.start(tenant)
            try await store.runs.finish(claimed.lease, RunOutcome(state: state), withheld: [])
        }
        try expectEqual(try await missing(), 1, "a run that waits for a person read Lucca to its end")
        try await store.advance(27 * 3600)
        try expectEqual(try await missing(), 2, "that was long ago")
    }

    private static func suspendedTenantsAreNamedWithTheirRun(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant("zeta")
        _ = try await store.activeTenant("alpha")
        try expectEqual(try await store.fleet.suspensions(), [], "none yet")
        var last: RunID?
        for day in 0..<Tenant.failedDaysBeforeSuspension {
            let claimed = try await store.startScheduled(tenant, CalendarDay(ordinal: 20_790 + day))
            try await store.runs.finish(claimed.lease, RunOutcome(state: .failed, isMisconfigured: true), withheld: [])
            last = claimed.run.id
        }
        try expectEqual(try await store.fleet.suspensions(), [TenantSuspension(tenant: tenant.slug, run: last)], "its run")
        try await store.registry.setState(.active, of: tenant.id, from: [.suspended])
        try expectEqual(try await store.fleet.suspensions(), [], "somebody acted")
    }

    private static func theHealthOfEachTenantIsKnown(_ store: ConformanceHarness) async throws {
        let (acme, other) = (try await store.activeTenant("acme"), try await store.makeTenant("other"))
        func health(_ tenant: Tenant) async throws -> TenantHealth? {
            try await store.fleet.healths().first { $0.tenantID == tenant.id }
        }
        func end(
            _ state: RunState, _ problems: [Problem] = [], error: Failure? = nil, approves: RunID? = nil
        ) async throws -> Run {
            let claimed = try await store.begin(acme, approves: approves)
            try await store.runs.finish(claimed.lease, RunOutcome(state: state, error: error, problems: problems), withheld: [])
            return try await store.runs.run(claimed.run.id)
        }
        func expectHealth(
            _ success: Run?, _ complete: Run?, last: Run?, error: SyncError.Code? = nil, new: Int, open: Run?, _ what: String
        ) async throws {
            let ended = last.map { TenantHealth.LastRun(id: $0.id, state: $0.state, error: error) }
            let expected = TenantHealth(
                tenantID: acme.id, lastSuccessAt: success?.finishedAt, lastRun: ended, lastCompleteRun: complete?.id,
                newProblems: new, openReview: open?.id)
            try expectEqual(try await health(acme), expected, what)
        }
        try await expectHealth(nil, nil, last: nil, new: 0, open: nil, "before the first run")
        let refused = try await end(.failed, error: .lucca(.keyUnknown))
        try await expectHealth(
            nil, nil, last: refused, error: Failure.lucca(.keyUnknown).code, new: 0, open: nil,
            "a failed run read nothing to its end")
        let partial = try await end(.partial, [Problem(.employee("1", identifier: "1"), .resourceArchived(resource: 5))])
        try await expectHealth(partial, partial, last: partial, new: 1, open: nil, "a new problem")
        let braked = try await end(.needsReview, [Problem(.employee("1", identifier: "1"), .resourceArchived(resource: 5))])
        try await expectHealth(
            partial, braked, last: braked, new: 0, open: braked, "it waits for approval, and the problem is known")
        let failed = try await end(.failed)
        try await expectHealth(
            partial, braked, last: failed, new: 0, open: braked, "a failed run decides nothing")
        let approval = try await end(.succeeded, approves: braked.id)
        try await expectHealth(approval, approval, last: approval, new: 0, open: nil, "it was approved")
        let again = try await end(.needsReview)
        try await expectHealth(approval, again, last: again, new: 0, open: again, "it waits again")
        let later = try await end(.succeeded)
        try await expectHealth(later, later, last: later, new: 0, open: nil, "a later run took it over")
        try expectEqual(
            try await health(other),
            TenantHealth(
                tenantID: other.id, lastSuccessAt: nil, lastRun: nil, lastCompleteRun: nil, newProblems: 0, openReview: nil),
            "another tenant")
    }

    private static func aPauseStopsClaimsAndTheSchedule(_ store: ConformanceHarness) async throws {
        let (tenant, other) = (try await store.activeTenant("acme"), try await store.activeTenant("other"))
        func claimed() async throws -> [RunID] {
            try await store.runs.claimDue(worker: "one", leaseSeconds: 60, atMost: 5, isIdle: true).map(\.runID)
        }
        try expect(try await store.fleet.pause() == nil, "no pause")
        try expect(try await !store.fleet.endPause(), "there is none to end")
        let running = try await store.start(other)
        let queued = try await store.enqueue(tenant)
        try expect(try await store.fleet.beginPause(reason: "a maintenance"), "it begins")
        try expect(try await !store.fleet.beginPause(reason: "another"), "there is one")
        try expectEqual(try await store.fleet.pause()?.reason, "a maintenance", "the first reason stays")
        try expectEqual(try await claimed(), [], "nothing is claimed")
        try expectEqual(try await store.schedules.schedules().tenants.count, 0, "nothing is queued by the schedule")
        try expectEqual(try await store.fleet.overview().due, 1, "what is queued waits")
        try await store.runs.finish(running.lease, RunOutcome(state: .succeeded), withheld: [])
        try expect(try await store.claim(queued) != nil, "a person may perform one run (`run now`)")
        try await store.expireLease(queued)
        try expectEqual(try await claimed(), [], "nor what a dead worker left")
        try expect(try await store.fleet.endPause(), "it ends")
        try expect(try await store.fleet.pause() == nil, "no pause any more")
        try expectEqual(try await claimed(), [queued], "what waited is claimed")
        try expectEqual(try await store.schedules.schedules().tenants.count, 2, "the schedule goes on")
    }
}
