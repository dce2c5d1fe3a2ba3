/// What planners do by hand between two syncs. As JSON on the control interface, such as
/// `{"deleteEvent": {"event": 700012}}`.
public enum PlanningChange: Codable, Hashable, Sendable {
    /// Replaces the whole remark of an event.
    case editRemark(event: Int, remark: String)
    /// Moves an event; both in seconds since 1970-01-01T00:00:00Z.
    case moveEvent(event: Int, start: Int, end: Int)
    /// Sets any other member of an event, such as `color`, to a text.
    case editEvent(event: Int, member: String, text: String)
    case deleteEvent(event: Int)
    /// A planner's own event; a task when there is no type. Gives its key.
    case addEvent(resource: Int, start: Int, end: Int, type: Int?, remark: String)
    /// Sets any member of a resource, such as `mobile`, to a text.
    case editResource(resource: Int, member: String, text: String)
    /// Removes a resource, and the events that have no other unless the brand keeps those.
    case deleteResource(resource: Int)
    /// Gives the new resource's key.
    case addResource(label: String, registrationNumber: String, email: String)
    /// Gives the new type's key.
    case addType(label: String)
    case renameType(type: Int, label: String)
    case deleteType(type: Int)
    /// Gives the new department's key.
    case addDepartment(label: String)
    /// Back to what the seed made.
    case reset
}
