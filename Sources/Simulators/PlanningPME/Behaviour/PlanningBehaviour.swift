/// How one simulated brand of PlanningPME answers. Each point that `contracts/planningpme.md` only assumes, or observed in two
/// ways, is a switch here. The defaults are the observed ways.
package struct PlanningBehaviour: Hashable, Sendable {
    /// Whether the hourly limit applies to this brand (the world's switch must be on as well).
    package var isLimited = true
    /// Requests allowed in any 3600 seconds.
    package var requestsPerHour = 2000
    /// Whether a 429 has `Retry-After`.
    package var sendsRetryAfter = true

    // Sign-in and rights.

    /// A token's lifetime in seconds.
    package var tokenSeconds = 86_399
    /// The status for a wrong password.
    package var refusedLoginStatus = 400
    /// The method that exchanges an auth token; the other one answers 405.
    package var tokenMethod = TokenMethod.put
    /// Users sign in through a PlanningPME account, so passwords are rejected: 400 `invalid_grant`.
    package var accountAuthentication = false
    /// The status of `GET api/category` with a token.
    package var categoryStatus = 200
    /// False: 403 on resources.
    package var readsResources = true
    /// False: 403 on every write.
    package var allowsWriting = true
    /// The AppKey was revoked: 401.
    package var isAppKeyRevoked = false
    /// The user was locked: no new token.
    package var isUserLocked = false

    // How events are interpreted. Members in any other form are ignored without an error.

    package var kindForm = KindForm.flag
    /// The number of unavailabilities in `api/config`.
    package var unavailabilityNumber = 85
    package var reasonForm = ReasonForm.underscoredLabel
    package var updateForm = UpdateForm.merge
    package var timeInput = TimeInput.local
    /// The identifier of the brand's time zone, for local times in both directions.
    package var zone = "Europe/Paris"
    /// Whether `api/config` has the zone, as `timeZone`.
    package var tellsZone = false
    package var wholeDay = WholeDay.bounds
    /// The statuses of events; empty if events have no status.
    package var statuses: [SimulatedStatus] = []
    package var remarkForm = RemarkForm.kept
    /// Custom fields of events that are stored under `fields`, ignoring case; others are ignored without an error.
    package var knowsFields = ["REFERENCE", "lieu", "km"]
    /// Whether unknown members and fields are stored as sent, instead of being ignored.
    package var keepsUnknownMembers = false
    /// Whether an event without a kind, or an unavailability without a type, is rejected, instead of becoming something else.
    package var requiresKindAndReason = false
    package var departmentForm = DepartmentForm.list
    /// Custom fields of resources that are stored under `fields`, ignoring case; others are ignored without an error.
    package var resourceFields = SimulatedResourceField.usual
    package var longFieldText = LongFieldText.cut

    // Answers.

    package var timeForm = TimeForm.local
    /// Whether events come with all of the product's members, and resources with every custom field, or only with what was sent.
    package var readsAreRich = true
    /// The status of a create: 201 or 200; 204 only with an `empty` answer.
    package var createdStatus = 201
    package var createAnswer = CreateAnswer.event
    package var updateAnswer = UpdateAnswer.event
    package var goneForm = GoneForm.notFound
    /// The status that rejects a deletion: 403 or 405. nil: it works.
    package var deletionStatus: Int?
    package var errorForm = ErrorForm.message
    /// The status that rejects changing or deleting an event that is locked, open or read-only: 403 or 400.
    package var lockedStatus = 403
    /// The status that rejects an event which overlaps another one of a resource, whoever made that: 400 or 409. nil: it is
    /// accepted.
    package var overlapStatus: Int?
    /// The status that rejects an event with a missing resource or unavailability: 400 or 404.
    package var missingThingStatus = 400
    /// Whether the events of a deleted resource stay.
    package var keepsEventsOfDeletedResources = false

    // Lists.

    package var listForm = ListForm.byName
    package var paging = Paging.fromOne
    /// Whether lists have a `total`.
    package var servesTotal = true
    /// A larger `pageSize` is silently reduced to this.
    package var maximumPageSize = 1000
    /// Lists omit events that begin more than this many days after today, or ended more than this many days ago; they are
    /// readable by key. nil: lists are complete.
    package var viewDays: Int?

    package init() {}

    /// Every page contains everything.
    package var ignoresPaging: Bool {
        get { paging == .ignored }
        set { paging = newValue ? .ignored : .fromOne }
    }

    /// The brand's zone; Paris if it is unknown.
    var clocks: SimulatedZone { SimulatedZone(zone) ?? .paris }
}

extension PlanningBehaviour {
    /// The method of a JWT grant.
    package enum TokenMethod: String, Codable, Hashable, Sendable, CaseIterable {
        case put
        case post
    }

    /// What makes an event an unavailability.
    package enum KindForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `isUnavailability: true`.
        case flag
        /// `type: "Unavailability"`.
        case typeName
        /// `type`, with the number of `api/config`.
        case typeNumber
    }

    /// The member whose object names an event's unavailability type.
    package enum ReasonForm: String, Codable, Hashable, Sendable, CaseIterable {
        case underscoredLabel = "_label"
        case label
        case unavailability
        /// In no profile, and unknown to Passerelle.
        case unforeseen = "absenceReason"

        /// The known ones.
        package static let allCases: [ReasonForm] = [.underscoredLabel, .label, .unavailability]
    }

    /// What a PUT does with members it does not name.
    package enum UpdateForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// They stay; lists are replaced as a whole.
        case merge
        /// They are removed.
        case replace
    }

    /// How sent times are interpreted.
    package enum TimeInput: String, Codable, Hashable, Sendable, CaseIterable {
        /// As local time; a `Z` or an offset is dropped.
        case local
        /// With a zone they are converted, without one they are UTC.
        case utc
        /// With a zone they are converted, without one they are local time.
        case both
    }

    /// The format of an event's start and end in answers.
    package enum TimeForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `2026-12-01T07:00:00Z`.
        case utc
        /// `2026-12-01T08:00:00`, in the brand's zone.
        case local
        /// Lists in local time, single events in UTC.
        case localInLists
    }

    /// How events of whole days are handled.
    package enum WholeDay: String, Codable, Hashable, Sendable, CaseIterable {
        /// Their bounds are kept as sent.
        case bounds
        /// Without `allDay: true` they are cut to the working day, 09:00 to 18:00; with it they are returned until 00:00 of the
        /// next day.
        case allDay
        /// Like `allDay`, but returned until 23:59 of their last day.
        case allDayUntilLastMinute
    }

    /// How remarks are altered.
    package enum RemarkForm: String, Codable, Hashable, Sendable, CaseIterable {
        case kept
        /// Blanks at both ends are removed, and `\r\n` becomes `\n`.
        case trimmed
        /// Answers write `&`, `<`, `>`, quotes and non-ASCII characters as HTML entities.
        case escaped
        /// Only the first 40 characters are kept.
        case cut
    }

    /// What happens to a text that is too long for a custom field of a resource.
    package enum LongFieldText: String, Codable, Hashable, Sendable, CaseIterable {
        /// Its beginning is stored.
        case cut
        /// 400.
        case refused
    }

    /// How a resource names its departments, in both directions.
    package enum DepartmentForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `departments: [{"key": 11}]`.
        case list
        /// `department: {"key": 11}`.
        case single
    }

    /// The answer to a create.
    package enum CreateAnswer: String, Codable, Hashable, Sendable, CaseIterable {
        /// The whole thing.
        case event
        /// `{"key": 700001}`.
        case keyOnly
        /// `700001`.
        case bareKey
        /// 201 without a body; the header `Location` ends with the key.
        case location
        /// No body, and no key.
        case empty
    }

    /// The answer to a PUT.
    package enum UpdateAnswer: String, Codable, Hashable, Sendable, CaseIterable {
        /// 200 and the whole thing.
        case event
        /// 204.
        case empty
    }

    /// The answer for the key of a missing thing.
    package enum GoneForm: String, Codable, Hashable, Sendable, CaseIterable {
        case notFound = "404"
        case gone = "410"
        case empty200
        case empty204
        /// 400 without a body.
        case bad400
    }

    /// The format of errors.
    package enum ErrorForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `{"message", "errors"}`.
        case message
        /// `{"Message", "ModelState"}`.
        case modelState
        /// `{"error", "error_description"}`.
        case errorDescription
    }

    /// How `results` in `api/do/list` is handled.
    package enum ListForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is supported.
        case byName
        /// 400.
        case refused
        /// The list has events of every kind.
        case ignored
    }

    /// How `pageIndex` and `pageSize` are handled.
    package enum Paging: String, Codable, Hashable, Sendable, CaseIterable {
        case fromOne
        case fromZero
        /// Every page contains everything.
        case ignored
    }
}

extension PlanningBehaviour.RemarkForm {
    /// The stored form of a sent remark.
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

    /// The form of a remark in answers.
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
    /// One switch: its JSON name, and how it is read and written.
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
        Switch("departmentForm", \.departmentForm), Switch("resourceFields", \.resourceFields),
        Switch("longFieldText", \.longFieldText),

        Switch("timeForm", \.timeForm), Switch("readsAreRich", \.readsAreRich), Switch("createdStatus", \.createdStatus),
        Switch("createAnswer", \.createAnswer), Switch("updateAnswer", \.updateAnswer), Switch("goneForm", \.goneForm),
        Switch("deletionStatus", \.deletionStatus), Switch("errorForm", \.errorForm), Switch("lockedStatus", \.lockedStatus),
        Switch("overlapStatus", \.overlapStatus), Switch("missingThingStatus", \.missingThingStatus),
        Switch("keepsEventsOfDeletedResources", \.keepsEventsOfDeletedResources),

        Switch("listForm", \.listForm), Switch("paging", \.paging), Switch("servesTotal", \.servesTotal),
        Switch("maximumPageSize", \.maximumPageSize), Switch("viewDays", \.viewDays),
    ]

    /// A missing switch has its default; unknown members are ignored.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        self.init()
        // A former switch, which is part of `paging`.
        if try container.decodeIfPresent(Bool.self, forKey: Name("ignoresPaging")) == true { paging = .ignored }
        for member in Self.switches { try member.read(&self, container) }
        guard SimulatedZone(zone) != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: Name("zone"), in: container, debugDescription: "“\(zone)” is no time zone such as Europe/Paris.")
        }
    }

    /// Every switch; null for those that are off.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for member in Self.switches { try member.write(self, &container) }
    }
}
