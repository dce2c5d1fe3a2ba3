/// A probe's event that may still be on the planning; only a person can find it.
package struct LostProbeEvent: Hashable, Sendable, Codable {
    package let resource: ResourceKey
    package let day: CalendarDay

    package init(resource: ResourceKey, day: CalendarDay) {
        self.resource = resource
        self.day = day
    }

    package static func all(on resource: ResourceKey, _ days: [CalendarDay]) -> [LostProbeEvent] {
        days.map { LostProbeEvent(resource: resource, day: $0) }
    }
}
