import Foundation
import JSONText
import Testing

@Suite("JSONText: reading")
struct JSONReaderTests {
    @Test func everyKindOfValueIsRead() {
        let expected: JSONValue = .object([
            "A": .list([.null, .bool(true), .bool(false), .number("-12.5e3"), .text("é\n\"é😀/")]), "b": .object([:]),
        ])
        #expect(JSONValue.read(#" { "A" : [ null , true, false, -12.5e3, "é\n\"\u00e9\ud83d\ude00\/" ], "b":{} } "#) == expected)
    }

    @Test(arguments: [
        "", "{", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "nul", "NaN", "OK", "-", "\"", "\"\\", "{} {}", "[", "]", "[}",
        "{]",
        "<html></html>", "Bad gateway", "[1,2", "{\"a\":1", "{\"a\":\"b", "{\"a\":1,}", "[,1]", "{1:2}", "\u{FEFF}", "'a'",
        "[1;2]",
    ])
    func whatIsNoDocumentIsRefused(_ text: String) {
        #expect(JSONValue.read(text) == nil)
    }

    @Test(arguments: [
        "NaN", "-NaN", "Infinity", "-Infinity", "nan", "undefined", "None", "01", "+1", ".5", "1.", "1e", "-", "0x1F", "1.#IND",
    ])
    func aBareWordSpoilsItsOwnMemberOnly(_ word: String) {
        let value = JSONValue.read(#"{"items":[{"a":\#(word),"b":1},\#(word),{"b":2}]}"#)
        #expect(value?["items"]?.elements?.first?["a"] == .unreadable)
        #expect(value?["items"]?.elements?.first?["b"] == .number("1"))
        #expect(value?["items"]?.elements?.last?["b"] == .number("2"))
    }

    @Test(arguments: ["1e999", "-1e999", "1e-999", "123456789012345678901234567890.5", "0", "-0", "1E+5"])
    func aNumberStaysAsItIsWritten(_ spelling: String) {
        #expect(JSONValue.read("[\(spelling)]")?.elements == [.number(spelling)])
    }

    @Test func aByteOrderMarkIsSkipped() {
        #expect(JSONValue.read(Data([0xEF, 0xBB, 0xBF] + Array("[1]".utf8))) == .list([.number("1")]))
    }

    @Test(arguments: [
        (#"a\ud83dz"#, "a\u{FFFD}z"), (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\udc00"#, "\u{FFFD}"), (#"\ud83d"#, "\u{FFFD}"),
        (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"), (#"a\u0000b"#, "a\u{FFFD}b"), ("a\u{0}b", "a\u{FFFD}b"), (#"\x41"#, "\u{FFFD}41"),
        (#"\u12"#, "\u{FFFD}12"), (#"\u12é"#, "\u{FFFD}12é"), (#"\é"#, "\u{FFFD}é"), ("tab\tand\nline", "tab\tand\nline"),
        (#"\b\f\n\r\t\"\\\/"#, "\u{8}\u{C}\n\r\t\"\\/"),
    ])
    func whatIsNoCharacterIsAReplacement(_ spelling: String, _ text: String) {
        let value = JSONValue.read(#"{"\#(spelling)":"\#(spelling)","next":1}"#)
        #expect(value?["next"] == .number("1"))
        #expect(value?[text] == .text(text))
    }

    @Test func bytesThatAreNoUTF8AreReplaced() {
        #expect(JSONValue.read(Data([0x22, 0x61, 0xFF, 0xC3, 0x62, 0x22])) == .text("a\u{FFFD}\u{FFFD}b"))
        #expect(JSONValue.read(Data([0x22, 0x5C, 0x74, 0xFF, 0x22])) == .text("\t\u{FFFD}"))
    }

    @Test func aNameIsFoundExactlyOrInAnyLetterCase() {
        let value = JSONValue.read(#"{"ownerID":1,"\u006fther":2,"É":3,"été":4}"#)
        #expect(value?["ownerID"] == .number("1"))
        #expect(value?["ownerId"] == nil)
        #expect(value?[JSONName("OwnerId")] == .number("1"))
        #expect(value?["other"] == .number("2"))
        #expect(value?[JSONName("OTHER")] == .number("2"))
        #expect(value?["É"] == .number("3"))
        #expect(value?[JSONName("ÉTÉ")] == nil)
        #expect(value?[""] == nil)
    }

    @Test func ofANameThatComesTwiceTheFirstThatIsNotNullCounts() {
        #expect(JSONValue.read(#"{"a":1,"a":2}"#)?["a"] == .number("1"))
        #expect(JSONValue.read(#"{"a":null,"a":2,"a":3}"#)?["a"] == .number("2"))
        #expect(JSONValue.read(#"{"a":null,"a":null}"#)?["a"] == .null)
        #expect(JSONValue.read(#"{"A":null,"a":2}"#)?[JSONName("a")] == .number("2"))
    }

    @Test func severalNamesAreFoundInOnePass() {
        let names = JSONNames(["id", "other", "name", "void"])
        func found(in object: JSONObject?) -> [Int: [JSONValue]] {
            var found: [Int: [JSONValue]] = [:]
            object?.forEachValue(named: names) { found[$0, default: []].append($1) }
            return found
        }
        let read = JSONValue.read(#"{"NAME":null,"x":0,"\u0049d":1,"Name":"n","void":null,"name":"m","ID":2,"VOID":null}"#)?
            .members
        #expect(found(in: read) == [0: [.number("1")], 2: [.text("n")]])
        #expect(found(in: read.map { JSONObject($0.members) }) == found(in: read))
        #expect(found(in: JSONValue.read("{}")?.members) == [:])
    }

    @Test func whatIsNestedTooDeeplySpoilsItselfOnly() {
        let deep = String(repeating: "[", count: 100_000) + #""]""# + String(repeating: "]", count: 100_000)
        let value = JSONValue.read(#"{"a":\#(deep),"b":1}"#)
        #expect(value?["b"] == .number("1"))
        var level = value?["a"]
        var levels = 0
        while let next = level?.elements?.first {
            level = next
            levels += 1
        }
        #expect(level == .unreadable)
        #expect((40..<60).contains(levels))
    }

    @Test func bottomlessNestingIsRefused() {
        #expect(JSONValue.read(String(repeating: "[", count: 100_000)) == nil)
        #expect(JSONValue.read(String(repeating: #"{"a":"#, count: 100_000)) == nil)
        #expect(JSONValue.read(String(repeating: "[{", count: 100_000) + String(repeating: "]}", count: 100_000)) == nil)
    }

    @Test func aTextOrNumberOfMoreThanAMebibyteSpoilsItselfOnly() {
        let long = String(repeating: "1", count: 1 << 20)
        let value = JSONValue.read(#"{"a":"\#(long)","b":"\#(long)1","c":\#(long)1,"\#(long)1":2}"#)
        #expect(value?["a"] == .text(long))
        #expect(value?["b"] == .unreadable && value?["c"] == .unreadable)
        #expect(value?[long + "1"] == .number("2"))
    }

    @Test func moreNodesThanAllowedAreRefused() throws {
        let five = Data(#"{"a":[1,2]}"#.utf8)
        _ = try JSONValue.reading(five, nodes: 5)
        #expect(throws: JSONReadFailure.tooManyNodes(limit: 4)) { try JSONValue.reading(five, nodes: 4) }
        // Later members are not stored.
        let many = Data((#"{"items":["# + String(repeating: #"{"":0},"#, count: 100_000) + "0]}").utf8)
        #expect(throws: JSONReadFailure.tooManyNodes(limit: 1000)) { try JSONValue.reading(many, nodes: 1000) }
    }

    @Test func aCancelledTaskReadsNoFurther() async {
        let long = Data(("[" + String(repeating: "0,", count: 200_000) + "0]").utf8)
        let nested = Data((String(repeating: "[", count: 300_000) + String(repeating: "]", count: 300_000)).utf8)
        for bytes in [long, nested] {
            let reading = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return Result { () throws(JSONReadFailure) -> JSONValue in try JSONValue.reading(bytes) }
            }
            await #expect(reading.value == .failure(.cancelled))
        }
    }

    @Test func aSliceOfOtherBytesIsReadFromItsOwnBeginning() {
        let bytes = Data(#"xxx{"a":"b"}yyy"#.utf8)
        #expect(JSONValue.read(bytes[3..<12])?["a"] == .text("b"))
    }
}
