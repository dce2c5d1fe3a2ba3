import JSONText

/// What Passerelle takes for granted of PlanningPME without a document that says so (`contracts/planningpme.md`, [assumed]) and without
/// finding it out per brand, as it does for the dialect: paths, sizes, a few names.
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
    /// The name of an unavailability among the kinds of events, and what `results` of a list asks for.
    static let unavailability = "Unavailability"

    static let resourcePage = 200
    static let labelPage = 999
    static let eventPage = 1000

    /// An empty list of resources in `api/do/list` means all of them.
    static let allResources: [JSONValue] = []

    /// No event has this key: a deletion of it tells whether the user may write, and leaves nothing behind. The rights are expected
    /// to be looked at before the key: 403 without them, 404 with them.
    static let impossibleEvent = 0
}
