import Foundation
import JSONText

/// Rewrites what the two systems and Passerelle say to each other, so that a stranger may read it: every text is replaced by a
/// pseudonym unless its shape, or the member that it stands in, is known to be harmless (`ExchangeRecording` says what stays).
struct Redaction {
    /// Where a value stands.
    struct Place {
        /// The name of the member, in lower case; of a list's element, the list's.
        var member = ""
        /// Within what a customer defined for themselves.
        var isCustom = false
        /// Within the enumerations of `api/config`.
        var isEnumeration = false
        /// Within what Passerelle sent.
        var isOurs = false

        /// What stands here, or below, is the customer's own.
        var holdsCustom: Bool { isCustom || RecordedWords.custom.contains(member) }
    }

    var pseudonyms = Pseudonyms()
    /// Names and values of the brand's enumerations, in lower case, as `api/config` told them.
    var enumerations: Set<String> = []
    /// What the connector made up itself: the remarks of probe events, as they were sent.
    var ownTexts: [OwnText] = []

    /// Of the tenant's address in the exchange that is rewritten: the brand, with slashes around it.
    var basePath = "/"

    static let credential = "****"
    private static let unreadable = "(unreadable)"
    /// Longer numbers may be telephone numbers.
    private static let longestNumber = 8
    private static let mostEnumerationNames = 2000

    /// - Parameters:
    ///   - isOurs: Passerelle sent it.
    ///   - isConfiguration: it is `api/config`'s answer: its enumerations stay, and their words are known from then on.
    mutating func document(_ value: JSONValue, isOurs: Bool, isConfiguration: Bool = false) -> JSONValue {
        if isConfiguration, let enums = value["enums"] { learn(enums) }
        return rewrite(value, Place(isOurs: isOurs), isConfiguration: isConfiguration)
    }

    private mutating func rewrite(_ value: JSONValue, _ place: Place, isConfiguration: Bool = false) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .unreadable: return .text(Self.unreadable)
        case .number(let spelling): return number(spelling, place)
        case .text(let text): return .text(self.text(text, place))
        case .list(let list): return .list(JSONList(list.values.map { rewrite($0, place) }))
        case .object(let object):
            let members = object.members.map { member -> JSONObject.Member in
                var inner = place
                inner.member = member.name.lowercased()
                inner.isCustom = place.holdsCustom
                inner.isEnumeration = place.isEnumeration || isConfiguration && inner.member == "enums"
                let isCredential =
                    !inner.isCustom && !inner.isEnumeration && RecordedWords.isCredential(inner.member) && member.value != .null
                // Before its name, which may be a text that stands below it.
                let value = isCredential ? .text(Self.credential) : rewrite(member.value, inner)
                return JSONObject.Member(name(member.name, inner), value)
            }
            return .object(JSONObject(members))
        }
    }

    private mutating func learn(_ value: JSONValue) {
        switch value {
        case .text(let text): learn(word: text)
        case .list(let list): for element in list.values { learn(element) }
        case .object(let object):
            for member in object.members {
                learn(word: member.name)
                learn(member.value)
            }
        default: break
        }
    }

    private mutating func learn(word: String) {
        guard enumerations.count < Self.mostEnumerationNames, TextShape.isEnumerationName(word) else { return }
        enumerations.insert(word.lowercased())
    }

    /// The name of a member, or a pseudonym of it.
    private mutating func name(_ name: String, _ place: Place) -> String {
        if place.isCustom { return pseudonyms.pseudonym(.member, of: name) }
        if place.isEnumeration { return TextShape.isEnumerationName(name) ? name : pseudonyms.pseudonym(.member, of: name) }
        return self.name(name)
    }

    /// The same where no customer defines names. `model.start` names a member of a member.
    mutating func name(_ name: String) -> String {
        if RecordedWords.members.contains(name.lowercased()) { return name }
        // Objects by key, as in `embedded`.
        if TextShape.isDigits(name, longest: Self.longestNumber) { return name }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.count <= 4 && parts.allSatisfy { TextShape.isMemberName($0) && !pseudonyms.hasSeen(String($0)) }
        return isPlain ? name : pseudonyms.pseudonym(.member, of: name)
    }

    private mutating func number(_ spelling: String, _ place: Place) -> JSONValue {
        if place.holdsCustom { return .number("0") }
        let count = spelling.utf8.count(where: TextShape.isDigit)
        let isKnown =
            place.isEnumeration || RecordedWords.ids.contains(place.member)
            ? count <= Self.longestID : count <= Self.longestNumber && !RecordedWords.personalNumbers.contains(place.member)
        if isKnown { return .number(spelling) }
        let digits = String(decoding: spelling.utf8.filter(TextShape.isDigit).drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
        return .number(digits.isEmpty ? "0" : pseudonyms.digits(digits))
    }
}
