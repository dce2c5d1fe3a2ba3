import Foundation

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
