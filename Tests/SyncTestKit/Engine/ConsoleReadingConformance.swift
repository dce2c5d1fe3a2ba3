import SyncCore
import SyncEngine

/// What every `ConsoleReading` does.
package enum ConsoleReadingConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aTenantsStandingIsThatOfItsLastRuns", aTenantsStandingIsThatOfItsLastRuns),
        ConformanceCase("syncsFailSinceTheFirstOneThatFailed", syncsFailSinceTheFirstOneThatFailed),
        ConformanceCase("aTenantWithoutARecentSyncIsSilent", aTenantWithoutARecentSyncIsSilent),
        ConformanceCase("onlyNewProblemsOfActiveTenantsCount", onlyNewProblemsOfActiveTenantsCount),
        ConformanceCase("theNightHasEveryTenantsRunsByBegin", theNightHasEveryTenantsRunsByBegin),
        ConformanceCase("runsAreCountedByDayAndState", runsAreCountedByDayAndState),
        ConformanceCase("problemsAreCountedAndFound", problemsAreCountedAndFound),
        ConformanceCase("aCodeIsSharedWithOtherTenantsOnly", aCodeIsSharedWithOtherTenantsOnly),
        ConformanceCase("whatARunWithheldIsCountedByCause", whatARunWithheldIsCountedByCause),
        ConformanceCase("aDeclinedReviewIsNoLongerOpen", aDeclinedReviewIsNoLongerOpen),
        ConformanceCase("anEmployeesEventsAreFound", anEmployeesEventsAreFound),
    ]

    private static let archived = Problem(.employee("1", identifier: "1"), .resourceArchived(resource: 5))
    private static let distant = Instant(secondsSince1970: 4_000_000_000)
    private static let past = Instant(secondsSince1970: 0)

    private static func end(
        _ store: ConformanceHarness, _ tenant: Tenant, _ state: RunState, _ problems: [Problem] = [], error: Failure? = nil,
        withheld: [RunChange] = []
    ) async throws -> Run {
        let claimed = try await store.begin(tenant)
        try await store.runs.finish(
            claimed.lease, RunOutcome(state: state, error: error, problems: problems), withheld: withheld)
        return try await store.runs.run(claimed.run.id)
    }

    private static func ended(_ run: Run) -> EndedRun? { run.finishedAt.map { EndedRun(id: run.id, state: run.state, at: $0) } }

    private static func aTenantsStandingIsThatOfItsLastRuns(_ store: ConformanceHarness) async throws {
        let acme = try await store.activeTenant("acme")
        _ = try await store.makeTenant("other")
        func standing() async throws -> TenantStanding? { try await store.console.standings(of: acme.id).first }
        try expectEqual(try await store.console.standings(of: nil).map(\.slug.value), ["acme", "other"], "every tenant")
        try expectEqual(try await standing()?.last, nil, "before the first run")
        let braked = try await end(store, acme, .needsReview, [archived])
        try expectEqual(try await standing()?.isReviewOpen, true, "it waits for approval")
        try expectEqual(try await standing()?.problems, ProblemTally([archived], new: 1), "its problems")
        let failed = try await end(store, acme, .failed, error: .lucca(.keyUnknown))
        let shown = try await standing()
        try expectEqual(shown?.complete, ended(braked), "a failed run read nothing to its end")
        try expectEqual(shown?.last, ended(failed), "but it is the last one")
        try expectEqual(shown?.failure, .lucca(.keyUnknown), "why")
        _ = try await end(store, acme, .succeeded)
        try expectEqual(try await standing()?.isReviewOpen, false, "a later run took it over")
        try expectEqual(try await standing()?.failure, nil, "and it did not fail")
    }

    private static func aTenantWithoutARecentSyncIsSilent(_ store: ConformanceHarness) async throws {
        let acme = try await store.activeTenant("acme")
        _ = try await store.makeTenant("draft")
        func silent() async throws -> [String] {
            let silent = try await store.console.standings(of: nil).filter(\.isSilent).map(\.slug.value)
            try expectEqual(try await store.fleet.overview().withoutRecentSuccess, silent.count, "as the fleet counts them")
            return silent
        }
        try expectEqual(try await silent(), [], "it was activated just now")
        try await store.advance(27 * 3600)
        try expectEqual(try await silent(), ["acme"], "a day and more without a run; a draft is not expected to have one")
        _ = try await end(store, acme, .failed)
        try expectEqual(try await silent(), ["acme"], "a failed run read nothing to its end")
        _ = try await end(store, acme, .partial)
        try expectEqual(try await silent(), [], "this one did")
    }

    private static func syncsFailSinceTheFirstOneThatFailed(_ store: ConformanceHarness) async throws {
        let acme = try await store.activeTenant()
        func since() async throws -> Instant? { try await store.console.standings(of: acme.id).first?.failingSince }
        _ = try await end(store, acme, .failed)
        _ = try await end(store, acme, .succeeded)
        try expectEqual(try await since(), nil, "the last one worked")
        let first = try await end(store, acme, .failed)
        _ = try await end(store, acme, .failed)
        try expectEqual(try await since(), first.finishedAt, "since the first of the two")
    }

    private static func onlyNewProblemsOfActiveTenantsCount(_ store: ConformanceHarness) async throws {
        let (acme, draft) = (try await store.activeTenant("acme"), try await store.makeTenant("draft"))
        let unreadable = Problem(.employee("2", identifier: ""), .resourceArchived(resource: 6))
        _ = try await end(store, acme, .partial, [archived])
        _ = try await end(store, draft, .partial, [archived])
        let second = try await end(store, acme, .partial, [archived, unreadable])
        let expected = [NewProblems(tenant: acme.id, run: second.id, code: archived.code, count: 1)]
        try expectEqual(try await store.console.newProblems(), expected, "one is known")
    }

    private static func theNightHasEveryTenantsRunsByBegin(_ store: ConformanceHarness) async throws {
        let (acme, other) = (try await store.activeTenant("acme"), try await store.activeTenant("other"))
        let first = try await end(store, acme, .succeeded)
        let second = try await end(store, other, .failed)
        let live = try await store.enqueue(acme)
        func night(_ from: Instant, _ to: Instant, _ limit: Int = 10) async throws -> [NightRun] {
            try await store.console.runs(from: from, to: to, atMost: limit)
        }
        try expectEqual(Set(try await night(past, distant).map(\.id)), [first.id, second.id, live], "all of them")
        try expectEqual(try await night(past, distant).last { $0.to == nil }?.id, live, "a live one has no end")
        try expectEqual(try await night(distant, distant).map(\.id), [live], "what ended earlier is no part of it")
        try expectEqual(try await night(past, past).count, 0, "nor what began later")
        try expectEqual(try await night(past, distant, 1).count, 1, "at most so many")
    }

    private static func runsAreCountedByDayAndState(_ store: ConformanceHarness) async throws {
        let (acme, other) = (try await store.activeTenant("acme"), try await store.activeTenant("other"))
        _ = try await end(store, acme, .partial, [archived])
        let last = try await end(store, acme, .partial)
        let failed = try await end(store, acme, .failed)
        _ = try await end(store, other, .failed)
        guard let day = last.finishedAt?.utcDay, day == failed.finishedAt?.utcDay else { return }
        let days = try await store.console.days(of: [acme.id], since: past)
        let expected: Set<EndedDay> = [
            EndedDay(tenant: acme.id, day: day, state: .partial, runs: 2, last: last.id, problems: 1),
            EndedDay(tenant: acme.id, day: day, state: .failed, runs: 1, last: failed.id, problems: 0),
        ]
        try expectEqual(Set(days), expected, "of that tenant")
        try expectEqual(try await store.console.days(of: [acme.id], since: distant), [], "none that late")
    }

    private static func problemsAreCountedAndFound(_ store: ConformanceHarness) async throws {
        let (acme, other) = (try await store.activeTenant("acme"), try await store.activeTenant("other"))
        let later = Problem(.employee("2", identifier: ""), .resourceArchived(resource: 6))
        _ = try await end(store, acme, .partial, [archived])
        let run = try await end(store, acme, .partial, [archived, later])
        let counts = try await store.console.problemCounts(of: run.id, in: acme.id)
        try expectEqual(counts, [ProblemCount(code: archived.code, known: 1, new: 1)], "by code")
        func found(
            _ code: Problem.Code? = nil, _ employee: EmployeeID? = nil, in tenant: Tenant? = nil, limit: Int = 10
        ) async throws -> [Problem] {
            try await store.console.problems(
                of: run.id, in: (tenant ?? acme).id, code: code, employee: employee, limit: limit
            ).map(\.problem)
        }
        try expectEqual(try await found(), [later, archived], "new ones first")
        try expectEqual(try await found(limit: 1), [later], "at most so many")
        try expectEqual(try await found(nil, "1"), [archived], "of one employee")
        try expectEqual(try await found(.eventRefused), [], "none of that code")
        try expectEqual(try await found(in: other), [], "another tenant has none of them")
    }

    private static func aCodeIsSharedWithOtherTenantsOnly(_ store: ConformanceHarness) async throws {
        let tenants = [
            try await store.activeTenant("acme"), try await store.activeTenant("globex"), try await store.activeTenant("initech"),
        ]
        let failure = Failure.lucca(.keyUnknown)
        _ = try await end(store, tenants[0], .failed, error: failure)
        _ = try await end(store, tenants[1], .failed, error: failure)
        _ = try await end(store, tenants[2], .partial, [archived])
        let codes = [failure.code.rawValue, archived.code.rawValue].sorted()
        let shared = try await store.console.tenants(with: codes, besides: tenants[0].id, from: past, to: distant)
        try expectEqual(Set(shared.map(\.code)), Set(codes), "both codes")
        try expectEqual(
            shared.first { $0.code == failure.code.rawValue }?.named, [tenants[1].slug], "the tenant itself is left out")
        let later = try await store.console.tenants(with: codes, besides: tenants[0].id, from: distant, to: distant)
        try expectEqual(later, [], "in another time")
    }

    private static func whatARunWithheldIsCountedByCause(_ store: ConformanceHarness) async throws {
        let acme = try await store.activeTenant("acme")
        let changes = ["900", "901"].map { RunStoreConformance.change(.withheld, period: $0) }
        let run = try await end(store, acme, .needsReview, withheld: changes)
        let causes = try await store.console.causes(of: run.id, in: acme.id)
        let expected = [CauseCount(action: .delete, outcome: .withheld, cause: ChangeCause.cancelled.code, count: 2)]
        try expectEqual(causes, expected, "by cause")
    }

    private static func aDeclinedReviewIsNoLongerOpen(_ store: ConformanceHarness) async throws {
        let acme = try await store.activeTenant("acme")
        let run = try await end(store, acme, .needsReview, withheld: [RunStoreConformance.change(.withheld)])
        try expectEqual(try await store.console.standings(of: acme.id).first?.isReviewOpen, true, "it waits")
        try await store.runs.reject(run.id)
        try expectEqual(try await store.console.standings(of: acme.id).first?.isReviewOpen, false, "somebody declined it")
    }

    private static func anEmployeesEventsAreFound(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let tenant = claimed.run.tenantID
        let event = EventLedgerConformance.draft()
        try await store.ledger.recordIntents([.create(event)], claimed.lease)
        try await store.ledger.recordOutcomes(
            [.written(EventLedgerConformance.entry(), replacing: event.reference)],
            changes: [RunChange(.create, .done, event, because: .new)], claimed.lease)
        func events(_ employee: EmployeeID, _ from: Instant, _ to: Instant) async throws -> [LedgerEntry] {
            try await store.console.events(of: [employee], in: tenant, from: from, to: to)
        }
        try expectEqual(try await events("42", past, distant), [EventLedgerConformance.entry()], "the event")
        try expectEqual(try await events("7", past, distant), [], "nobody else's")
        try expectEqual(try await events("42", event.end, distant), [], "it ended")
        try expectEqual(try await events("42", past, event.start), [], "it did not begin")
    }
}
