import Foundation
import SyncCore
import SyncTestKit
import Testing

/// Half-days of any kind, in any zone on any day.
@Suite("Fuzzing: absences from half-days")
struct AbsenceAssemblerFuzzTests {
    struct Input: FuzzInput {
        let assembler: AbsenceAssembler
        let leaves: [HalfDayLeave]

        var bytes: [UInt8] { Array("\(assembler)\n\(leaves)".utf8) }
    }

    private static let zones = TimeZone.knownTimeZoneIdentifiers.compactMap { TimeZone(identifier: $0) }

    @Test(arguments: Fuzz.shards)
    func coverExactlyTheHalfDays(shard: Int) async throws {
        try await Fuzz(name: "absence assembler", shard: shard, small: 500, full: 1_000_000).run { random in
            Self.input(&random)
        } check: { input in
            let absences = input.assembler.assemble(input.leaves)
            try AssembledAbsences.check(absences, of: input.leaves, by: input.assembler)
            try hold(input.assembler.assemble(input.leaves.reversed()) == absences, "the order of the half-days matters")
            try hold(
                input.assembler.assemble(input.leaves + input.leaves) == absences, "a half-day that comes twice counts twice")
        }
    }

    private static func input(_ random: inout SplitMix64) -> Input {
        let start = Int.random(in: 0...700, using: &random)
        let midday = Int.random(in: start + 1...1430, using: &random)
        let office = DayHours(start: start, midday: midday, end: Int.random(in: midday + 1...1440, using: &random))
        let calendar = TenantCalendar(
            zone: random.element(of: zones) ?? .gmt,
            hours: random.chance(50) ? .wholeDay : office ?? .wholeDay,
            daysOff: Set(Weekday.allCases.filter { _ in random.chance(25) }),
            holidays: random.pick(.none, .france, .alsaceMoselle))
        // Mostly now; also the ends of the calendar, and far outside of it.
        let center =
            random.chance(90)
            ? Int.random(in: 0...30_000, using: &random)
            : random.pick(-719_162, 2_932_896, 0, -1, -3_300_000, 4_000_000, 1_000_000_000_000)
        let asOf = CalendarDay(ordinal: center)
        let window = SyncWindow(
            asOf: asOf, horizonMonths: random.pick(1, 1, 1, 2, 24),
            initialFrom: random.chance(20) ? asOf.adding(days: Int.random(in: -400...5, using: &random)) : nil)
        let leaves = (0..<random.pick(1, 3, 3)).flatMap { _ in stretch(around: center, &random) }
        return Input(
            assembler: AbsenceAssembler(calendar: calendar, window: window, includePending: random.chance(50)),
            leaves: leaves.shuffled(using: &random))
    }

    private static func stretch(around center: Int, _ random: inout SplitMix64) -> [HalfDayLeave] {
        let ids = ["1", "2", "é", ""]
        let employee = random.element(of: ids) ?? ""
        let period = random.element(of: ids) ?? ""
        let account = random.element(of: ids) ?? ""
        let density = random.pick(100, 90, 50, 10)
        let first =
            random.chance(97) ? center * 2 + Int.random(in: -90...90, using: &random) : random.pick(-4_000_000, 6_000_000, 0)
        return (first..<first + Int.random(in: 1...24, using: &random)).compactMap { ordinal in
            guard random.chance(density) else { return nil }
            return HalfDayLeave(
                employeeID: EmployeeID(employee), periodID: LeavePeriodID(period),
                accountID: LeaveAccountID(account), halfDay: HalfDay(ordinal: ordinal),
                seconds: random.chance(80) ? nil : random.pick(0, 1, 3600, 14_400, 86_400, 900_000, -1, .max, .min),
                status: random.pick(.approved, .approved, .approved, .pending, .cancelled))
        }
    }
}
