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

extension PlanningBehaviour {
    /// The method that a JWT grant takes.
    public enum TokenMethod: String, Codable, Hashable, Sendable, CaseIterable {
        case put
        case post
    }

    /// What makes an event an unavailability.
    public enum KindForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `isUnavailability: true`.
        case flag
        /// `type: "Unavailability"`.
        case typeName
        /// `type`, with the number of `api/config`.
        case typeNumber
    }

    /// The member whose object names an event's unavailability type.
    public enum ReasonForm: String, Codable, Hashable, Sendable, CaseIterable {
        case underscoredLabel = "_label"
        case label
        case unavailability
        /// What no profile speaks and nobody has heard of.
        case unforeseen = "absenceReason"

        /// Those that are known.
        public static let allCases: [ReasonForm] = [.underscoredLabel, .label, .unavailability]
    }

    /// What a PUT does with what it does not name.
    public enum UpdateForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// It stays; lists are replaced as a whole.
        case merge
        /// It is gone.
        case replace
    }

    /// What is made of times that are sent.
    public enum TimeInput: String, Codable, Hashable, Sendable, CaseIterable {
        /// Their digits are local time; a `Z` or an offset is dropped.
        case local
        /// With a zone they are converted, without one they are UTC.
        case utc
        /// With a zone they are converted, without one they are local time.
        case both
    }

    /// How answers write the start and the end of an event.
    public enum TimeForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `2026-12-01T07:00:00Z`.
        case utc
        /// `2026-12-01T08:00:00`, as the clocks of the brand show it.
        case local
        /// Lists in local time, single events in UTC.
        case localInLists
    }

    /// What becomes of events that consist of whole days.
    public enum WholeDay: String, Codable, Hashable, Sendable, CaseIterable {
        /// Their bounds are kept as they were sent.
        case bounds
        /// Without `allDay: true` they are cut to the working day, 09:00 to 18:00; with it they come back until 00:00 of the
        /// next day.
        case allDay
        /// The same, and they come back until 23:59 of their last day.
        case allDayUntilLastMinute
    }

    /// What becomes of a remark.
    public enum RemarkForm: String, Codable, Hashable, Sendable, CaseIterable {
        case kept
        /// Blanks at its ends are lost, and `\r\n` becomes `\n`.
        case trimmed
        /// Answers write `&`, `<`, `>`, quotes and what is not ASCII as HTML entities.
        case escaped
        /// Only the first 40 characters are kept.
        case cut
    }

    /// How a resource names its departments, in both directions.
    public enum DepartmentForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `departments: [{"key": 11}]`.
        case list
        /// `department: {"key": 11}`.
        case single
    }

    /// What a create answers.
    public enum CreateAnswer: String, Codable, Hashable, Sendable, CaseIterable {
        /// The whole thing.
        case event
        /// `{"key": 700001}`.
        case keyOnly
        /// `700001`.
        case bareKey
        /// 201 without a body; the header `Location` ends with the key.
        case location
        /// No body, and no word of the key.
        case empty
    }

    /// What a PUT answers.
    public enum UpdateAnswer: String, Codable, Hashable, Sendable, CaseIterable {
        /// 200 and the whole thing.
        case event
        /// 204.
        case empty
    }

    /// What the key of something that does not exist is answered with.
    public enum GoneForm: String, Codable, Hashable, Sendable, CaseIterable {
        case notFound = "404"
        case gone = "410"
        case empty200
        case empty204
        /// 400 without a body.
        case bad400
    }

    /// What errors look like.
    public enum ErrorForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `{"message", "errors"}`.
        case message
        /// `{"Message", "ModelState"}`.
        case modelState
        /// `{"error", "error_description"}`.
        case errorDescription
    }

    /// What becomes of `results` in `api/do/list`.
    public enum ListForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is understood.
        case byName
        /// 400.
        case refused
        /// The list holds events of every kind.
        case ignored
    }

    /// What becomes of `pageIndex` and `pageSize`.
    public enum Paging: String, Codable, Hashable, Sendable, CaseIterable {
        case fromOne
        case fromZero
        /// Every page holds everything.
        case ignored
    }
}

extension PlanningBehaviour.RemarkForm {
    /// What is kept of a remark that was sent.
    func stored(_ text: String) -> String {
        switch self {
        case .kept, .escaped: return text
        case .trimmed:
            var rest = Substring(text.replacing("\r\n", with: "\n"))
            while rest.first?.isWhitespace == true { rest.removeFirst() }
            while rest.last?.isWhitespace == true { rest.removeLast() }
            return String(rest)
        case .cut: return String(text.prefix(40))
        }
    }

    /// How answers write a remark.
    func shown(_ text: String) -> String {
        guard self == .escaped else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case _ where !scalar.isASCII: result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension PlanningBehaviour: Codable {
    /// One switch: its name in JSON, and how it is read and written.
    private struct Switch: Sendable {
        let read: @Sendable (inout PlanningBehaviour, KeyedDecodingContainer<Name>) throws -> Void
        let write: @Sendable (PlanningBehaviour, inout KeyedEncodingContainer<Name>) throws -> Void

        init<Value: Codable & Sendable>(_ text: String, _ path: any WritableKeyPath<PlanningBehaviour, Value> & Sendable) {
            let name = Name(text)
            read = { behaviour, container in
                guard container.contains(name) else { return }
                behaviour[keyPath: path] = try container.decode(Value.self, forKey: name)
            }
            write = { behaviour, container in try container.encode(behaviour[keyPath: path], forKey: name) }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static let switches: [Switch] = [
        Switch("isLimited", \.isLimited), Switch("requestsPerHour", \.requestsPerHour),
        Switch("sendsRetryAfter", \.sendsRetryAfter),

        Switch("tokenSeconds", \.tokenSeconds), Switch("refusedLoginStatus", \.refusedLoginStatus),
        Switch("tokenMethod", \.tokenMethod), Switch("accountAuthentication", \.accountAuthentication),
        Switch("categoryStatus", \.categoryStatus), Switch("readsResources", \.readsResources),
        Switch("allowsWriting", \.allowsWriting), Switch("isAppKeyRevoked", \.isAppKeyRevoked),
        Switch("isUserLocked", \.isUserLocked),

        Switch("kindForm", \.kindForm), Switch("unavailabilityNumber", \.unavailabilityNumber),
        Switch("reasonForm", \.reasonForm), Switch("updateForm", \.updateForm), Switch("timeInput", \.timeInput),
        Switch("zone", \.zone), Switch("tellsZone", \.tellsZone), Switch("wholeDay", \.wholeDay), Switch("statuses", \.statuses),
        Switch("remarkForm", \.remarkForm), Switch("knowsFields", \.knowsFields),
        Switch("keepsUnknownMembers", \.keepsUnknownMembers), Switch("requiresKindAndReason", \.requiresKindAndReason),
        Switch("departmentForm", \.departmentForm),

        Switch("timeForm", \.timeForm), Switch("readsAreRich", \.readsAreRich), Switch("createdStatus", \.createdStatus),
        Switch("createAnswer", \.createAnswer), Switch("updateAnswer", \.updateAnswer), Switch("goneForm", \.goneForm),
        Switch("deletionStatus", \.deletionStatus), Switch("errorForm", \.errorForm), Switch("lockedStatus", \.lockedStatus),
        Switch("overlapStatus", \.overlapStatus), Switch("missingThingStatus", \.missingThingStatus),
        Switch("keepsEventsOfDeletedResources", \.keepsEventsOfDeletedResources),

        Switch("listForm", \.listForm), Switch("paging", \.paging), Switch("servesTotal", \.servesTotal),
        Switch("maximumPageSize", \.maximumPageSize), Switch("viewDays", \.viewDays),
    ]

    /// What is absent has its default; members that are no switch are ignored.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        self.init()
        // The name of a switch that `paging` took in.
        if try container.decodeIfPresent(Bool.self, forKey: Name("ignoresPaging")) == true { paging = .ignored }
        for member in Self.switches { try member.read(&self, container) }
        guard SimulatedZone(zone) != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: Name("zone"), in: container, debugDescription: "“\(zone)” is no time zone such as Europe/Paris.")
        }
    }

    /// Every switch, null for those that are off.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for member in Self.switches { try member.write(self, &container) }
    }
}
