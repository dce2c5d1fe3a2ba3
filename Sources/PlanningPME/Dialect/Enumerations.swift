import JSONText
import SyncCore

/// The brand's enumerations from `api/config`: values are sent by these names or numbers.
struct Enumerations: Sendable, Equatable {
    struct Value: Sendable, Equatable {
        let name: String
        /// nil if the brand only lists names.
        let number: Int?
    }

    /// By the enumeration's name.
    let enumerations: [String: [Value]]

    /// Of a brand without enumerations.
    init() {
        enumerations = [:]
    }

    init?(_ configuration: JSONValue) {
        guard let enums = configuration[JSONName("enums")]?.members else { return nil }
        var enumerations: [String: [Value]] = [:]
        for member in enums.members {
            switch member.value {
            case .object(let object):
                enumerations[member.name] = object.members.map { Value(name: $0.name, number: $0.value.whole) }
            case .list(let list):
                enumerations[member.name] = list.values.compactMap { $0.string.map { Value(name: $0, number: nil) } }
            default: break
            }
        }
        self.enumerations = enumerations
    }

    /// The value for unavailabilities among the kinds of events, in the brand's spelling; nil if no enumeration has it.
    var unavailability: Value? {
        let name = PlanningPMEAssumptions.unavailability.lowercased()
        let holding = enumerations.filter { $0.value.contains { $0.name.lowercased() == name } }
        // The values of a list's `results` include such a name too.
        let kinds = holding.filter { $0.key.lowercased() != PlanningPMEAssumptions.Name.results }
        let chosen = (kinds.isEmpty ? holding : kinds).sorted { left, right in
            (left.key.lowercased().contains("type") ? 0 : 1, left.key) < (
                right.key.lowercased().contains("type") ? 0 : 1, right.key
            )
        }
        return chosen.first?.value.first { $0.name.lowercased() == name }
    }

    /// Every number of unavailabilities.
    var unavailabilityNumbers: Set<Int> {
        let name = PlanningPMEAssumptions.unavailability.lowercased()
        return Set(enumerations.values.joined().filter { $0.name.lowercased() == name }.compactMap(\.number))
    }

    /// The names of a number in the enumerations of statuses.
    func statusTypes(of number: Int) -> [String] {
        enumerations.filter { $0.key.lowercased().contains("status") }.sorted { $0.key < $1.key }
            .flatMap { $0.value.filter { $0.number == number }.map(\.name) }
    }
}

/// What an event's status means, if its type or its label shows it.
enum StatusMeaning: Sendable, Equatable {
    case approved
    case requested
    case refused
    case unknown

    var word: EvidenceWord {
        switch self {
        case .approved: .approved
        case .requested: .requested
        case .refused: .refused
        case .unknown: .unknown
        }
    }

    private static let words: [(StatusMeaning, [String])] = [
        (
            .refused,
            ["refus", "reject", "denied", "declin", "annul", "cancel", "abgelehnt", "rechaz", "rifiut", "geweiger", "afgewez"]
        ),
        (
            .requested,
            [
                "request", "demand", "pend", "wait", "attente", "draft", "brouillon", "unvalid", "non valid", "unapprov",
                "beantragt", "solicit", "richiest", "aangevraagd",
            ]
        ),
        (
            .approved,
            [
                "approv", "accept", "valid", "accord", "confirm", "grant", "genehmigt", "aprob", "goedgekeurd", "concedi",
            ]
        ),
    ]

    /// - Parameter names: the type's first, then its own: the first one with a meaning counts.
    init(_ names: [String]) {
        for name in names {
            let folded = LabelFolding.fold(name)
            if let (meaning, _) = Self.words.first(where: { $0.1.contains { folded.contains($0) } }) {
                self = meaning
                return
            }
        }
        self = .unknown
    }
}

/// An event's status as received. Its label is customer text: it is interpreted, and not kept.
struct EventStatus: Sendable, Equatable {
    let key: Int
    let meaning: StatusMeaning
    let isDefault: Bool

    /// Requested or refused.
    var isNoAbsence: Bool { meaning == .requested || meaning == .refused }

    /// nil if the event has none.
    init?(_ event: JSONObject, _ enumerations: Enumerations?) {
        guard let status = event[EventName.status], let key = status["key"]?.whole ?? status.whole else { return nil }
        self.key = key
        isDefault = status["isDefault"]?.truth ?? false
        let type = status["type"]
        let names = type?.whole.map { enumerations?.statusTypes(of: $0) ?? [] } ?? type?.string.map { [$0] } ?? []
        meaning = StatusMeaning(names + [status["label"]?.string ?? ""])
    }
}

/// What the statuses of existing unavailabilities show about the one to send.
enum StatusConclusion: Equatable {
    /// Events have no status, or get a good one by default.
    case none
    case give(Int)
    case open

    /// - Parameter statuses: of existing unavailabilities; nil for one without.
    init(_ statuses: [EventStatus?]) {
        let shown = statuses.compactMap { $0 }
        guard !statuses.isEmpty else {
            self = .open
            return
        }
        guard !shown.isEmpty else {
            self = .none
            return
        }
        let counts = Dictionary(grouping: shown, by: \.key)
        let approved = counts.filter { $0.value.contains { $0.meaning == .approved } }
        if let usual = approved.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) {
            self = usual.value.contains(where: \.isDefault) ? .none : .give(usual.key)
        } else if counts.count == 1, shown.contains(where: { $0.isDefault && $0.meaning == .unknown }) {
            self = .none
        } else {
            self = .open
        }
    }
}
