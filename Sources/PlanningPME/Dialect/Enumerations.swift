import JSONText
import SyncCore

/// The enumerations of a brand, by `api/config`: values go by these names or numbers.
struct Enumerations: Sendable, Equatable {
    struct Value: Sendable, Equatable {
        let name: String
        /// nil where the brand lists names alone.
        let number: Int?
    }

    /// By the enumeration's name.
    let enumerations: [String: [Value]]

    /// Of a brand that lists none.
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

    /// How unavailabilities are named among the kinds of events, as the brand spells it; nil when no enumeration holds them.
    var unavailability: Value? {
        let name = PlanningPMEAssumptions.unavailability.lowercased()
        let holding = enumerations.filter { $0.value.contains { $0.name.lowercased() == name } }
        // What a list can be asked for has such a name too.
        let kinds = holding.filter { $0.key.lowercased() != PlanningPMEAssumptions.Name.results }
        let chosen = (kinds.isEmpty ? holding : kinds).sorted { left, right in
            (left.key.lowercased().contains("type") ? 0 : 1, left.key) < (
                right.key.lowercased().contains("type") ? 0 : 1, right.key
            )
        }
        return chosen.first?.value.first { $0.name.lowercased() == name }
    }

    /// Every number under which unavailabilities go.
    var unavailabilityNumbers: Set<Int> {
        let name = PlanningPMEAssumptions.unavailability.lowercased()
        return Set(enumerations.values.joined().filter { $0.name.lowercased() == name }.compactMap(\.number))
    }

    /// The names that a number has in the enumerations of statuses.
    func statusTypes(of number: Int) -> [String] {
        enumerations.filter { $0.key.lowercased().contains("status") }.sorted { $0.key < $1.key }
            .flatMap { $0.value.filter { $0.number == number }.map(\.name) }
    }
}

/// What a status of an event means, as far as its type or its label says.
enum StatusMeaning: Sendable, Equatable {
    case approved
    case requested
    case refused
    case unknown

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

    /// - Parameter names: of its type first, then of itself: the first that means something counts.
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

/// An event's status as it came. Its label is the customer's text: it is looked at, and not kept.
struct EventStatus: Sendable, Equatable {
    let key: Int
    let meaning: StatusMeaning
    let isDefault: Bool

    /// A request, or what became of one that was refused.
    var isNoAbsence: Bool { meaning == .requested || meaning == .refused }

    /// nil when the event has none.
    init?(_ event: JSONObject, _ enumerations: Enumerations?) {
        guard let status = event[EventName.status], let key = status["key"]?.whole ?? status.whole else { return nil }
        self.key = key
        isDefault = status["isDefault"]?.truth ?? false
        let type = status["type"]
        let names = type?.whole.map { enumerations?.statusTypes(of: $0) ?? [] } ?? type?.string.map { [$0] } ?? []
        meaning = StatusMeaning(names + [status["label"]?.string ?? ""])
    }
}

/// What the statuses of existing unavailabilities say of the one to be given.
enum StatusConclusion: Equatable {
    /// Events have no status, or get a good one by themselves.
    case none
    case give(Int)
    case open

    /// - Parameter statuses: of existing unavailabilities; nil for one that has none.
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
