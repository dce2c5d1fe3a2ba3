/// What stands or shall stand on the planning, or is written there.
protocol OrderedEvent {
    var start: Instant { get }
    var reference: EventReference { get }
}

extension LedgerEntry: OrderedEvent {}
extension DesiredEvent: OrderedEvent {}

extension SyncOperation: OrderedEvent {
    /// Of the event as it will be, or for a deletion as it is.
    var start: Instant {
        switch self {
        case .create(let event), .update(_, let event): event.start
        case .delete(let entry): entry.start
        }
    }

    /// The same.
    var reference: EventReference {
        switch self {
        case .create(let event), .update(_, let event): event.reference
        case .delete(let entry): entry.reference
        }
    }
}

extension Sequence where Element: OrderedEvent {
    /// By start, then reference.
    func inOrder() -> [Element] {
        sorted { $0.start != $1.start ? $0.start < $1.start : $0.reference < $1.reference }
    }
}
