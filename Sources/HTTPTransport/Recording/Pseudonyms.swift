import SyncCore

/// What stands for each text of one recording: the same text has the same pseudonym, and nothing in a pseudonym comes from the text.
///
/// They are numbered as they appear, from a table that lives as long as the recording and is written nowhere: no key exists that
/// could turn one back. A table costs the memory of the distinct texts, some 10 MB for 20,000 employees.
struct Pseudonyms {
    /// What a pseudonym stands for shows in its name.
    enum Kind: String, Hashable {
        case text
        /// Of an object's member.
        case member
        /// Of an enumeration, or of one of its values.
        case name
        /// A Lucca account or a brand.
        case account
        case host
    }

    private struct Known {
        let number: Int
        /// The spellings that fold to the same text, in the order in which they came.
        var spellings: [String: Int] = [:]
    }

    private var known: [Kind: [String: Known]] = [:]
    private var addresses: [String: Int] = [:]
    private var numbers: [String: Int] = [:]

    /// Texts that fold alike (`Congés`, `CONGES`) get pseudonyms that fold alike: labels are compared so.
    mutating func pseudonym(_ kind: Kind, of text: String) -> String {
        let folded = LabelFolding.fold(text)
        var entry = known[kind, default: [:]][folded] ?? Known(number: known[kind, default: [:]].count + 1)
        let spelling = entry.spellings[text] ?? entry.spellings.count
        entry.spellings[text] = spelling
        known[kind, default: [:]][folded] = entry
        return Self.spelled(kind.rawValue, spelling) + String(entry.number)
    }

    /// Whether it has been replaced as a text.
    func hasSeen(_ text: String) -> Bool {
        known[.text]?[LabelFolding.fold(text)] != nil
    }

    /// Of an e-mail address, whatever its letter case.
    mutating func address(_ text: String) -> String {
        let key = text.lowercased()
        let number = addresses[key] ?? addresses.count + 1
        addresses[key] = number
        return "address\(number)@example.invalid"
    }

    /// Of a text of digits, or of a number: its leading zeroes stay, because they count where identifiers are compared.
    mutating func digits(_ text: String) -> String {
        let zeroes = text.prefix { $0 == "0" }
        let rest = String(text.dropFirst(zeroes.count))
        guard !rest.isEmpty else { return text }
        let number = numbers[rest] ?? numbers.count + 1
        numbers[rest] = number
        return zeroes + String(Self.firstDigits + number)
    }

    private static let firstDigits = 900_000_000

    /// `text`, `Text`, `tExt`, `TExt`, …: after as many spellings as the word allows they repeat.
    private static func spelled(_ word: String, _ spelling: Int) -> String {
        var bits = spelling
        return String(
            word.map { letter in
                defer { bits >>= 1 }
                return bits & 1 == 1 ? Character(letter.uppercased()) : letter
            })
    }
}
