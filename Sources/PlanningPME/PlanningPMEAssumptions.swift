/// What `contracts/planningpme.md` marks as assumed or only seen: one edit here corrects it.
enum PlanningPMEAssumptions {
    static let configPath = "api/config"
    static let tokenPath = "token"
    static let resourcePath = "api/resource"
    static let departmentPath = "api/department"
    static let typePath = "api/unavailability"
    static let eventPath = "api/do"
    static let eventListPath = "api/do/list"

    /// Rows asked for at a time.
    static let pageSize = 200
    static let directoryPageSize = 999
    /// Asks `api/do/list` for unavailabilities only.
    static let unavailabilityResults = "Unavailability"
    static let eventType = "Unavailability"
    static let humanType = "Human"
    static let assertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    /// No event has this key: deleting it tells a permission (404) from its absence (403) and leaves nothing behind.
    static let impossibleEventKey = 0
    /// Resources named in one `api/do/list`, so that bodies stay small.
    static let resourcesPerList = 200

    /// Property names.
    enum Name {
        static let key = "key"
        static let label = "label"
        static let email = "email"
        static let lastName = "lastName"
        static let firstName = "firstName"
        static let registrationNumber = "registrationNumber"
        static let departments = "departments"
        static let type = "type"
        static let resources = "resources"
        static let start = "start"
        static let end = "end"
        static let remark = "remark"
        static let unavailability = "unavailability"
    }
}
