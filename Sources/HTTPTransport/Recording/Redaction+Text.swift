import Foundation
import SyncCore
import SyncEngine

extension Redaction {
    static let longestID = 12
    private static let zones = Set(TimeZone.knownTimeZoneIdentifiers + ["UTC", "GMT"])

    private static func isZone(_ text: String) -> Bool { zones.contains(text) || RecordedWords.zones.contains(text.lowercased()) }

    /// A text of a document.
    mutating func text(_ text: String, _ place: Place) -> String {
        if text.utf8.isEmpty { return text }
        if place.holdsCustom {
            // A date keeps its form, which shows the field's format.
            return TextShape.isMoment(text) ? String(text.map { $0.isNumber ? "0" : $0 }) : running(text, place)
        }
        if TextShape.isMoment(text) || TextShape.isTime(text) || TextShape.isColour(text) || Self.isZone(text) { return text }
        if place.isEnumeration { return TextShape.isEnumerationName(text) ? text : running(text, place) }
        if RecordedWords.ids.contains(place.member), !text.contains(where: \.isWhitespace) { return id(text) }
        if RecordedWords.enumerated.contains(place.member) || enumerations.contains(place.member) {
            let word = text.lowercased()
            if RecordedWords.values.contains(word) || enumerations.contains(word) { return text }
        }
        switch place.member {
        case "hierarchy", "parentid": if TextShape.isHierarchy(text) { return text }
        case "error", "grant_type": if RecordedWords.oauth.contains(text) { return text }
        case "next", "prev", "href": return link(text)
        default: break
        }
        return running(text, place)
    }

    /// An id of one of the two systems: digits stay, anything else gets a pseudonym.
    mutating func id(_ text: String) -> String {
        TextShape.isDigits(text, longest: Self.longestID) ? text : pseudonyms.pseudonym(.text, of: text)
    }

    /// The name of a Lucca account or of a brand.
    mutating func account(_ name: String) -> String { pseudonyms.pseudonym(.account, of: name.lowercased()) }

    /// Our references, a probe's mark and the text that the connector wrote beside it stay. Other text around them is replaced,
    /// line by line.
    mutating func running(_ text: String, _ place: Place) -> String {
        let parts = MarkedText.parts(of: text)
        let rewritten = parts.map { part in
            switch part {
            case .mark: (part, ProbePlan.mark)
            case .reference(let reference): (part, written(reference))
            case .plain(let plain): (part, plain)
            }
        }
        let whole = rewritten.map(\.1).joined()
        if place.isOurs, parts.contains(.mark) {
            ownTexts.append(OwnText(whole))
            return whole
        }
        if ownTexts.contains(where: { $0.became(whole) }) { return whole }
        return rewritten.map { part, text in
            if case .plain = part { lines(text) } else { text }
        }.joined()
    }

    private mutating func written(_ reference: EventReference) -> String {
        if Self.isOfProbe(reference) { return reference.description }
        return EventReference(
            account: account(reference.account), periodID: period(reference.periodID),
            accountID: LeaveAccountID(id(reference.accountID.value)), first: reference.first
        ).description
    }

    /// Behind the mark of Lucca's second generation is the id as Lucca returns it.
    private mutating func period(_ period: LeavePeriodID) -> LeavePeriodID {
        guard period.isOfSecondGeneration else { return LeavePeriodID(id(period.value)) }
        let prefix = LeavePeriodID.secondGenerationPrefix
        return LeavePeriodID(prefix + id(String(period.value.dropFirst(prefix.count))))
    }

    /// A reference of a probe: its account is no customer's, and its length is under test.
    private static func isOfProbe(_ reference: EventReference) -> Bool {
        reference.account.hasPrefix(probeAccount)
            && reference.account.dropFirst(probeAccount.count).allSatisfy { $0 == "x" }
            && [reference.periodID.value, reference.accountID.value].allSatisfy { TextShape.isDigits($0, longest: 20) }
    }

    private static let probeAccount = "passerelle-probe-"

    /// Blanks and line breaks at both ends of each line stay: PlanningPME may change them.
    private mutating func lines(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var line = String.UnicodeScalarView()
        func close() {
            let core = line.drop { $0.properties.isWhitespace }
            let front = line.count - core.count
            let back = core.reversed().prefix { $0.properties.isWhitespace }.count
            result.append(contentsOf: line.prefix(front))
            if front < line.count {
                result.append(contentsOf: word(String(core.dropLast(back))).unicodeScalars)
                result.append(contentsOf: line.suffix(back))
            }
            line.removeAll()
        }
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" {
                close()
                result.append(scalar)
            } else {
                line.append(scalar)
            }
        }
        close()
        return String(result)
    }

    /// A text of one line, without blanks around it.
    private mutating func word(_ text: String) -> String {
        if TextShape.isDigits(text, longest: 64) { return pseudonyms.digits(text) }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        let isAddress =
            halves.count == 2 && !halves[0].isEmpty && halves[1].contains(".") && !text.contains(where: \.isWhitespace)
        return isAddress ? pseudonyms.address(text) : pseudonyms.pseudonym(.text, of: text)
    }
}

/// A text that the connector made up and sent, and which may come back changed: a probe tests what a brand does to remarks.
struct OwnText {
    /// ASCII letters and digits only: here without accented letters, in `folded` without accents.
    private let letters: String
    private let folded: String

    /// Shorter pieces may occur in other texts.
    private static let shortest = 8

    init(_ text: String) {
        letters = Self.letters(text)
        folded = Self.letters(LabelFolding.fold(text))
    }

    /// Whether `text` is this one, or a piece of it, with changes: other blanks and line breaks, HTML entities, lost accents.
    func became(_ text: String) -> Bool {
        // Latin letters and the replacement character: text in another script is not ours.
        guard text.unicodeScalars.allSatisfy({ $0.value < 0x250 || $0.value == 0xFFFD }) else { return false }
        let plain = Self.withoutEntities(text)
        let left = Self.letters(plain)
        guard left.utf8.count >= Self.shortest else { return false }
        return letters.contains(left) || folded.contains(Self.letters(LabelFolding.fold(plain)))
    }

    private static func letters(_ text: String) -> String {
        String(decoding: text.utf8.filter { TextShape.isLetter($0) || TextShape.isDigit($0) }, as: UTF8.self)
    }

    /// Removes `&eacute;`, `&#233;` and `&#xE9;`.
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

/// Splits a text into the connector's marks and the text around them.
enum MarkedText {
    enum Part: Equatable {
        case mark
        case reference(EventReference)
        case plain(String)
    }

    private static let opening = "[lucca:"
    /// Longer than any reference.
    private static let longest = 512

    static func parts(of text: String) -> [Part] {
        let bytes = Array(text.utf8)
        var parts: [Part] = []
        var plainStart = 0
        var position = 0
        func close(at end: Int) {
            if plainStart < end { parts.append(.plain(String(decoding: bytes[plainStart..<end], as: UTF8.self))) }
        }
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "[")) {
            guard let (part, end) = marker(in: bytes, at: start) else {
                position = start + 1
                continue
            }
            close(at: start)
            parts.append(part)
            (plainStart, position) = (end, end)
        }
        close(at: bytes.count)
        return parts
    }

    private static func marker(in bytes: [UInt8], at start: Int) -> (Part, end: Int)? {
        if bytes[start...].starts(with: ProbePlan.mark.utf8) { return (.mark, start + ProbePlan.mark.utf8.count) }
        let window = bytes[start..<min(bytes.count, start + longest)]
        guard let closing = window.firstIndex(of: UInt8(ascii: "]")), closing - start > opening.utf8.count else { return nil }
        let candidate = String(decoding: bytes[start...closing], as: UTF8.self)
        return EventReference(parsing: candidate).map { (.reference($0), closing + 1) }
    }
}

/// Shapes of texts that identify no one. Each matches the whole text, byte by byte.
enum TextShape {
    /// `d` matches a digit, everything else itself.
    static func matches(_ pattern: StaticString, _ text: some Collection<UInt8>) -> Bool {
        guard text.count == pattern.utf8CodeUnitCount else { return false }
        return pattern.withUTF8Buffer { pattern in
            zip(pattern, text).allSatisfy { wanted, byte in
                wanted == UInt8(ascii: "d") ? isDigit(byte) : wanted == byte
            }
        }
    }

    /// `2026-12-24`, `2026-12-24T10:00`, `2026-12-24T10:00:00.000Z`, `2026-12-24 10:00:00+01:00`.
    static func isMoment(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40, matches("dddd-dd-dd", bytes[..<10]) else { return false }
        if bytes.count == 10 { return true }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else { return false }
        return isTime(bytes[11...], takesZone: true)
    }

    /// `10:00`, `02:30:00`.
    static func isTime(_ text: String) -> Bool { isTime(Array(text.utf8)[...], takesZone: false) }

    private static func isTime(_ bytes: ArraySlice<UInt8>, takesZone: Bool) -> Bool {
        guard bytes.count >= 5, matches("dd:dd", bytes.prefix(5)) else { return false }
        var rest = bytes.dropFirst(5)
        if rest.count >= 3, matches(":dd", rest.prefix(3)) {
            rest = rest.dropFirst(3)
            if rest.first == UInt8(ascii: ".") {
                let fraction = rest.dropFirst().prefix(while: isDigit)
                guard (1...9).contains(fraction.count) else { return false }
                rest = rest.dropFirst(1 + fraction.count)
            }
        }
        if rest.isEmpty { return true }
        guard takesZone else { return false }
        if rest.elementsEqual("Z".utf8) { return true }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
        return matches("dd:dd", rest.dropFirst()) || matches("dddd", rest.dropFirst())
    }

    /// `Sun, 29 Nov 2026 03:07:38 GMT`.
    static func isHTTPDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 29 else { return false }
        return days.contains(String(decoding: bytes[..<3], as: UTF8.self)) && matches(", dd ", bytes[3..<8])
            && months.contains(String(decoding: bytes[8..<11], as: UTF8.self)) && matches(" dddd dd:dd:dd GMT", bytes[11...])
    }

    private static let days: Set = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months: Set = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `#a0b1c2`.
    static func isColour(_ text: String) -> Bool {
        let bytes = text.utf8
        return bytes.first == UInt8(ascii: "#") && (bytes.count == 7 || bytes.count == 4)
            && bytes.dropFirst().allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
    }

    /// Digits only, at most `longest` of them.
    static func isDigits(_ text: some StringProtocol, longest: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= longest && text.utf8.allSatisfy(isDigit)
    }

    /// A path of positions, `/1/2/2/`.
    static func isHierarchy(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && text.utf8.count <= 200
            && text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "/") }
    }

    /// A name in the style of program members: a lower-case letter, then letters, digits and underscores, 40 at most.
    static func isMemberName(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 40 else { return false }
        let start = first == UInt8(ascii: "_") ? bytes.dropFirst().first : first
        guard let start, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(start) else { return false }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// A name of an enumeration or one of its values: letters, digits and single blanks, 40 at most.
    static func isEnumerationName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: " ") }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
