package struct Event<Resource: Hashable & Sendable, Kind: Hashable & Sendable>: Hashable, Sendable {
    package var reference: EventReference
    package var employeeID: EmployeeID
    package var resource: Resource
    package var type: Kind
    package var start: Instant
    package var end: Instant

    package init(
        reference: EventReference, employeeID: EmployeeID, resource: Resource, type: Kind, start: Instant, end: Instant
    ) {
        self.reference = reference
        self.employeeID = employeeID
        self.resource = resource
        self.type = type
        self.start = start
        self.end = end
    }

    package func on<R, K>(_ resource: R, as type: K) -> Event<R, K> {
        Event<R, K>(reference: reference, employeeID: employeeID, resource: resource, type: type, start: start, end: end)
    }
}

/// An event with known keys: before, after, or as it will be written.
package typealias EventFacts = Event<ResourceKey, UnavailabilityTypeKey>

/// One write of an event.
package enum EventOperation<Wanted: Hashable & Sendable>: Hashable, Sendable {
    case create(Wanted)
    /// The entry is the existing event; its reference may differ from the wanted one. In a box: a first sync has creations by the ten
    /// thousand, which else would be as large as two events.
    indirect case update(LedgerEntry, Wanted)
    indirect case delete(LedgerEntry)

    package var action: EventAction {
        switch self {
        case .create: .create
        case .update: .update
        case .delete: .delete
        }
    }

    /// The event after the write; nil for a deletion.
    package var wanted: Wanted? {
        switch self {
        case .create(let event), .update(_, let event): event
        case .delete: nil
        }
    }

    /// The event before the write; nil for a creation.
    package var entry: LedgerEntry? {
        switch self {
        case .create: nil
        case .update(let entry, _), .delete(let entry): entry
        }
    }
}

package enum EventAction: String, Sendable, Hashable, Codable, CaseIterable {
    case create
    case update
    case delete
}

/// A value about one event: its ledger entry, planned write or recorded change.
package protocol EventRecord {
    associatedtype Resource: Hashable & Sendable
    associatedtype Kind: Hashable & Sendable
    var event: Event<Resource, Kind> { get }
}

extension EventRecord {
    package var reference: EventReference { event.reference }
    package var employeeID: EmployeeID { event.employeeID }
    package var resource: Resource { event.resource }
    package var type: Kind { event.type }
    package var start: Instant { event.start }
    package var end: Instant { event.end }
}

extension Event: Codable where Resource: Codable, Kind: Codable {}

extension Event: EventRecord {
    package var event: Event { self }
}

extension Sequence where Element: EventRecord {
    /// By start, then reference.
    func inOrder() -> [Element] {
        sorted { $0.start != $1.start ? $0.start < $1.start : $0.reference < $1.reference }
    }
}
