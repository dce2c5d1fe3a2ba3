import SyncCore

/// Names of an event's members, in all known forms.
enum EventName {
    static let key = "key"
    static let flag = "isUnavailability"
    static let type = "type"
    static let resources = "resources"
    static let start = "start"
    static let end = "end"
    static let allDay = "allDay"
    static let status = "status"
    static let remark = "remark"
    static let fields = "fields"
    static let recurrence = "recurrence"

    static let reasons = PlanningDialect.Reason.allCases.map(\.rawValue)

    /// What PlanningPME computes, and what is never sent back (`contracts/planningpme.md`, Things).
    static let computed: Set<String> = [
        "readonly", "editor", "tooltip", "description", "isBlocked", "openMaps", "callCustomer", "categoryIndex",
    ]

    /// What follows from the members that are written, beside those themselves: it may change or go when they do.
    static let derived: Set<String> = computed.union([
        key, flag, type, resources, start, end, allDay, status, remark, "label", "_label", "unavailability", "duration",
        "oneOrMoreResources", "mode",
    ])
}
