import Foundation
import JSONText

/// One member of a report that is made by hand.
struct JSONMember: Equatable, Sendable {
    let key: String
    let value: JSONValue

    init(_ key: String, _ value: JSONValue) {
        self.key = key
        self.value = value
    }
}

extension JSONValue {
    static func object(_ members: [JSONMember]) -> JSONValue {
        .object(JSONObject(members.map { JSONObject.Member($0.key, $0.value) }))
    }

    static func array(_ values: [JSONValue]) -> JSONValue { .list(JSONList(values)) }
    static func string(_ value: String) -> JSONValue { .text(value) }
    static func int(_ value: Int) -> JSONValue { .integer(value) }
    static func text(_ value: (some CustomStringConvertible)?) -> JSONValue { value.map { .string($0.description) } ?? .null }
    static func number(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
}

extension JSONValue {
    /// Facts that encode themselves as they are stored: by their keys' order, and without what is nil.
    static func facts(_ facts: some Encodable) -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let encoded = try? encoder.encode(facts) else { return .null }
        return JSONValue.read(encoded) ?? .null
    }
}
