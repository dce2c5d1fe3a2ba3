import SyncCore

/// Looks on the planning for events that open writes may have made or changed.
struct EventSearch: Sendable {
    enum Finding: Hashable, Sendable {
        /// Lowest key first; the others are copies.
        case present(FoundEvent, copies: [FoundEvent])
        case absent
    }

    let target: any PlanningTarget
    /// Where an event of ours may stand: a planner may have moved it meanwhile.
    let range: Range<Instant>

    /// - Parameter entries: ledger entries with an open intent.
    /// - Throws: `SyncError`.
    func look(for entries: [LedgerEntry]) async throws -> [EventReference: Finding] {
        var findings: [EventReference: Finding] = [:]
        let creates = entries.filter { $0.eventKey == nil }
        if let first = creates.map(\.start).min(), let last = creates.map(\.end).max() {
            let resources = Array(Set(creates.map(\.resource))).sorted()
            let standing = try await target.unavailabilities(
                from: min(first, range.lowerBound), to: max(last, range.upperBound), resources: resources)
            var found: [EventReference: [Unavailability]] = [:]
            for event in standing {
                for reference in Set(EventReference.all(in: event.remark)) { found[reference, default: []].append(event) }
            }
            for entry in creates {
                let events = (found[entry.reference] ?? []).sorted { $0.key < $1.key }
                    .map { FoundEvent(reference: entry.reference, event: $0, employeeID: entry.employeeID) }
                findings[entry.reference] = events.first.map { .present($0, copies: Array(events.dropFirst())) } ?? .absent
            }
        }
        for entry in entries {
            guard let key = entry.eventKey else { continue }
            findings[entry.reference] = try await look(for: entry, key)
        }
        return findings
    }

    private func look(for entry: LedgerEntry, _ key: EventKey) async throws -> Finding {
        guard let event = try await target.unavailability(key) else { return .absent }
        let carried = EventReference.all(in: event.remark)
        // An event whose reference somebody removed is a planner's now.
        guard let reference = [entry.pendingReference, entry.reference].compactMap({ $0 }).first(where: carried.contains) else {
            return .absent
        }
        return .present(FoundEvent(reference: reference, event: event, employeeID: entry.employeeID), copies: [])
    }
}
