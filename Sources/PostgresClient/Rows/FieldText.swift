internal import Foundation

/// Reads the text form of a field; nil when it is something else.
enum FieldText {
    typealias Field = UnsafeBufferPointer<UInt8>

    static func int(_ field: Field) -> Int? {
        var digits = field[...]
        let isNegative = digits.first == 0x2D
        if isNegative { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            // Built downwards, since Int.min has no positive counterpart.
            let (next, overflowed) = tens.subtractingReportingOverflow(Int(byte - 48))
            if overflow || overflowed { return nil }
            value = next
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func double(_ field: Field) -> Double? {
        // PostgreSQL writes "NaN", "Infinity" and "-Infinity", which Swift reads too.
        Double(String(decoding: field, as: UTF8.self))
    }

    static func bool(_ field: Field) -> Bool? {
        guard field.count == 1 else { return nil }
        return switch field[0] {
        case 0x74: true
        case 0x66: false
        default: nil
        }
    }

    static func uuid(_ field: Field) -> UUID? {
        guard field.count == 36 else { return nil }
        return UUID(uuidString: String(decoding: field, as: UTF8.self))
    }

    static func date(_ field: Field) -> String? {
        guard field.count == 10, field[4] == 0x2D, field[7] == 0x2D else { return nil }
        for position in [0, 1, 2, 3, 5, 6, 8, 9] where !(48...57).contains(field[position]) { return nil }
        return String(decoding: field, as: UTF8.self)
    }

    static func bytes(_ field: Field) -> [UInt8]? {
        guard field.count >= 2, field.count.isMultiple(of: 2), field[0] == 0x5C, field[1] == 0x78 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count / 2 - 1)
        var position = 2
        while position < field.count {
            guard let high = nibble(field[position]), let low = nibble(field[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
            position += 2
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        case 65...70: digit - 55
        default: nil
        }
    }
}
