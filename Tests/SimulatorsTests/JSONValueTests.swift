import Simulators
import Testing

@Suite("JSON")
struct JSONValueTests {
    @Test(arguments: [
        #"{"a":1.50,"b":[null,true,false,"é\"\\\n"],"c":{}}"#, "[]", #""😀""#, "-1e10", #"{"é":"ñ"}"#,
    ])
    func whatIsReadIsWrittenBack(_ text: String) {
        #expect(JSONValue.parse(text)?.serialized == text)
    }

    @Test func escapesAreUnderstood() {
        #expect(JSONValue.parse(#""\u00e9\ud83d\ude00\/\t""#)?.text == "é😀/\t")
        #expect(JSONValue.string("\u{1}").serialized == #""\u0001""#)
    }

    @Test(arguments: ["", "{", "{\"a\"}", "[1,]", "{\"a\":1,}", "\"\\x\"", "\"\\ud800\"", "nul", "1 2", "\"a", "01x", "{a:1}"])
    func whatIsNotJSONIsRefused(_ text: String) {
        #expect(JSONValue.parse(text) == nil)
    }

    @Test func nestingHasAnEnd() {
        #expect(JSONValue.parse(String(repeating: "[", count: 100_000)) == nil)
    }

    @Test func invalidBytesAreRefused() {
        #expect(JSONValue.parse([34, 0xFF, 34]) == nil)
    }

    @Test func membersAreFoundInAnyLetterCaseAndMerged() {
        let value = JSONValue.parse(#"{"Data":{"a":1,"b":2}}"#)
        #expect(value?["data"]?["A"]?.integer == 1)
        let patch = JSONValue.parse(#"{"data":{"b":3}}"#) ?? .null
        #expect(value?.merging(patch).serialized == #"{"Data":{"a":1,"b":3}}"#)
    }
}
