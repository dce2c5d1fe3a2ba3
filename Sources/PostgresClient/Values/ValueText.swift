internal import Foundation

/// The text form of values, as PostgreSQL reads it in parameters and arrays.
enum ValueText {
    enum Refusal: Error, Hashable {
        case nulCharacter, timestampOutOfRange, nestedArray

        var reason: String {
            switch self {
            case .nulCharacter: "is a text with a NUL character, which PostgreSQL does not store"
            case .timestampOutOfRange: "is a moment outside of what timestamptz holds"
            case .nestedArray: "is an array within an array"
            }
        }
    }

    /// Appends the text form of `value`.
    /// - Returns: false, and nothing appended, for `null`.
    static func append(_ value: PostgresValue, to buffer: inout [UInt8]) throws(Refusal) -> Bool {
        switch value {
        case .null: return false
        case .text(let text), .date(let text), .json(let text): try append(checked: text, to: &buffer)
        case .int(let number): buffer.append(contentsOf: String(number).utf8)
        case .bool(let flag): buffer.append(flag ? 0x74 : 0x66)
        case .double(let number): buffer.append(contentsOf: text(of: number).utf8)
        case .bytes(let bytes): appendHex(bytes, to: &buffer)
        case .uuid(let uuid): buffer.append(contentsOf: uuid.uuidString.utf8)
        case .timestamp(let microseconds):
            guard let text = TimestampText.format(microsecondsSince1970: microseconds) else { throw .timestampOutOfRange }
            buffer.append(contentsOf: text.utf8)
        case .array(let elements): try append(array: elements, to: &buffer)
        }
        return true
    }

    private static func append(checked text: String, to buffer: inout [UInt8]) throws(Refusal) {
        let start = buffer.count
        buffer.append(contentsOf: text.utf8)
        if buffer[start...].contains(0) { throw .nulCharacter }
    }

    private static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return number.description
    }

    private static func appendHex(_ bytes: [UInt8], to buffer: inout [UInt8]) {
        buffer.reserveCapacity(buffer.count + 2 + bytes.count * 2)
        buffer.append(0x5C)
        buffer.append(0x78)
        for byte in bytes {
            buffer.append(hexDigit(byte >> 4))
            buffer.append(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// `{"a","quote \" and \\",NULL}`: elements are always quoted, so that an empty text or the text `NULL` stay themselves.
    private static func append(array elements: [PostgresValue], to buffer: inout [UInt8]) throws(Refusal) {
        buffer.append(0x7B)
        var isFirst = true
        var scratch: [UInt8] = []
        for element in elements {
            if case .array = element { throw .nestedArray }
            if !isFirst { buffer.append(0x2C) }
            isFirst = false
            scratch.removeAll(keepingCapacity: true)
            guard try append(element, to: &scratch) else {
                buffer.append(contentsOf: "NULL".utf8)
                continue
            }
            buffer.append(0x22)
            for byte in scratch {
                if byte == 0x22 || byte == 0x5C { buffer.append(0x5C) }
                buffer.append(byte)
            }
            buffer.append(0x22)
        }
        buffer.append(0x7D)
    }
}
