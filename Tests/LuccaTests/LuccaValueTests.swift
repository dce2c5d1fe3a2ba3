import Foundation
import JSONText
import SyncCore
import SyncTestKit
import Testing

@testable import Lucca

@Suite("Lucca's values")
struct LuccaValueTests {
    private func read(_ text: String) -> JSONValue? { JSONValue.read(text) }

    @Test(arguments: ["isAm", "isAM", "ISAM", "isam", "IsAm", "\\u0069sAm"])
    func aPropertyIsFoundInAnyLetterCase(_ spelling: String) throws {
        let value = try #require(read(#"{"\#(spelling)":true}"#))
        #expect(value[.isMorning] == .bool(true))
    }

    @Test func theFirstSpellingThatIsNotNullCounts() throws {
        let value = try #require(read(#"{"ownerId":null,"ownerID":7}"#))
        #expect(value[.ownerID]?.identifier == "7")
    }

    @Test(arguments: [
        ("42", "42"), (#""42""#, "42"), (#""a1B2-c3_d.4""#, "a1B2-c3_d.4"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("4.5", nil), ("-4", nil), ("4e1", nil), (#""""#, nil), (#""a/b""#, nil), (#""a]""#, nil), (#""é""#, nil), ("true", nil),
        ("null", nil),
        ("[]", nil),
    ])
    func anIdIsAWholeNumberOrAPlainText(_ json: String, _ id: String?) throws {
        #expect(try #require(read(json)).identifier == id)
    }

    @Test func tenThousandSeededMutationsNeverTrap() throws {
        var random = SplitMix64(seed: 20_261_201)
        let seeds = [
            Row.leave(1), Row.user(2), Row.department(3, "/1/2/"), #"{"data":{"items":[],"count":0}}"#,
            #"{"items":[{"id":"\u00e9\ud83d\ude00","n":-1.5e-7}],"next":null}"#,
        ].map { Array(#"{"data":{"items":[\#($0)],"count":1}}"#.utf8) }
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
            guard let document = JSONValue.read(Data(bytes)), let page = LuccaPage(document) else { continue }
            understood += 1
            var walk = OffsetWalk<LeaveWire>()
            _ = walk.take(page)
            var mapping = LeaveMapping(from: day(2026, 1, 1), through: day(2027, 1, 1))
            mapping.add(page.rows.map(LeaveWire.init))
            _ = mapping.result()
            _ = EmployeeMapping.employees(page.rows.map(EmployeeWire.init))
            _ = DepartmentMapping.departments(page.rows.map(DepartmentWire.init))
        }
        #expect(understood > 500)
    }
}
