/// Reads an answer of Lucca into a `LuccaJSON`.
///
/// Why not JSONDecoder: names come in varying letter case, and ids now as numbers, now as texts. A page of 10,000 half-days (2.7 MB)
/// took JSONDecoder 62 ms as documented and 100 to 190 ms in other spellings; this and `LeaveWire` take 22 to 50 ms in any.
struct LuccaJSONReader {
    private static let deepest = 48

    private let bytes: [UInt8]
    private var position = 0
    /// The names met so far by their bytes: a page repeats the same twenty names ten thousand times.
    private var names = LuccaNameTable()

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// nil unless the bytes are one JSON document of bearable depth.
    static func read(_ bytes: [UInt8]) -> LuccaJSON? {
        var reader = LuccaJSONReader(bytes)
        // Some servers begin with a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.position == bytes.count ? value : nil
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> LuccaJSON? {
        guard depth < Self.deepest else { return nil }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "\""):
            position += 1
            return string().map { .text($0) }
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: LuccaJSON) -> LuccaJSON? {
        let end = position + word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { end <= bytes.count && bytes[position..<end].elementsEqual($0) }
        guard isThere else { return nil }
        position = end
        return value
    }

    private mutating func list(depth: Int) -> LuccaJSON? {
        position += 1
        var rows: [LuccaJSON] = []
        if take(UInt8(ascii: "]")) { return .list(rows) }
        repeat {
            guard let row = value(depth: depth + 1) else { return nil }
            rows.append(row)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .list(rows) : nil
    }

    private mutating func object(depth: Int) -> LuccaJSON? {
        position += 1
        var members: [LuccaJSON.Member] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        members.reserveCapacity(4)
        repeat {
            guard let name = name(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
            members.append(LuccaJSON.Member(name: name, value: value))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func name() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        if let plain = plainEnd() {
            defer { position = plain + 1 }
            return names.folded(bytes[position..<plain])
        }
        return string()?.lowercased()
    }

    /// Where the string that starts here ends, when nothing in it needs unescaping.
    private func plainEnd() -> Int? {
        var end = position
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""): return end
            case UInt8(ascii: "\\"), 0..<0x20: return nil
            default: end += 1
            }
        }
        return nil
    }

    /// Behind the opening quote. Bytes that are not UTF-8 become replacement characters.
    private mutating func string() -> String? {
        if let plain = plainEnd() {
            defer { position = plain + 1 }
            return String(decoding: bytes[position..<plain], as: UTF8.self)
        }
        var text: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard escape(into: &text) else { return nil }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into text: inout [UInt8]) -> Bool {
        guard let byte = current else { return false }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            guard var unit = codeUnit() else { return false }
            if (0xD800..<0xDC00).contains(unit), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                let first = position
                position += 2
                guard let low = codeUnit() else { return false }
                if (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = first
                }
            }
            // Half of a pair alone stands for no character.
            let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
            text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: return false
        }
        return true
    }

    private mutating func codeUnit() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }

    private mutating func number() -> LuccaJSON? {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let whole = digits()
        guard whole > 0 else { return nil }
        if current == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { return nil }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { return nil }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }
}
