import SyncCore
import SyncTestKit
import Testing

@Suite("AbsenceAssembler, random half-days")
struct AbsenceAssemblerPropertyTests {
    @Test(arguments: 0..<60)
    func equalsTheSlowObviousRule(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let zone = random.pick(
            "Europe/Paris", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "America/Havana", "UTC")
        // Days around which the clocks change in Europe, America and Australia, and holidays cluster.
        let around = Sample.day(
            random.pick("2026-03-27", "2026-10-23", "2026-03-06", "2026-10-30", "2026-04-30", "2026-12-22", "2027-03-26"))
        let office = try #require(DayHours(start: 480, midday: 750, end: 1080))
        let calendar = TenantCalendar(
            zone: Sample.zone(zone),
            hours: random.chance(50) ? .wholeDay : office,
            daysOff: random.pick([.saturday, .sunday], [.sunday, .monday], [], [.wednesday]),
            holidays: random.pick(.none, .france, .alsaceMoselle))
        let window = SyncWindow(asOf: around.adding(days: Int.random(in: -5...25, using: &random)), horizonMonths: 1)
        let includePending = random.chance(50)
        let leaves = Self.leaves(around: around, &random)

        let assembler = AbsenceAssembler(calendar: calendar, window: window, includePending: includePending)
        let absences = assembler.assemble(leaves)
        #expect(Set(absences).count == absences.count)
        #expect(Set(absences) == SlowAbsences.assemble(leaves, calendar, window, includePending: includePending))
        #expect(assembler.assemble(leaves.shuffled(using: &random)) == absences)
    }

    /// Periods with gaps, rows on days off or not, hours, cancellations, copies.
    private static func leaves(around day: CalendarDay, _ random: inout SplitMix64) -> [HalfDayLeave] {
        var leaves: [HalfDayLeave] = []
        for number in 0..<Int.random(in: 1...8, using: &random) {
            let skipsWeekends = random.chance(70)
            let density = random.pick(100, 95, 60)
            let start = HalfDay(day, .morning).ordinal + Int.random(in: -60...40, using: &random)
            for ordinal in start..<start + Int.random(in: 1...40, using: &random) {
                let halfDay = HalfDay(ordinal: ordinal)
                if skipsWeekends, [.saturday, .sunday].contains(halfDay.day.weekday) { continue }
                guard random.chance(density) else { continue }
                let row = HalfDayLeave(
                    employeeID: EmployeeID(String(number % 3)),
                    periodID: LeavePeriodID(String(number % 4)), accountID: LeaveAccountID(random.chance(90) ? "7" : "8"),
                    halfDay: halfDay, seconds: random.chance(10) ? Int.random(in: -1...50_000, using: &random) : nil,
                    status: random.chance(85) ? .approved : random.chance(50) ? .pending : .cancelled)
                leaves.append(row)
                if random.chance(5) { leaves.append(row) }
            }
        }
        return leaves.shuffled(using: &random)
    }
}
