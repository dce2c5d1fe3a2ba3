import Foundation

/// Labels as people compare them: without case, accents and stray spaces.
public enum LabelFolding {
    /// `" Congés  Payés"` and `"conges payes"` fold to the same text. A blank label folds to an empty one.
    public static func fold(_ label: String) -> String {
        var folded = ""
        var spaceIsDue = false
        for scalar in label.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                spaceIsDue = !folded.isEmpty
                continue
            }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .control, .format: continue
            default: break
            }
            if spaceIsDue {
                folded.append(" ")
                spaceIsDue = false
            }
            switch scalar {
            case "œ": folded.append("oe")
            case "æ": folded.append("ae")
            case "ß": folded.append("ss")
            default: folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }

    /// The one thing among `candidates` with that label: same text first, then same folded text.
    /// - Returns: none when there is none or the label is blank; several in the order given.
    static func find<Thing>(_ label: String, in candidates: [Thing], label labelOf: (Thing) -> String) -> [Thing] {
        let folded = fold(label)
        guard !folded.isEmpty else { return [] }
        let alike = candidates.filter { fold(labelOf($0)) == folded }
        let same = alike.filter { labelOf($0) == label }
        return same.isEmpty ? alike : same
    }
}
