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
