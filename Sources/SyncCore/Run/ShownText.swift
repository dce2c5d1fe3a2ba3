/// External text, as stored, logged and shown: in one line, without characters that a store rejects, that move a cursor or that
/// are invisible. Such a character is replaced by its code, such as `U+0000`.
package struct ShownText: Hashable, Sendable {
    /// Longer than any text that Passerelle stores.
    private static let longestStored = 2000

    package let text: String

    /// - Parameter limit: in characters; longer text ends with `…`.
    package init(_ text: String, atMost limit: Int = 200) {
        self.text = Self.of(text, atMost: limit)
    }

    /// - Parameter limit: in characters; longer text ends with `…`.
    static func of(_ text: String, atMost limit: Int = .max) -> String {
        let isShort = text.utf8.count <= limit
        if isShort, text.unicodeScalars.allSatisfy(isVisible) { return text }
        var shown = ""
        for character in isShort ? text[...] : text.prefix(limit) {
            // A character may consist of any number of scalars.
            for scalar in character.unicodeScalars.prefix(limit) {
                if isVisible(scalar) {
                    shown.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    shown += "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                }
            }
        }
        return isShort || text.dropFirst(limit).isEmpty ? shown : shown + "…"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .unassigned, .privateUse: false
        default: scalar.isHarmless
        }
    }
}

extension Unicode.Scalar {
    /// It does not break a line, move a terminal's cursor, or hide or turn the text around it.
    package var isHarmless: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        // Joiners occur in ordinary words and emoji; the other invisible marks reorder or hide text.
        case .format: value == 0x200C || value == 0x200D
        default: true
        }
    }
}

extension ShownText: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self), atMost: Self.longestStored)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ShownText: CustomStringConvertible {
    package var description: String { text }
}
