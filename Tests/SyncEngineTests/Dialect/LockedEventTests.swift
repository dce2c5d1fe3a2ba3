import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Locked events and refused writes")
struct LockedEventTests {
    private func shortened(_ requests: [LeaveRequest]) -> [LeaveRequest] {
        requests.map { request in
            var request = request
            request.last = HalfDay(request.first.day, .morning)
            return request
        }
    }

    @Test("A locked event is its own problem, is tried once per run, and the others are written")
    func update() async throws {
        let bench = try await SyncBench()
        bench.set(SyncBench.many(30))
        try await bench.sync()
        let locked = Set(bench.ours.prefix(2).map(\.key))
        bench.planning.change { $0.locked = locked }
        bench.set(shortened(SyncBench.many(30)))
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        let problems = try await bench.run.problems()
        #expect(problems.map(\.code) == [.eventLocked, .eventLocked])
        #expect(bench.planning.calls[.update] == 30, "none of them twice")
        #expect(bench.planning.calls[.resources] == nil, "a lock says nothing about resources")
        let counts = try await bench.run.last().counts
        #expect(counts.updated == 28 && counts.failed == 2)

        bench.planning.change { $0.locked = [] }
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
    }

    @Test("Any number of locked events does not fail the run")
    func everyOne() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        bench.set(SyncBench.many(60))
        try await bench.sync()
        bench.planning.change { world in world.locked = Set(world.events.keys) }
        bench.set(shortened(SyncBench.many(30)))
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().count { $0.code == .eventLocked } == 60, "changes and deletions alike")
        bench.planning.change { $0.locked = [] }
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        bench.expectExact()
    }

    @Test("A copy whose reference cannot be removed because it is locked is reported as such")
    func copy() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = bench.copy(try bench.event(of: "104"), to: 54)
        bench.planning.change { $0.locked = [key] }
        #expect(try await bench.sync(options: SyncBench.reconciling) == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.eventLocked])
    }

    @Test("A locked event that overlaps another is not deleted to make room")
    func inTheWay() async throws {
        let bench = try await SyncBench()
        bench.set([LeaveRequest("201", "1", "1", from: 7, to: 8), LeaveRequest("202", "1", "1", from: 14, to: 15)])
        bench.planning.change { world in
            world.events = [:]
            world.refusesOverlaps = true
        }
        try await bench.sync()
        let first = try bench.event(of: "201").key
        bench.planning.change { $0.locked = [first] }
        bench.set([LeaveRequest("201", "1", "1", from: 14, to: 15), LeaveRequest("202", "1", "1", from: 7, to: 8)])
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        let codes = Set(try await bench.run.problems().map(\.code))
        #expect(codes == [.eventLocked, .eventRefused])
        #expect(bench.planning.current.events[first] != nil)
    }

    @Test("A refused absence is reported with the right that may be missing")
    func refused() async throws {
        let bench = try await SyncBench()
        bench.planning.fail(.create, nth: 2, .rejected)
        #expect(try await bench.sync() == .ended(1, .partial, nil))
        let problem = try #require(try await bench.run.problems().first)
        guard case .eventNotWritten(.create, nil, let cause) = problem.finding else {
            Issue.record("\(problem)")
            return
        }
        #expect(cause.code == "planningpme_rejected", "the remedy names the right")
        #expect(bench.planning.calls[.create] == 5, "it is not retried in that run")
    }
}
