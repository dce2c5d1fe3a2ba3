import JSONText

extension JSONValue {
    /// A whole number, also when it came as text or with a fraction of nothing.
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

    /// A thing as it is named inside another one: `{"key": 12}`.
    static func named(_ key: Int) -> JSONValue { .object(["key": .integer(key)]) }
}
