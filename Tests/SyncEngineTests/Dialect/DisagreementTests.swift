import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Events that were not stored as sent")
struct DisagreementTests {
    struct Died: Error {}

    /// Points in which a created event may be wrong.
    static let pointsOfCreates: [DialectPoint] = [.kind, .reason, .time, .zone, .wholeDay, .status, .remark]

    @Test(
        "One is a problem that names what was sent and found; the next run rewrites it and creates none",
        arguments: pointsOfCreates)
    func one(_ point: DialectPoint) async throws {
        let bench = try await SyncBench()
        bench.planning.change { world in
            world.disagreements = [point: 0]
            world.disagreeingWrites = [2]
        }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(problems.map(\.code) == [.planningDisagrees], "and not absence_not_on_planning")
        let problem = try #require(problems.first)
        #expect(
            problem.finding
                == .eventDisagrees(
                    action: .create, point: point, sent: .written, found: .otherwise,
                    inDoubt: false))
        let counts = try await bench.run.last().counts
        #expect(counts.created == 5 && counts.failed == 1)
        #expect(try await bench.run.changes().allSatisfy { $0.action == .create && $0.outcome == .done })
        let wrong = try #require(bench.planning.current.wrong.first)
        let entries = try await bench.ports.ledger.load(bench.tenant.id).entries
        #expect(entries.filter(\.standsWrong).map(\.eventKey) == [wrong])

        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls[.create] == nil && bench.planning.calls[.update] == 1)
        #expect(bench.planning.current.wrong.isEmpty)
        bench.expectExact()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test("A run that reads the whole planning rewrites it too", arguments: pointsOfCreates)
    func reconciled(_ point: DialectPoint) async throws {
        let bench = try await SyncBench()
        bench.planning.change { world in
            world.disagreements = [point: 0]
            world.disagreeingWrites = [2]
        }
        try await bench.sync()
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(bench.planning.current.wrong.isEmpty)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("Three in a row end the run, and nothing is written until a person has looked", arguments: pointsOfCreates)
    func three(_ point: DialectPoint) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        try await bench.sync()
        bench.set(SyncBench.many(60))
        let before = bench.planning.current.eventWrites
        bench.planning.change { $0.disagreements = [point: before + 5] }
        let end = try await bench.sync()
        guard case .ended(2, .failed, let failure) = end else {
            Issue.record("unexpected end: \(end)")
            return
        }
        #expect(failure?.code == .planningDisagrees && failure?.failureClass == .misconfigured)
        let error = try #require(try await bench.run.last().error)
        #expect(error.code == "planning_disagrees" && error.message.contains(point.rawValue))
        #expect(error.remedy.contains("passerelle tenant probe acme --resource KEY"))
        #expect(error.remedy.contains("passerelle run now acme --reconcile"))
        #expect(bench.planning.current.wrongWrites == 3)
        let problems = try await bench.run.problems()
        #expect(problems.map(\.code) == [.planningDisagrees, .planningDisagrees, .planningDisagrees])
        #expect(
            problems.allSatisfy { if case .eventDisagrees(_, _, _, _, inDoubt: true) = $0.finding { true } else { false } })
        let doubt = try #require(try await bench.dialect.doubt)
        #expect(doubt.point == point && doubt.run == 2)

        bench.planning.reset()
        for options in [SyncOptions(), SyncBench.reconciling] {
            guard case .ended(_, .failed, let failure) = try await bench.sync(options: options) else {
                Issue.record("unexpected end")
                return
            }
            #expect(failure?.code == .planningDisagrees)
            #expect(try await bench.run.last().error?.remedy == error.remedy)
        }
        #expect(bench.planning.calls.isEmpty)
        #expect(try await bench.preview().counts.updated >= 3, "previews still read")

        // The point is corrected, and a person has looked.
        bench.planning.change { $0.disagreements = [:] }
        try await bench.changeDialect { $0.doubt = nil }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(5, .succeeded, nil))
        #expect(bench.planning.calls[.update] == 3, "exactly those three")
        #expect(bench.planning.current.wrong.isEmpty)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("A resource not stored as sent is a problem, and the next run writes what differs", arguments: [true, false])
    func resource(isVerified: Bool) async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        bench.planning.change { world in
            world.resources.removeAll { $0.key == 51 }
            if isVerified { world.wrongResources = [1] } else { world.unverifiedResources = [1] }
        }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let problem = try #require(try await bench.run.problems().first)
        #expect(problem.code == (isVerified ? .planningDisagrees : .eventUnconfirmed))
        #expect(problem.subject == .employee("1", identifier: "001"))
        if case .resourceDisagrees(resource: _, let point, let sent, let found, inDoubt: false) = problem.finding {
            #expect(isVerified && point == .department && sent == .departments(keys: [1]) && found == .nothing)
        } else {
            #expect(!isVerified)
        }
        bench.expectExact()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls[.createResource] == nil && bench.planning.calls[.updateResource] == (isVerified ? 1 : nil))
        #expect(bench.planning.current.resources.allSatisfy { $0.departments == [21] })
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test("Three resources in a row not stored as sent end the run before any event is written")
    func resources() async throws {
        let bench = try await SyncBench { $0.create = [.types, .resources] }
        bench.planning.change { world in
            world.resources.removeAll()
            world.wrongResources = Set(1...100)
        }
        guard case .ended(1, .failed, let failure) = try await bench.sync() else {
            Issue.record("unexpected end")
            return
        }
        #expect(failure?.code == .planningDisagrees && failure?.failureClass == .misconfigured)
        #expect(bench.planning.calls[.createResource] == 3 && bench.planning.calls[.create] == nil)
        #expect(try await bench.run.problems().filter { $0.code == .planningDisagrees }.count == 3)
        #expect(try await bench.dialect.doubt?.point == .department)
        bench.planning.change { $0.wrongResources = [] }
        try await bench.changeDialect { $0.doubt = nil }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.current.resources.count == 6, "none is created twice")
        #expect(bench.planning.current.resources.allSatisfy { $0.departments == [21] })
    }

    @Test("A deletion without effect counts like any other write")
    func deletions() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        bench.set(SyncBench.many(30))
        try await bench.sync()
        bench.set(SyncBench.many(20))
        bench.planning.change { world in
            world.disagreements = [.deletion: 0]
            world.disagreeingWrites = [31]
        }
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        let problem = try #require(try await bench.run.problems().first)
        guard case .eventDisagrees(.delete, .deletion, _, _, inDoubt: false) = problem.finding else {
            Issue.record("\(problem)")
            return
        }
        #expect(try await bench.run.last().counts.deleted == 9)
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()

        bench.set(SyncBench.many(10))
        bench.planning.change { $0.disagreeingWrites = nil }
        guard case .ended(4, .failed, _) = try await bench.sync() else {
            Issue.record("unexpected end")
            return
        }
        #expect(bench.planning.current.wrong.count == 3)
        #expect(try await bench.dialect.doubt?.point == .deletion)
        bench.planning.change { $0.disagreements = [:] }
        try await bench.changeDialect { $0.doubt = nil }
        #expect(try await bench.sync() == .ended(5, .succeeded, nil))
        bench.expectExact()
    }

    @Test("Planners' data lost by a wrong update is a disagreement of updates alone")
    func updates() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        bench.planning.change { $0.disagreements = [.update: 0] }
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.set(
            SyncBench.many(30).map { request in
                var request = request
                request.last = HalfDay(request.first.day, .morning)
                return request
            })
        guard case .ended(2, .failed, _) = try await bench.sync() else {
            Issue.record("unexpected end")
            return
        }
        #expect(bench.planning.current.wrongWrites == 3)
    }

    @Test("A few, with matching writes between them, do not end the run")
    func hereAndThere() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(40))
        bench.planning.change { world in
            world.disagreements = [.time: 0]
            world.disagreeingWrites = Set(stride(from: 4, through: 40, by: 6))
        }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.run.problems().count == 7)
        #expect(try await bench.dialect.doubt == nil)
        bench.planning.change { $0.disagreements = [:] }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test("Writes that were compared in other points do not interrupt the sequence")
    func unrelatedWrites() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(40))
        bench.planning.change { world in
            world.disagreements = [.time: 0]
            world.disagreeingWrites = [4, 12, 20]
            world.comparedPoints = [.kind, .reason]
        }
        guard case .ended(1, .failed, _) = try await bench.sync() else {
            Issue.record("unexpected end")
            return
        }
        #expect(try await bench.dialect.doubt?.point == .time)
        #expect(bench.planning.current.eventWrites == 20)
    }

    @Test("Wrong events are rewritten before any other write, so that no further event becomes wrong", arguments: [1, 2])
    func onceADay(_ atOnce: Int) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        try await bench.sync()
        bench.planning.change { $0.disagreements = [.time: 0] }
        for day in 1...6 {
            if try await bench.dialect.doubt != nil { break }
            bench.set(SyncBench.many(30 + day * atOnce))
            try await bench.sync()
        }
        #expect(try await bench.dialect.doubt?.point == .time)
        #expect(bench.planning.current.wrong.count == 3)
    }

    @Test("An event identified as ours only by its key is deleted when its leave is cancelled")
    func lostReferenceOfACancelledLeave() async throws {
        let bench = try await SyncBench()
        bench.planning.change { world in
            world.disagreements = [.remark: 0]
            world.disagreeingWrites = [5]
        }
        try await bench.sync()
        let wrong = try #require(bench.planning.current.wrong.first)
        let shown = Set(bench.shown.map(\.description))
        bench.set(bench.requests.filter { bench.expected([$0]).allSatisfy { shown.contains($0.description) } })
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .succeeded, nil))
        #expect(bench.planning.current.events[wrong] == nil)
        bench.expectExact()
    }

    @Test(
        "After a kill between a wrong write and its record, the next worker keeps the event and counts it among the three",
        arguments: [FaultPoint.afterIntents, .afterRemoteWrite, .beforeOutcomes, .afterOutcomes])
    func killed(_ point: FaultPoint) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        bench.planning.change { $0.disagreements = [.time: 0] }
        let faults = FaultPoints { reached, _ in if reached == point { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: "dies", faults: faults) }
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        guard case .ended(live.id, .failed, _) = try await bench.sync(worker: "lives") else {
            Issue.record("unexpected end")
            return
        }
        #expect(bench.planning.current.wrong.count == 3)
        #expect(try await bench.dialect.doubt?.point == .time)
        bench.planning.change { $0.disagreements = [:] }
        try await bench.changeDialect { $0.doubt = nil }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
    }

    @Test(
        "Events that became tasks under a dead worker are found by the next one, and none is created beside them",
        arguments: [SyncOptions(), SyncBench.reconciling])
    func killedTasks(options: SyncOptions) async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        bench.planning.change { $0.disagreements = [.kind: 0] }
        let faults = FaultPoints { reached, _ in if reached == .beforeOutcomes { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(worker: "dies", faults: faults) }
        #expect(bench.ours.count == 3)
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        guard case .ended(live.id, .failed, _) = try await bench.sync(worker: "lives", options: options) else {
            Issue.record("unexpected end")
            return
        }
        #expect(bench.ours.count == 3 && bench.ours.allSatisfy(\.isTask))
        #expect(try await bench.dialect.doubt?.point == .kind)
        bench.planning.change { $0.disagreements = [:] }
        try await bench.changeDialect { $0.doubt = nil }
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("A create whose answer was lost and that became a task is found, reported, and rewritten by the next run")
    func lostTask() async throws {
        let bench = try await SyncBench()
        bench.planning.change { world in
            world.disagreements = [.kind: 0]
            world.disagreeingWrites = [2]
        }
        bench.planning.fail(.create, nth: 2, .lostAfter)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.planningDisagrees])
        #expect(bench.ours.count == 5)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls[.create] == nil && bench.planning.calls[.update] == 1)
        bench.expectExact()
    }

    // MARK: Writes that could not be compared

    @Test("An event that could not be compared is reported, and the next run rewrites it under its key")
    func unverified() async throws {
        let bench = try await SyncBench()
        bench.planning.change { $0.unverifiedWrites = [2] }
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(problems.map(\.finding) == [.eventUnverified(action: .create)])
        let entries = try await bench.ports.ledger.load(bench.tenant.id).entries
        #expect(entries.count { $0.standsWrong && $0.eventKey != nil && $0.openIntent == nil } == 1)
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(bench.planning.calls[.create] == nil && bench.planning.calls[.update] == 1)
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("Three in a row that could not be compared end this run; the dialect is not in doubt")
    func unverifiedRow() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        bench.planning.change { $0.unverifiedWrites = Set(5...500) }
        _ = try await bench.sync()
        #expect(bench.planning.current.eventWrites == 7)
        let error = try #require(try await bench.run.last().error)
        #expect(error.code == "event_unconfirmed" && error.message.contains("could not be read afterwards"))
        #expect(try await bench.dialect.doubt == nil)
        #expect(try await bench.ports.ledger.load(bench.tenant.id).entries.count(where: \.standsWrong) == 3)
        // However often it is retried, no further event becomes wrong.
        if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) { try await bench.ports.runs.cancel(live.id) }
        _ = try await bench.sync()
        #expect(bench.planning.current.eventWrites == 10 && bench.ours.count == 7)
        bench.planning.change { $0.unverifiedWrites = [] }
        if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) { try await bench.ports.runs.cancel(live.id) }
        guard case .ended(_, .succeeded, nil) = try await bench.sync() else {
            Issue.record("unexpected end")
            return
        }
        bench.expectExact()
    }

    @Test("The next run finds a doubt again that the database could not store")
    func doubtIsNotKept() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        bench.planning.change { $0.disagreements = [.reason: 0] }
        let faults = FaultPoints { point, count in if point == .afterOutcomes, count == 1 { throw Died() } }
        await #expect(throws: InjectedCrash.self) { try await bench.sync(faults: faults) }
        #expect(try await bench.dialect.doubt == nil)
        let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
        bench.database.expireLease(of: live.id)
        try await bench.sync()
        #expect(try await bench.dialect.doubt?.point == .reason)
        #expect(bench.planning.current.wrong.count == 3)
    }

    @Test("Nor are events removed while the dialect is in doubt")
    func removal() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        try await bench.changeDialect { $0.doubt = .init(point: .time, since: Instant(secondsSince1970: 0), run: 1) }
        bench.planning.reset()
        let removal = FutureEventRemoval(worker: bench.worker(), today: SyncBench.today)
        await #expect { try await removal.remove(of: bench.tenant) } throws: { ($0 as? SyncError)?.code == .planningDisagrees }
        #expect(bench.planning.calls.isEmpty)
    }
}
