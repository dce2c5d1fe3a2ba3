import SyncCore
import SyncEngine
import Testing

@Suite("What a run withheld")
struct WithheldDeletionsTests {
    private static let changes = ["900", "901"].map { change(.withheld, $0) }
    private static func change(_ outcome: RunChange.Outcome, _ period: LeavePeriodID) -> RunChange {
        let reference = EventReference(
            account: "acme", periodID: period, accountID: "7", first: HalfDay(CalendarDay(ordinal: 20_800), .morning))
        let start = Instant(secondsSince1970: 1_797_120_000)
        return RunChange(
            .delete, outcome,
            EventFacts(
                reference: reference, employeeID: "42", resource: 12, type: 3, start: start, end: start.adding(seconds: 43_200)),
            because: .cancelled)
    }

    private static let clears = Problem(.run, .fieldClearsWithheld(employees: ["7"], holders: 9))

    @Test func theSameWithheldThingsHaveTheSameDigest() {
        let all = WithheldDeletions(changes: Self.changes, problems: [Self.clears])
        let done = Self.change(.done, "902")
        let again = WithheldDeletions(changes: Self.changes.reversed() + [done], problems: [Self.clears])
        #expect(again.digest == all.digest && again.deletions.count == 2)
        #expect(WithheldDeletions(changes: [Self.changes[0]], problems: [Self.clears]).digest != all.digest)
        #expect(WithheldDeletions(changes: Self.changes, problems: []).digest != all.digest)
        #expect(ReviewDigest("\(all.digest)") == all.digest)
    }

    @Test func itIsDividedByEmployee() {
        let all = WithheldDeletions(changes: Self.changes, problems: [Self.clears])
        #expect(all.shares.map(\.employee) == ["42"] && all.shares.map(\.deletions) == [2])
        #expect(all.deletions(of: ["42"]).count == 2 && all.clears(of: ["42"]).isEmpty)
        #expect(all.deletions(of: ["7"]).isEmpty && all.clears(of: ["7"]) == ["7"])
        #expect(all.deletions(of: nil).count == 2 && all.clears(of: nil) == ["7"])
    }
}
