import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("absence explain")
struct AbsenceExplanationTests {
    private func only(_ explanation: AbsenceExplanation, _ period: LeavePeriodID) throws -> ExplainedAbsence {
        let found = explanation.absences.filter { $0.reference.periodID == period }
        try #require(found.count == 1, "\(explanation.absences)")
        return try #require(found.first)
    }

    private func key(_ period: LeavePeriodID, _ bench: SyncBench) throws -> EventKey {
        try #require(bench.planning.current.events.values.first { $0.remark.contains("[lucca:acme/\(period)/") }).key
    }

    private func cancel(_ period: LeavePeriodID, _ bench: SyncBench) {
        bench.source.change { world in
            world.leaves = world.leaves.map { leave in
                guard leave.periodID == period else { return leave }
                return HalfDayLeave(
                    employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID,
                    halfDay: leave.halfDay, status: .cancelled)
            }
        }
    }

    // MARK: The five states

    @Test func aDeletionThatTheBrakeWithholdsIsOnThePlanning() async throws {
        let bench = try await SyncBench { $0.brake = Brake(count: 0, percent: 0) }
        try await bench.sync()
        bench.source.change { $0.leaves.removeAll { $0.periodID == "104" } }
        let before = try only(try await bench.explain("3"), "104")
        #expect(before.state == .onPlanning && before.rule == .goneFromLucca && before.problem == nil)
        #expect(before.nextRun.action == .withhold && before.nextRun.reason == .brake && before.nextRun.withheldBy == nil)
        try await bench.sync()
        let run = try await bench.run.last()
        #expect(run.state == .needsReview)
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.state == .onPlanning)
        #expect(absence.event?.key == (try key("104", bench)))
        #expect(absence.nextRun.action == .withhold && absence.nextRun.withheldBy == run.id)
        #expect(absence.problem?.code == "deletions_withheld" && absence.problem?.run == run.id)
    }

    @Test func afterAnAddressEditAnEventIsOnThePlanning() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        var tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        tenant.planningPMEURL = "https://api.planningpme.com/neu/"
        try await bench.ports.registry.update(tenant)
        let explanation = try await bench.explain("3")
        #expect(explanation.readsWholePlanning)
        let absence = try only(explanation, "104")
        #expect(absence.state == .onPlanning && absence.rule == .wanted)
        #expect(absence.event?.key == (try key("104", bench)))
        #expect(absence.nextRun.action == .none && absence.nextRun.reason == .unchanged)
    }

    @Test func aRejectedWriteIsNamedWithItsRunDayAfterDay() async throws {
        let bench = try await SyncBench()
        bench.planning.failAll(.create, .rejected)
        for day in 0..<3 {
            try await bench.sync(asOf: SyncBench.today.adding(days: day))
            let run = try await bench.run.last()
            let absence = try only(try await bench.explain("3", asOf: SyncBench.today.adding(days: day)), "104")
            #expect(absence.state == .notOnPlanning && absence.rule == .wanted)
            #expect(absence.problem?.code == "event_refused")
            #expect(absence.problem?.run == run.id && absence.problem?.at == run.finishedAt)
            #expect(absence.nextRun.action == .create && absence.nextRun.reason == .retried)
        }
    }

    @Test func anEventRemovedByHandIsNotOnThePlanning() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key("104", bench)
        bench.planning.change { $0.events[key] = nil }
        let explanation = try await bench.explain("3")
        let absence = try only(explanation, "104")
        #expect(absence.state == .removed && absence.event?.key == key && absence.event?.found == .gone)
        #expect(absence.nextRun.action == .none && absence.nextRun.reason == .waitsForReconciliation)
        #expect(explanation.reconciliationDue != nil && !explanation.readsWholePlanning)

        let offline = try only(try await bench.explain("3", asksPlanning: false), "104")
        #expect(offline.state == .notAsked && offline.event?.key == key)

        bench.clock.advance(by: .seconds(8 * 86_400))
        let later = try only(try await bench.explain("3"), "104")
        #expect(later.state == .removed && later.event?.key == key)
        #expect(later.nextRun.action == .create && later.nextRun.reason == .restored)
        try await bench.sync()
        #expect(try only(try await bench.explain("3"), "104").state == .onPlanning)
    }

    @Test func aCancelledAbsenceHasOneAnswer() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        cancel("104", bench)
        let before = try only(try await bench.explain("3"), "104")
        #expect(before.state == .onPlanning && before.leave == .cancelled && before.rule == .cancelled)
        #expect(before.nextRun.action == .delete)
        try await bench.sync()
        let after = try only(try await bench.explain("3"), "104")
        #expect(after.state == .notOnPlanning && after.rule == .cancelled && after.event == nil)
        #expect(after.nextRun.action == .none && after.nextRun.reason == .ruledOut)
    }

    // MARK: Further states

    @Test func halfDaysThatAreCancelledAndTakenAgainCountForWhatTheyAre() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        bench.source.change { world in
            world.leaves += world.leaves.filter { $0.periodID == "104" }.map { leave in
                HalfDayLeave(
                    employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID,
                    halfDay: leave.halfDay, status: .cancelled)
            }
        }
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.state == .onPlanning && absence.leave == .counted && absence.rule == .wanted)
    }

    @Test func anEventThatSomebodyMovedShowsWhereItIs() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key("104", bench)
        bench.planning.change { world in
            guard let event = world.events[key] else { return }
            world.events[key]?.start = event.start.adding(seconds: 86_400)
            world.events[key]?.resources = [55]
        }
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.state == .changedByHand)
        guard case .changed(let now) = absence.event?.found else {
            Issue.record("\(absence)")
            return
        }
        #expect(now.resources == [55] && now.start == absence.start.adding(seconds: 86_400))
        #expect(absence.nextRun.reason == .waitsForReconciliation)
        bench.clock.advance(by: .seconds(8 * 86_400))
        let due = try only(try await bench.explain("3"), "104")
        #expect(due.state == .changedByHand && due.nextRun.action == .update && due.nextRun.reason == .restored)
    }

    @Test func anEventWithoutItsReferenceBelongsToThePlanners() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key("104", bench)
        bench.planning.change { $0.events[key]?.remark = "Vu avec Paul" }
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.state == .released && absence.nextRun.reason == .waitsForReconciliation)
    }

    @Test func anEventThatOneAnswerHidesIsLookedForInTheList() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let key = try key("104", bench)
        bench.planning.change { _ = $0.hidden.insert(key) }
        #expect(try only(try await bench.explain("3"), "104").state == .onPlanning)
    }

    @Test func aRejectedDeletionIsOnThePlanningAndTriedAgain() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        cancel("104", bench)
        bench.planning.failAll(.delete, .rejected)
        try await bench.sync()
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.state == .onPlanning && absence.rule == .cancelled)
        #expect(absence.problem?.code == "event_refused")
        #expect(absence.nextRun.action == .delete && absence.nextRun.reason == .retried)
    }

    @Test func aRunThatFailedIsNamed() async throws {
        let bench = try await SyncBench()
        bench.planning.failAll(.create, .unauthorized)
        try await bench.sync()
        let run = try await bench.run.last()
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.problem?.code == "planningpme_unauthorized" && absence.problem?.run == run.id)
        #expect(absence.nextRun.action == .create)
    }

    @Test func someoneWhoMovedOutOfTheScopeStillHasTheirEvents() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        LuccaChange.movedOutOfScope.happen(in: bench)
        let explanation = try await bench.explain("3")
        #expect(explanation.person.standing == .outOfScope("9", name: "Direction"))
        let absence = try only(explanation, "104")
        #expect(absence.state == .onPlanning && absence.rule == .outOfScope && absence.nextRun.action == .delete)
        try await bench.sync()
        #expect(try await bench.explain("3").absences.isEmpty)
    }

    @Test func whoLeftIsExplainedAlthoughNoRunReadsThem() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let lastDay = SyncBench.today.adding(days: -1)
        bench.source.change { world in
            world.former = world.employees.filter { $0.id == "3" }
            world.former[0].contractEnd = lastDay
            world.employees.removeAll { $0.id == "3" }
        }
        for text in ["3", "003"] {
            let explanation = try await bench.explain(text)
            #expect(explanation.person.id == "3" && explanation.person.standing == .left(lastDay))
            let absence = try only(explanation, "104")
            #expect(absence.state == .onPlanning && absence.rule == .left && absence.leave == .notRead)
            #expect(absence.nextRun.action != .none)
        }
    }

    @Test func someoneWhoseLeaveCannotBeReadIsFrozen() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        cancel("104", bench)
        bench.source.change { $0.unreadable = ["3"] }
        let absence = try only(try await bench.explain("3"), "104")
        #expect(absence.state == .onPlanning && absence.rule == .unreadable && absence.nextRun.action == .none)
    }

    @Test func someoneWithoutResourceIsNamedWithTheProblem() async throws {
        let bench = try await SyncBench()
        bench.planning.change { $0.resources.removeAll { $0.registrationNumber == "003" } }
        try await bench.sync()
        let run = try await bench.run.last()
        let absence = try only(try await bench.explain("003"), "104")
        #expect(absence.state == .notOnPlanning && absence.rule.code == "employee_unmatched")
        #expect(absence.problem?.code == "employee_unmatched" && absence.problem?.run == run.id)
        #expect(absence.nextRun.action == .none)
    }

    @Test func remoteWorkAPastAbsenceAndAPendingOneAreRuledOut() async throws {
        let bench = try await SyncBench()
        bench.source.change { world in
            world.leaves += LeaveRequest("300", "4", "1", from: 2, to: 2).rows.map { row in
                HalfDayLeave(
                    employeeID: row.employeeID, periodID: row.periodID, accountID: row.accountID,
                    halfDay: row.halfDay,
                    status: .pending)
            }
        }
        try await bench.sync()
        #expect(try only(try await bench.explain("4"), "105").rule == .remoteWork)
        #expect(try only(try await bench.explain("4"), "300").rule == .pending)
        #expect(try only(try await bench.explain("6"), "107").rule == .past)
    }

    @Test func aRangeHoldsWhatTouchesIt() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let today = SyncBench.today
        func periods(_ first: Int, _ last: Int) async throws -> [LeavePeriodID] {
            let days = today.adding(days: first)...today.adding(days: last)
            let explanation = try await bench.explain("1", days: days)
            #expect(explanation.halfDays.allSatisfy { days.contains($0.halfDay.day) })
            return explanation.absences.map(\.reference.periodID)
        }
        #expect(try await periods(4, 4) == ["101"])
        #expect(try await periods(5, 20).isEmpty)
        #expect(try await periods(4, 21) == ["101", "102"])
    }

    @Test func anIdentifierOfSeveralEmployeesIsRefused() async throws {
        let bench = try await SyncBench()
        bench.source.change { $0.employees[1].employeeNumber = "001" }
        await #expect { try await bench.explain("001") } throws: { ($0 as? SyncError)?.code == .employeeNotUnique }
        #expect(try await bench.explain("1").person.id == "1")
        await #expect { try await bench.explain("999") } throws: { ($0 as? SyncError)?.code == .employeeUnknown }
    }

    @Test func itWritesNothingAnywhere() async throws {
        let bench = try await SyncBench()
        try await bench.sync()
        let (writes, events) = (bench.database.writeCount, bench.planning.current.events)
        let sent = bench.planning.writeCount
        _ = try await bench.explain("3")
        #expect(bench.database.writeCount == writes && bench.planning.writeCount == sent)
        #expect(bench.planning.current.events == events)
    }
}
