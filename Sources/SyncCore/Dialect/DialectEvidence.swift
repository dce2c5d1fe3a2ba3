/// What was seen of a point of the dialect. Names and values are of closed lists, so that each has words in every language; what is
/// in no list is the planning's own: numbers, keys, times and names of members; never customer text.
package typealias DialectEvidence = [EvidenceName: EvidenceValue]

/// What a piece of evidence is about.
package enum EvidenceName: Hashable, Sendable {
    case fact(EvidenceFact)
    /// Of the event that a probe wrote on that day.
    case onDay(CalendarDay, EvidenceFact)
    /// Things on that page of a list.
    case page(Int)
    /// Events with the status of that key.
    case status(Int)
    /// A member of an answer, as PlanningPME spells it.
    case member(String)
}

/// Raw values are what is stored, and what JSON holds.
package enum EvidenceFact: String, Hashable, Sendable, CaseIterable {
    case after
    case allDay
    case answer
    case askedByKey = "asked by key"
    case body
    case byName
    case configuration = "api/config"
    case day
    case delete
    case deleteAgain
    case end
    case events
    case farEvents
    case found
    case foundBy
    case foundLength
    case get
    case key
    case list
    case listed
    case meaning
    case member
    case name
    case notAsked = "not asked"
    case number
    case put
    case remark
    case resources
    case seen
    case sent
    case sentLength
    case shownByKeyAlone = "shown by key alone"
    case signIn
    case start
    case status
    case total
    case type
    case types
    case unnamed
    case zone
}

package enum EvidenceValue: Hashable, Sendable {
    case word(EvidenceWord)
    /// An answer of that HTTP status.
    case refused(status: Int)
    /// The planning's own: a number, a key, a time, or the name of a member.
    case text(String)
}

/// Raw values are what is stored, and what JSON holds.
package enum EvidenceWord: String, Hashable, Sendable, CaseIterable {
    case approved
    case aMember = "a member"
    case boolean
    case byZone = "times came back by it"
    case empty
    case eventUnreadable = "the event can't be read"
    case found
    case gone
    case inList = "in it"
    case list
    case namedByConfiguration = "api/config names it"
    case no = "false"
    case noDateTime = "text that is no date-time"
    case noJSON = "no JSON"
    case noOther = "nothing shows another one"
    case noTime = "no time"
    case none
    case notAsked = "not asked"
    case notAsSent = "not as it was sent"
    case notEmpty = "not empty"
    case notFound = "not found"
    case notInList = "not in it"
    case null
    case number
    case object
    case ofNewEvent = "of a new event"
    case readable
    case refused
    case requested
    case startAndEnd = "start and end alone"
    case text
    case there
    case typeKeyObject = "object with a type's key"
    case unknown
    case unreadable
    case withZone = "with zone"
    case withoutZone = "without zone"
    case yes = "true"
}

extension EvidenceName: RawRepresentable, Codable, CodingKeyRepresentable, Comparable {
    private static let memberPrefix = "member "
    private static let pagePrefix = "page"
    private static let statusPrefix = "status "

    package var rawValue: String {
        switch self {
        case .fact(let fact): fact.rawValue
        case .onDay(let day, let fact): "\(day) \(fact.rawValue)"
        case .page(let index): "\(Self.pagePrefix)\(index)"
        case .status(let key): "\(Self.statusPrefix)\(key)"
        case .member(let name): Self.memberPrefix + name
        }
    }

    /// Every text is one: what is not understood is a member's name.
    package init(rawValue: String) {
        if let fact = EvidenceFact(rawValue: rawValue) {
            self = .fact(fact)
        } else if let index = Self.number(rawValue, after: Self.pagePrefix) {
            self = .page(index)
        } else if let key = Self.number(rawValue, after: Self.statusPrefix) {
            self = .status(key)
        } else if rawValue.hasPrefix(Self.memberPrefix) {
            self = .member(String(rawValue.dropFirst(Self.memberPrefix.count)))
        } else if let space = rawValue.firstIndex(of: " "), let day = CalendarDay(String(rawValue[..<space])),
            let fact = EvidenceFact(rawValue: String(rawValue[rawValue.index(after: space)...]))
        {
            self = .onDay(day, fact)
        } else {
            self = .member(rawValue)
        }
    }

    private static func number(_ text: String, after prefix: String) -> Int? {
        guard text.hasPrefix(prefix) else { return nil }
        return Int(text.dropFirst(prefix.count))
    }

    package init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static func < (left: EvidenceName, right: EvidenceName) -> Bool { left.rawValue < right.rawValue }
}

extension EvidenceValue: RawRepresentable, Codable {
    private static let refusedPrefix = "refused ("

    package var rawValue: String {
        switch self {
        case .word(let word): word.rawValue
        case .refused(let status): "\(Self.refusedPrefix)\(status))"
        case .text(let text): text
        }
    }

    package init(rawValue: String) {
        if let word = EvidenceWord(rawValue: rawValue) {
            self = .word(word)
        } else if rawValue.hasPrefix(Self.refusedPrefix), rawValue.hasSuffix(")"),
            let status = Int(rawValue.dropFirst(Self.refusedPrefix.count).dropLast())
        {
            self = .refused(status: status)
        } else {
            self = .text(rawValue)
        }
    }

    package init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static func number(_ number: Int?) -> EvidenceValue { number.map { .text("\($0)") } ?? .word(.none) }
    package static func flag(_ flag: Bool?) -> EvidenceValue { .word(flag.map { $0 ? .yes : .no } ?? .none) }
}

extension DialectEvidence {
    /// As it is stored, and as JSON has it.
    package var texts: [String: String] {
        Dictionary<String, String>(map { ($0.key.rawValue, $0.value.rawValue) }) { first, _ in first }
    }

    package init(texts: [String: String]) {
        self.init(texts.map { (EvidenceName(rawValue: $0.key), EvidenceValue(rawValue: $0.value)) }) { first, _ in first }
    }

    /// - Parameter facts: of the whole planning or the whole answer.
    package init(_ facts: [EvidenceFact: EvidenceValue]) {
        self.init(facts.map { (EvidenceName.fact($0.key), $0.value) }) { first, _ in first }
    }
}
