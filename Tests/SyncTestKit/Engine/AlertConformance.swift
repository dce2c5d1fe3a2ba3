import SyncCore
import SyncEngine

/// What every `AlertStore` does, with the run store and the registry whose changes open and close alerts.
package enum AlertConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aFailureIsOpenUntilARunMendsIt", aFailureIsOpenUntilARunMendsIt),
        ConformanceCase("aCancelledRunChangesNothing", aCancelledRunChangesNothing),
        ConformanceCase("withheldDeletionsAreOpenUntilTheyAreApproved", withheldDeletionsAreOpenUntilTheyAreApproved),
        ConformanceCase("whatWasRejectedIsOverUntilARunWithholdsItAgain", whatWasRejectedIsOverUntilARunWithholdsItAgain),
        ConformanceCase("problemsAreOpenByCodeWhileARunHasThem", problemsAreOpenByCodeWhileARunHasThem),
        ConformanceCase("aSuspendedTenantHasAnAlertUntilItIsActivated", aSuspendedTenantHasAnAlertUntilItIsActivated),
        ConformanceCase("aDoubtedDialectHasAnAlert", aDoubtedDialectHasAnAlert),
        ConformanceCase("aDraftAndAPausedTenantHaveNone", aDraftAndAPausedTenantHaveNone),
        ConformanceCase("aSilentTenantHasAnAlertUntilARunSucceeds", aSilentTenantHasAnAlertUntilARunSucceeds),
        ConformanceCase("openAlertsAreWhatTheLastRunsSay", openAlertsAreWhatTheLastRunsSay),
        ConformanceCase("whatIsOpenIsPostedAgainAndAgain", whatIsOpenIsPostedAgainAndAgain),
        ConformanceCase("anEndIsPostedUntilItIsAcceptedOnce", anEndIsPostedUntilItIsAcceptedOnce),
        ConformanceCase("whatClosedWhileItWasPostedIsStillToEnd", whatClosedWhileItWasPostedIsStillToEnd),
        ConformanceCase("whatHasOpenedAgainIsNotOver", whatHasOpenedAgainIsNotOver),
        ConformanceCase("oneWorkerHoldsTheDelivery", oneWorkerHoldsTheDelivery),
        ConformanceCase("theDeliveryIsRecorded", theDeliveryIsRecorded),
        ConformanceCase("alertsGoWithTheirTenant", alertsGoWithTheirTenant),
        ConformanceCase("whatClosed90DaysAgoIsForgotten", whatClosed90DaysAgoIsForgotten),
    ]

    private static let error = Failure(code: "lucca_unauthorized")
    private static let day = 86_400
    private static let unmatched = RunStoreConformance.problem
    private static let unreadable = Problem.unreadableHalfDays(of: "43")

    @discardableResult
    private static func end(
        _ tenant: Tenant, _ state: RunState, _ store: ConformanceHarness, problems: [Problem] = [], withheld: Int = 0,
        approves: RunID? = nil
    ) async throws -> RunID {
        let run = try await store.begin(tenant, approves: approves)
        let changes = (0..<withheld).map { RunStoreConformance.change(.withheld, period: "\($0)") }
        try await store.runs.finish(
            run.lease, RunOutcome(state: state, error: state == .failed ? error : nil, problems: problems), withheld: changes)
        return run.run.id
    }

    /// Kind and code of what is open, sorted.
    private static func open(_ store: ConformanceHarness) async throws -> [String] {
        try await store.alerts.open(atMost: 100).map(brief).sorted()
    }

    private static func brief(_ alert: TenantAlert) -> String {
        alert.kind == .problems ? "problems \(alert.code)" : alert.kind.rawValue
    }

    private static func aFailureIsOpenUntilARunMendsIt(_ store: ConformanceHarness) async throws {
        var tenant = try await store.activeTenant()
        tenant.settings.alertRecipient = "lea"
        try await store.registry.update(tenant)
        try expectEqual(try await open(store), [], "nothing at first")
        try await end(tenant, .failed, store)
        let first = try await only(store)
        try await store.advance(60)
        let second = try await end(tenant, .failed, store)
        let alert = try await only(store)
        try expectEqual(alert.kind, .failed, "its kind")
        try expectEqual(try await store.alerts.overview(), AlertOverview(open: 1, failed: 1), "counted")
        try expectEqual(alert.code, "lucca_unauthorized", "why")
        try expectEqual(alert.run, second, "the last run that says so")
        try expectEqual(alert.openedAt, first.openedAt, "since the first")
        try expectEqual(alert.tenant, tenant.slug, "whose")
        try expectEqual(alert.recipient, "lea", "who gets it")
        try expectEqual(alert.environment, .test, "where")
        try await end(tenant, .succeeded, store)
        try expectEqual(try await open(store), [], "mended")
    }

    private static func only(_ store: ConformanceHarness) async throws -> TenantAlert {
        let alerts = try await store.alerts.open(atMost: 100)
        guard alerts.count == 1, let alert = alerts.first else {
            throw ConformanceFailure("one alert is open, not \(alerts.count)", #fileID, #line)
        }
        return alert
    }

    private static func aCancelledRunChangesNothing(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .failed, store)
        try await end(tenant, .cancelled, store)
        _ = try await store.runs.cancel(try await store.enqueue(tenant))
        try expectEqual(try await open(store), ["failed"], "as the last run that ended says")
    }

    private static func withheldDeletionsAreOpenUntilTheyAreApproved(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let braked = try await end(tenant, .needsReview, store, withheld: 3)
        let alert = try await only(store)
        try expectEqual(alert.kind, .needsReview, "its kind")
        try expectEqual(alert.count, 3, "deletions")
        try expectEqual(alert.run, braked, "the run to approve")
        try await end(tenant, .failed, store)
        try expectEqual(try await open(store), ["failed", "needs_review"], "a failed run decides nothing")
        let later = try await end(tenant, .needsReview, store, withheld: 1)
        try expectEqual(try await only(store).run, later, "the run to approve now")
        try await end(tenant, .succeeded, store, approves: later)
        try expectEqual(try await open(store), [], "approved")
    }

    private static func whatWasRejectedIsOverUntilARunWithholdsItAgain(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await store.runs.reject(try await end(tenant, .needsReview, store, withheld: 2))
        try expectEqual(try await open(store), [], "rejected")
        try await end(tenant, .failed, store)
        try expectEqual(try await open(store), ["failed"], "a failed run decides nothing")
        let again = try await end(tenant, .needsReview, store, withheld: 2)
        try expectEqual(try await only(store).run, again, "withheld again")
    }

    private static func problemsAreOpenByCodeWhileARunHasThem(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .partial, store, problems: [unmatched, unreadable])
        try expectEqual(
            try await open(store), ["problems \(unmatched.code)", "problems \(unreadable.code)"].sorted(), "one for each code")
        try expectEqual(try await store.alerts.open(atMost: 100).map(\.newCount), [1, 1], "new ones")
        try await end(tenant, .partial, store, problems: [unmatched])
        let alert = try await only(store)
        try expectEqual([alert.count, alert.newCount], [1, 0], "a known one stays open")
        try expectEqual(alert.code, unmatched.code.rawValue, "its code")
        try await end(tenant, .succeeded, store)
        try expectEqual(try await open(store), [], "gone with the last of them")
    }

    private static func aSuspendedTenantHasAnAlertUntilItIsActivated(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let first = CalendarDay(ordinal: 20_790)
        var last: RunID?
        for number in 0..<Tenant.failedDaysBeforeSuspension {
            let run = try await store.startScheduled(tenant, first.adding(days: number))
            try await store.runs.finish(
                run.lease, RunOutcome(state: .failed, error: error, isMisconfigured: true), withheld: [])
            last = run.run.id
        }
        try expectEqual(try await open(store), ["failed", "suspended"], "both")
        let suspended = try await store.alerts.open(atMost: 100).first { $0.kind == .suspended }
        try expectEqual(suspended?.run, last, "the run that decided it")
        try expectEqual(suspended?.count, Tenant.failedDaysBeforeSuspension, "days")
        try await store.registry.setState(.active, of: tenant.id, from: [.suspended])
        try expectEqual(try await open(store), ["failed"], "until a run succeeds")
    }

    private static func aDoubtedDialectHasAnAlert(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let doubt = TenantDialect.Doubt(point: .status, since: Instant(secondsSince1970: 1_800_000_000), run: 1)
        _ = try await store.registry.doubtDialect(doubt, of: tenant.id)
        try expectEqual(try await open(store), ["dialect_doubt"], "in doubt")
        try await store.registry.changeDialect(of: tenant.id) { $0.doubt = nil }
        try expectEqual(try await open(store), [], "checked")
    }

    private static func aDraftAndAPausedTenantHaveNone(_ store: ConformanceHarness) async throws {
        try await end(try await store.makeTenant("draft"), .failed, store)
        let tenant = try await store.activeTenant()
        try await end(tenant, .needsReview, store, problems: [unmatched], withheld: 1)
        try expectEqual(try await open(store).count, 2, "while it is active")
        try await store.registry.setState(.paused, of: tenant.id, from: [.active])
        try expectEqual(try await open(store), [], "paused")
        try await store.registry.setState(.active, of: tenant.id, from: [.paused])
        try expectEqual(try await open(store).count, 2, "as its last run says")
    }

    private static func aSilentTenantHasAnAlertUntilARunSucceeds(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await store.alerts.refreshSilent()
        try expectEqual(try await open(store), [], "new")
        try await store.advance(27 * 3600)
        try expectEqual(try await open(store), [], "until someone looks")
        try await store.alerts.refreshSilent()
        try await store.alerts.refreshSilent()
        try expectEqual(try await open(store), ["silent"], "silent")
        try await end(tenant, .failed, store)
        try expectEqual(try await open(store), ["failed"], "the failure says why")
        try await end(tenant, .partial, store)
        try expectEqual(try await open(store), [], "a run read Lucca to its end")
    }

    /// For any sequence of ends, approvals, pauses and activations.
    private static func openAlertsAreWhatTheLastRunsSay(_ store: ConformanceHarness) async throws {
        var random = SplitMix64(seed: 14)
        let tenant = try await store.activeTenant()
        var isFailed = false
        var isActive = true
        var review: RunID?
        var codes: Set<String> = []
        for step in 0..<60 {
            switch random.pick(0, 1, 2, 3, 4, 5) {
            case 0:
                try await end(tenant, .failed, store)
                isFailed = true
            case 1: try await end(tenant, .cancelled, store)
            case 2:
                try await end(tenant, .succeeded, store, approves: random.chance(50) ? review : nil)
                (isFailed, review, codes) = (false, nil, [])
            case 3:
                let problems = [unmatched, unreadable].filter { _ in random.chance(60) }
                try await end(tenant, .partial, store, problems: problems)
                (isFailed, review, codes) = (false, nil, Set(problems.map(\.code.rawValue)))
            case 4:
                let problems = [unmatched].filter { _ in random.chance(50) }
                review = try await end(tenant, .needsReview, store, problems: problems, withheld: 2)
                (isFailed, codes) = (false, Set(problems.map(\.code.rawValue)))
            default:
                try await store.registry.setState(
                    isActive ? .paused : .active, of: tenant.id, from: [isActive ? .active : .paused])
                isActive.toggle()
            }
            var wanted = codes.map { "problems \($0)" }
            if isFailed { wanted.append("failed") }
            if review != nil { wanted.append("needs_review") }
            try expectEqual(try await open(store), isActive ? wanted.sorted() : [], "after step \(step)")
        }
    }

    // MARK: Delivery

    private static func toPost(_ store: ConformanceHarness) async throws -> [TenantAlert] {
        try await store.alerts.toPost(atMost: 100).alerts
    }

    private static func whatIsOpenIsPostedAgainAndAgain(_ store: ConformanceHarness) async throws {
        for slug in ["acme", "globex"] { try await end(try await store.activeTenant(slug), .failed, store) }
        try expectEqual(try await toPost(store).map(\.tenant.value), ["acme", "globex"], "both, oldest first")
        try expectEqual(try await store.alerts.toPost(atMost: 1).alerts.count, 1, "as many as asked for")
        try await store.alerts.posted(try await store.alerts.toPost(atMost: 1).alerts)
        try expectEqual(try await toPost(store).map(\.tenant.value), ["globex"], "the one that was not posted")
        try await store.alerts.posted(try await toPost(store))
        try expectEqual(try await toPost(store).count, 0, "within half a minute")
        try await store.advance(60)
        try expectEqual(try await toPost(store).map(\.tenant.value), ["acme", "globex"], "again, the longest ago first")
        try expect(try await store.alerts.open(atMost: 2).allSatisfy { $0.postedAt != nil }, "when they were posted")
    }

    private static func anEndIsPostedUntilItIsAcceptedOnce(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .failed, store)
        try await end(tenant, .succeeded, store)
        try expectEqual(try await toPost(store).count, 0, "what Alertmanager never heard of need not end")
        try await end(tenant, .failed, store)
        try await store.alerts.posted(try await toPost(store))
        let mending = try await end(tenant, .succeeded, store)
        for _ in 0..<2 {
            try await store.advance(3600)
            let due = try await toPost(store)
            try expectEqual(due.map(\.closedBy), [mending], "until it is accepted")
        }
        try expectEqual(try await store.alerts.overview().toSettle, 1, "it waits")
        try await store.alerts.posted(try await toPost(store))
        try expectEqual(try await toPost(store).count, 0, "once")
        try expectEqual(try await store.alerts.overview().toSettle, 0, "nothing waits")
    }

    private static func whatClosedWhileItWasPostedIsStillToEnd(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .failed, store)
        let posting = try await toPost(store)
        try await end(tenant, .succeeded, store)
        try await store.alerts.posted(posting)
        let due = try await toPost(store)
        try expectEqual(due.map(\.id), posting.map(\.id), "accepted as open")
        try expect(due.allSatisfy { $0.closedAt != nil }, "and over since")
    }

    private static func whatHasOpenedAgainIsNotOver(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .failed, store)
        try await store.alerts.posted(try await toPost(store))
        try await end(tenant, .succeeded, store)
        try await end(tenant, .failed, store)
        let again = try await toPost(store)
        try expectEqual(again.map(\.closedAt), [nil], "it lasts")
        try await store.alerts.posted(again)
        try expectEqual(try await store.alerts.overview().toSettle, 0, "its first end is of no interest")
        try await end(tenant, .succeeded, store)
        let due = try await toPost(store)
        try expectEqual(due.map(\.id), again.map(\.id), "the last end alone")
        try await store.alerts.posted(due)
        try expectEqual(try await toPost(store).count, 0, "once")
        try expectEqual(try await store.alerts.overview().toSettle, 0, "nothing waits")
    }

    private static func oneWorkerHoldsTheDelivery(_ store: ConformanceHarness) async throws {
        try expect(try await store.alerts.hold("one", seconds: 120), "free")
        try expect(try await !store.alerts.hold("two", seconds: 120), "held")
        try await store.advance(100)
        try expect(try await store.alerts.hold("one", seconds: 120), "kept")
        try await store.advance(100)
        try expect(try await !store.alerts.hold("two", seconds: 120), "still held")
        try expectEqual(try await store.alerts.overview().holder, "one", "who posts")
        try await store.advance(30)
        try expectEqual(try await store.alerts.overview().holder, nil, "no one")
        try expect(try await store.alerts.hold("two", seconds: 120), "taken over")
        try expect(try await !store.alerts.hold("one", seconds: 120), "from the first")
    }

    private static func theDeliveryIsRecorded(_ store: ConformanceHarness) async throws {
        try expectEqual(try await store.alerts.overview(), AlertOverview(), "nothing yet")
        try await store.alerts.recordDelivery(.unreachable)
        try await store.advance(600)
        try await store.alerts.recordDelivery(.rejected)
        let failing = try await store.alerts.overview()
        try expectEqual(failing.failure, .rejected, "the last failure")
        try expect((600...660).contains(failing.failingSeconds), "since the first of them")
        try expectEqual(failing.acceptedAt, nil, "never")
        try await store.alerts.recordDelivery(nil)
        let accepted = try await store.alerts.overview()
        try expect(accepted.failure == nil && accepted.failingSeconds == 0 && accepted.acceptedAt != nil, "well")
    }

    private static func alertsGoWithTheirTenant(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .failed, store)
        try await store.alerts.posted(try await toPost(store))
        try await store.registry.delete(tenant.id)
        try expectEqual(try await open(store), [], "nothing is open")
        try expectEqual(try await store.alerts.overview(), AlertOverview(), "nothing waits")
    }

    private static func whatClosed90DaysAgoIsForgotten(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await end(tenant, .failed, store)
        try await store.alerts.posted(try await toPost(store))
        try await end(tenant, .succeeded, store)
        try expectEqual(try await store.alerts.overview().toSettle, 1, "kept")
        // A clock is believed once three of its days were seen.
        for _ in 0..<10 {
            try await store.advance(12 * day)
            try await end(tenant, .succeeded, store)
        }
        try expectEqual(try await store.alerts.overview().toSettle, 0, "forgotten")
    }
}
