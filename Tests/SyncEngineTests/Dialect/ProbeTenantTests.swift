import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Probing and surveying a tenant")
struct ProbeTenantTests {
    private static let failure = SyncError(.planningPMEUnreachable, failureClass: .transient)

    private func probe(_ bench: SyncBench) -> ProbeTenant {
        ProbeTenant(registry: bench.ports.registry, now: { bench.clock.wall })
    }

    private func survey(_ bench: SyncBench) -> SurveyTenant {
        SurveyTenant(registry: bench.ports.registry, now: { bench.clock.wall })
    }

    private func finding(_ value: String, _ origin: TenantDialect.Origin) -> TenantDialect.Finding {
        .init(value: value, origin: origin, foundAt: Instant(secondsSince1970: 0), evidence: [.fact(.status): .number(200)])
    }

    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench()
        bench.prober.change { world in
            world.makes = [7001, 7002]
            world.report.findings = [.reason: finding("label", .probed), .time: finding("utc", .probed)]
            world.report.requests = 17
        }
        return bench
    }

    @Test("Its findings are stored, the tenant counts as probed, and a doubt is cleared")
    func found() async throws {
        let bench = try await bench()
        try await bench.changeDialect { dialect in
            dialect.doubt = .init(point: .time, since: Instant(secondsSince1970: 0), run: 1)
            dialect.assumedAt = Instant(secondsSince1970: 0)
        }
        let told = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(told.obstacles.isEmpty && told.left.isEmpty && told.requests == 17 && told.removedBefore == 0)
        let reason = try #require(told.points.first { $0.point == .reason })
        #expect(reason.value == "label" && reason.valueBefore == "_label" && reason.isChanged && reason.before == nil)
        #expect(told.points.map(\.point) == DialectPoint.allCases)
        let dialect = try await bench.dialect
        #expect(dialect == told.dialect)
        #expect(dialect.dialect.reason == .label && dialect.dialect.time == .utc)
        #expect(dialect.probedAt == bench.clock.wall)
        #expect(dialect.doubt == nil && dialect.openProbe == nil && dialect.assumedAt == nil)
    }

    @Test("The open probe and each of its events are recorded before anything can go wrong")
    func recorded() async throws {
        let bench = try await bench()
        let prober = bench.prober
        prober.onMade {
            let open = try? await bench.dialect.openProbe
            #expect(open?.keys == [7001, 7002] && open?.resource == 51)
            #expect(open?.startedAt == bench.clock.wall)
            #expect(open?.days == prober.current.plans.first.map { [$0.day, $0.otherDay] })
        }
        _ = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: prober)
        #expect(prober.current.plans.first?.known.openProbe != nil)
    }

    @Test("With an obstacle, findings are stored, but the tenant does not count as probed")
    func obstacle() async throws {
        let bench = try await bench()
        try await bench.changeDialect { $0.doubt = .init(point: .time, since: Instant(secondsSince1970: 0), run: 1) }
        bench.prober.change { $0.report.obstacles = [.statusUnknown(created: 3)] }
        let told = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(told.obstacles == [.statusUnknown(created: 3)])
        let dialect = try await bench.dialect
        #expect(dialect.dialect.reason == .label)
        #expect(dialect.probedAt == nil && dialect.doubt != nil && dialect.openProbe == nil)
    }

    @Test("A failed probe after a successful one leaves the tenant unprobed", arguments: [true, false])
    func failedAgain(hasObstacle: Bool) async throws {
        let bench = try await bench()
        _ = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        try await bench.changeDialect { $0.doubt = .init(point: .time, since: Instant(secondsSince1970: 0), run: 1) }
        bench.prober.change { world in
            if hasObstacle { world.report.obstacles = [.statusUnknown(created: 3)] } else { world.stuck = [7002] }
        }
        _ = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        let dialect = try await bench.dialect
        #expect(dialect.standing == .unprobed && dialect.doubt != nil)
    }

    @Test("An event that cannot be deleted stays recorded, and the next probe tries again")
    func left() async throws {
        let bench = try await bench()
        bench.prober.change { world in
            world.stuck = [7002]
            world.report.obstacles = [.deletionRefused(7002)]
        }
        let told = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(told.left == [7002])
        #expect(try await bench.dialect.openProbe?.keys == [7002])
        bench.prober.change { $0.makes = [] }
        _ = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(bench.prober.current.removals.map(\.keys) == [[7002]])
        #expect(bench.prober.current.plans.last?.known.openProbe?.keys == [7002])
    }

    @Test("The next probe cleans up after a killed one, however recent")
    func killed() async throws {
        let bench = try await bench()
        let open = TenantDialect.OpenProbe(
            resource: 54, days: [SyncBench.today], keys: [6001], startedAt: bench.clock.wall)
        try await bench.changeDialect { $0.openProbe = open }
        bench.prober.change { $0.events = [6001, 6002] }
        let told = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(bench.prober.current.removals == [open])
        #expect(told.removedBefore == 1)
        #expect(bench.prober.current.events.isEmpty)
        #expect(try await bench.dialect.openProbe == nil)
    }

    @Test("A failed one is cleaned up at once, and its error is reported")
    func failed() async throws {
        let bench = try await bench()
        bench.prober.change { $0.failure = Self.failure }
        await #expect(throws: Self.failure) {
            try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        }
        #expect(bench.prober.current.removals.map(\.keys) == [[7001, 7002]])
        #expect(bench.prober.current.events.isEmpty)
        let dialect = try await bench.dialect
        #expect(dialect.openProbe == nil && dialect.findings.isEmpty && dialect.probedAt == nil)
    }

    @Test("Where its events cannot be looked up, it stays open")
    func failedForGood() async throws {
        let bench = try await bench()
        bench.prober.change { world in
            world.failure = Self.failure
            world.removalFailure = Self.failure
        }
        await #expect(throws: Self.failure) {
            try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        }
        #expect(try await bench.dialect.openProbe?.keys == [7001, 7002])
    }

    @Test("A cancelled one cleans up all the same")
    func cancelled() async throws {
        let bench = try await bench()
        let (made, release) = (TestSignal(), TestSignal())
        bench.prober.onMade {
            made.give()
            await release.wait()
        }
        let operation = probe(bench)
        let task = Task { try await operation.perform(bench.tenant, resource: 51, day: nil, prober: bench.prober) }
        await made.wait()
        task.cancel()
        release.give()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bench.prober.current.events.isEmpty)
        #expect(try await bench.dialect.openProbe == nil)
    }

    @Test("A day that is not in the future is rejected before any request")
    func dayInThePast() async throws {
        let bench = try await bench()
        let today = bench.clock.wall.day(in: bench.tenant.settings.calendar.zone)
        await #expect {
            try await probe(bench).perform(bench.tenant, resource: 51, day: today, prober: bench.prober)
        } throws: {
            ($0 as? SyncError)?.code == .invalidInput
        }
        #expect(bench.prober.current.plans.isEmpty)
        #expect(try await bench.dialect.openProbe == nil)
    }

    @Test("A survey stores its findings, which rank below those of a probe or a person")
    func surveyed() async throws {
        let bench = try await bench()
        try await bench.changeDialect { dialect in
            dialect.take([.reason: finding("label", .probed), .kind: finding("type=Unavailability", .kept)])
            dialect.say(.status, "7", at: Instant(secondsSince1970: 0))
        }
        bench.prober.change { world in
            world.survey = DialectSurvey(
                findings: [
                    .reason: finding("unavailability", .surveyed), .status: finding("9", .surveyed),
                    .paging: finding("from_0", .surveyed), .kind: finding("isUnavailability", .surveyed),
                ], open: [.update], unforeseen: [.time: [.member("start"): .word(.number)]], requests: 6)
        }
        let told = try await survey(bench).perform(bench.tenant, prober: bench.prober)
        #expect(told.open == [.update] && told.unforeseen.keys.contains(.time) && told.requests == 6)
        let dialect = try await bench.dialect
        #expect(dialect == told.dialect)
        #expect(dialect.dialect.reason == .label && dialect.dialect.status == 7 && dialect.dialect.paging == .fromZero)
        #expect(dialect.dialect.kind == .type(.name("Unavailability")), "a survey replaces no value that a tenant ran on")
        let reason = try #require(told.points.first { $0.point == .reason })
        #expect(reason.seen?.value == "unavailability" && reason.value == "label")
    }

    // MARK: Leftovers and runs

    @Test(
        "A run removes a killed probe's leftovers once they are ten minutes old",
        arguments: [(seconds: 590, isRemoved: false), (610, true), (-60, true)])
    func leftovers(seconds: Int, isRemoved: Bool) async throws {
        let bench = try await SyncBench()
        let open = TenantDialect.OpenProbe(
            resource: 51, days: [SyncBench.today], keys: [6001], startedAt: bench.clock.wall.adding(seconds: -seconds))
        try await bench.changeDialect { $0.openProbe = open }
        bench.prober.change { $0.events = [6001] }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(bench.prober.current.events.isEmpty == isRemoved)
        #expect(try await bench.dialect.openProbe == (isRemoved ? nil : open))
    }

    @Test("A leftover that cannot be removed stays recorded, and the run continues")
    func leftoversStay() async throws {
        let bench = try await SyncBench()
        try await bench.changeDialect {
            $0.openProbe = .init(
                resource: 51, days: [SyncBench.today], keys: [6001, 6002], startedAt: Instant(secondsSince1970: 0))
        }
        bench.prober.change { world in
            world.events = [6001, 6002]
            world.stuck = [6002]
        }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(try await bench.dialect.openProbe?.keys == [6002])
        bench.prober.change { $0.removalFailure = Self.failure }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(try await bench.dialect.openProbe?.keys == [6002])
    }

    @Test("Where deletions are refused, a run does not retry the removal")
    func leftoversOfRefusedDeletions() async throws {
        let bench = try await SyncBench()
        let refused = finding("refused", .probed)
        try await bench.changeDialect {
            $0.openProbe = .init(resource: 51, days: [SyncBench.today], keys: [6001], startedAt: Instant(secondsSince1970: 0))
            $0.take([.deletion: refused])
        }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        #expect(bench.prober.current.removals.isEmpty)
        #expect(try await bench.dialect.openProbe?.keys == [6001])
    }

    // MARK: Unlisted events

    /// A tenant whose probe died between a create and its key, on a day that lists do not show.
    private func benchOfLost(at moment: Instant? = nil) async throws -> (SyncBench, TenantDialect.OpenProbe) {
        let bench = try await bench()
        let open = TenantDialect.OpenProbe(
            resource: 54, days: [SyncBench.today, SyncBench.today.adding(days: 1)], lostOn: [SyncBench.today],
            startedAt: moment ?? bench.clock.wall)
        try await bench.changeDialect { $0.openProbe = open }
        bench.prober.change { $0.hidden = [SyncBench.today] }
        return (bench, open)
    }

    @Test("The next probe reports it, and does not fail because of it")
    func lostIsNamed() async throws {
        let (bench, _) = try await benchOfLost()
        let told = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(told.lost == [LostProbeEvent(resource: 54, day: SyncBench.today)] && told.left.isEmpty)
        let dialect = try await bench.dialect
        #expect(dialect.openProbe == nil && dialect.probedAt == bench.clock.wall)
    }

    @Test("Where lists show every day, an unlisted event was never created", arguments: [true, false])
    func wholeView(isKnownBefore: Bool) async throws {
        let (bench, _) = try await benchOfLost()
        let whole = finding("whole", .probed)
        if isKnownBefore {
            try await bench.changeDialect { $0.take([.view: whole]) }
        } else {
            bench.prober.change { $0.report.findings[.view] = whole }
        }
        #expect(try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober).lost.isEmpty)
    }

    @Test("An event that the probe itself could not find again is reported, and stays recorded for a check")
    func ownLost() async throws {
        let bench = try await bench()
        bench.prober.change { world in
            world.report.obstacles = [.dayNotVisible(SyncBench.today)]
            world.report.remains.lostOn = [SyncBench.today]
        }
        let told = try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
        #expect(told.lost == [LostProbeEvent(resource: 51, day: SyncBench.today)])
        let open = try #require(try await bench.dialect.openProbe)
        #expect(open.lostOn == [SyncBench.today] && open.isLeftToPerson)
    }

    @Test("A probe that fails after a create with a lost answer names the day only if lists do not show it")
    func failedLost() async throws {
        for isHidden in [true, false] {
            let bench = try await bench()
            bench.prober.change { world in
                world.sends = SyncBench.today
                world.failure = Self.failure
                world.hidden = isHidden ? [SyncBench.today] : []
            }
            let error = try #require(
                await #expect(throws: SyncError.self) {
                    try await probe(bench).perform(bench.tenant, resource: 51, day: nil, prober: bench.prober)
                })
            #expect(error.code == Self.failure.code)
            #expect(error.remedy.contains("resource 51 on \(SyncBench.today)") == isHidden)
            #expect(!error.remedy.contains("Probe again"), "no event is left that a probe could remove")
            #expect(try await bench.dialect.openProbe?.isLeftToPerson == (isHidden ? true : nil))
        }
    }

    @Test("A run reports it once, and looks for it once")
    func runNamesLost() async throws {
        let (bench, open) = try await benchOfLost(at: Instant(secondsSince1970: 0))
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let problem = try #require(try await bench.run.problems().first)
        #expect(problem.finding == .probeEventLeft(resource: 54, days: [SyncBench.today]))
        #expect(bench.prober.current.removals == [open])
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.prober.current.removals == [open])
        // The next probe or check reports it again, and reads the lists again: the view may have been widened.
        let removal = try await probe(bench).removeLeftovers(of: bench.tenant.id, bench.prober)
        #expect(removal.lost == [LostProbeEvent(resource: 54, day: SyncBench.today)])
        bench.prober.change { $0.hidden = [] }
        #expect(try await probe(bench).removeLeftovers(of: bench.tenant.id, bench.prober).lost.isEmpty)
        #expect(try await bench.dialect.openProbe == nil)
    }

    // MARK: Activation

    @Test("In production a dialect needs a probe, an earlier run or an operator's confirmation")
    func activation() async throws {
        let now = Instant(secondsSince1970: 1_800_000_000)
        var tenant = try Sample.tenant()
        tenant.environment = .production
        #expect {
            try ActivationRule.dialect(of: tenant, assuming: false, at: now)
        } throws: { error in
            let error = error as? SyncError
            return error?.code == .dialectUnprobed && error?.remedy.contains("tenant probe acme --resource KEY") == true
                && error?.remedy.contains("--assume-dialect") == true
        }
        tenant.dialect = try ActivationRule.dialect(of: tenant, assuming: true, at: now)
        #expect(tenant.dialect.assumedAt == now)
        #expect(try ActivationRule.dialect(of: tenant, assuming: false, at: now) == tenant.dialect, "once is enough")
        tenant.dialect.doubt = .init(point: .time, since: now, run: 3)
        #expect(throws: SyncError.self) { try ActivationRule.dialect(of: tenant, assuming: false, at: now) }
        #expect(try ActivationRule.dialect(of: tenant, assuming: true, at: now).doubt == nil)

        for isProbed in [true, false] {
            tenant.dialect = TenantDialect()
            tenant.dialect.doubt = .init(point: .time, since: now, run: 3)
            if isProbed { tenant.dialect.probedAt = now } else { tenant.dialect.findings = [.time: finding("utc", .kept)] }
            let dialect = try ActivationRule.dialect(of: tenant, assuming: true, at: now)
            #expect(dialect.doubt == nil && dialect.assumedAt == nil)
        }
        tenant.environment = .test
        tenant.dialect = TenantDialect()
        #expect(try ActivationRule.dialect(of: tenant, assuming: false, at: now) == TenantDialect())
    }

    // MARK: Days

    private func offset(_ day: CalendarDay, _ calendar: TenantCalendar) -> Int {
        calendar.zone.secondsFromGMT(for: calendar.startOfDay(day).adding(seconds: 43_200).date)
    }

    @Test("The default is eighteen months ahead, on the tenant's working days, in summer and in winter time", arguments: 0..<400)
    func days(ahead: Int) throws {
        let calendar = TenantCalendar(zone: Sample.zone(), holidays: .france)
        let today = SyncBench.today.adding(days: ahead)
        let days = try ProbeDays(asked: nil, today: today, calendar: calendar)
        let expected = today.adding(months: 18)
        #expect((expected...expected.adding(days: 5)).contains(days.day))
        #expect(calendar.isWorked(days.day) && calendar.isWorked(days.otherDay))
        #expect(offset(days.day, calendar) != offset(days.otherDay, calendar))
        #expect(days.otherDay > today && days.otherDay < days.day)
    }

    @Test(
        "A requested day is accepted, and bounds the other one where possible", arguments: [1, 30, 100, 170, 200, 300, 500])
    func askedDays(ahead: Int) throws {
        let calendar = TenantCalendar(zone: Sample.zone())
        let asked = SyncBench.today.adding(days: ahead)
        let days = try ProbeDays(asked: asked, today: SyncBench.today, calendar: calendar)
        #expect(days.day == asked && days.otherDay > SyncBench.today)
        #expect(offset(days.day, calendar) != offset(days.otherDay, calendar))
        if ahead >= 170 { #expect(days.otherDay < asked) }
    }

    @Test("Where the clocks never change, the two days are half a year apart")
    func oneTimeAllYear() throws {
        let calendar = TenantCalendar(zone: Sample.zone("Africa/Abidjan"), daysOff: [])
        let days = try ProbeDays(asked: nil, today: SyncBench.today, calendar: calendar)
        #expect(days.otherDay == days.day.adding(months: -6))
    }
}
