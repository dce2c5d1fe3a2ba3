/// Pairs the events that shall stand with those that do: by reference, and what is left over within an employee's leave period, so
/// that an event that moved keeps what planners typed into it.
struct EventMatching {
    private(set) var pairs: [(LedgerEntry, DesiredEvent)] = []
    /// To be created.
    private(set) var unmet: [DesiredEvent] = []
    /// Shown, and nothing asks for it.
    private(set) var superfluous: [LedgerEntry] = []

    init(wanted: [DesiredEvent], standing: StandingEvents, bounds: PlanBounds) {
        var left = standing.live
        var leftOver: [DesiredEvent] = []
        var seen: Set<EventReference> = []
        for event in wanted.sorted(by: { ($0.start, $0.reference) < ($1.start, $1.reference) }) {
            guard seen.insert(event.reference).inserted, !standing.frozen.contains(event.reference) else { continue }
            if let entry = left.removeValue(forKey: event.reference) {
                pairs.append((entry, event))
            } else {
                leftOver.append(event)
            }
        }
        var entries: [StandingEvents.Period: [LedgerEntry]] = [:]
        for entry in left.values.sorted(by: { ($0.start, $0.reference) < ($1.start, $1.reference) }) {
            entries[StandingEvents.Period(entry), default: []].append(entry)
        }
        var events: [StandingEvents.Period: [DesiredEvent]] = [:]
        for event in leftOver {
            events[StandingEvents.Period(event), default: []].append(event)
        }
        for (period, events) in events {
            pairUp(events, with: entries.removeValue(forKey: period) ?? [], bounds)
        }
        superfluous += entries.values.joined()
    }

    private mutating func pairUp(_ events: [DesiredEvent], with entries: [LedgerEntry], _ bounds: PlanBounds) {
        var candidates: [Candidate] = []
        for (event, desired) in events.enumerated() {
            for (entry, standing) in entries.enumerated() {
                let overlap =
                    min(desired.end, standing.end).millisecondsSince1970
                    - max(desired.start, standing.start).millisecondsSince1970
                // What is over is only shown by an event that shows some of it already.
                guard overlap > 0 || desired.end > bounds.touchAfter else { continue }
                let isSameReason = desired.reference.accountID == standing.reference.accountID
                candidates.append(
                    Candidate(isOtherReason: isSameReason ? 0 : 1, lack: -max(0, overlap), event: event, entry: entry))
            }
        }
        var freeEvents = Set(events.indices)
        var freeEntries = Set(entries.indices)
        for candidate in candidates.sorted() where freeEvents.contains(candidate.event) && freeEntries.contains(candidate.entry) {
            freeEvents.remove(candidate.event)
            freeEntries.remove(candidate.entry)
            pairs.append((entries[candidate.entry], events[candidate.event]))
        }
        unmet += freeEvents.sorted().map { events[$0] }.filter { $0.end > bounds.createAfter }
        superfluous += freeEntries.sorted().map { entries[$0] }
    }

    private struct Candidate: Comparable {
        let isOtherReason: Int
        let lack: Int
        let event: Int
        let entry: Int

        static func < (left: Candidate, right: Candidate) -> Bool {
            (left.isOtherReason, left.lack, left.event, left.entry) < (right.isOtherReason, right.lack, right.event, right.entry)
        }
    }
}
