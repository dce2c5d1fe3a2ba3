import SyncCore
import SyncTestKit
import Testing

@Suite("AbsenceAssembler")
struct AbsenceAssemblerTests {
    // Tuesday 24 November 2026: read from Saturday 24 October, to Sunday 23 May 2027.
    private let window = SyncWindow(asOf: Sample.day("2026-11-24"), horizonMonths: 6)

    private func assembler(_ holidays: HolidayCalendar = .none, pending: Bool = false) -> AbsenceAssembler {
        AbsenceAssembler(
            calendar: TenantCalendar(zone: Sample.zone(), holidays: holidays), window: window, includePending: pending)
    }

    private func leaves(_ first: String, _ last: String, _ account: LeaveAccountID = "7", period: LeavePeriodID = "p")
        -> [HalfDayLeave]
    {
        Sample.leaves("42", period, account, from: first, to: last)
    }

    private func texts(_ absences: [Absence]) -> [String] {
        absences.map { "\($0.first) \($0.last) \($0.start) \($0.end)" }
    }

    @Test func halfDaysThatFollowEachOtherAreOneAbsence() {
        #expect(
            texts(assembler().assemble(leaves("2026-12-22-PM", "2026-12-24-AM"))) == [
                "2026-12-22-PM 2026-12-24-AM 2026-12-22T11:00:00Z 2026-12-24T11:00:00Z"
            ])
    }

    @Test func aWeekendJoins() {
        let rows = leaves("2026-12-17-AM", "2026-12-18-PM") + leaves("2026-12-21-AM", "2026-12-21-AM")
        #expect(
            texts(assembler().assemble(rows)) == [
                "2026-12-17-AM 2026-12-21-AM 2026-12-16T23:00:00Z 2026-12-21T11:00:00Z"
            ])
    }

    @Test func aPublicHolidayJoinsOnlyIfTheTenantDoesNotWorkIt() {
        let rows = leaves("2026-12-24-AM", "2026-12-24-PM") + leaves("2026-12-28-AM", "2026-12-28-PM")
        #expect(assembler(.france).assemble(rows).count == 1)
        #expect(assembler(.none).assemble(rows).count == 2)
    }

    @Test(arguments: [
        // An afternoon worked before the weekend, a morning worked after it, and a half-day worked in between.
        [("2026-12-18-AM", "2026-12-18-AM"), ("2026-12-21-AM", "2026-12-21-AM")],
        [("2026-12-18-PM", "2026-12-18-PM"), ("2026-12-21-PM", "2026-12-21-PM")],
        [("2026-12-15-AM", "2026-12-15-AM"), ("2026-12-16-AM", "2026-12-16-AM")],
        [("2026-12-14-AM", "2026-12-15-PM"), ("2026-12-17-AM", "2026-12-17-PM")],
    ])
    func anyWorkedHalfDaySplits(ranges: [(String, String)]) {
        #expect(assembler().assemble(ranges.flatMap { leaves($0.0, $0.1) }).count == 2)
    }

    @Test func rowsOnDaysOffDoNotSplit() {
        let rows = leaves("2026-12-18-AM", "2026-12-19-AM") + leaves("2026-12-20-PM", "2026-12-21-PM")
        #expect(texts(assembler().assemble(rows)).first?.hasPrefix("2026-12-18-AM 2026-12-21-PM") == true)
    }

    @Test func periodsAccountsAndEmployeesStayApart() {
        let rows =
            leaves("2026-12-14-AM", "2026-12-14-PM") + leaves("2026-12-15-AM", "2026-12-15-PM", "8")
            + leaves("2026-12-16-AM", "2026-12-16-PM", period: "q")
            + Sample.leaves("43", "p", "7", from: "2026-12-15-AM", to: "2026-12-15-PM")
        #expect(assembler().assemble(rows).count == 4)
    }

    @Test func othersAreLeftOutAndWhatCountsOfTheRestIsCounted() {
        let ours = leaves("2026-12-14-AM", "2026-12-15-PM")
        let others = Sample.leaves("43", "p", "7", from: "2026-12-14-AM", to: "2026-12-15-PM")
        let cancelled = Sample.leaves("42", "p", "7", from: "2026-12-16-AM", to: "2026-12-16-PM", status: .cancelled)
        // In turns, so that neither follows its own.
        let rows = zip(ours, others).flatMap { [$0, $1] } + cancelled
        let result = assembler().assemble(rows) { $0 == "42" }
        #expect(result.absences == assembler().assemble(ours))
        #expect(result.halfDays == 4)
    }

    @Test func cancelledRowsNeverCountAndPendingOnesWhenWanted() {
        let cancelled = Sample.leaves("42", "p", "7", from: "2026-12-14-AM", to: "2026-12-14-PM", status: .cancelled)
        let pending = Sample.leaves("42", "p", "7", from: "2026-12-15-AM", to: "2026-12-15-PM", status: .pending)
        #expect(assembler().assemble(cancelled + pending).isEmpty)
        #expect(texts(assembler(pending: true).assemble(cancelled + pending)).first?.hasPrefix("2026-12-15-AM") == true)
    }

    @Test func theSameHalfDayTwiceCountsOnce() {
        let rows = leaves("2026-12-14-AM", "2026-12-14-PM")
        #expect(assembler().assemble(rows + rows) == assembler().assemble(rows))
        // A cancelled copy does not cancel the active one.
        let cancelled = Sample.leaves("42", "p", "7", from: "2026-12-14-AM", to: "2026-12-14-PM", status: .cancelled)
        #expect(assembler().assemble(cancelled + rows + cancelled) == assembler().assemble(rows))
    }

    @Test func hoursStandAloneAndLastThatLong() {
        let hours = Sample.leaves("42", "p", "7", from: "2026-12-14-PM", to: "2026-12-14-PM", seconds: 9000)
        let rows = leaves("2026-12-14-AM", "2026-12-14-AM") + hours + leaves("2026-12-15-AM", "2026-12-15-AM")
        let absences = assembler().assemble(rows)
        #expect(
            texts(absences) == [
                "2026-12-14-AM 2026-12-14-AM 2026-12-13T23:00:00Z 2026-12-14T11:00:00Z",
                "2026-12-14-PM 2026-12-14-PM 2026-12-14T11:00:00Z 2026-12-14T13:30:00Z",
                "2026-12-15-AM 2026-12-15-AM 2026-12-14T23:00:00Z 2026-12-15T11:00:00Z",
            ])
        #expect(absences.map(\.isHourly) == [false, true, false])
    }

    @Test func hoursAreElapsedTimeWhenTheClocksChange() {
        let spring = SyncWindow(asOf: Sample.day("2027-03-01"), horizonMonths: 6)
        let assembler = AbsenceAssembler(
            calendar: TenantCalendar(zone: Sample.zone()), window: spring, includePending: false)
        let hours = Sample.leaves("42", "p", "7", from: "2027-03-28-AM", to: "2027-03-28-AM", seconds: 4 * 3600)
        #expect(texts(assembler.assemble(hours)) == ["2027-03-28-AM 2027-03-28-AM 2027-03-27T23:00:00Z 2027-03-28T03:00:00Z"])
    }

    @Test func aWholeHalfDayBeatsHoursAndLongerHoursShorterOnes() {
        let short = Sample.leaves("42", "p", "7", from: "2026-12-14-AM", to: "2026-12-14-AM", seconds: 3600)
        let long = Sample.leaves("42", "p", "7", from: "2026-12-14-AM", to: "2026-12-14-AM", seconds: 7200)
        #expect(assembler().assemble(short + long) == assembler().assemble(long))
        #expect(assembler().assemble(long + short) == assembler().assemble(long))
        let whole = leaves("2026-12-14-AM", "2026-12-14-AM")
        #expect(assembler().assemble(short + whole + long) == assembler().assemble(whole))
    }

    @Test(arguments: [0, -1, Int.min])
    func noHoursAreNoAbsence(seconds: Int) {
        #expect(
            assembler().assemble(Sample.leaves("42", "p", "7", from: "2026-12-14-AM", to: "2026-12-14-AM", seconds: seconds))
                .isEmpty)
    }

    @Test func theEndOfTheWindowCuts() {
        let rows = leaves("2027-05-20-AM", "2027-05-27-PM")
        #expect(texts(assembler().assemble(rows)) == ["2027-05-20-AM 2027-05-23-PM 2027-05-19T22:00:00Z 2027-05-23T22:00:00Z"])
        let hours = Sample.leaves("42", "p", "7", from: "2027-05-23-PM", to: "2027-05-24-AM", seconds: .max)
        #expect(texts(assembler().assemble(hours)) == ["2027-05-23-PM 2027-05-23-PM 2027-05-23T10:00:00Z 2027-05-23T22:00:00Z"])
    }

    @Test(arguments: [
        // The first days read are a weekend: an absence that begins after it may have begun before.
        ("2026-10-24-AM", true), ("2026-10-24-PM", true), ("2026-10-25-PM", true), ("2026-10-26-AM", true),
        ("2026-10-26-PM", false), ("2026-10-27-AM", false),
    ])
    func whatBeginsWhereReadingBeginsMayHaveBegunBefore(first: String, mayHave: Bool) throws {
        let absence = try #require(assembler().assemble(leaves(first, "2026-11-30-PM")).first)
        #expect(absence.beginsAtReadEdge == mayHave)
    }

    @Test func hoursNeverBeganBefore() throws {
        let hours = Sample.leaves("42", "p", "7", from: "2026-10-24-AM", to: "2026-10-24-AM", seconds: 3600)
        #expect(try #require(assembler().assemble(hours).first).beginsAtReadEdge == false)
    }

    @Test func rowsOutsideOfWhatIsReadAreLeftOut() {
        #expect(assembler().assemble(leaves("2026-10-20-AM", "2026-10-23-PM")).isEmpty)
        #expect(assembler().assemble(leaves("2027-05-24-AM", "2027-05-24-PM")).isEmpty)
    }

    @Test(arguments: [Int.min, Int.max, 0])
    func sillyRowsDoNotTrap(ordinal: Int) {
        let row = HalfDayLeave(
            employeeID: "42", periodID: "p", accountID: "7", halfDay: HalfDay(CalendarDay(ordinal: ordinal), .afternoon),
            seconds: .max)
        #expect(assembler().assemble([row]).isEmpty)
    }

    @Test func aTenantThatNeverWorksHasOneAbsencePerPeriod() {
        let calendar = TenantCalendar(zone: Sample.zone(), daysOff: Set(Weekday.allCases))
        let assembler = AbsenceAssembler(calendar: calendar, window: window, includePending: false)
        #expect(
            assembler.assemble(leaves("2026-11-24-AM", "2026-11-24-AM") + leaves("2027-05-20-PM", "2027-05-20-PM")).count == 1)
    }

    @Test func aDayThatTheClocksSkippedIsNoAbsence() {
        let window = SyncWindow(asOf: Sample.day("2011-12-20"), horizonMonths: 1)
        let assembler = AbsenceAssembler(
            calendar: TenantCalendar(zone: Sample.zone("Pacific/Apia")), window: window, includePending: false)
        #expect(assembler.assemble(leaves("2011-12-30-AM", "2011-12-30-PM")).isEmpty)
        #expect(assembler.assemble(leaves("2011-12-29-AM", "2011-12-31-PM")).count == 1)
    }
}
