/// What the connector knows of an event it made: the last state it saw or wrote, and the write under way, if any.
public struct LedgerEntry: Hashable, Sendable {
    /// A remote write whose outcome is not recorded: it may or may not have happened.
    public enum Intent: String, Sendable, Hashable {
        case create
        case update
        case delete
    }

    public var reference: EventReference
    /// nil only while a create is open.
    public var eventKey: EventKey?
    public var employeeID: EmployeeID
    public var resource: ResourceKey
    public var type: UnavailabilityTypeKey
    public var start: Instant
    public var end: Instant
    public var openIntent: Intent?
    /// The reference an open update is about to write, when it differs from `reference`.
    public var pendingReference: EventReference?

    public init(
        reference: EventReference, eventKey: EventKey?, employeeID: EmployeeID, resource: ResourceKey,
        type: UnavailabilityTypeKey, start: Instant, end: Instant, openIntent: Intent? = nil,
        pendingReference: EventReference? = nil
    ) {
        self.reference = reference
        self.eventKey = eventKey
        self.employeeID = employeeID
        self.resource = resource
        self.type = type
        self.start = start
        self.end = end
        self.openIntent = openIntent
        self.pendingReference = pendingReference
    }
}
