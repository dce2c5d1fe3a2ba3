/// An event that stands on the planning.
public struct Unavailability: Hashable, Sendable {
    public let key: EventKey
    public var resources: [ResourceKey]
    public var type: UnavailabilityTypeKey?
    public var start: Instant
    public var end: Instant
    public var remark: String

    public init(
        key: EventKey, resources: [ResourceKey], type: UnavailabilityTypeKey?, start: Instant, end: Instant, remark: String
    ) {
        self.key = key
        self.resources = resources
        self.type = type
        self.start = start
        self.end = end
        self.remark = remark
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
