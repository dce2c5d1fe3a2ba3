/// The shapes of texts that say nothing of anybody. Each is matched whole, byte by byte.
enum TextShape {
    /// `d` stands for a digit, everything else for itself.
    static func matches(_ pattern: StaticString, _ text: some Collection<UInt8>) -> Bool {
        guard text.count == pattern.utf8CodeUnitCount else { return false }
        return pattern.withUTF8Buffer { pattern in
            zip(pattern, text).allSatisfy { wanted, byte in
                wanted == UInt8(ascii: "d") ? isDigit(byte) : wanted == byte
            }
        }
    }

    /// `2026-12-24`, `2026-12-24T10:00`, `2026-12-24T10:00:00.000Z`, `2026-12-24 10:00:00+01:00`.
    static func isMoment(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40, matches("dddd-dd-dd", bytes[..<10]) else { return false }
        if bytes.count == 10 { return true }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else { return false }
        return isTime(bytes[11...], takesZone: true)
    }

    /// `10:00`, `02:30:00`.
    static func isTime(_ text: String) -> Bool { isTime(Array(text.utf8)[...], takesZone: false) }

    private static func isTime(_ bytes: ArraySlice<UInt8>, takesZone: Bool) -> Bool {
        guard bytes.count >= 5, matches("dd:dd", bytes.prefix(5)) else { return false }
        var rest = bytes.dropFirst(5)
        if rest.count >= 3, matches(":dd", rest.prefix(3)) {
            rest = rest.dropFirst(3)
            if rest.first == UInt8(ascii: ".") {
                let fraction = rest.dropFirst().prefix(while: isDigit)
                guard (1...9).contains(fraction.count) else { return false }
                rest = rest.dropFirst(1 + fraction.count)
            }
        }
        if rest.isEmpty { return true }
        guard takesZone else { return false }
        if rest.elementsEqual("Z".utf8) { return true }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
        return matches("dd:dd", rest.dropFirst()) || matches("dddd", rest.dropFirst())
    }

    /// `Sun, 29 Nov 2026 03:07:38 GMT`.
    static func isHTTPDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 29 else { return false }
        return days.contains(String(decoding: bytes[..<3], as: UTF8.self)) && matches(", dd ", bytes[3..<8])
            && months.contains(String(decoding: bytes[8..<11], as: UTF8.self)) && matches(" dddd dd:dd:dd GMT", bytes[11...])
    }

    private static let days: Set = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months: Set = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `#a0b1c2`.
    static func isColour(_ text: String) -> Bool {
        let bytes = text.utf8
        return bytes.first == UInt8(ascii: "#") && (bytes.count == 7 || bytes.count == 4)
            && bytes.dropFirst().allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
    }

    /// Digits alone, at most `longest` of them.
    static func isDigits(_ text: some StringProtocol, longest: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= longest && text.utf8.allSatisfy(isDigit)
    }

    /// A path of positions, `/1/2/2/`.
    static func isHierarchy(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && text.utf8.count <= 200
            && text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "/") }
    }

    /// A name as programs write members: a small letter first, then letters, digits and underscores, 40 at most.
    static func isMemberName(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 40 else { return false }
        let start = first == UInt8(ascii: "_") ? bytes.dropFirst().first : first
        guard let start, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(start) else { return false }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// A name of an enumeration or of its values: letters, digits and single blanks, 40 at most.
    static func isEnumerationName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: " ") }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
