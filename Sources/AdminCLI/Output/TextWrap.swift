/// Breaks a text into lines of at most a width: between words, and inside a word that is longer than a line.
enum TextWrap {
    static func lines(_ text: String, width: Int) -> [String] {
        guard width > 0, DisplayWidth.of(text) > width else { return [text] }
        var lines: [String] = []
        var line = ""
        var used = 0
        func close() {
            lines.append(line)
            line = ""
            used = 0
        }
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            let size = DisplayWidth.of(String(word))
            if used > 0, used + 1 + size > width { close() }
            if used > 0 {
                line += " "
                used += 1
            }
            if size <= width {
                line += word
                used += size
                continue
            }
            for character in word {
                let size = DisplayWidth.of(character)
                if used > 0, used + size > width { close() }
                line.append(character)
                used += size
            }
        }
        if used > 0 || lines.isEmpty { close() }
        return lines
    }
}
