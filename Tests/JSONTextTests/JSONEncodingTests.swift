import Foundation
import JSONText
import Testing

@Suite("A value that encodes itself")
struct JSONEncodingTests {
    private struct Part: Encodable {
        let departmentID: Int
        let luccaURL: String?
        let flags: [Bool]
    }

    private struct Whole: Encodable {
        let zone: String
        let part: Part
        let absent: Part?
        let facts: [String: String]
        let share: Double
    }

    private func text(_ value: some Encodable) -> String { String(decoding: JSONValue(encoding: value).written(), as: UTF8.self) }

    @Test func membersKeepTheirOrderAndNilIsNull() {
        let whole = Whole(
            zone: "z", part: Part(departmentID: 3, luccaURL: nil, flags: [true, false]), absent: nil,
            facts: ["b": "2", "a": "1"],
            share: 0.5)
        #expect(
            text(whole)
                == #"{"zone":"z","part":{"departmentId":3,"luccaUrl":null,"flags":[true,false]},"absent":null,"facts":{"a":"1","b":"2"},"share":0.5}"#
        )
    }

    @Test func listsAndSingleValuesAreEncodedAsTheyAre() {
        #expect(text([1, 2]) == "[1,2]")
        #expect(text([[String]]()) == "[]")
        #expect(text("é") == "\"é\"")
        #expect(text(JSONValue.object(["a": .null])) == #"{"a":null}"#)
    }

    @Test func whatFoundationDecodesIsWhatWasEncoded() throws {
        enum Choice: String, Codable { case one, two }
        struct Pair: Codable, Equatable {
            let choices: [Choice]
            let nested: [String: [Int]]
        }
        let pair = Pair(choices: [.two, .one], nested: ["x": [1], "y": []])
        #expect(try JSONDecoder().decode(Pair.self, from: JSONValue(encoding: pair).written()) == pair)
    }
}
