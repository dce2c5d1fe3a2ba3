import JSONText
import SyncCore

/// How an event should stand after a write. What is nil is not compared.
struct EventExpectation: Sendable {
    var type: UnavailabilityTypeKey?
    var resource: ResourceKey?
    var bounds: (start: Instant, end: Instant)?
    var status: Int?
    /// Whether it should be no request, whatever its status's key. What planners make of one that stood right is their business.
    var isApproved = false
    /// Whether what its status means counts: the key that was sent says more.
    var judgesMeaning: Bool { isApproved && status == nil }
    /// What it should carry.
    var reference: EventReference?
    /// Whether it should carry no reference of ours any longer.
    var isReleased = false
    /// What the request said. Anything else that stands wrong was lost by a write that did not name it.
    var named: Set<EventFact>
    /// As it was before an update.
    var before: JSONObject?

    /// What a draft should have become.
    init(
        _ draft: EventFacts, _ dialect: PlanningDialect, named: Set<EventFact> = Set(EventFact.allCases),
        isApproved: Bool = false, before: JSONObject? = nil
    ) {
        type = draft.type
        resource = draft.resource
        bounds = (draft.start, draft.end)
        status = dialect.status
        self.isApproved = isApproved
        reference = draft.reference
        self.named = named
        self.before = before
    }

    /// What an event that was left to the planners should be: what it was.
    init(released event: Unavailability, named: Set<EventFact>, before: JSONObject) {
        type = event.type
        bounds = (event.start, event.end)
        isReleased = true
        self.named = named
        self.before = before
    }
}

/// What a comparison of an event with what was sent came to.
struct EventComparison: Sendable, Equatable {
    var disagreement: Disagreement?
    var compared: Set<DialectPoint> = []
}
