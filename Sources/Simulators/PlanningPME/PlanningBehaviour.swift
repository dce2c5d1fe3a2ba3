/// How one simulated brand of PlanningPME answers. What `contracts/planningpme.md` only assumes, or saw done in two ways, is a
/// switch here.
public struct PlanningBehaviour: Codable, Hashable, Sendable {
    /// How answers write the start and the end of an event.
    public enum TimeForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `2026-12-01T07:00:00Z`.
        case utc
        /// `2026-12-01T08:00:00`, as the clocks of Paris show it.
        case local
        /// Lists in local time, single events in UTC.
        case localInLists
    }

    /// Whether the hourly limit holds for this brand (the world's switch must be on as well).
    public var isLimited = true
    /// Requests allowed in any 3600 seconds.
    public var requestsPerHour = 2000
    /// Whether a 429 says `Retry-After`.
    public var sendsRetryAfter = true
    /// How long a token holds.
    public var tokenSeconds = 86_399
    /// What a wrong password answers.
    public var refusedLoginStatus = 400
    /// Every page holds everything.
    public var ignoresPaging = false
    /// A larger `pageSize` is cut to this without a word.
    public var maximumPageSize = 1000
    public var timeForm = TimeForm.utc
    /// What a create answers: 201, or 200.
    public var createdStatus = 201
    /// False: 403 on resources.
    public var readsResources = true
    /// False: 403 on every write.
    public var allowsWriting = true
    /// The AppKey was revoked: 401.
    public var isAppKeyRevoked = false
    /// The user was locked: no new token.
    public var isUserLocked = false
    /// What an event is refused with that overlaps another one of a resource, whoever made that: 400 or 409. nil: it may.
    public var overlapStatus: Int?
    /// What an event is refused with that names a resource or an unavailability that does not exist: 400 or 404.
    public var missingThingStatus = 400
    /// Whether the events of a resource stay when it is deleted.
    public var keepsEventsOfDeletedResources = false

    public init() {}
}
