internal import Foundation

/// The text form of values, as PostgreSQL parses it in parameters and arrays.
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
    /// - Returns: false without appending for `null`.
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

    /// `{"a","quote \" and \\",NULL}`: elements are always quoted, to keep empty texts and the text `NULL`.
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

/// Parses `{a,"b \"c\"",NULL}`, one dimension, as PostgreSQL writes arrays.
enum ArrayText {
    static func elements(_ field: UnsafeBufferPointer<UInt8>) -> [String?]? {
        guard field.count >= 2, field[0] == 0x7B, field[field.count - 1] == 0x7D else { return nil }
        if field.count == 2 { return [] }
        let end = field.count - 1
        var elements: [String?] = []
        var position = 1
        while true {
            guard let element = element(field, &position, end) else { return nil }
            elements.append(element.isNull ? nil : element.text)
            if position == end { return elements }
            guard field[position] == 0x2C else { return nil }
            position += 1
        }
    }

    private static func element(
        _ field: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int
    ) -> (text: String, isNull: Bool)? {
        var bytes: [UInt8] = []
        guard position < end else { return nil }
        if field[position] == 0x22 {
            position += 1
            while position < end, field[position] != 0x22 {
                if field[position] == 0x5C { position += 1 }
                guard position < end else { return nil }
                bytes.append(field[position])
                position += 1
            }
            guard position < end else { return nil }
            position += 1
            return (String(decoding: bytes, as: UTF8.self), false)
        }
        while position < end, field[position] != 0x2C {
            // An unquoted brace begins a second dimension.
            guard field[position] != 0x7B, field[position] != 0x7D else { return nil }
            bytes.append(field[position])
            position += 1
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return (text, text == "NULL")
    }
}

/// `timestamptz` as PostgreSQL writes it with `DateStyle = ISO` and `TimeZone = UTC`: `2026-12-24 08:00:00.123456+00`, years
/// beyond 9999 with more digits, years before 1 with ` BC`.
enum TimestampText {
    /// From 4713-01-01 BC, PostgreSQL's first year, to the end of 64 bits, 30 years before its last.
    private static let range = -210_866_803_200_000_000..<Int.max

    /// - Returns: nil outside the range of `timestamptz`.
    static func format(microsecondsSince1970 value: Int) -> String? {
        guard range.contains(value) else { return nil }
        let day = floorDivide(value, 86_400_000_000)
        let time = value - day * 86_400_000_000
        let (year, month, dayOfMonth) = civil(day)
        let second = time / 1_000_000
        let fraction = time % 1_000_000
        var text = "\(pad(year > 0 ? year : 1 - year, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2))"
        text += " \(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))"
        if fraction > 0 { text += ".\(pad(fraction, 6))" }
        text += "+00"
        if year <= 0 { text += " BC" }
        return text
    }

    /// - Returns: nil if `text` is not such a timestamp (`infinity` is not).
    static func microsecondsSince1970(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var cursor = Cursor(text)
        guard let year = cursor.number(4...6), cursor.skip("-"), let month = cursor.number(2...2), cursor.skip("-"),
            let day = cursor.number(2...2), cursor.skip(" "), let hour = cursor.number(2...2), cursor.skip(":"),
            let minute = cursor.number(2...2), cursor.skip(":"), let second = cursor.number(2...2),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var fraction = 0
        if cursor.skip(".") {
            let start = cursor.position
            guard let digits = cursor.number(1...6) else { return nil }
            fraction = digits
            for _ in (cursor.position - start)..<6 { fraction *= 10 }
        }
        guard let sign = cursor.skip("+") ? 1 : (cursor.skip("-") ? -1 : nil), let offsetHours = cursor.number(2...2) else {
            return nil
        }
        var offset = offsetHours * 3600
        if cursor.skip(":") {
            guard let minutes = cursor.number(2...2) else { return nil }
            offset += minutes * 60
            if cursor.skip(":") {
                guard let seconds = cursor.number(2...2) else { return nil }
                offset += seconds
            }
        }
        let isBeforeChrist = cursor.skip(" ") && cursor.skip("B") && cursor.skip("C")
        guard cursor.isAtEnd else { return nil }
        let days = daysSince1970(isBeforeChrist ? 1 - year : year, month, day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - sign * offset
        let (value, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : value + fraction
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }

    /// Howard Hinnant's `days_from_civil`, proleptic Gregorian calendar, year 0 is 1 BC.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    private struct Cursor {
        private let text: UnsafeBufferPointer<UInt8>
        private(set) var position = 0

        init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

        var isAtEnd: Bool { position == text.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, UInt32(text[position]) == character.value else { return false }
            position += 1
            return true
        }

        mutating func number(_ digits: ClosedRange<Int>) -> Int? {
            let start = position
            var value = 0
            while position < text.count, position - start < digits.upperBound, (48...57).contains(text[position]) {
                value = value * 10 + Int(text[position] - 48)
                position += 1
            }
            return position - start < digits.lowerBound ? nil : value
        }
    }
}
