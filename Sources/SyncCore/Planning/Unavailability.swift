/// An event that stands on the planning.
public struct Unavailability: Hashable, Sendable {
    public let key: EventKey
    public var resources: [ResourceKey]
    public var type: UnavailabilityTypeKey?
    public var start: Instant
    public var end: Instant
    public var remark: String
    /// Whether its start, end and remark could be read; else they are worth nothing but for the references in the remark.
    public var isReadable: Bool

    public init(
        key: EventKey, resources: [ResourceKey], type: UnavailabilityTypeKey?, start: Instant, end: Instant, remark: String,
        isReadable: Bool = true
    ) {
        self.key = key
        self.resources = resources
        self.type = type
        self.start = start
        self.end = end
        self.remark = remark
        self.isReadable = isReadable
    }
}

/// An event that should stand on the planning.
public struct UnavailabilityDraft: Hashable, Sendable {
    public let reference: EventReference
    public let employeeID: EmployeeID
    public let resource: ResourceKey
    public let type: UnavailabilityTypeKey
    public let start: Instant
    public let end: Instant

    public init(
        reference: EventReference, employeeID: EmployeeID, resource: ResourceKey, type: UnavailabilityTypeKey, start: Instant,
        end: Instant
    ) {
        self.reference = reference
        self.employeeID = employeeID
        self.resource = resource
        self.type = type
        self.start = start
        self.end = end
    }
}
