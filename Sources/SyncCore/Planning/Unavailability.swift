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
