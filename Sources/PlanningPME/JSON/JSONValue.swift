import Foundation

/// A JSON value, whole: an update sends back everything that it read, known or not.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// Exact to 38 digits, so also whole numbers that no `Int` holds.
    case decimal(Decimal)
    /// Too large or too small to be exact.
    case double(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// nil when this is not an object or has no such member.
    subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var elements: [JSONValue]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A whole number, also when it came as text.
    var whole: Int? {
        switch self {
        case .integer(let number): number
        case .text(let text): Int(text)
        default: nil
        }
    }

    /// A thing as it is named inside another one: `{"key": 12}`.
    static func named(_ key: Int) -> JSONValue { .object(["key": .integer(key)]) }
}

extension JSONValue: Codable {
    /// Levels of lists and objects. JSONDecoder reads more of them than JSONEncoder writes, and an event that was read must be
    /// one that can be sent back.
    private static let deepest = 48

    init(from decoder: any Decoder) throws {
        guard decoder.codingPath.count < Self.deepest else {
            // Without the path: it may name fields that a customer made.
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "nested too deeply"))
        }
        // Strings are the most frequent, and a type that does not fit costs a thrown error.
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let text = try? single.decode(String.self) {
            self = .text(text)
        } else if let members = try? decoder.container(keyedBy: Name.self) {
            var object: [String: JSONValue] = [:]
            for name in members.allKeys { object[name.stringValue] = try members.decode(JSONValue.self, forKey: name) }
            self = .object(object)
        } else if let integer = try? single.decode(Int.self) {
            self = .integer(integer)
        } else if let flag = try? single.decode(Bool.self) {
            self = .bool(flag)
        } else if var elements = try? decoder.unkeyedContainer() {
            var list: [JSONValue] = []
            while !elements.isAtEnd { list.append(try elements.decode(JSONValue.self)) }
            self = .list(list)
        } else if let decimal = try? single.decode(Decimal.self), decimal.isFinite {
            self = .decimal(decimal)
        } else {
            self = .double(try single.decode(Double.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        switch self {
        case .null: try single.encodeNil()
        case .bool(let flag): try single.encode(flag)
        case .integer(let integer): try single.encode(integer)
        case .decimal(let decimal): try single.encode(decimal)
        case .double(let double): try single.encode(double)
        case .text(let text): try single.encode(text)
        case .list(let list): try single.encode(list)
        case .object(let object): try single.encode(object)
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension JSONValue {
    /// nil when the bytes are not one JSON document of bearable depth.
    static func read(_ bytes: Data) -> JSONValue? {
        try? JSONDecoder().decode(JSONValue.self, from: bytes)
    }

    /// Members in alphabetical order, so that one value is always the same bytes.
    func written() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
