import Testing

@testable import Simulators

@Suite("Replay: dates and times")
struct MomentMaskTests {
    @Test(arguments: [
        ("2026-12-24", "0000-00-00"), ("between,2026-12-01,2027-05-31", "between,0000-00-00,0000-00-00"),
        ("2026-12-24T10:00:00.123Z", "0000-00-00T00:00:00.000Z"), ("2026-12-24 10:00+01:00", "0000-00-00 00:00+00:00"),
        ("2026-12-24T10:00:00-0130", "0000-00-00T00:00:00-0000"), ("02:30:00", "00:00:00"), ("à 10:30.", "à 00:00."),
        ("[lucca:account1/7001/12/2026-12-24-AM]", "[lucca:account1/7001/12/0000-00-00-AM]"),
        ("[passerelle-probe] 1795925133256-1", "[passerelle-probe] 0000000000000-1"),
        ("1795925133256177777", "0000000000000000000"),
        ("since,2026-12-24T10:00:00Z", "since,0000-00-00T00:00:00Z"),
    ])
    func digitsOfDatesAndTimesAreMasked(_ text: String, _ masked: String) {
        #expect(MomentMask.masked(text) == masked)
    }

    @Test(arguments: [
        "", "12", "7001", "0,1000", "12026-12-24", "2026-12-245", "20261224", "179592513325", "2026-12", "1:30", "é12:3",
        "00012-3",
    ])
    func otherDigitsStay(_ text: String) {
        #expect(MomentMask.masked(text) == text)
    }
}
