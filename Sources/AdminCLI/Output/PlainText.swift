/// Text that comes from elsewhere, made safe to show: nothing in it moves the cursor, changes colours, or turns the direction of writing.
enum PlainText {
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        // Joiners belong to ordinary words and emoji; the other invisible marks reorder or hide text.
        case .format: scalar.value == 0x200C || scalar.value == 0x200D
        default: true
        }
    }

    /// In one line: white space becomes a space, everything else that is invisible shows as its code, such as `\u{1b}`.
    static func line(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isHarmless) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace {
                result += " "
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }
}
