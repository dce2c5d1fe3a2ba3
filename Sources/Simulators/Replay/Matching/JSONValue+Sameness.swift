extension JSONValue {
    /// The same for the same value: members by their names, and each number in one spelling.
    var canonical: JSONValue {
        switch self {
        case .null, .bool, .string: self
        case .number(let spelling): .number(Self.canonical(spelling))
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
        }
    }

    private static func canonical(_ spelling: String) -> String {
        // Keys may be longer than what a floating-point number keeps.
        if let whole = Int(spelling) { return String(whole) }
        guard let number = Double(spelling) else { return spelling }
        return Int(exactly: number).map { String($0) } ?? "\(number)"
    }

    /// The same with other texts; names of members stay.
    func mapTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .number: self
        case .string(let text): .string(change(text))
        case .array(let elements): .array(elements.map { $0.mapTexts(change) })
        case .object(let members): .object(members.map { Member($0.name, $0.value.mapTexts(change)) })
        }
    }

    /// Whether this is that text, or holds it.
    func holds(_ text: String) -> Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let own): own == text
        case .array(let elements): elements.contains { $0.holds(text) }
        case .object(let members): members.contains { $0.value.holds(text) }
        }
    }
}
