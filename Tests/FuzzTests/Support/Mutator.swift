import SyncTestKit

/// Changes documents for the worse: mostly at the joints of their JSON, sometimes anywhere.
struct Mutator: Sendable {
    static let longest = 60_000

    let documents: [FuzzDocument]

    func input(_ random: inout SplitMix64) -> [UInt8] {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<3: return Self.noise(&random)
        case 3..<8: return RandomJSON.document(&random)
        default: break
        }
        guard let document = random.element(of: documents) else { return [] }
        var bytes = document.bytes
        if !random.chance(10) { bytes = joints(document, &random) }
        if random.chance(15) { Self.damage(&bytes, &random) }
        return Array(bytes.prefix(Self.longest))
    }

    /// One to four changes, from the end to the beginning, so that the places of the earlier ones stay where they are.
    private func joints(_ document: FuzzDocument, _ random: inout SplitMix64) -> [UInt8] {
        var bytes = document.bytes
        var end = bytes.count
        let changes = (0..<Int.random(in: 1...4, using: &random)).compactMap { _ in change(document, &random) }
        for (range, piece) in changes.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) where range.upperBound <= end {
            bytes.replaceSubrange(range, with: piece)
            end = range.lowerBound
        }
        return bytes
    }

    private func change(_ document: FuzzDocument, _ random: inout SplitMix64) -> (Range<Int>, [UInt8])? {
        let spans = document.spans
        func piece(_ range: Range<Int>) -> [UInt8] { Array(document.bytes[range]) }
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return random.element(of: spans.values).map { ($0, Self.value(&random)) }
        case 1: return random.element(of: spans.texts).map { ($0, Self.value(&random)) }
        case 2, 3: return random.element(of: spans.numbers).map { ($0, Self.number(&random)) }
        case 4, 5: return random.element(of: spans.texts).map { ($0, Self.quoted(FuzzWords.texts, &random)) }
        case 6:
            return random.element(of: spans.texts).map { range in
                (range, Self.inserted(piece(range), &random))
            }
        case 7: return random.element(of: spans.entries).map { ($0, []) }
        case 8:
            return random.element(of: spans.entries).map { range in
                let entry = piece(range)
                let comma = entry.last == UInt8(ascii: ",") ? [] : [UInt8(ascii: ",")]
                return (range, entry.last == UInt8(ascii: ",") ? entry + entry : entry + comma + entry)
            }
        case 9: return random.element(of: spans.names).map { ($0, Self.quoted(FuzzWords.names, &random)) }
        case 10: return random.element(of: spans.names).map { ($0, Self.recased(piece($0), &random)) }
        case 11: return random.element(of: spans.values).map { ($0, Self.wrapped(piece($0), &random)) }
        case 12:
            guard let range = random.element(of: spans.values), let other = random.element(of: documents),
                let value = random.element(of: other.spans.values)
            else { return nil }
            return (range, Array(other.bytes[value]))
        case 13:
            return random.element(of: spans.numbers).map { range in
                // As text, or without the quotes that belong there.
                (range, [UInt8(ascii: "\"")] + piece(range) + [UInt8(ascii: "\"")])
            }
        case 14: return random.element(of: spans.texts).map { ($0, Array(piece($0).dropFirst().dropLast())) }
        default:
            return random.element(of: spans.entries).map { range in
                (range.lowerBound..<range.lowerBound, Array(random.pick(" ", "\n\t", "\u{A0}", ",", "/**/", "\u{0}").utf8))
            }
        }
    }

    private static func value(_ random: inout SplitMix64) -> [UInt8] {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: number(&random)
        case 1: quoted(FuzzWords.texts, &random)
        case 2: RandomJSON.document(&random)
        default: Array((random.element(of: FuzzWords.words) ?? "").utf8)
        }
    }

    private static func number(_ random: inout SplitMix64) -> [UInt8] {
        if random.chance(20) {
            return (0..<Int.random(in: 1...400, using: &random)).map { _ in UInt8.random(in: 48...57, using: &random) }
        }
        return Array((random.element(of: FuzzWords.numbers) ?? "").utf8)
    }

    private static func quoted(_ words: [String], _ random: inout SplitMix64) -> [UInt8] {
        [UInt8(ascii: "\"")] + Array((random.element(of: words) ?? "").utf8) + [UInt8(ascii: "\"")]
    }

    /// The text with something inside it.
    private static func inserted(_ text: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        guard text.count >= 2 else { return text }
        let place = Int.random(in: 1..<text.count, using: &random)
        let piece: [UInt8] =
            random.chance(20)
            ? random.pick([0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0x01])
            : Array((random.element(of: FuzzWords.texts) ?? "").utf8)
        return Array(text[..<place]) + piece + Array(text[place...])
    }

    private static func recased(_ name: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let all = random.chance(50)
        return name.map { byte in
            let isLetter = (65...90).contains(byte) || (97...122).contains(byte)
            return isLetter && (all || random.chance(40)) ? byte ^ 0x20 : byte
        }
    }

    private static func wrapped(_ value: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let depth = random.pick(1, 2, 3, 40, 47, 48, 49, 300, 510, 512, 520, 3000)
        let (opening, closing) = random.pick(("[", "]"), ("{\"data\":", "}"), ("{\"a\":[", "]}"), ("[[],", "]"))
        let open = String(repeating: opening, count: depth)
        // One that never ends, too.
        let close = random.chance(80) ? String(repeating: closing, count: depth) : ""
        return Array(open.utf8) + value + Array(close.utf8)
    }

    static func noise(_ random: inout SplitMix64) -> [UInt8] {
        let letters = Array(#"{}[]",:\/0123456789.eE+-tfnul ab\u"#.utf8)
        let isJSONLike = random.chance(60)
        return (0..<Int.random(in: 0...200, using: &random)).map { _ in
            isJSONLike ? random.element(of: letters) ?? 0 : UInt8.random(in: 0...255, using: &random)
        }
    }

    /// Changes anywhere.
    static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 5: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: random.pick([0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE], [0, 0]), at: 0)
            }
        }
    }
}
