import SyncCore
import SyncTestKit
import Testing

@Suite("Values of extra data, as a planning gets them")
struct RenderingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let value: FieldValue
        let form: FieldRule.Form
        /// nil if nothing is sent.
        let text: String?
        let name: String
        var testDescription: String { name }

        init(_ name: String, _ value: FieldValue, _ form: FieldRule.Form, _ text: String?) {
            (self.name, self.value, self.form, self.text) = (name, value, form, text)
        }
    }

    private static let day = FieldValue.day(Sample.day("2028-01-05"))

    static let cases: [Case] = [
        Case("a text", .text(" N 12 "), .text, "N 12"), Case("a number", .number("35.50"), .text, "35.50"),
        Case("yes", .boolean(true), .text, "oui"), Case("no", .boolean(false), .text, "non"),
        Case("a day", day, .text, "05/01/2028"), Case("an early day", .day(Sample.day("0987-12-31")), .text, "31/12/0987"),
        Case("a day as a date", day, .date, "2028-01-05T00:00:00"),
        Case("true", .boolean(true), .boolean, "true"), Case("false", .boolean(false), .boolean, "false"),
        Case("a number as a number", .number("35.5"), .number, "35.5"),
        Case("several", .several([.text("A"), day, .boolean(true), .number("3")]), .text, "A, 05/01/2028, oui, 3"),
        Case("several in several", .several([.text("A"), .several([.text("B"), .text("C")])]), .text, "A, B, C"),
        Case("one of several", .several([day]), .date, "2028-01-05T00:00:00"),
        Case("several with a blank one", .several([.text(""), .text("B"), .text(" ")]), .text, "B"),
        Case("two days as a date", .several([day, day]), .date, nil), Case("a text as a date", .text("05/01/2028"), .date, nil),
        Case("a text as a number", .text("35"), .number, nil), Case("a day as a number", day, .number, nil),
        Case("a number as yes or no", .number("1"), .boolean, nil), Case("yes as a date", .boolean(true), .date, nil),
        Case("nothing", .text("  "), .text, nil),
        Case("nothing, several times", .several([.text(""), .several([])]), .text, nil),
        Case("without a label", .unlabelled, .text, nil),
        Case("one without a label", .several([.text("A"), .unlabelled]), .text, nil),
        Case("unreadable", .unreadable, .text, nil),
    ]

    @Test(arguments: cases) func aValueIsSentInTheRulesForm(example: Case) throws {
        var world = try FieldWorld(FieldWorld.rule(form: example.form))
        world.set(example.value)
        #expect(world.plan().fieldWrites == (example.text.map { ["42 caces=\($0)"] } ?? []))
    }

    @Test func whatAFormCannotHoldIsReportedAndABlankIsNot() throws {
        var world = try FieldWorld(FieldWorld.rule(form: .date))
        world.set(.text("demain"))
        #expect(world.plan().fieldProblems == ["field_refused employee 42 (00317)"])
        world.set(.text(" "))
        #expect(world.plan().fieldProblems == [])
    }

    @Test func aValueNeverPrintsItself() throws {
        var world = try FieldWorld(FieldWorld.rule())
        world.set(.several([.text("canary"), .number("4711")]))
        let plan = world.plan()
        #expect(plan.fieldUpdates.count == 1)
        var dumped = "\(plan) \(String(reflecting: plan)) \(world.world.fields)"
        dump(plan, to: &dumped)
        dump(world.world.fields, to: &dumped)
        #expect(!dumped.contains("canary") && !dumped.contains("4711"))
    }

    @Test func differentThingsHaveDifferentDigests() {
        let digest = FieldDigest { $0 }
        let all = [
            digest.of(FieldText("c"), "a", .custom("b")), digest.of(FieldText("b:c"), "a", .custom("")),
            digest.of(FieldText("c"), "a:1", .custom("b")), digest.of(FieldText("c"), "a", .custom("b:")),
            digest.of(FieldText(":c"), "a", .custom("b")), digest.of(FieldText("c"), "b", .custom("a")),
            digest.of(FieldText("b"), "a", .custom("c")), digest.of(FieldText(""), "a", .custom("b")),
        ]
        #expect(Set(all).count == all.count)
        #expect(digest.of(FieldText(" c\n"), "a", .custom("b")) == all[0])
    }
}
