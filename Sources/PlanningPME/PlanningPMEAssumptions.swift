import JSONText

/// What Passerelle assumes about PlanningPME without a document (`contracts/planningpme.md`, [assumed]) and without finding it
/// per brand, as it does for the dialect: paths, sizes, a few names.
enum PlanningPMEAssumptions {
    enum Path {
        static let resources = "api/resource"
        static let departments = "api/department"
        static let types = "api/unavailability"
        static let events = "api/do"
        static let eventList = "api/do/list"
        /// A cheap call that needs the user's token.
        static let categories = "api/category"
    }

    enum Name {
        static let pageIndex = "pageIndex"
        static let pageSize = "pageSize"
        static let results = "results"
    }

    /// `type` of a resource that is a person.
    static let human = "Human"
    /// The name of unavailabilities among the kinds of events, and in `results` of a list request.
    static let unavailability = "Unavailability"

    /// Clears a custom field. A member of the resource itself is cleared by an empty text.
    static let noCustomValue = JSONValue.null
    /// What a planning refuses because of a value in it; the other values may be taken without that one.
    static let refusedValue: Set<Int> = [400, 422]
    /// How many fields of a resource are sent one by one after a refusal of all, and how many resources are read by key where
    /// the list does not show custom fields.
    static let singleFields = 12
    static let sampledResources = 3

    static let resourcePage = 200
    static let labelPage = 999
    static let eventPage = 1000

    /// An empty list of resources in `api/do/list` means all of them.
    static let allResources: [JSONValue] = []

    /// No event has this key: deleting it shows whether the user may write, without any effect. Rights are expected to be checked
    /// before the key: 403 without them, 404 with them.
    static let impossibleEvent = 0
}
