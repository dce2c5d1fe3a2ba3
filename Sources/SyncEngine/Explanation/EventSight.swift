import SyncCore

/// What the planning says of one remembered event.
enum EventSight: Hashable, Sendable {
    case present(Unavailability)
    /// There, and without our reference.
    case released
    case gone
}

extension EventSearch {
    /// Asks the planning for remembered events by their keys. A key that leads nowhere is looked for in the list: one answer that says so
    /// may be wrong.
    /// - Returns: by key; events without a key are left out.
    /// - Throws: `SyncError`.
    func sights(of events: [ExplainedEvent], accounts: Set<String>) async throws -> [EventKey: EventSight] {
        var sights: [EventKey: EventSight] = [:]
        var missing: [ExplainedEvent] = []
        for known in events {
            guard let key = known.key, sights[key] == nil else { continue }
            try Task.checkCancellation()
            if let event = try await target.unavailability(key) {
                sights[key] = sight(of: event, known, accounts)
            } else {
                sights[key] = .gone
                missing.append(known)
            }
        }
        guard let first = missing.map(\.start).min(), let last = missing.map(\.end).max() else { return sights }
        let listed = try await target.unavailabilities(
            from: min(first, range.lowerBound), to: max(last, range.upperBound),
            resources: Array(Set(missing.map(\.resource))).sorted())
        let byKey = Dictionary(missing.map { ($0.key, $0) }) { first, _ in first }
        for event in listed {
            if let known = byKey[event.key] { sights[event.key] = sight(of: event, known, accounts) }
        }
        return sights
    }

    private func sight(of event: Unavailability, _ known: ExplainedEvent, _ accounts: Set<String>) -> EventSight {
        // As the adapter decides whether an event may be written.
        let carried = EventReference.all(in: event.remark)
        let isOurs =
            carried.contains { accounts.contains($0.account) || $0 == known.reference }
            || (known.type == .none && carried.isEmpty)
        return isOurs ? .present(event) : .released
    }
}
