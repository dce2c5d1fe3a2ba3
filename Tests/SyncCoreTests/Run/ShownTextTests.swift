import SyncCore
import SyncTestKit
import Testing

@Suite("Texts of problems")
struct ShownTextTests {
    private func subject(_ text: String) -> String {
        Problem(.employeeUnmatched, subject: text, message: "m", remedy: "r").subject
    }

    @Test(
        "What no store holds and nobody sees shows as its code",
        arguments: [
            ("employee 4 (00\u{0}14)", "employee 4 (00U+000014)"), ("a\u{1b}[31mb", "aU+001B[31mb"), ("a\r\nb", "aU+000DU+000Ab"),
            ("\u{202e}abc", "U+202Eabc"), ("a\u{2028}b", "aU+2028b"), ("\u{feff}x", "U+FEFFx"), ("\u{e000}", "U+E000"),
            ("\u{10ffff}", "U+10FFFF"), ("Zoé 👩‍👩‍👧 e\u{301}", "Zoé 👩‍👩‍👧 e\u{301}"), ("\u{fffd}", "\u{fffd}"), ("", ""),
        ])
    func invisibleCharacters(_ text: String, _ shown: String) {
        #expect(Array(subject(text).unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test func aSubjectIsCutWhereNobodyReadsOn() {
        #expect(subject(String(repeating: "é", count: 200)).count == 200)
        #expect(subject(String(repeating: "é", count: 1_000_000)) == String(repeating: "é", count: 200) + "…")
        // One character of a million scalars.
        #expect(subject("e" + String(repeating: "\u{301}", count: 1_000_000)).unicodeScalars.count <= 201)
    }

    @Test("Any text makes a problem and an error that a store can hold", arguments: 0..<20)
    func anyText(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                let value = UInt32.random(in: 0...(random.chance(50) ? 0x2FF : 0x10FFFF), using: &random)
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            let problem = Problem(.eventRefused, subject: text, message: text, remedy: text)
            let error = RunError(code: "x", message: text, remedy: text)
            for shown in [problem.subject, problem.message, problem.remedy, error.message, error.remedy] {
                #expect(
                    shown.unicodeScalars.allSatisfy {
                        $0.value >= 0x20 && $0.value != 0x7F && $0.properties.generalCategory != .control
                    })
            }
        }
    }
}
