/// One thing that no document says of PlanningPME, so that each brand has to be asked (`docs/contracts/planningpme.md`, The dialect).
/// The raw values are what is stored and shown.
public enum DialectPoint: String, Sendable, Hashable, Codable, CaseIterable {
    /// What makes an event an unavailability.
    case kind
    /// The member of an event that names its unavailability type.
    case reason
    /// Whether a PUT merges or replaces.
    case update
    /// Whether times are sent as local ones or in UTC.
    case time
    /// The zone of times that carry none.
    case zone
    /// The status that an event is given.
    case status
    /// How whole days are sent.
    case wholeDay = "whole_day"
    /// How a list of events is asked for.
    case list
    case paging
    /// Whether lists show everything, or a limited period.
    case view
    /// The shape of a resource's departments.
    case department
    /// The method that an auth token is exchanged by.
    case token
    /// Where the answer to a create holds the key.
    case createdKey = "created_key"
    /// How the planning says that an event is gone.
    case gone
    /// Whether events can be deleted.
    case deletion
    /// What becomes of a remark.
    case remark
}
