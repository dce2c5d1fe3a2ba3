import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A random Lucca and planning, day after day, in which every explanation is compared with the planning and with the run's work.
struct ExplainedWorld {
    let bench: SyncBench
    private var random: SplitMix64
    private var day = SyncBench.today
    private var period = 500
    private var moves = 0
    private let seed: UInt64
    /// Every code that an explanation contained.
    private(set) var met: Set<String> = []

    init(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let includePending = random.chance(30)
        let create: Set<TenantSettings.Creatable> = random.chance(50) ? [.types, .resources] : [.types]
        bench = try await SyncBench { settings in
            settings.includePending = includePending
            settings.create = create
            settings.brake = Brake(count: 1, percent: 20)
        }
        self.random = random
        self.seed = seed
        for _ in 0..<4 { addLeave() }
    }

    // MARK: One day

    mutating func live() async throws {
        for _ in 0..<random.pick(1, 2, 3, 4) { try await somethingHappens() }
        let faulty: [FakePlanning.Call] = random.chance(40) ? [random.pick(.create, .update, .delete)] : []
        let fault: FakePlanning.Fault = random.pick(.rejected, .rejected, .lostBefore, .lostAfter)
        let open = try await bench.ports.ledger.load(bench.tenant.id).entries.filter { $0.openIntent != nil }
        let before = try await explanations()
        expectTrue(before)
        for call in faulty { bench.planning.failAll(call, fault) }
        let end = try await bench.sync(asOf: day, options: SyncOptions())
        for call in faulty { bench.planning.failAll(call, nil) }
        let run = try await bench.run.last()
        let context = "seed \(seed), after \(end) as of \(day), \(faulty) \(fault)"
        // Several lost answers end a run.
        let isFailed = run.state == .failed && fault != .rejected && !faulty.isEmpty
        let ends: [RunState] = [.succeeded, .partial, .needsReview]
        try #require(ends.contains(run.state) || isFailed, "\(context) \(String(describing: run.error))")
        let changes = try await bench.run.changes()
        if !isFailed { expectDone(changes, by: before, beside: open, failing: faulty, context) }

        let after = try await explanations()
        expectTrue(after)
        expectRecorded(changes, run, in: after, context)
        let days = random.pick(0, 0, 1, 3)
        day = day.adding(days: days)
        bench.clock.advance(by: .seconds(days * 86_400 + 60))
    }

    private func explanations() async throws -> [AbsenceExplanation] {
        var all: [AbsenceExplanation] = []
        for number in 1...6 {
            do {
                all.append(try await bench.explain("\(number)", asOf: day))
            } catch let error as SyncError where error.code == .employeeUnknown {
                continue
            }
        }
        return all
    }

    // MARK: What must hold

    /// The planning matches the explanation, and no absence is explained twice.
    private mutating func expectTrue(_ explanations: [AbsenceExplanation]) {
        let events = bench.planning.current.events
        var told: [EventKey: Int] = [:]
        for explanation in explanations {
            for absence in explanation.absences {
                let what = "seed \(seed), as of \(day), employee \(explanation.person.id) \(absence)"
                let next = absence.nextRun
                met.formUnion([absence.state.rawValue, absence.rule.code, next.action.rawValue, next.reason.rawValue])
                if let problem = absence.problem { met.insert(problem.code) }
                #expect(absence.rule != .undecided, "\(what)")
                guard let event = absence.event, let key = event.key else { continue }
                told[key, default: 0] += 1
                let there = events[key]
                let isOurs = there.map { $0.remark.contains("[lucca:acme/") } ?? false
                switch event.found {
                case .asWritten:
                    #expect(isOurs && there?.start == event.start && there?.end == event.end, "\(what)")
                    #expect(there?.resources == [event.resource] && there?.type == event.type, "\(what)")
                case .changed(let now):
                    #expect(isOurs && there?.start == now.start && there?.end == now.end, "\(what)")
                    #expect(there?.resources == now.resources && there?.type == now.type, "\(what)")
                case .gone: #expect(there == nil, "\(what)")
                case .released: #expect(there != nil && !isOurs, "\(what)")
                case .notAsked: Issue.record("the planning was not read: \(what)")
                }
            }
            expectOneAnswer(explanation)
        }
        for (key, count) in told { #expect(count == 1, "seed \(seed): event \(key) is explained \(count) times") }
    }

    /// A cancelled leave has one line, which says so.
    private func expectOneAnswer(_ explanation: AbsenceExplanation) {
        let calendar = bench.tenant.settings.calendar
        for row in explanation.halfDays where row.status == .cancelled {
            let start = calendar.instant(startOf: row.halfDay)
            let ofPeriod = explanation.absences.filter {
                [$0.reference.periodID, $0.event?.reference.periodID].contains(row.periodID)
            }
            let covering = ofPeriod.filter { absence in
                (absence.start <= start && start < absence.end)
                    || (absence.event.map { $0.start <= start && start < $0.end } ?? false)
                    || (absence.nextRun.target.map { $0.start <= start && start < $0.end } ?? false)
                    || isShown(start, by: absence.event)
            }
            #expect(!covering.isEmpty, "seed \(seed): \(row) is not explained: \(explanation.absences)")
            let alone = covering.filter { $0.leave == .cancelled && $0.event == nil }
            #expect(alone.isEmpty || covering.count == 1, "seed \(seed): \(row) has several answers: \(covering)")
        }
    }

    /// Whether an event that a planner moved is there now.
    private func isShown(_ moment: Instant, by event: ExplainedEvent?) -> Bool {
        guard case .changed(let now) = event?.found else { return false }
        return now.start <= moment && moment < now.end
    }

    private struct Write: Hashable, CustomStringConvertible {
        let action: String
        let reference: EventReference
        var description: String { "\(action) \(reference)" }
    }

    /// The run did what the explanations said, and nothing else.
    private func expectDone(
        _ changes: [RunChange], by explanations: [AbsenceExplanation], beside open: [LedgerEntry],
        failing: [FakePlanning.Call], _ context: String
    ) {
        let people = Set(explanations.map(\.person.id))
        let absences = explanations.flatMap(\.absences)
        let announced = Set(
            absences.filter { $0.nextRun.action != .none }.map {
                Write(action: $0.nextRun.action.rawValue, reference: $0.reference)
            })
        let done = Set(
            changes.filter { people.contains($0.employeeID) }.map { change in
                Write(action: change.outcome == .withheld ? "withhold" : change.action.rawValue, reference: change.reference)
            })
        // A write whose answer was lost is reported by the run that confirms it.
        let lost = Set(open.flatMap { [$0.reference, $0.pendingReference].compactMap { $0 } })
        // An update detects that an event is gone, unless no update succeeds.
        func isCutShort(_ write: Write) -> Bool {
            failing.contains(.update) && announced.contains(Write(action: "create", reference: write.reference))
                && done.contains(Write(action: "update", reference: write.reference))
        }
        let more = done.subtracting(announced).filter { !lost.contains($0.reference) && !isCutShort($0) }
        let less = announced.subtracting(done).filter { !isCutShort($0) }
        #expect(
            more.isEmpty && less.isEmpty,
            "\(context), \(changes.filter { change in more.union(less).contains { $0.reference == change.reference } }): announced and not done \(less), done and not announced \(more)"
        )
    }

    /// A rejected or withheld change is shown with its run, as long as it still applies.
    private func expectRecorded(_ changes: [RunChange], _ run: Run, in explanations: [AbsenceExplanation], _ context: String) {
        for absence in explanations.flatMap(\.absences) {
            let own = changes.filter { $0.reference == absence.reference }
            if absence.nextRun.action == .withhold, own.contains(where: { $0.outcome == .withheld }) {
                #expect(
                    absence.nextRun.withheldBy == run.id && absence.problem?.code == "deletions_withheld", "\(context) \(absence)"
                )
                #expect(absence.state != .notOnPlanning, "\(context) \(absence)")
            }
            let isDue = [.create, .update, .delete].contains(absence.nextRun.action)
            if isDue, own.contains(where: { $0.outcome == .rejected }) {
                #expect(absence.problem?.code == "event_refused" && absence.problem?.run == run.id, "\(context) \(absence)")
                #expect(absence.problem?.at == run.finishedAt, "\(context) \(absence)")
            }
        }
    }

    // MARK: What happens

    /// Without a change of Lucca's generation: ids of the two cannot be compared, so an event that neither an absence nor a write
    /// leads to the other generation has a line of its own, beside its cancelled half-days under their new id.
    private mutating func somethingHappens() async throws {
        switch Int.random(in: 0..<18, using: &random) {
        case 0, 1: addLeave()
        case 2: setStatus(.cancelled)
        case 3: setStatus(random.pick(.pending, .approved))
        case 4: cancelSomeDays()
        case 5: takeAgain()
        case 6: moveLeave()
        case 7: eraseLeave()
        case 8: changeReason()
        case 9: moveEmployee()
        case 10: setUnreadable()
        case 11: try await editAddress()
        case 12: try await setRule()
        case 13, 14: changeEvent { planning, key in planning.events[key] = nil }
        case 15: moveEvent()
        case 16: changeEvent { planning, key in planning.events[key]?.remark = "Vu avec Paul" }
        default:
            let type: UnavailabilityTypeKey = 31
            changeEvent { planning, key in
                planning.events[key]?.resources = [56]
                planning.events[key]?.type = type
            }
        }
    }

    private mutating func addLeave() {
        period += 1
        let from = Int.random(in: -6..<60, using: &random)
        let request = LeaveRequest(
            LeavePeriodID("\(period)"), EmployeeID("\(Int.random(in: 1...6, using: &random))"),
            random.pick("1", "2", SyncBench.remoteWork),
            from: from, to: from + Int.random(in: 0..<9, using: &random))
        let status: HalfDayLeave.Status = random.chance(20) ? .pending : .approved
        bench.source.change { $0.leaves += request.rows.map { Self.copy($0, status: status) } }
    }

    private static func copy(
        _ leave: HalfDayLeave, status: HalfDayLeave.Status? = nil, account: LeaveAccountID? = nil
    ) -> HalfDayLeave {
        HalfDayLeave(
            employeeID: leave.employeeID, periodID: leave.periodID, accountID: account ?? leave.accountID,
            halfDay: leave.halfDay, seconds: leave.seconds, status: status ?? leave.status)
    }

    private mutating func somePeriod() -> LeavePeriodID? {
        random.element(of: Set(bench.source.current.leaves.map(\.periodID)).sorted())
    }

    private mutating func setStatus(_ status: HalfDayLeave.Status) {
        guard let period = somePeriod() else { return }
        bench.source.change { world in
            world.leaves = world.leaves.map { $0.periodID == period ? Self.copy($0, status: status) : $0 }
        }
    }

    private mutating func cancelSomeDays() {
        guard let period = somePeriod() else { return }
        let rows = bench.source.current.leaves.filter { $0.periodID == period }
        guard let pivot = random.element(of: rows.map(\.halfDay)) else { return }
        bench.source.change { world in
            world.leaves = world.leaves.map {
                $0.periodID == period && $0.halfDay >= pivot ? Self.copy($0, status: .cancelled) : $0
            }
        }
    }

    /// Cancelled and requested again: both rows come back.
    private mutating func takeAgain() {
        guard let period = somePeriod() else { return }
        bench.source.change { world in
            let rows = world.leaves.filter { $0.periodID == period }
            guard !rows.contains(where: { $0.status == .cancelled }) else { return }
            world.leaves += rows.map { Self.copy($0, status: .cancelled) }
        }
    }

    private mutating func moveLeave() {
        guard let period = somePeriod() else { return }
        let days = Int.random(in: -3...7, using: &random)
        bench.source.change { world in
            world.leaves = world.leaves.map { leave in
                guard leave.periodID == period else { return leave }
                return HalfDayLeave(
                    employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID,
                    halfDay: HalfDay(leave.halfDay.day.adding(days: days), leave.halfDay.half), status: leave.status)
            }
        }
    }

    private mutating func eraseLeave() {
        guard let period = somePeriod() else { return }
        bench.source.change { $0.leaves.removeAll { $0.periodID == period } }
    }

    private mutating func changeReason() {
        guard let period = somePeriod() else { return }
        let account: LeaveAccountID = random.pick("1", "2", SyncBench.remoteWork)
        bench.source.change { world in
            world.leaves = world.leaves.map { $0.periodID == period ? Self.copy($0, account: account) : $0 }
        }
    }

    /// Out of the scope, out of the company, or back.
    private mutating func moveEmployee() {
        let id = EmployeeID("\(Int.random(in: 1...6, using: &random))")
        let department: DepartmentID = random.pick("1", "1", "2", "9")
        let end = random.chance(30) ? day.adding(days: random.pick(-1, 0, 5)) : nil
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == id {
                world.employees[index].departmentID = department
                world.employees[index].contractEnd = end
            }
        }
    }

    private mutating func setUnreadable() {
        let id = EmployeeID("\(Int.random(in: 1...6, using: &random))")
        bench.source.change { world in
            if world.unreadable.isEmpty {
                world.unreadable = [id]
                world.problems = [.unreadableHalfDays(of: id)]
            } else {
                world.unreadable = []
                world.problems = []
            }
        }
    }

    /// The record of the planning is lost, and its events are adopted.
    private mutating func editAddress() async throws {
        moves += 1
        var tenant = try await bench.ports.registry.tenant(bench.tenant.id)
        tenant.planningPMEURL = "https://api.planningpme.com/acme\(moves)/"
        try await bench.ports.registry.update(tenant)
    }

    private mutating func setRule() async throws {
        let account: LeaveAccountID = random.pick("1", "2", SyncBench.remoteWork)
        let destination: ReasonRule.Destination = random.pick(.ignore, .type(31), .type(31))
        try await bench.ports.registry.setReasonRule(
            ReasonRule(accountID: account, destination: destination, origin: .operator), of: bench.tenant.id)
    }

    private mutating func changeEvent(_ body: (inout FakePlanning.World, EventKey) -> Void) {
        let ours = bench.planning.current.events.values.filter { $0.remark.contains("[lucca:acme/") }.map(\.key).sorted()
        guard let key = random.element(of: ours) else { return }
        bench.planning.change { body(&$0, key) }
    }

    private mutating func moveEvent() {
        let days = Int.random(in: -4...6, using: &random)
        changeEvent { planning, key in
            guard let event = planning.events[key] else { return }
            planning.events[key]?.start = event.start.adding(seconds: days * 86_400)
            planning.events[key]?.end = event.end.adding(seconds: days * 86_400)
        }
    }
}

extension SyncBench {
    func explain(
        _ employee: String, days: ClosedRange<CalendarDay>? = nil, asOf: CalendarDay = today, asksPlanning: Bool = true
    ) async throws -> AbsenceExplanation {
        let tenant = try await ports.registry.tenant(tenant.id)
        return try await TenantSync(ports: ports, logger: .silent).explain(
            ExplanationRequest(employee: .named(employee), days: days, asOf: asOf, asksPlanning: asksPlanning), of: tenant)
    }
}
