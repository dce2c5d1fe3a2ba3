import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A planning where a resource has one event at a time.
@Suite("A planning that refuses overlaps")
struct OverlapTests {
    struct Died: Error {}

    /// How one employee's leaves change from one day to the next.
    enum Turn: CaseIterable, Sendable {
        /// F7: one is cancelled, another one takes some of its days.
        case successor
        case successorWithin, successorAround, twoSuccessors, successorOfTwo
        /// A leave grows into time that another one frees.
        case growsWhereAnotherShrinks, chain
        /// Two leaves swap places.
        case swap, rotation
        case successorOfSomethingElse

        var before: [LeaveRequest] {
            switch self {
            case .successor, .successorWithin, .twoSuccessors, .successorOfSomethingElse:
                [LeaveRequest("1", "1", "1", from: 7, to: 11)]
            case .successorAround: [LeaveRequest("1", "1", "1", from: 8, to: 9)]
            case .successorOfTwo: [LeaveRequest("1", "1", "1", from: 7, to: 8), LeaveRequest("2", "1", "1", from: 10, to: 11)]
            case .growsWhereAnotherShrinks:
                [LeaveRequest("1", "1", "1", from: 7, to: 8), LeaveRequest("2", "1", "1", from: 9, to: 11)]
            case .chain:
                (0..<5).map { LeaveRequest(LeavePeriodID("\($0)"), "1", "1", from: 7 + $0, to: 7 + $0) }
            case .swap: [LeaveRequest("1", "1", "1", from: 7, to: 8), LeaveRequest("2", "1", "1", from: 9, to: 11)]
            case .rotation:
                [
                    LeaveRequest("1", "1", "1", from: 7, to: 7), LeaveRequest("2", "1", "1", from: 8, to: 8),
                    LeaveRequest("3", "1", "1", from: 9, to: 9),
                ]
            }
        }

        var after: [LeaveRequest] {
            switch self {
            case .successor: [LeaveRequest("9", "1", "2", from: 9, to: 15)]
            case .successorWithin: [LeaveRequest("9", "1", "2", from: 9, to: 9)]
            case .successorAround: [LeaveRequest("9", "1", "2", from: 7, to: 18)]
            case .twoSuccessors: [LeaveRequest("8", "1", "2", from: 7, to: 8), LeaveRequest("9", "1", "2", from: 9, to: 15)]
            case .successorOfTwo: [LeaveRequest("9", "1", "2", from: 8, to: 14)]
            case .growsWhereAnotherShrinks:
                [LeaveRequest("1", "1", "1", from: 7, to: 9), LeaveRequest("2", "1", "1", from: 10, to: 11)]
            case .chain:
                // Each moves by a day, to the place of the next one.
                (0..<5).map {
                    LeaveRequest(LeavePeriodID("\($0)"), "1", "1", from: $0 > 3 ? 14 : 8 + $0, to: $0 > 3 ? 14 : 8 + $0)
                }
            case .swap: [LeaveRequest("2", "1", "1", from: 7, to: 9), LeaveRequest("1", "1", "1", from: 10, to: 11)]
            case .rotation:
                [
                    LeaveRequest("1", "1", "1", from: 8, to: 8), LeaveRequest("2", "1", "1", from: 9, to: 9),
                    LeaveRequest("3", "1", "1", from: 7, to: 7),
                ]
            case .successorOfSomethingElse:
                [LeaveRequest("8", "1", "1", from: 14, to: 15), LeaveRequest("9", "1", "2", from: 9, to: 11)]
            }
        }
    }

    private func bench(_ turn: Turn) async throws -> SyncBench {
        let bench = try await SyncBench { $0.brake = Brake(count: 1000, percent: 100) }
        bench.planning.change { $0.refusesOverlaps = true }
        let others = [LeaveRequest("700", "2", "1", from: 7, to: 11), LeaveRequest("701", "3", "2", from: 1, to: 30)]
        // The fixture's planner event precedes them.
        bench.set(turn.before + others)
        #expect(try await bench.sync() == .ended(1, .succeeded, nil))
        bench.expectExact()
        bench.set(turn.after + others)
        return bench
    }

    @Test(
        "Whichever leaves make room for each other, one run leaves neither a gap nor a refusal", arguments: Turn.allCases)
    func oneRunIsEnough(_ turn: Turn) async throws {
        let bench = try await bench(turn)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(try await bench.run.problems() == [])
        #expect(try await bench.run.changes().allSatisfy { $0.outcome == .done })
        bench.expectExact()
        try await bench.expectLedgerMatchesPlanning()
        bench.planning.reset()
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.planning.calls.isEmpty)
    }

    @Test(
        "The same holds when the run is killed on the way", arguments: Turn.allCases,
        [FaultPoint.afterIntents, .beforeRemoteWrite, .afterRemoteWrite, .beforeOutcomes, .afterOutcomes])
    func killedOnTheWay(_ turn: Turn, _ point: FaultPoint) async throws {
        for nth in 1...12 {
            let bench = try await bench(turn)
            let faults = FaultPoints { reached, count in if reached == point, count == nth { throw Died() } }
            do {
                try await bench.sync(worker: "dies", faults: faults)
            } catch is InjectedCrash {
                let live = try #require(try await bench.ports.runs.liveRun(of: bench.tenant.id))
                bench.database.expireLease(of: live.id)
                #expect(try await bench.sync(worker: "lives") == .ended(live.id, .succeeded, nil))
            }
            bench.expectExact()
            try await bench.expectLedgerMatchesPlanning()
        }
    }

    /// Updates of the existing event: at no moment is the employee shown as present on a day of both.
    @Test("A successor is the old event, changed: the employee never appears present in between")
    func aSuccessorIsTheOldEvent() async throws {
        let bench = try await bench(.successor)
        let before = Set(bench.planning.current.events.keys)
        #expect(try await bench.sync() == .ended(2, .succeeded, nil))
        #expect(Set(bench.planning.current.events.keys) == before)
    }

    @Test("A planner's event in the way leaves the old event where it is, and is reported once")
    func aPlannersEventInTheWay() async throws {
        let bench = try await bench(.successor)
        let calendar = bench.tenant.settings.calendar
        let day = SyncBench.today.adding(days: 14)
        bench.planning.change { world in
            world.add(
                resources: [51], type: 31, start: calendar.startOfDay(day), end: calendar.startOfDay(day.adding(days: 1)),
                remark: "Réunion")
        }
        let before = bench.shown
        #expect(try await bench.sync() == .ended(2, .partial, nil))
        #expect(try await bench.run.problems().map(\.code) == [.eventRefused])
        #expect(try await bench.run.changes().map(\.outcome) == [.rejected])
        #expect(bench.shown == before)
        #expect(bench.planning.calls[.update] == 1, "nothing made room, so it is not retried")
        bench.planning.change { world in world.events = world.events.filter { $0.value.remark != "Réunion" } }
        #expect(try await bench.sync() == .ended(3, .succeeded, nil))
        #expect(bench.shown == bench.expected(bench.requests))
    }
}
