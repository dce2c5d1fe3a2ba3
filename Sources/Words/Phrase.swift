import SyncCore

/// The languages of texts for people. JSON, CSV, codes, logs and flags are the same in each.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case french = "fr"
}

/// A text in every language: a missing language does not compile.
///
/// French is written with ordinary spaces; this type inserts the narrow no-break ones.
package struct Phrase: Hashable, Sendable {
    package let english: String
    package let french: String

    package init(_ english: String, fr french: String) {
        self.english = english
        self.french = Typography.french(french)
    }

    /// The same in every language, such as a command.
    package init(same text: String) {
        (english, french) = (text, text)
    }

    package static let none = Phrase(same: "")

    package subscript(_ language: Language) -> String {
        switch language {
        case .english: english
        case .french: french
        }
    }

    /// Changes the text of each language in the same way.
    package func mapped(_ change: (String) -> String) -> Phrase {
        Phrase(typeset: change(english), change(french))
    }

    private init(typeset english: String, _ french: String) {
        self.english = english
        self.french = french
    }

    package var isEmpty: Bool { english.isEmpty }

    /// Appends a sentence.
    package static func + (left: Phrase, right: Phrase) -> Phrase {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        // Commands end without a full stop, unless a sentence follows.
        func ended(_ text: String) -> String { text.last.map { ".:!?…".contains($0) } == true ? text : text + "." }
        return Phrase(typeset: "\(ended(left.english)) \(right.english)", "\(ended(left.french)) \(right.french)")
    }
}

package enum Typography {
    package static let narrowNoBreakSpace = String(narrowNoBreakScalar)
    private static let narrowNoBreakScalar: Unicode.Scalar = "\u{202F}"

    /// Narrow no-break spaces before `; : ! ?` and inside `« »`.
    package static func french(_ text: String) -> String {
        // In one pass: a run writes hundreds of phrases.
        var set = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            var written = scalar
            switch scalar {
            case ";", ":", "!", "?", "»":
                if last == " " {
                    set.removeLast()
                    set.append(narrowNoBreakScalar)
                }
            case " ": if last == "«" { written = narrowNoBreakScalar }
            default: break
            }
            set.append(written)
            last = written
        }
        return String(set)
    }

    /// `1 234`, with a narrow no-break space.
    package static func french(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped += narrowNoBreakSpace }
            grouped.append(digit)
        }
        return number < 0 ? "-" + grouped : grouped
    }
}

extension Phrase {
    /// A number with its noun. Zero is plural in English and singular in French.
    package static func counted(_ count: Int, _ one: String, _ many: String, fr un: String, _ plusieurs: String) -> Phrase {
        Phrase(
            "\(count) \(count == 1 ? one : many)", fr: "\(Typography.french(count)) \(count.magnitude < 2 ? un : plusieurs)")
    }

    /// `Event 12` at the start of a sentence.
    package var capitalized: Phrase {
        func upper(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
        return Phrase(upper(english), fr: upper(french))
    }
}

/// A list within a sentence, without a final "and".
func joined(_ parts: [some CustomStringConvertible]) -> String { parts.map(\.description).joined(separator: ", ") }

/// The same of Lucca's ids, in their order: 9 before 10, and numbers before other texts.
func joinedIDs<Kind>(_ ids: [TypedID<Kind, String>]) -> String {
    func precedes(_ left: TypedID<Kind, String>, _ right: TypedID<Kind, String>) -> Bool {
        switch (Int(left.value), Int(right.value)) {
        case (let one?, let other?): one != other ? one < other : left < right
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): left < right
        }
    }
    return joined(ids.sorted(by: precedes))
}
