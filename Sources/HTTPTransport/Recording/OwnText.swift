import SyncCore

/// A text that the connector made up and sent, and which may come back changed: what a brand makes of remarks is what a probe is for.
struct OwnText {
    /// ASCII letters and digits alone, with and without accents taken off.
    private let letters: String
    private let folded: String

    /// Shorter pieces could be anybody's.
    private static let shortest = 8

    init(_ text: String) {
        letters = Self.letters(text)
        folded = Self.letters(LabelFolding.fold(text))
    }

    /// Whether `text` is this one, or a piece of it, as it may come back: other blanks and line breaks, HTML entities, accents lost.
    func became(_ text: String) -> Bool {
        // Latin letters, and the sign for a lost character: another script is somebody else's.
        guard text.unicodeScalars.allSatisfy({ $0.value < 0x250 || $0.value == 0xFFFD }) else { return false }
        let plain = Self.withoutEntities(text)
        let left = Self.letters(plain)
        guard left.utf8.count >= Self.shortest else { return false }
        return letters.contains(left) || folded.contains(Self.letters(LabelFolding.fold(plain)))
    }

    private static func letters(_ text: String) -> String {
        String(decoding: text.utf8.filter { TextShape.isLetter($0) || TextShape.isDigit($0) }, as: UTF8.self)
    }

    /// `&eacute;`, `&#233;` and `&#xE9;` go.
    private static func withoutEntities(_ text: String) -> String {
        var kept: [UInt8] = []
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "&"),
                let end = bytes[position..<min(bytes.count, position + 12)].firstIndex(of: UInt8(ascii: ";")),
                bytes[position + 1..<end].allSatisfy({
                    TextShape.isLetter($0) || TextShape.isDigit($0) || $0 == UInt8(ascii: "#")
                })
            {
                position = end + 1
            } else {
                kept.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
