import SyncCore
import Testing

@Suite("Numbers in one spelling")
struct PlainNumberTests {
    @Test(arguments: [
        ("48000", "48000"), ("48000.0", "48000"), ("4.8e4", "48000"), ("48E+3", "48000"), ("35,50", "35.5"), ("-0.0", "0"),
        ("007", "7"), ("0", "0"), ("1e-3", "0.001"), ("-12.340e1", "-123.4"), (" 5 ", "5"), ("100e-2", "1"), ("0.10", "0.1"),
    ])
    func spellingsOfOneNumberAreOne(_ text: String, _ canonical: String) {
        #expect(PlainNumber.canonical(text) == canonical)
    }

    @Test(arguments: [
        "", "-", ".5", "5.", "1e", "1e99", "0x10", "NaN", "1 234", "1.2.3", "+1", "é", String(repeating: "9", count: 90),
    ])
    func whatIsNoNumberIsNone(_ text: String) {
        #expect(PlainNumber.canonical(text) == nil)
    }
}
