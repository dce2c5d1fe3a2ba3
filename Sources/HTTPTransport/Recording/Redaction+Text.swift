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
            // Of a date the form stays, which says how the field is to be written.
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

    /// Our references and the mark of a probe stay, and so does what the connector itself wrote beside the mark. What anybody else wrote
    /// around them is replaced, line by line.
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
            account: account(reference.account), periodID: LeavePeriodID(id(reference.periodID.value)),
            accountID: LeaveAccountID(id(reference.accountID.value)), first: reference.first
        ).description
    }

    /// A probe's own: its account is no customer's, and its length is what is tried.
    private static func isOfProbe(_ reference: EventReference) -> Bool {
        reference.account.hasPrefix(probeAccount)
            && reference.account.dropFirst(probeAccount.count).allSatisfy { $0 == "x" }
            && [reference.periodID.value, reference.accountID.value].allSatisfy { TextShape.isDigits($0, longest: 20) }
    }

    private static let probeAccount = "passerelle-probe-"

    /// Blanks and line breaks at both ends of each line stay: a planning may change them.
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
