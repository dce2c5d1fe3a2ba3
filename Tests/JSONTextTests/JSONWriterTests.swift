import Foundation
import JSONText
import Testing

@Suite("JSONText: writing")
struct JSONWriterTests {
    private func rewritten(_ text: String) -> String? {
        JSONValue.read(text).map { String(decoding: $0.written(), as: UTF8.self) }
    }

    @Test(arguments: [
        "null", "true", "0", "-12", "18446744073709551615", "123456789012345678901234567890", "0.10", "1e300", "1E5", "[1e999]",
        #""é\n😀\u0001""#, #""a/b\\\"""#, "[]", "{}", #"[null,[1,{"a":false}]]"#, #"{"z":{"b":null},"a":[1.50,"x"]}"#,
        "{\"\u{E9}\":1,\"e\u{301}\":2}",
    ])
    func whatIsReadIsWrittenAgain(_ text: String) {
        #expect(rewritten(text).map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test func whatIsUnreadableIsLeftOutOfAnObjectAndNullInAList() {
        #expect(rewritten(#"{"a":NaN,"b":[1,Infinity,{"c":NaN}],"d":2}"#) == #"{"b":[1,null,{}],"d":2}"#)
    }

    @Test func ofANameThatComesTwiceTheOneThatCountsIsWritten() {
        #expect(rewritten(#"{"a":1,"b":2,"a":3}"#) == #"{"a":1,"b":2}"#)
        #expect(rewritten(#"{"a":null,"b":2,"a":3}"#) == #"{"b":2,"a":3}"#)
        #expect(rewritten(#"{"a":null,"a":null}"#) == #"{"a":null}"#)
    }

    @Test func aMemberIsSetInItsPlaceAddedAtTheEndAndRemoved() {
        var object = JSONValue.read(#"{"a":1,"b":2,"a":3,"c":4}"#)?.members ?? [:]
        object["a"] = .text("x")
        object["d"] = .bool(true)
        object["c"] = nil
        #expect(String(decoding: JSONValue.object(object).written(), as: UTF8.self) == #"{"a":"x","b":2,"d":true}"#)
        #expect(object["a"] == .text("x") && object["c"] == nil && object[JSONName("D")] == .bool(true))
    }
}
