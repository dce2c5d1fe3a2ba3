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
    /// Locks an event, or unlocks it: a locked one can't be changed.
    case lockEvent(event: Int, isLocked: Bool)
    /// Opens an event in the name of somebody, or closes it: an open one can't be changed.
    case openEvent(event: Int, editor: String?)
    /// Takes the right to change an event from the connector's user, or gives it back.
    case protectEvent(event: Int, isReadOnly: Bool)
    /// Adds one more resource to an event.
    case addEventResource(event: Int, resource: Int)
    /// Moves an event to another resource, away from all that it had.
    case assignEvent(event: Int, resource: Int)
    /// Gives an event a status of the brand's; null takes it away.
    case setStatus(event: Int, status: Int?)
    /// A planner's own event; a task when there is no type. Gives its key.
    case addEvent(resource: Int, start: Int, end: Int, type: Int?, remark: String)
    /// Sets any member of a resource, such as `mobile`, to a text.
    case editResource(resource: Int, member: String, text: String)
    /// Archives a resource, or brings it back: an archived one is readable, and gets no new events.
    case archiveResource(resource: Int, isArchived: Bool)
    /// Masks a resource, or shows it: a masked one is in no list, nor are the events that have no other.
    case maskResource(resource: Int, isMasked: Bool)
    /// Uses a resource's allowance of leave up, or refills it: without one, no event of the resource can be written.
    case exhaustAllowance(resource: Int, isExhausted: Bool)
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
