import Foundation
import Testing

@testable import AdminCLI

@Suite("JSONValue")
struct JSONValueTests {
    @Test func keysKeepTheirOrderAndNullIsWritten() {
        let value = JSONValue.object([JSONMember("z", .int(1)), JSONMember("a", .null), JSONMember("l", .array([]))])
        #expect(value.rendered == "{\n  \"z\": 1,\n  \"a\": null,\n  \"l\": []\n}\n")
    }

    @Test(arguments: ["\u{1B}[31m", "\u{9B}", "\u{202E}", "tab\tnewline\n", "quote\" back\\slash", "é 営 👩‍👩‍👧", "\u{E0001}"])
    func everyTextComesBackFromAnyReader(text: String) throws {
        let rendered = JSONValue.array([.string(text)]).rendered
        let read = try #require(try JSONSerialization.jsonObject(with: Data(rendered.utf8)) as? [String])
        #expect(read == [text])
        #expect(rendered.unicodeScalars.allSatisfy { PlainText.isHarmless($0) || $0 == "\n" })
    }
}
