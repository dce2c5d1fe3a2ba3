import Foundation

/// Any JSON, with the order of members and the spelling of numbers preserved: what a planner stored comes back as sent.
package enum JSONValue: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case bool(Bool)
    /// The number as written, such as `1.50`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])
}

extension JSONValue {
    /// The member of that name, ignoring case like the simulated servers; nil if missing or not an object.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        if let exact = members.first(where: { $0.name == name }) { return exact.value }
        let lower = name.lowercased()
        return members.first { $0.name.lowercased() == lower }?.value
    }

    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    package var flag: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// Sets or adds a member; anything but an object becomes one.
    package mutating func set(_ name: String, to value: JSONValue) {
        var members = self.members ?? []
        if let index = members.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
            members[index].value = value
        } else {
            members.append(Member(name, value))
        }
        self = .object(members)
    }

    /// This value with the members of `patch` merged into it recursively; anything but an object is replaced.
    package func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let additions) = patch, case .object = self else { return patch }
        var result = self
        for addition in additions {
            result.set(addition.name, to: self[addition.name]?.merging(addition.value) ?? addition.value)
        }
        return result
    }

    package var serialized: String { String(decoding: bytes, as: UTF8.self) }

    var bytes: [UInt8] {
        var out = JSONBytes()
        out.value(self)
        return out.bytes
    }
}

extension JSONValue {
    /// Parses one JSON document; nil if invalid, or nested deeper than 64.
    package static func parse(_ bytes: [UInt8]) -> JSONValue? {
        var parser = JSONParser(bytes: bytes)
        return parser.document()
    }

    /// Parses one JSON document; nil if invalid.
    package static func parse(_ text: String) -> JSONValue? {
        parse(Array(text.utf8))
    }
}

/// A recursive-descent parser for RFC 8259.
private struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() -> JSONValue? {
        // A byte order mark is accepted, as real servers do.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        guard let value = value(depth: 0) else { return nil }
        skipSpace()
        return position == bytes.count ? value : nil
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func word(_ text: String, _ value: JSONValue) -> JSONValue? {
        guard bytes[position...].starts(with: text.utf8) else { return nil }
        position += text.utf8.count
        return value
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < 64 else { return nil }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        position += 1
        var members: [JSONValue.Member] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\""), let name = string(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1)
            else { return nil }
            members.append(.init(name, value))
            if take(UInt8(ascii: ",")) { continue }
            return take(UInt8(ascii: "}")) ? .object(members) : nil
        }
    }

    private mutating func array(depth: Int) -> JSONValue? {
        position += 1
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
            if take(UInt8(ascii: ",")) { continue }
            return take(UInt8(ascii: "]")) ? .array(elements) : nil
        }
    }

    private mutating func number() -> JSONValue? {
        let start = position
        while let byte = current, (48...57).contains(byte) || [43, 45, 46, 69, 101].contains(byte) { position += 1 }
        let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Double(spelling) != nil else { return nil }
        return .number(spelling)
    }

    private mutating func string() -> String? {
        position += 1
        let start = position
        while let byte = current, byte != 34, byte != 92, byte >= 32 { position += 1 }
        if current == 34 {
            defer { position += 1 }
            return String(validating: bytes[start..<position], as: UTF8.self)
        }
        var collected = Array(bytes[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case 34: return String(validating: collected, as: UTF8.self)
            case 92: guard escape(into: &collected) else { return nil }
            case 0..<32: return nil
            default: collected.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into collected: inout [UInt8]) -> Bool {
        guard let byte = current else { return false }
        position += 1
        switch byte {
        case 34, 92, 47: collected.append(byte)
        case UInt8(ascii: "n"): collected.append(10)
        case UInt8(ascii: "r"): collected.append(13)
        case UInt8(ascii: "t"): collected.append(9)
        case UInt8(ascii: "b"): collected.append(8)
        case UInt8(ascii: "f"): collected.append(12)
        case UInt8(ascii: "u"):
            guard var code = hexadecimal() else { return false }
            if (0xD800..<0xDC00).contains(code) {
                guard current == 92, position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else { return false }
                position += 2
                guard let low = hexadecimal(), (0xDC00..<0xE000).contains(low) else { return false }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { return false }
            collected.append(contentsOf: String(Character(scalar)).utf8)
        default: return false
        }
        return true
    }

    private mutating func hexadecimal() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        defer { position += 4 }
        return UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    }
}

extension JSONValue {
    /// A value of the control interface as JSON.
    static func encoding(_ value: some Encodable) throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return parse([UInt8](try encoder.encode(value))) ?? .null
    }

    /// This JSON as a value of the control interface.
    func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(serialized.utf8))
    }
}
