import SyncCore
import SyncEngine

/// What every `ScheduleStore` does, with the run store and the registry that share its rows.
package enum ScheduleStoreConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("manyWorkersQueueADayOnce", manyWorkersQueueADayOnce),
        ConformanceCase("aDayThatHadItsRunIsNotQueuedAgain", aDayThatHadItsRunIsNotQueuedAgain),
        ConformanceCase("aRunInTheWayLeavesTheDayDue", aRunInTheWayLeavesTheDayDue),
        ConformanceCase("whatWasEditedMeanwhileIsNotQueued", whatWasEditedMeanwhileIsNotQueued),
        ConformanceCase("onlyActiveTenantsHaveASchedule", onlyActiveTenantsHaveASchedule),
        ConformanceCase("aPauseTakesBackWhatHasNotBegun", aPauseTakesBackWhatHasNotBegun),
        ConformanceCase("aPauseLeavesTheLastDayThatHadItsRun", aPauseLeavesTheLastDayThatHadItsRun),
        ConformanceCase("aPauseLeavesWhatHasBegun", aPauseLeavesWhatHasBegun),
        ConformanceCase("manualRunsComeFirstThenTheOldestScheduled", manualRunsComeFirstThenTheOldestScheduled),
        ConformanceCase("aDelayedRunWaits", aDelayedRunWaits),
        ConformanceCase("threeScheduledFailuresThatNoRetryFixesSuspend", threeScheduledFailuresThatNoRetryFixesSuspend),
    ]

    private static let day = CalendarDay(ordinal: 20_790)

    private static func due(
        _ tenant: Tenant, _ day: CalendarDay = day, at seconds: Int = 1_796_000_000, delay: Int = 0
    ) -> DueRun {
        DueRun(
            tenantID: tenant.id, due: DailySchedule.Due(day: day, moment: Instant(secondsSince1970: seconds)),
            window: SyncWindow(asOf: day, horizonMonths: 6), delaySeconds: delay, zone: tenant.settings.calendar.zone,
            dailyAt: tenant.settings.dailyAt)
    }

    private static func queued(_ store: ConformanceHarness, _ run: DueRun) async throws -> RunID {
        guard let id = try await store.schedules.enqueue(run) else {
            throw ConformanceFailure("what is due is queued", #fileID, #line)
        }
        return id
    }

    private static func claimed(_ store: ConformanceHarness, _ run: RunID) async throws -> ClaimedRun {
        guard let claimed = try await store.claim(run) else {
            throw ConformanceFailure("a due run is claimed", #fileID, #line)
        }
        return claimed
    }

    static func manyWorkersQueueADayOnce(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let queued = try await withThrowingTaskGroup(of: RunID?.self) { group in
            for _ in 0..<12 { group.addTask { try await store.schedules.enqueue(due(tenant)) } }
            return try await group.reduce(into: [RunID]()) { runs, run in if let run { runs.append(run) } }
        }
        try expectEqual(queued.count, 1, "how many runs came of it")
        let run = try await store.runs.run(queued[0])
        try expectEqual(run.trigger, .schedule, "its trigger")
        try expectEqual(run.scheduledFor, Instant(secondsSince1970: 1_796_000_000), "what it was due for")
        try expectEqual(try await store.schedules.schedules().tenants.map(\.lastDay), [day], "the last day")
    }

    static func aDayThatHadItsRunIsNotQueuedAgain(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let first = try await claimed(store, queued(store, due(tenant)))
        try await store.runs.finish(first.lease, RunOutcome(state: .succeeded), withheld: [])
        try expectEqual(try await store.schedules.enqueue(due(tenant)), nil, "the same day")
        try expectEqual(try await store.schedules.enqueue(due(tenant, day.adding(days: -1))), nil, "one before it")
        _ = try await queued(store, due(tenant, day.adding(days: 1)))
    }

    static func aRunInTheWayLeavesTheDayDue(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let manual = try await store.enqueue(tenant)
        try expectEqual(try await store.schedules.enqueue(due(tenant)), nil, "with a manual run in the way")
        let busy = try await store.schedules.schedules().tenants
        try expectEqual(busy.map(\.isBusy), [true], "it is told")
        try expectEqual(busy.map(\.lastDay), [nil], "the day is not used up")
        _ = try await store.runs.cancel(manual)
        _ = try await queued(store, due(tenant))
    }

    static func whatWasEditedMeanwhileIsNotQueued(_ store: ConformanceHarness) async throws {
        var tenant = try await store.activeTenant()
        let seen = due(tenant)
        tenant.settings.dailyAt = 300
        try await store.registry.update(tenant)
        try expectEqual(try await store.schedules.enqueue(seen), nil, "what an older hour made due")
        _ = try await queued(store, due(tenant))
    }

    static func onlyActiveTenantsHaveASchedule(_ store: ConformanceHarness) async throws {
        let draft = try await store.makeTenant("draft")
        try expect(try await store.schedules.schedules().tenants.isEmpty, "a draft has none")
        try expectEqual(try await store.schedules.enqueue(due(draft)), nil, "a draft's day")
        let active = try await store.activeTenant("active")
        let told = try await store.schedules.schedules()
        try expectEqual(told.tenants.map(\.tenantID), [active.id], "who has one")
        try expect(told.tenants.allSatisfy { $0.since <= told.at }, "since its activation")
    }

    static func aPauseTakesBackWhatHasNotBegun(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        _ = try await queued(store, due(tenant))
        try await store.registry.setState(.paused, of: tenant.id, from: [.active])
        try expectEqual(try await store.runs.liveRun(of: tenant.id)?.id, nil, "the live run")
        try expect(try await store.schedules.schedules().tenants.isEmpty, "a paused tenant has no schedule")
        try expectEqual(try await store.schedules.enqueue(due(tenant)), nil, "a paused tenant's day")
        try await store.registry.setState(.active, of: tenant.id, from: [.paused])
        let last = try await store.schedules.schedules().tenants.first?.lastDay
        try expect(last.map { $0 < day } ?? true, "the day is due again: \(String(describing: last))")
        _ = try await queued(store, due(tenant))
    }

    /// After a move to the west, the day in between is the next one to come.
    static func aPauseLeavesTheLastDayThatHadItsRun(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let before = try await claimed(store, queued(store, due(tenant, day.adding(days: -2))))
        try await store.runs.finish(before.lease, RunOutcome(state: .succeeded), withheld: [])
        _ = try await queued(store, due(tenant))
        try await store.registry.setState(.paused, of: tenant.id, from: [.active])
        try await store.registry.setState(.active, of: tenant.id, from: [.paused])
        try expectEqual(try await store.schedules.schedules().tenants.map(\.lastDay), [day.adding(days: -2)], "the last day")
        _ = try await queued(store, due(tenant, day.adding(days: -1)))
    }

    static func aPauseLeavesWhatHasBegun(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let begun = try await claimed(store, queued(store, due(tenant)))
        try await store.registry.setState(.paused, of: tenant.id, from: [.active])
        try expectEqual(try await store.runs.run(begun.run.id).state, .running, "the run under way")
        try await store.runs.finish(begun.lease, RunOutcome(state: .succeeded), withheld: [])
        try await store.registry.setState(.active, of: tenant.id, from: [.paused])
        try expectEqual(try await store.schedules.enqueue(due(tenant)), nil, "the day that had its run")
    }

    static func manualRunsComeFirstThenTheOldestScheduled(_ store: ConformanceHarness) async throws {
        let late = try await queued(store, due(store.activeTenant("late")))
        let early = try await queued(store, due(store.activeTenant("early"), at: 1_795_000_000))
        let manual = try await store.enqueue(store.activeTenant("asked"))
        var order: [RunID] = []
        for _ in 0..<3 {
            order += try await store.runs.claimDue(worker: "w", leaseSeconds: 60, atMost: 1, isIdle: true).map(\.runID)
        }
        try expectEqual(order, [manual, early, late], "the order of claims")
    }

    static func aDelayedRunWaits(_ store: ConformanceHarness) async throws {
        let run = try await queued(store, due(store.activeTenant(), delay: 60))
        try expectEqual(try await store.claim(run)?.run.id, nil, "a claim before its time")
        try expect(
            try await store.runs.claimDue(worker: "w", leaseSeconds: 60, atMost: 5, isIdle: true).isEmpty, "nothing is due")
        let wait = try await store.runs.secondsUntilClaimable() ?? 0
        try expect(wait > 0 && wait <= 60, "until it is due: \(wait)")
    }

    static func threeScheduledFailuresThatNoRetryFixesSuspend(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        func fail(_ offset: Int) async throws -> Bool {
            let run = try await claimed(store, queued(store, due(tenant, day.adding(days: offset))))
            return try await store.runs.finish(run.lease, RunOutcome(state: .failed, isMisconfigured: true), withheld: [])
                .isTenantSuspended
        }
        try expectEqual([try await fail(0), try await fail(1), try await fail(2)], [false, false, true], "what each day did")
        try expectEqual(try await store.registry.tenant(tenant.id).state, .suspended, "the tenant's state")
        try expectEqual(try await store.schedules.enqueue(due(tenant, day.adding(days: 3))), nil, "its next day")
        try await store.registry.setState(.active, of: tenant.id, from: [.suspended])
        try expectEqual(try await fail(4), false, "somebody acted, and the count begins anew")
    }
}
