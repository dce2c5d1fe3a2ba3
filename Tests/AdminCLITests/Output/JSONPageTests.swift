import Foundation
import JSONText
import SyncCore
import Testing

@testable import AdminCLI

@Suite("A page of JSON")
struct JSONPageTests {
    @Test func keysKeepTheirOrderAndNullIsWritten() {
        let value = JSONValue.object([
            "z": .number("1"), "a": .null, "l": .list([]), "o": .object([:]), "n": .list([.bool(true)]),
        ])
        #expect(
            value.page
                == "{\n  \"z\": 1,\n  \"a\": null,\n  \"l\": [],\n  \"o\": {},\n  \"n\": [\n    true\n  ]\n}\n")
    }

    @Test(arguments: ["\u{1B}[31m", "\u{9B}", "\u{202E}", "tab\tnewline\n", "quote\" back\\slash", "é 営 👩‍👩‍👧", "\u{E0001}"])
    func everyTextComesBackFromAnyReader(text: String) throws {
        let page = JSONValue.list([.text(text)]).page
        let read = try #require(try JSONSerialization.jsonObject(with: Data(page.utf8)) as? [String])
        #expect(read == [text])
        #expect(page.unicodeScalars.allSatisfy { $0.isHarmless || $0 == "\n" })
    }
}
