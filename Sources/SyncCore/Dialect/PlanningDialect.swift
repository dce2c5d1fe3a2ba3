/// How one brand's PlanningPME speaks. The defaults are the contract's; a tenant's own values come from `TenantDialect`.
public struct PlanningDialect: Hashable, Sendable {
    /// A value of one of the brand's enumerations: `api/config` names them with their numbers.
    public enum EnumerationValue: Hashable, Sendable {
        case name(String)
        case number(Int)
    }

    public enum Kind: Hashable, Sendable {
        /// `isUnavailability: true`.
        case flag
        /// `type`, with this value.
        case type(EnumerationValue)
    }

    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case underscoredLabel = "_label"
        case label
        case unavailability
    }

    public enum Update: String, Hashable, Sendable, CaseIterable {
        /// What a PUT does not name stays.
        case merge
        /// What a PUT does not name is gone.
        case replace
    }

    public enum Time: String, Hashable, Sendable, CaseIterable {
        /// Without a zone, as the clocks of `zone` show it.
        case local
        /// With `Z`.
        case utc
    }

    public enum WholeDay: String, Hashable, Sendable, CaseIterable {
        case bounds
        /// With `allDay: true`, until midnight.
        case allDay = "all_day"
        /// With `allDay: true`, until 23:59 of the last day.
        case allDayUntilLastMinute = "all_day_until_23:59"
    }

    public enum List: String, Hashable, Sendable, CaseIterable {
        /// `results` names the kind that is wanted.
        case byName = "by_name"
        /// `results` is left out, and tasks are left aside here.
        case filteredHere = "filtered_here"
    }

    public enum Paging: String, Hashable, Sendable, CaseIterable {
        case fromOne = "from_1"
        case fromZero = "from_0"
        case ignored
    }

    public enum View: String, Hashable, Sendable, CaseIterable {
        case whole
        /// Events outside of a period are in no list, and readable by their key alone.
        case limited
    }

    public enum Department: String, Hashable, Sendable, CaseIterable {
        /// `departments: [{"key"}]`.
        case list
        /// `department: {"key"}`.
        case single
    }

    public enum Token: String, Hashable, Sendable, CaseIterable {
        case put
        case post
    }

    public enum CreatedKey: String, Hashable, Sendable, CaseIterable {
        /// The member `key` of the answer.
        case member = "key"
        /// The answer is the key.
        case body
        /// The end of the header `Location`.
        case location
        /// The answer does not say it: the event is looked for by its reference.
        case reference
    }

    /// Beside 404 and 410, which always say it.
    public enum Gone: String, Hashable, Sendable, CaseIterable {
        case notFound = "404"
        /// A success that is empty.
        case emptySuccess = "empty"
        case badRequest = "400"
    }

    public enum Deletion: String, Hashable, Sendable, CaseIterable {
        case works
        case refused
    }

    public enum Remark: String, Hashable, Sendable, CaseIterable {
        case kept
        /// Blanks at its ends are lost, line breaks are another kind.
        case trimmed
        /// `&`, `<`, `>`, quotes and accents come back as HTML entities.
        case escaped
        /// A reference does not fit: it needs a field of its own.
        case cut
    }

    public var kind = Kind.flag
    public var reason = Reason.underscoredLabel
    public var update = Update.merge
    public var time = Time.local
    /// nil for the tenant's own.
    public var zone: String?
    /// The key of the status that events are given; nil to leave that to the planning.
    public var status: Int?
    public var wholeDay = WholeDay.bounds
    public var list = List.byName
    public var paging = Paging.fromOne
    public var view = View.whole
    public var department = Department.list
    public var token = Token.put
    public var createdKey = CreatedKey.member
    public var gone = Gone.notFound
    public var deletion = Deletion.works
    public var remark = Remark.kept

    public init() {}
}
