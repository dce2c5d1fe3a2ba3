/// Compact JSON under construction. Rows are written here directly, because pages hold up to ten thousand of them.
struct JSONBytes: Sendable {
    var bytes: [UInt8] = []

    init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func raw(_ other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func null() {
        raw("null")
    }

    mutating func bool(_ flag: Bool) {
        raw(flag ? "true" : "false")
    }

    mutating func integer(_ number: Int) {
        raw(String(number))
    }

    mutating func quotedInteger(_ number: Int) {
        byte(34)
        raw(String(number))
        byte(34)
    }

    /// A number padded with zeroes to `width` digits.
    mutating func digits(_ number: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        var rest = number
        for _ in 0..<width {
            bytes.append(48 + UInt8(truncatingIfNeeded: (rest / divisor) % 10))
            rest %= divisor
            divisor /= 10
        }
    }

    mutating func day(_ day: SimulatedDay) {
        let civil = day.civil
        digits(civil.year, width: 4)
        byte(45)
        digits(civil.month, width: 2)
        byte(45)
        digits(civil.day, width: 2)
    }

    mutating func string(_ text: String) {
        byte(34)
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices {
                let character = utf8[index]
                guard character < 32 || character == 34 || character == 92 else { continue }
                bytes.append(contentsOf: utf8[start..<index])
                start = index + 1
                switch character {
                case 34: raw("\\\"")
                case 92: raw("\\\\")
                case 10: raw("\\n")
                case 13: raw("\\r")
                case 9: raw("\\t")
                default:
                    let hex = Array("0123456789abcdef".utf8)
                    raw("\\u00")
                    byte(hex[Int(character >> 4)])
                    byte(hex[Int(character & 15)])
                }
            }
            bytes.append(contentsOf: utf8[start...])
        }
        byte(34)
    }

    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let spelling): raw(spelling)
        case .string(let text): string(text)
        case .array(let elements):
            byte(91)
            for (index, element) in elements.enumerated() {
                if index > 0 { byte(44) }
                self.value(element)
            }
            byte(93)
        case .object(let members):
            byte(123)
            self.members(members)
            byte(125)
        }
    }

    /// Members without the braces around them.
    mutating func members(_ members: [JSONValue.Member]) {
        for (index, member) in members.enumerated() {
            if index > 0 { byte(44) }
            string(member.name)
            byte(58)
            value(member.value)
        }
    }
}
