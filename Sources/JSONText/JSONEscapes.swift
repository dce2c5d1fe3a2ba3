/// What stands between the quotes of a text, when it doesn't stand for itself.
enum JSONEscapes {
    /// Half of a surrogate pair, NUL and an escape that JSON doesn't know each become U+FFFD: they stand for no character, or for one
    /// that can't be kept. So do bytes that are no UTF-8.
    static func text(_ spelling: UnsafeRawBufferPointer) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(spelling.count)
        var position = 0
        while position < spelling.count {
            let byte = spelling[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: escape(spelling, &position))
            case 0: bytes.append(contentsOf: replacement)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let replacement: [UInt8] = Array("\u{FFFD}".utf8)

    private static func escape(_ spelling: UnsafeRawBufferPointer, _ position: inout Int) -> [UInt8] {
        guard position < spelling.count else { return replacement }
        let byte = spelling[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(spelling, &position) else { return replacement }
            var code = unit
            if (0xD800..<0xDC00).contains(unit), position + 1 < spelling.count, spelling[position] == UInt8(ascii: "\\"),
                spelling[position + 1] == UInt8(ascii: "u")
            {
                var after = position + 2
                if let low = codeUnit(spelling, &after), (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                    position = after
                }
            }
            guard code != 0, let scalar = Unicode.Scalar(code) else { return replacement }
            return Array(String(Character(scalar)).utf8)
        default:
            // A byte that continues a character must not be torn from it.
            if byte >= 0x80 { position -= 1 }
            return replacement
        }
    }

    /// nil where four digits do not follow; what follows is read as it stands.
    private static func codeUnit(_ spelling: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32? {
        guard position + 4 <= spelling.count else { return nil }
        var unit: UInt32 = 0
        for byte in spelling[position..<position + 4] {
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
}
