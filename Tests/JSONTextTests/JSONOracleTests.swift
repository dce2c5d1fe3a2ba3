import Foundation
import JSONText
import Simulators
import SyncTestKit
import Testing

/// The simulators' JSON reader shares no code with this one, and is strict except for numbers.
@Suite("JSONText: against another reader")
struct JSONOracleTests {
    private typealias Ours = JSONText.JSONValue
    private typealias Theirs = Simulators.JSONValue

    /// Whatever the strict reader accepts is read the same, and it accepts what this one writes.
    @Test(arguments: 0..<8) func bothReadTheSame(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var whole = 0
        for _ in 0..<1500 {
            var bytes = Array(Self.document(&random, depth: 0).utf8)
            if random.chance(60) { Self.damage(&bytes, &random) }
            let ours = Ours.read(Data(bytes))
            if let theirs = Theirs.parse(bytes) {
                // The strict reader accepts numbers such as 007 or 1., which are invalid.
                if case .number(let spelling) = theirs, ours == nil, !spelling.isEmpty { continue }
                whole += 1
                let read = try #require(ours, "not read: \(String(decoding: bytes, as: UTF8.self))")
                #expect(Self.isSame(read, theirs), "\(String(decoding: bytes, as: UTF8.self))")
            }
            guard let ours else { continue }
            Self.expectOnePassFindsWhatLookUpsDo(ours, &random)
            let written = ours.written()
            #expect(Theirs.parse([UInt8](written)) != nil, "\(String(decoding: written, as: UTF8.self))")
            // Once written, it no longer changes.
            #expect(Ours.read(written)?.written() == written)
        }
        #expect(whole > 500)
    }

    private static func isSame(_ ours: Ours, _ theirs: Theirs) -> Bool {
        switch (ours, theirs) {
        case (.null, .null): true
        case (.bool(let ours), .bool(let theirs)): ours == theirs
        case (.number(let ours), .number(let theirs)): ours == theirs
        // The strict reader accepts numbers such as 007 or 1., which are invalid.
        case (.unreadable, .number(let spelling)):
            spelling.drop { $0 == "-" }.hasPrefix("0") || spelling.contains(".") || spelling.hasPrefix("+")
        case (.text(let ours), .string(let theirs)): Array(ours.utf8) == Array(theirs.replacing("\u{0}", with: "\u{FFFD}").utf8)
        case (.list(let ours), .array(let theirs)):
            ours.count == theirs.count && zip(ours.values, theirs).allSatisfy { isSame($0, $1) }
        case (.object(let ours), .object(let theirs)):
            ours.members.count == theirs.count
                && zip(ours.members, theirs).allSatisfy {
                    Array($0.name.utf8) == Array($1.name.replacing("\u{0}", with: "\u{FFFD}").utf8) && isSame($0.value, $1.value)
                }
        default: false
        }
    }

    /// In every nested object, whatever the order of the names.
    private static func expectOnePassFindsWhatLookUpsDo(_ value: Ours, _ random: inout SplitMix64) {
        for element in value.elements ?? [] { expectOnePassFindsWhatLookUpsDo(element, &random) }
        guard let object = value.members else { return }
        for member in object.members { expectOnePassFindsWhatLookUpsDo(member.value, &random) }
        let names = ["", "a", "ID", "key", "é", "Congés payés", "😀", "\n\t\\", "none"].shuffled(using: &random)
        var found: [Int: Ours] = [:]
        object.forEachValue(named: JSONNames(names)) { place, value in
            #expect(found.updateValue(value, forKey: place) == nil, "returned twice")
        }
        for (place, name) in names.enumerated() {
            let alone = object[JSONName(name)]
            #expect(found[place] == (alone == .null ? nil : alone))
        }
    }

    private static let texts = [
        "", "a", "Congés payés", #"\u00e9"#, #"\ud83d\ude00"#, "😀", #"\n\t\\"#, #"\""#, #"\/"#, #"\u0000"#, "key", "Key", "id",
    ]
    private static let words = [
        "null", "true", "false", "0", "-1", "1.5", "1e9", "-0.0E-3", "12345678901234567890", "1e999",
    ]

    private static func document(_ random: inout SplitMix64, depth: Int) -> String {
        let count = Int.random(in: 0...4, using: &random)
        let space = random.chance(20) ? " \n" : ""
        switch Int.random(in: 0..<(depth < 5 ? 5 : 2), using: &random) {
        case 0: return random.element(of: words) ?? "null"
        case 1: return "\"\(random.element(of: texts) ?? "")\""
        case 2:
            return "[" + space + (0..<count).map { _ in document(&random, depth: depth + 1) }.joined(separator: "," + space) + "]"
        default:
            return "{"
                + (0..<count).map { _ in
                    "\"\(random.element(of: texts) ?? "")\"" + space + ":" + space + document(&random, depth: depth + 1)
                }.joined(separator: ",") + space + "}"
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(UInt8.random(in: 0x20...0x7F, using: &random), at: at)
            case 3: bytes.insert(contentsOf: (random.element(of: words) ?? "").utf8, at: at)
            case 4:
                bytes.insert(contentsOf: (random.element(of: ["NaN", #"\ud83d"#, "-Infinity", "\\", "\""]) ?? "").utf8, at: at)
            default: bytes = Array(bytes[..<at])
            }
        }
    }
}
