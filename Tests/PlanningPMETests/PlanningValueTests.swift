import Foundation
import JSONText
import SyncCore
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningPME's values")
struct PlanningValueTests {
    private func read(_ text: String) throws -> JSONValue { try #require(JSONValue.read(text)) }

    @Test(arguments: [
        ("12", 12), (#""12""#, 12), ("1.0", 1), ("1e2", 100), ("1.5", nil), ("true", nil), ("1e999", nil), ("NaN", nil),
        ("null", nil),
        ("9223372036854775807", 9_223_372_036_854_775_807), ("9223372036854775808", nil), ("9007199254740992.5", nil),
    ])
    func aWholeNumberIsReadInAnyFormAndNothingElseIs(_ text: String, _ whole: Int?) throws {
        #expect(try read("[\(text)]").elements?.first?.whole == whole)
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
        let codecs = [PlanningDialect(), .assumed].map { EventCodec(dialect: $0, zone: zone, accounts: ["acme"]) }
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
            #expect(JSONValue.read(value.written()) != nil)
            var walk = KeyedWalk<EventWire>()
            let page = PlanningPage(value)
            if let page { _ = walk.take(page) }
            for item in [value] + (page?.items ?? []) {
                _ = ThingMapping.resource(ThingWire(item))
                let wire = EventWire(item)
                for codec in codecs {
                    _ = codec.unavailability(wire)
                    _ = codec.deviations(of: wire)
                    guard let members = item.members else { continue }
                    _ = codec.changed(members, to: Draft.event(), replacing: Draft.reference)?.body.written()
                    let expected = EventExpectation(
                        Draft.event(), codec.dialect, named: Set(EventFact.allCases), before: members)
                    _ = codec.compare(members, with: expected)
                }
            }
        }
        #expect(understood > 500)
    }
}
