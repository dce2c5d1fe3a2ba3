import JSONText
import SyncCore

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
