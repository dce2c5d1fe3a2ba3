/// A decimal number in one spelling, so that `48000`, `48000.0` and `4.8e4` are the same: Lucca and a planning may spell one number
/// in two ways.
package enum PlainNumber {
    /// Digits that a number may have; more are no quantity of anything.
    private static let longest = 40

    /// Without an exponent, and without zeroes that say nothing: `-35.5`. It is also a number of JSON's.
    /// - Parameter text: with a decimal point or a decimal comma.
    /// - Returns: nil if it is no number.
    package static func canonical(_ text: String) -> String? {
        var rest = text.utf8.drop { Self.isBlank($0) }
        while let last = rest.last, Self.isBlank(last) { rest.removeLast() }
        guard !rest.isEmpty, rest.count <= 2 * longest else { return nil }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        let whole = digits(&rest)
        var fraction: [UInt8] = []
        if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
            rest.removeFirst()
            fraction = digits(&rest)
            if fraction.isEmpty { return nil }
        }
        guard !whole.isEmpty, let exponent = exponent(&rest), rest.isEmpty else { return nil }
        return spelled(isNegative, whole, fraction, exponent)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func digits(_ rest: inout Substring.UTF8View.SubSequence) -> [UInt8] {
        let digits = Array(rest.prefix { (48...57).contains($0) })
        rest.removeFirst(digits.count)
        return digits
    }

    /// 0 without one.
    private static func exponent(_ rest: inout Substring.UTF8View.SubSequence) -> Int? {
        guard let mark = rest.first else { return 0 }
        guard mark | 0x20 == UInt8(ascii: "e") else { return nil }
        rest.removeFirst()
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard let size = Int(String(decoding: digits(&rest), as: UTF8.self)), size <= longest else { return nil }
        return isNegative ? -size : size
    }

    private static func spelled(_ isNegative: Bool, _ whole: [UInt8], _ fraction: [UInt8], _ exponent: Int) -> String? {
        var all = whole + fraction
        var point = whole.count + exponent
        if point < 0 {
            all.insert(contentsOf: repeatElement(48, count: -point), at: 0)
            point = 0
        }
        if point > all.count { all += repeatElement(48, count: point - all.count) }
        let front = all[..<point].drop { $0 == 48 }
        var back = all[point...]
        while back.last == 48 { back.removeLast() }
        guard front.count + back.count <= longest else { return nil }
        if front.isEmpty, back.isEmpty { return "0" }
        let text = (front.isEmpty ? "0" : String(decoding: front, as: UTF8.self))
        return (isNegative ? "-" : "") + text + (back.isEmpty ? "" : "." + String(decoding: back, as: UTF8.self))
    }
}
