/// How one simulated brand of PlanningPME answers. What `contracts/planningpme.md` only assumes, or saw done in two ways, is a
/// switch here. The defaults are what it saw.
public struct PlanningBehaviour: Hashable, Sendable {
    /// Whether the hourly limit holds for this brand (the world's switch must be on as well).
    public var isLimited = true
    /// Requests allowed in any 3600 seconds.
    public var requestsPerHour = 2000
    /// Whether a 429 says `Retry-After`.
    public var sendsRetryAfter = true

    // Sign-in and rights.

    /// How long a token holds.
    public var tokenSeconds = 86_399
    /// What a wrong password answers.
    public var refusedLoginStatus = 400
    /// The method that exchanges an auth token; the other one answers 405.
    public var tokenMethod = TokenMethod.put
    /// Users sign in through a PlanningPME account, so passwords are refused: 400 `invalid_grant`.
    public var accountAuthentication = false
    /// What `GET api/category` answers with a token.
    public var categoryStatus = 200
    /// False: 403 on resources.
    public var readsResources = true
    /// False: 403 on every write.
    public var allowsWriting = true
    /// The AppKey was revoked: 401.
    public var isAppKeyRevoked = false
    /// The user was locked: no new token.
    public var isUserLocked = false

    // What an event is understood from. Members in any other form are ignored, without an error.

    public var kindForm = KindForm.flag
    /// The number that `api/config` gives to unavailabilities.
    public var unavailabilityNumber = 85
    public var reasonForm = ReasonForm.underscoredLabel
    public var updateForm = UpdateForm.merge
    public var timeInput = TimeInput.local
    /// The identifier of the brand's time zone, for local times in both directions.
    public var zone = "Europe/Paris"
    /// Whether `api/config` names the zone, as `timeZone`.
    public var tellsZone = false
    public var wholeDay = WholeDay.bounds
    /// Statuses that events may have; none: events have no status.
    public var statuses: [SimulatedStatus] = []
    public var remarkForm = RemarkForm.kept
    /// Custom fields of events that are kept under `fields`, in any letter case; others are ignored without an error.
    public var knowsFields = ["REFERENCE", "lieu", "km"]
    /// Whether members and fields that nobody has heard of are kept as they were sent, instead of being ignored.
    public var keepsUnknownMembers = false
    /// Whether an event without a kind, and an unavailability without a type, is refused, instead of becoming something else.
    public var requiresKindAndReason = false
    public var departmentForm = DepartmentForm.list

    // What is answered.

    public var timeForm = TimeForm.local
    /// Whether events come with everything that the product knows of them, or bare: what was sent, and no more.
    public var readsAreRich = true
    /// What a create answers: 201, or 200; 204 goes with an `empty` answer alone.
    public var createdStatus = 201
    public var createAnswer = CreateAnswer.event
    public var updateAnswer = UpdateAnswer.event
    public var goneForm = GoneForm.notFound
    /// What a deletion is refused with: 403 or 405. nil: it works.
    public var deletionStatus: Int?
    public var errorForm = ErrorForm.message
    /// What a change or a deletion of an event is refused with that is locked, open or read-only: 403 or 400.
    public var lockedStatus = 403
    /// What an event is refused with that overlaps another one of a resource, whoever made that: 400 or 409. nil: it may.
    public var overlapStatus: Int?
    /// What an event is refused with that names a resource or an unavailability that does not exist: 400 or 404.
    public var missingThingStatus = 400
    /// Whether the events of a resource stay when it is deleted.
    public var keepsEventsOfDeletedResources = false

    // Lists.

    public var listForm = ListForm.byName
    public var paging = Paging.fromOne
    /// Whether lists say their `total`.
    public var servesTotal = true
    /// A larger `pageSize` is cut to this without a word.
    public var maximumPageSize = 1000
    /// Events that begin later than so many days after today, or ended more than so many days ago, are in no list, though readable
    /// by their keys. nil: the view is whole.
    public var viewDays: Int?

    public init() {}

    /// Every page holds everything.
    public var ignoresPaging: Bool {
        get { paging == .ignored }
        set { paging = newValue ? .ignored : .fromOne }
    }

    /// The clocks of the brand; those of Paris when nobody knows the zone.
    var clocks: SimulatedZone { SimulatedZone(zone) ?? .paris }
}
