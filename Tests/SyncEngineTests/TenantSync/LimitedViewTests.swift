import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Lists show our user only a period; events beyond it are readable by key.
@Suite("A limited view")
struct LimitedViewTests {
    struct Died: Error {}

    private static func moment(_ day: Int) -> Instant {
        Instant(secondsSince1970: (SyncBench.today.ordinal + day) * 86_400)
    }

    /// From `day` days ahead on, lists show nothing.
    private func limit(_ bench: SyncBench, to day: Int) {
        bench.planning.change { $0.viewEnd = Self.moment(day) }
    }

    private func know(_ view: PlanningDialect.View, _ bench: SyncBench) async throws {
        try await bench.changeDialect { dialect in
            let now = Instant(secondsSince1970: 0)
            dialect.take([.view: .init(value: view.rawValue, origin: .probed, foundAt: now)])
        }
    }

    private func synced(view day: Int, _ requests: [LeaveRequest] = SyncBench.many(40)) async throws -> SyncBench {
        let bench = try await SyncBench()
        bench.set(requests)
        limit(bench, to: day)
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.planning.reset()
        return bench
    }

    @Test("An event found by key but not in the list is reported once, with the right to ask for, and the finding is stored")
    func reportedOnce() async throws {
        let bench = try await synced(view: 10)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        let problem = try #require(try await bench.run.problems().first)
        #expect(problem.code == .viewLimited && problem.subject == .tenant(bench.tenant.slug))
        let finding = try #require(try await bench.dialect.findings[.view])
        #expect(finding.value == "limited" && finding.origin == .probed)
        let hidden = bench.ours.count { $0.start >= Self.moment(10) }
        #expect(finding.evidence[.fact(.shownByKeyAlone)] == .number(hidden))
        #expect(bench.planning.writeCount == 0)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .succeeded, nil))
        #expect(bench.planning.writeCount == 0)
        bench.expectExact()
    }

    @Test("It outranks an older probe that saw everything, and no survey outranks it")
    func rank() async throws {
        let bench = try await synced(view: 10)
        try await know(.whole, bench)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        #expect(try await bench.dialect.dialect.view == .limited)
        try await bench.changeDialect { dialect in
            dialect.take([.view: .init(value: "whole", origin: .surveyed, foundAt: Instant(secondsSince1970: 0))])
        }
        #expect(try await bench.dialect.dialect.view == .limited)
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(3, .succeeded, nil), "reported once")
    }

    @Test("A preview reports it too, and stores nothing")
    func preview() async throws {
        let bench = try await synced(view: 10)
        bench.clock.advance(by: .seconds(8 * 86_400))
        let preview = try await bench.preview()
        #expect(preview.problems.map(\.code) == [.viewLimited] && preview.changes.isEmpty)
        #expect(try await bench.dialect.findings[.view] == nil)
    }

    @Test("The weekly run corrects planners' changes beyond the view, and creates nothing twice")
    func weekly() async throws {
        let bench = try await synced(view: 10)
        let far = bench.ours.filter { $0.start >= Self.moment(20) }.map(\.key)
        let (moved, deleted) = (try #require(far.first), try #require(far.last))
        bench.planning.change { world in
            world.events[moved]?.end = Self.moment(60)
            world.events[deleted] = nil
        }
        bench.clock.advance(by: .seconds(7 * 86_400))
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(bench.planning.calls[.create] == 1 && bench.planning.calls[.update] == 1)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("At most 500 are read by key, the nearest first; nothing is concluded about the others")
    func bounded() async throws {
        let bench = try await SyncBench { $0.horizonMonths = 24 }
        bench.set(SyncBench.many(520))
        limit(bench, to: -60)
        try await bench.sync()
        bench.planning.reset()
        // Both are deleted; one of them is among those that are read by key.
        let byStart = bench.ours.sorted { ($0.start, $0.key) < ($1.start, $1.key) }
        let (near, far) = (try #require(byStart.first), try #require(byStart.last))
        bench.planning.change { world in
            world.events[near.key] = nil
            world.events[far.key] = nil
        }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        #expect(bench.planning.calls[.unavailability] == 500)
        #expect(bench.planning.calls[.create] == 1 && bench.planning.writeCount == 1)
        let entries = try await bench.ports.ledger.load(bench.tenant.id).entries
        #expect(entries.contains { $0.eventKey == far.key }, "its record stays")
        #expect(entries.count == 520)
    }

    @Test("A copy of an event that was not read is neither taken for it nor deleted")
    func copyOfUnasked() async throws {
        let bench = try await SyncBench { $0.horizonMonths = 24 }
        bench.set(SyncBench.many(520))
        limit(bench, to: -60)
        try await bench.sync()
        let far = try #require(bench.ours.max { ($0.start, $0.key) < ($1.start, $1.key) })
        let copy = bench.copy(far)
        bench.planning.change { world in
            world.viewEnd = nil
            world.unlisted = Set(world.events.keys).subtracting([copy])
        }
        try await bench.sync(options: SyncBench.reconciling)
        #expect(bench.planning.current.events[copy]?.remark == far.remark)
        #expect(bench.planning.current.events[far.key] == far)
    }

    @Test("An event stored as a task is in no list of absences, and says nothing about the view")
    func task() async throws {
        let bench = try await SyncBench()
        bench.planning.change { world in
            world.disagreements = [.kind: 0]
            world.disagreeingWrites = [3]
        }
        try await bench.sync()
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(try await bench.dialect.findings[.view] == nil)
    }

    // MARK: An empty ledger

    @Test("With an empty ledger, nothing is created where it may exist already: the run fails with a remedy")
    func forgotten() async throws {
        let bench = try await synced(view: 10)
        try await know(.limited, bench)
        let before = bench.planning.current.events
        bench.database.forget(bench.tenant.id)
        for options in [SyncOptions(), SyncBench.reconciling, SyncOptions()] {
            guard case .ended(_, .failed, let failure) = try await bench.sync(options: options) else {
                Issue.record("it ended otherwise")
                return
            }
            #expect(failure?.code == .viewLimited && failure?.failureClass == .misconfigured)
            #expect(failure?.remedy.contains("passerelle run now acme --reconcile") == true)
            #expect(failure?.remedy.contains("--horizon-months") == true)
        }
        #expect(bench.planning.current.events == before)
        #expect(try await bench.preview().problems.contains { $0.code == .viewLimited })
        // The right is granted.
        bench.planning.change { $0.viewEnd = nil }
        try await know(.whole, bench)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        #expect(bench.planning.writeCount == 0)
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("It also fails where lists show none of our events: an earlier run recorded writes")
    func forgottenAndHidden() async throws {
        let bench = try await synced(view: 10)
        try await know(.limited, bench)
        bench.planning.change { world in world.unlisted = Set(world.events.keys) }
        let before = bench.planning.current.events
        bench.database.forget(bench.tenant.id)
        guard case .ended(2, .failed, let failure) = try await bench.sync() else {
            Issue.record("it ended otherwise")
            return
        }
        #expect(failure?.code == .viewLimited)
        #expect(bench.planning.current.events == before)
    }

    @Test("If nothing is to be created beyond the view, everything else is synced")
    func forgottenWithinView() async throws {
        let bench = try await synced(view: 200)
        try await know(.limited, bench)
        bench.database.forget(bench.tenant.id)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.writeCount == 0)
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test(
        "A first load under a limited view writes everything, even after a kill",
        arguments: [nil, FaultPoint.afterOutcomes])
    func firstLoad(_ point: FaultPoint?) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(45))
        limit(bench, to: 10)
        try await know(.limited, bench)
        if let point {
            let faults = FaultPoints { reached, count in if reached == point, count == 2 { throw Died() } }
            await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: "dies", faults: faults) }
            bench.database.expireLease(of: 1)
        }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.expectExact()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    // MARK: Writes under way

    @Test(
        "After a kill between writes and their record, nothing is created twice: unlisted writes wait until the view reaches them",
        arguments: [FaultPoint.afterIntents, .afterRemoteWrite, .beforeOutcomes])
    func killed(_ point: FaultPoint) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(45))
        limit(bench, to: 30)
        try await know(.limited, bench)
        let faults = FaultPoints { reached, count in
            if reached == point, count == (point == .afterRemoteWrite ? 38 : 2) { throw Died() }
        }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: "dies", faults: faults) }
        bench.database.expireLease(of: 1)
        #expect(try await bench.sync(worker: "lives") == .ended(1, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(Set(problems.map(\.code)) == [.eventUnconfirmed], "\(problems)")
        #expect(problems.first?.finding == .createBeyondView)
        expectNothingTwice(bench)
        // The view reaches their days.
        limit(bench, to: 100)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("A create whose answer was lost beyond the view is not repeated; a refusal there is final")
    func lostAnswers() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(45))
        limit(bench, to: 10)
        try await know(.limited, bench)
        // Several are sent at a time, in any order: of each resource a later one is created, which shows that lists reach that far.
        bench.planning.fail(.create, nth: 28, .lostAfter)
        bench.planning.fail(.create, nth: 30, .lostBefore)
        bench.planning.fail(.create, nth: 32, .rejected)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let codes = try await bench.run.problems().map(\.code)
        #expect(codes.count { $0 == .eventUnconfirmed } == 2 && codes.count { $0 == .eventRefused } == 1)
        expectNothingTwice(bench)
        #expect(try await bench.sync() == .ended(2, .partial, nil), "the refused one is created, the others wait")
        #expect(bench.planning.current.events.count == 45)
        limit(bench, to: 100)
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    @Test("What lists show of one resource says nothing about another")
    func maskedResource() async throws {
        let bench = try await SyncBench()
        bench.planning.change { $0.maskedResources = [51] }
        try await know(.limited, bench)
        let later = LeaveRequest("202", "2", "1", from: 30, to: 31)
        bench.set([later])
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.set([LeaveRequest("201", "1", "1", from: 7, to: 8), later])
        bench.planning.fail(.create, .lostAfter)
        for run in 2...4 {
            #expect(try await bench.sync(options: SyncOptions(reconcile: run == 4)) == .ended(RunID(run), .partial, nil))
            #expect(try await bench.run.problems().map(\.code) == [.eventUnconfirmed])
            #expect(bench.ours.count == 2)
        }
        bench.planning.change { $0.maskedResources = [] }
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        #expect(bench.ours.count == 2)
        bench.expectExact()
    }

    @Test("A write whose day arrives is settled: any view shows today")
    func theDayComes() async throws {
        let bench = try await SyncBench()
        bench.set([LeaveRequest("201", "1", "1", from: 0, to: 0), LeaveRequest("202", "2", "1", from: 2, to: 3)])
        limit(bench, to: 1)
        try await know(.limited, bench)
        bench.planning.fail(.create, nth: 2, .lostBefore)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        limit(bench, to: 2)
        #expect(try await bench.sync(asOf: SyncBench.today.adding(days: 1)) == .ended(2, .partial, nil))
        limit(bench, to: 3)
        #expect(try await bench.sync(asOf: SyncBench.today.adding(days: 2)) == .ended(3, .succeeded, nil))
        #expect(bench.ours.count == 2)
    }

    private func expectNothingTwice(_ bench: SyncBench, sourceLocation: SourceLocation = #_sourceLocation) {
        let references = bench.ours.flatMap { EventReference.all(in: $0.remark) }
        #expect(Set(references).count == references.count, sourceLocation: sourceLocation)
    }

    @Test(
        "Whatever happens under a limited view, no absence is on the planning twice",
        arguments: 0..<Proof.count(small: 20, full: 600))
    func inAnyOrder(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 99)
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        try await know(.limited, bench)
        var end = Int.random(in: 1...30, using: &random)
        limit(bench, to: end)
        // Where the ledger is emptied, no leave is cancelled: an event neither wanted nor listed stays unknown until it is listed.
        let forgets = random.chance(50)
        var size = 0
        for _ in 0..<Int.random(in: 3...8, using: &random) {
            size = forgets ? size + Int.random(in: 1...15, using: &random) : Int.random(in: 5...60, using: &random)
            bench.set(SyncBench.many(size))
            let point = random.element(of: FaultPoint.allCases)
            let nth = Int.random(in: 1...4, using: &random)
            let dies = random.chance(50)
            let faults = FaultPoints { reached, count in if dies, reached == point, count == nth { throw Died() } }
            if random.chance(20) { bench.planning.fail(.create, nth: Int.random(in: 1...20, using: &random), .lostAfter) }
            if forgets, random.chance(30) { bench.database.forget(bench.tenant.id) }
            do {
                try await bench.sync(faults: faults, options: SyncOptions(reconcile: random.chance(40)))
            } catch is InjectedCrash {
                guard let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) else { continue }
                bench.database.expireLease(of: live.id)
            }
            let world = bench.planning.current
            let references = world.events.values.flatMap { EventReference.all(in: $0.remark) }
            #expect(Set(references).count == references.count, "seed \(seed)")
            end += Int.random(in: 0...10, using: &random)
            limit(bench, to: end)
        }
        bench.planning.reset()
        bench.planning.change { $0.viewEnd = nil }
        try await know(.whole, bench)
        if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) { bench.database.expireLease(of: live.id) }
        try await bench.sync()
        #expect(try await bench.run.last().state == .succeeded, "seed \(seed)")
        try await bench.sync(options: SyncBench.reconciling)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }
}
