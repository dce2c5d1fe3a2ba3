import JSONText
import SyncCore

extension JSONValue {
    /// A whole number, also as text or with a zero fraction.
    var whole: Int? {
        switch self {
        case .text(let text): return Int(text)
        case .number(let spelling):
            if let whole = Int(spelling) { return whole }
            // Beyond 2^53 a fraction may have been lost.
            guard let number = Double(spelling), number.magnitude < 9_007_199_254_740_992 else { return nil }
            return Int(exactly: number)
        default: return nil
        }
    }

    /// A boolean, also as a number or a text; nil for anything else.
    var truth: Bool? {
        switch self {
        case .bool(let flag): return flag
        case .number: return whole.map { $0 != 0 }
        case .text(let text):
            switch text.lowercased() {
            case "true", "1": return true
            case "false", "0", "": return false
            default: return nil
            }
        default: return nil
        }
    }

    /// Whether it is empty: null, false, zero, an empty text or `None`, or contains nothing else.
    var isBlank: Bool {
        switch self {
        case .null, .unreadable: true
        case .bool(let flag): !flag
        case .number: whole == 0
        case .text(let text): text.allSatisfy(\.isWhitespace) || text.lowercased() == "none"
        case .list(let list): list.values.allSatisfy(\.isBlank)
        case .object(let object): object.members.allSatisfy(\.value.isBlank)
        }
    }

    /// The JSON type, for evidence.
    var typeWord: EvidenceWord {
        switch self {
        case .null: .null
        case .bool: .boolean
        case .number: .number
        case .unreadable: .unreadable
        case .text: .text
        case .list: .list
        case .object: .object
        }
    }

    /// A reference to a thing within another one: `{"key": 12}`.
    static func named(_ key: Int) -> JSONValue { .object(["key": .integer(key)]) }
}
