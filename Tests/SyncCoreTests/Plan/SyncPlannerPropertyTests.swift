import SyncCore
import SyncTestKit
import Testing

/// Random worlds that change from day to day: in the end, the planning shows what Lucca says.
@Suite("SyncPlanner, random worlds")
struct SyncPlannerPropertyTests {
    @Test(arguments: 0..<25)
    func thePlanningConvergesToWhatLuccaSays(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var world = try Self.world(&random)
        var day = Sample.day(random.pick("2026-03-20", "2026-10-15", "2026-12-20"))
        var notes: [EventKey: String] = [:]

        for step in 0..<12 {
            for _ in 0..<Int.random(in: step == 0 ? 20...30 : 0...6, using: &random) { Self.edit(&world, around: day, &random) }
            let before = world.planning
            let plan = world.sync(asOf: day)

            #expect(plan.problems.isEmpty)
            #expect(world.notShown(plan).isEmpty)
            #expect(Self.isOrdered(plan))
            #expect(plan.operations.allSatisfy { plan.cause(of: $0) != .undecided })
            Self.expectThePastUntouched(before, world.planning, asOf: day, world.tenant.settings.calendar)
            try Self.expectShown(world, asOf: day)
            Self.expectLedgerIsThePlanning(world)
            for (key, note) in notes {
                if let event = world.planning.events[key] { #expect(event.remark.contains(note)) } else { notes[key] = nil }
            }

            let again = world.plan(asOf: day)
            #expect(again.writesNothing)
            #expect(again.links.isEmpty && again.reasonRules.isEmpty && again.departmentLinks.isEmpty)
            #expect(again.counts.unchanged == world.entries.count { $0.end > world.tenant.settings.calendar.startOfDay(day) })
            #expect(!SyncPlanner.draft(world.input(asOf: day)).need.isNeeded)
            #expect(again == world.plan(asOf: day))

            if let key = random.element(of: world.planning.events.keys.sorted()), notes[key] == nil {
                notes[key] = "note \(key)"
                let remark = world.planning.events[key]?.remark ?? ""
                world.planning.events[key]?.remark = "à voir \(remark) note \(key)"
            }
            day = day.adding(days: Int.random(in: 0...9, using: &random))
        }
    }

    @Test(arguments: 0..<10)
    func daysOnWhichNothingChangesWriteOnlyWhatTheWindowUncovers(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 1000)
        var world = try Self.world(&random)
        var day = Sample.day("2026-09-21")
        for _ in 0..<40 { Self.edit(&world, around: day.adding(days: Int.random(in: 0...60, using: &random)), &random) }
        world.sync(asOf: day)
        for _ in 0..<70 {
            let calendar = world.tenant.settings.calendar
            let windowEnd = calendar.startOfDay(world.input(asOf: day).window.to)
            var lastWorked = world.input(asOf: day).window.readThrough
            while !calendar.isWorked(lastWorked) { lastWorked = lastWorked.adding(days: -1) }
            day = day.adding(days: 1)
            let plan = world.sync(asOf: day)
            #expect(plan.resourceUpdates.isEmpty && plan.links.isEmpty)
            for operation in plan.operations {
                switch operation {
                case .create(let event): #expect(event.start >= windowEnd)
                case .update(let entry, let event):
                    // It reached the end of what was read, and continues beyond it.
                    #expect(entry.end >= calendar.instant(endOf: HalfDay(lastWorked, .afternoon)))
                    #expect(event.end > windowEnd)
                    #expect(entry.reference == event.reference)
                    #expect(entry.start == event.start)
                case .delete: Issue.record("a deletion, although nothing changed")
                }
            }
        }
    }

    @Test(arguments: 0..<10)
    func theOrderOfWhatIsReadIsIrrelevant(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 2000)
        var world = try Self.world(&random)
        let day = Sample.day("2026-10-15")
        for _ in 0..<20 { Self.edit(&world, around: day, &random) }
        world.sync(asOf: day)
        for _ in 0..<10 { Self.edit(&world, around: day, &random) }
        var input = world.input(asOf: day.adding(days: 1))
        input.catalog = world.planning.catalog
        let plan = SyncPlanner.plan(input)
        input.leaves.shuffle(using: &random)
        input.employees.shuffle(using: &random)
        input.departments.shuffle(using: &random)
        input.accounts.shuffle(using: &random)
        input.entries.shuffle(using: &random)
        input.links.shuffle(using: &random)
        input.reasonRules.shuffle(using: &random)
        input.catalog?.resources.shuffle(using: &random)
        input.catalog?.types.shuffle(using: &random)
        input.catalog?.departments.shuffle(using: &random)
        #expect(SyncPlanner.plan(input) == plan)
    }

    // MARK: - Worlds

    static func world(_ random: inout SplitMix64) throws -> ModelWorld {
        let office = try #require(DayHours(start: 480, midday: 750, end: 1080))
        let calendar = TenantCalendar(
            zone: Sample.zone(random.pick("Europe/Paris", "America/New_York", "Asia/Beirut")),
            hours: random.chance(50) ? .wholeDay : office, holidays: random.pick(.none, .france, .alsaceMoselle))
        var world = try PlannerWorld.make {
            $0.calendar = calendar
            $0.create = [.resources, .departments, .types]
            $0.includePending = random.chance(30)
            $0.horizonMonths = random.pick(1, 2, 3)
            $0.brake = Brake(count: .max, percent: 100)
        }
        world.employees += (0..<4).map { number in
            Employee(id: EmployeeID("\(100 + number)"), employeeNumber: "0\(number)", departmentID: "2")
        }
        let holidays = try #require(world.type("conges payes"))
        world.reasonRules["7"] = ReasonRule(accountID: "7", destination: .type(holidays), origin: .automatic)
        world.reasonRules["8"] = ReasonRule(accountID: "8", destination: .hide, origin: .operator)
        return world
    }

    static func edit(_ world: inout ModelWorld, around day: CalendarDay, _ random: inout SplitMix64) {
        let periods = Set(world.leaves.map(\.periodID)).sorted()
        let period = random.element(of: periods)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...4:
            guard let employee = random.element(of: world.employees) else { return }
            let isHourly = random.chance(15)
            let number = Int.random(in: 0..<1_000_000, using: &random)
            let first = HalfDay(day.adding(days: Int.random(in: -45...80, using: &random)), random.pick(.morning, .afternoon))
            let length =
                isHourly
                ? 0 : random.chance(15) ? Int.random(in: 60...150, using: &random) : Int.random(in: 0...12, using: &random)
            let last = HalfDay(ordinal: first.ordinal + length)
            let weekends = random.chance(20)
            var rows = Sample.leaves(
                employee.id, LeavePeriodID("\(number)"), random.pick("7", "8", "9"), from: first.description,
                to: last.description,
                seconds: isHourly ? Int.random(in: 1...240, using: &random) * 60 : nil,
                status: random.chance(90) ? .approved : .pending)
            if !weekends { rows.removeAll { [.saturday, .sunday].contains($0.halfDay.day.weekday) } }
            world.leaves += rows
        case 5:
            world.leaves.removeAll { $0.periodID == period && random.chance(20) }
        case 6:
            world.leaves.removeAll { $0.periodID == period }
        case 7:
            // Extended by a few half-days, or given another leave account.
            guard let last = world.leaves.filter({ $0.periodID == period }).max(by: { $0.halfDay < $1.halfDay }) else { return }
            if random.chance(50) {
                for step in 1...6 {
                    world.leaves.append(
                        HalfDayLeave(
                            employeeID: last.employeeID, periodID: last.periodID, accountID: last.accountID,
                            halfDay: HalfDay(ordinal: last.halfDay.ordinal + step), seconds: last.seconds, status: last.status))
                }
            } else {
                let account = random.pick(LeaveAccountID("7"), "8", "9")
                world.leaves = world.leaves.map { row in
                    guard row.periodID == period else { return row }
                    return HalfDayLeave(
                        employeeID: row.employeeID, periodID: row.periodID, accountID: account, halfDay: row.halfDay,
                        seconds: row.seconds, status: row.status)
                }
            }
        case 8:
            guard let index = random.element(of: Array(world.employees.indices)) else { return }
            world.employees[index].departmentID = random.pick("1", "2", "2", "9")
        default:
            guard let index = random.element(of: Array(world.accounts.indices)) else { return }
            world.accounts[index].name += "!"
        }
    }

    // MARK: - What must hold

    private static func isOrdered(_ plan: SyncPlan) -> Bool {
        func place(_ operation: SyncOperation) -> (Int, Instant, EventReference) {
            switch operation {
            case .create(let event), .update(_, let event): (0, event.start, event.reference)
            case .delete(let entry): (1, entry.start, entry.reference)
            }
        }
        return zip(plan.operations, plan.operations.dropFirst()).allSatisfy { place($0) < place($1) }
    }

    static func expectThePastUntouched(
        _ before: ModelPlanning, _ after: ModelPlanning, asOf day: CalendarDay, _ calendar: TenantCalendar
    ) {
        let start = calendar.startOfDay(day)
        for (key, event) in before.events where event.end <= start { #expect(after.events[key] == event) }
        for (key, event) in after.events where event.end <= start {
            // Past events that a plan leaves behind existed before, or were in progress and got shorter.
            #expect(before.events[key] != nil)
        }
    }

    static func expectLedgerIsThePlanning(_ world: ModelWorld) {
        #expect(world.entries.count == world.planning.events.count)
        #expect(Set(world.entries.map(\.reference)).count == world.entries.count)
        for entry in world.entries {
            let event = entry.eventKey.flatMap { world.planning.events[$0] }
            #expect(event.map { EventReference.all(in: $0.remark) } == [entry.reference])
            #expect(event?.start == entry.start && event?.end == entry.end && event?.type == entry.type)
            #expect(event?.resources == [entry.resource])
        }
    }

    private struct Subject: Hashable {
        let employeeID: EmployeeID
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID
    }

    /// From the start of the day on: every worked half-day of leave is shown once, hours exactly, and nothing else is.
    static func expectShown(_ world: ModelWorld, asOf day: CalendarDay) throws {
        let settings = world.tenant.settings
        let calendar = settings.calendar
        let window = world.input(asOf: day).window
        let start = calendar.startOfDay(day)
        let inScope = Set(world.employees.filter { $0.departmentID != "9" }.map(\.id))
        let neutral = try #require(world.type("Absent"))
        let holidays = try #require(world.type("conges payes"))
        let leaves = world.leaves.filter {
            inScope.contains($0.employeeID) && $0.accountID != "9" && window.readFrom <= $0.halfDay.day
                && $0.halfDay.day < window.to
        }
        let absences = SlowAbsences.assemble(leaves, calendar, window, includePending: settings.includePending)
        let halfDays = (HalfDay(day, .morning).ordinal..<HalfDay(window.to, .morning).ordinal).map(HalfDay.init(ordinal:))
            .filter { calendar.isWorked($0.day) }
        func covered(_ start: Instant, _ end: Instant) -> [HalfDay] {
            halfDays.filter { start <= calendar.instant(startOf: $0) && calendar.instant(endOf: $0) <= end }
        }

        var expected: [Subject: Set<HalfDay>] = [:]
        for absence in absences where absence.end > start {
            let subject = Subject(employeeID: absence.employeeID, periodID: absence.periodID, accountID: absence.accountID)
            expected[subject, default: []].formUnion(covered(absence.start, absence.end))
        }
        var shown: [Subject: Set<HalfDay>] = [:]
        for entry in world.entries where entry.end > start {
            let subject = Subject(
                employeeID: entry.employeeID, periodID: entry.reference.periodID, accountID: entry.reference.accountID)
            let here = covered(entry.start, entry.end)
            #expect(shown[subject, default: []].isDisjoint(with: here))
            shown[subject, default: []].formUnion(here)
            #expect(entry.type == (subject.accountID == "8" ? neutral : holidays))
            #expect(world.links[entry.employeeID]?.resource == entry.resource)
        }
        #expect(shown.filter { !$0.value.isEmpty } == expected.filter { !$0.value.isEmpty })

        let future = Set(world.entries.map { "\($0.reference.periodID)/\($0.reference.accountID) \($0.start) \($0.end)" })
        for absence in absences where absence.start >= start {
            #expect(future.contains("\(absence.periodID)/\(absence.accountID) \(absence.start) \(absence.end)"))
        }
    }
}
