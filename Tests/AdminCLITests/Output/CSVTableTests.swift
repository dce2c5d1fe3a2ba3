import Testing

@testable import AdminCLI

@Suite("CSVTable")
struct CSVTableTests {
    private func line(_ text: String) -> String {
        CSVTable(["x"], [[text]]).rendered.replacing("x\r\n", with: "", maxReplacements: 1)
    }

    @Test func linesEndAsTheStandardSays() {
        #expect(CSVTable(["a", "b"], [["1", "2"]]).rendered == "a,b\r\n1,2\r\n")
    }

    @Test(arguments: [
        ("a,b", "\"a,b\"\r\n"), ("say \"hi\"", "\"say \"\"hi\"\"\"\r\n"), ("two\nlines", "\"two\nlines\"\r\n"),
        (" edge", "\" edge\"\r\n"),
    ])
    func whatNeedsQuotesIsQuoted(text: String, expected: String) {
        #expect(line(text) == expected)
    }

    @Test(arguments: ["=1+1", "+33 1 23", "-2", "@SUM(A1)", "＝1"])
    func aFormulaStaysAText(text: String) {
        #expect(line(text) == "'\(text)\r\n")
    }

    @Test func escapesAreNeutralised() {
        #expect(line("a\u{1B}[2J") == "a\\u{1b}[2J\r\n")
    }
}
