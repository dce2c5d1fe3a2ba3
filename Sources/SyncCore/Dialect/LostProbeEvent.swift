/// A probe's event that may be there, for a person to look for.
public struct LostProbeEvent: Hashable, Sendable, Codable {
    public let resource: ResourceKey
    public let day: CalendarDay

    public init(resource: ResourceKey, day: CalendarDay) {
        self.resource = resource
        self.day = day
    }

    public static func all(on resource: ResourceKey, _ days: [CalendarDay]) -> [LostProbeEvent] {
        days.map { LostProbeEvent(resource: resource, day: $0) }
    }
}
