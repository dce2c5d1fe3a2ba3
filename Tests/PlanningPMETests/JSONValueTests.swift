import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("JSONValue")
struct JSONValueTests {
    private func read(_ text: String) throws -> JSONValue { try #require(JSONValue.read(Data(text.utf8))) }

    @Test(arguments: [
        "null", "true", "0", "-12", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "123456789012345678901234567890", "0.1", "1.25", "-0.000001", #""é\n😀""#, "[]", "{}", #"[null,[1,{"a":false}]]"#,
        #"{"a":{"b":null},"c":[1.5,"x"]}"#,
    ])
    func whatIsReadIsWrittenAgain(_ text: String) throws {
        #expect(String(decoding: try read(text).written(), as: UTF8.self) == text)
    }

    @Test func numbersTooLargeToBeExactStayNumbers() throws {
        #expect(try read("1e300") == .double(1e300))
        #expect(try read(String(decoding: JSONValue.double(1e300).written(), as: UTF8.self)) == .double(1e300))
    }

    @Test func aTruthIsNoNumberAndANumberNoTruth() throws {
        #expect(try read("true") == .bool(true))
        #expect(try read("1") == .integer(1))
        #expect(try read("1.0").whole == 1)
    }

    @Test func slashesStayAsTheyWere() throws {
        #expect(String(decoding: try read(#""a/b""#).written(), as: UTF8.self) == #""a/b""#)
    }

    @Test(arguments: ["", "{", "<html>", "nul", "\"", "1 2"]) func whatIsNoJSONIsRefused(_ text: String) {
        #expect(JSONValue.read(Data(text.utf8)) == nil)
    }

    @Test func bottomlessNestingIsRefused() {
        #expect(JSONValue.read(Data(String(repeating: "[", count: 100_000).utf8)) == nil)
    }

    /// JSONDecoder reads 512 levels, and JSONEncoder throws at as many: the error, which quotes the event, left the adapter.
    @Test(arguments: [46, 47, 300, 510, 511, 512])
    func whateverCanBeReadCanBeWritten(_ depth: Int) throws {
        for (opening, closing) in [("[", "]"), (#"{"a":"#, "}"), (#"{"a":["#, "]}")] {
            let text = String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
            guard let value = JSONValue.read(Data(text.utf8)) else {
                #expect(depth > 46 || opening.utf8.count > 5, "\(depth) levels of \(opening) are refused")
                continue
            }
            #expect(String(decoding: try value.written(), as: UTF8.self) == text)
        }
    }

    @Test func tenThousandSeededMutationsNeverTrap() throws {
        var random = SplitMix64(seed: 20_261_202)
        let event = """
            {"key":12,"type":"Unavailability","start":"2026-12-01T08:00:00.123+01:00","end":"2026-12-02T08:00:00Z",
            "resources":[{"key":31}],"unavailability":{"key":5},"remark":"\(Draft.reference)","n":12345678901234567890.5e-2}
            """
        let seeds = [
            #"{"items":[\#(event)],"total":1}"#, event, #"{"message":"no","errors":{"start":["x"]}}"#, #"{"access_token":"t"}"#,
        ].map { Array($0.utf8) }
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        var understood = 0
        for _ in 0..<10_000 {
            let seed = random.element(of: seeds)
            var bytes = try #require(seed)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(UInt8.random(in: 0x20...0x7F, using: &random), at: at)
                case 3: bytes = Array(bytes[..<at])
                default: bytes.replaceSubrange(at..<min(at + 9, bytes.count), with: "null".utf8)
                }
            }
            guard let value = JSONValue.read(Data(bytes)) else { continue }
            understood += 1
            #expect(JSONValue.read(try value.written()) != nil)
            var walk = KeyedWalk()
            if let page = PlanningPage(value) { _ = walk.take(page) }
            for item in [value] + walk.items {
                _ = ThingMapping.resource(ThingWire(item))
                _ = EventWire(item).flatMap(EventMapping(zone: zone).unavailability)
                if let members = item.members {
                    _ = try? EventMapping.changed(members, to: Draft.event(), replacing: Draft.reference).written()
                }
            }
        }
        #expect(understood > 500)
    }
}
