/// Pairs wanted events with existing ones, so that an event keeps what planners typed into it. The surest pairs come first: by
/// reference; across Lucca's generations by employee, leave account and bounds; within an employee's leave period; across the
/// generations by shared time; last, by overlapping days of different absences.
struct EventMatching {
    private(set) var pairs: [(LedgerEntry, DesiredEvent)] = []
    /// To be created.
    private(set) var unmet: [DesiredEvent] = []
    /// Existing, and no longer wanted.
    private(set) var superfluous: [LedgerEntry] = []

    init(wanted: [DesiredEvent], standing: StandingEvents, bounds: PlanBounds) {
        var left = standing.live
        var seen: Set<EventReference> = []
        for event in wanted.inOrder() {
            guard seen.insert(event.reference).inserted, !standing.frozen.contains(event.reference) else { continue }
            if let entry = left.removeValue(forKey: event.reference) {
                pairs.append((entry, event))
            } else if !standing.otherGeneration.isFrozen(event) {
                unmet.append(event)
            }
        }
        superfluous = (left.values + standing.doubled).inOrder()
        let crosses = !standing.otherGeneration.isEmpty
        if crosses { pairEqual() }
        pairWithinPeriods(bounds)
        if crosses { pairByTime() }
        unmet.removeAll { $0.end <= bounds.createAfter }
    }

    /// Reuses an event that is no longer wanted for a wanted one of the same employee that begins during it. If it were deleted
    /// and created anew, the employee would seem present in between, and a planning that rejects overlaps would reject the new
    /// event.
    /// - Parameter mayEnd: whether an event may be deleted.
    mutating func pairSuccessors(_ mayEnd: (LedgerEntry) -> Bool) {
        var ending: [EmployeeID: [Int]] = [:]
        for (index, entry) in superfluous.enumerated() where mayEnd(entry) { ending[entry.employeeID, default: []].append(index) }
        guard !ending.isEmpty else { return }
        var candidates: [Candidate] = []
        for (event, desired) in unmet.enumerated() {
            for entry in ending[desired.employeeID] ?? [] {
                let standing = superfluous[entry]
                let overlap = desired.overlap(standing)
                guard overlap > 0 else { continue }
                let isOther = desired.reference.accountID != standing.reference.accountID
                let isEqual = !isOther && desired.start == standing.start && desired.end == standing.end
                candidates.append(
                    Candidate(rank: isEqual ? 0 : 1, lack: -overlap, isOtherReason: isOther, event: event, entry: entry))
            }
        }
        pair(candidates)
    }

    /// Of two generations: both describe one absence, under ids that cannot be compared.
    private mutating func pairEqual() {
        var places: [Place: [Int]] = [:]
        for (index, entry) in superfluous.enumerated().reversed() {
            places[Place(entry, isOfSecond: !entry.reference.periodID.isOfSecondGeneration), default: []].append(index)
        }
        var found: [(event: Int, entry: Int)] = []
        for (index, event) in unmet.enumerated() {
            let place = Place(event, isOfSecond: event.reference.periodID.isOfSecondGeneration)
            if let entry = places[place]?.popLast() { found.append((index, entry)) }
        }
        take(found)
    }

    /// Within an employee's leave period, whatever its leave account.
    private mutating func pairWithinPeriods(_ bounds: PlanBounds) {
        var entries: [StandingEvents.Period: [Int]] = [:]
        for (index, entry) in superfluous.enumerated() { entries[StandingEvents.Period(entry), default: []].append(index) }
        var candidates: [Candidate] = []
        for (event, desired) in unmet.enumerated() {
            for entry in entries[StandingEvents.Period(desired)] ?? [] {
                let standing = superfluous[entry]
                let overlap = desired.overlap(standing)
                // Past time is only written into an event that already covers some of it.
                guard overlap > 0 || desired.end > bounds.touchAfter else { continue }
                let isOther = desired.reference.accountID != standing.reference.accountID
                candidates.append(
                    Candidate(
                        rank: isOther ? 1 : 0, lack: -max(0, overlap), isOtherReason: isOther, event: event, entry: entry))
            }
        }
        pair(candidates)
    }

    /// Of two generations, by employee and leave account: absences that Lucca changed or groups otherwise.
    private mutating func pairByTime() {
        var entries: [OtherGenerationEvents.Owner: [Int]] = [:]
        for (index, entry) in superfluous.enumerated() {
            entries[OtherGenerationEvents.Owner(entry), default: []].append(index)
        }
        var events: [OtherGenerationEvents.Owner: [Int]] = [:]
        for (index, event) in unmet.enumerated() { events[OtherGenerationEvents.Owner(event), default: []].append(index) }
        var found: [(event: Int, entry: Int)] = []
        for (owner, events) in events {
            guard let entries = entries[owner] else { continue }
            let pairing = SharedTimePairing(
                events.count, entries.count,
                shared: { event, entry in
                    let (desired, standing) = (unmet[events[event]], superfluous[entries[entry]])
                    guard desired.reference.periodID.isOfOtherGeneration(than: standing.reference.periodID) else { return 0 }
                    return desired.overlap(standing)
                })
            found += pairing.pairs.map { (events[$0.event], entries[$0.entry]) }
        }
        take(found)
    }

    private mutating func pair(_ candidates: [Candidate]) {
        var (met, kept): (Set<Int>, Set<Int>) = ([], [])
        var found: [(event: Int, entry: Int)] = []
        for candidate in candidates.sorted() where !met.contains(candidate.event) && !kept.contains(candidate.entry) {
            met.insert(candidate.event)
            kept.insert(candidate.entry)
            found.append((candidate.event, candidate.entry))
        }
        take(found)
    }

    /// - Parameter found: indices in `unmet` and `superfluous`, each once.
    private mutating func take(_ found: [(event: Int, entry: Int)]) {
        guard !found.isEmpty else { return }
        pairs += found.map { (superfluous[$0.entry], unmet[$0.event]) }
        let (met, kept) = (Set(found.map(\.event)), Set(found.map(\.entry)))
        unmet = unmet.indices.filter { !met.contains($0) }.map { unmet[$0] }
        superfluous = superfluous.indices.filter { !kept.contains($0) }.map { superfluous[$0] }
    }

    /// An absence, without the ids that differ between Lucca's generations.
    private struct Place: Hashable {
        let owner: OtherGenerationEvents.Owner
        let start: Instant
        let end: Instant
        let isOfSecond: Bool

        init(_ event: some EventRecord, isOfSecond: Bool) {
            (owner, start, end) = (OtherGenerationEvents.Owner(event), event.start, event.end)
            self.isOfSecond = isOfSecond
        }
    }

    private struct Candidate: Comparable {
        let rank: Int
        let lack: Int
        let isOtherReason: Bool
        let event: Int
        let entry: Int

        static func < (left: Candidate, right: Candidate) -> Bool {
            if left.rank != right.rank { return left.rank < right.rank }
            if left.lack != right.lack { return left.lack < right.lack }
            if left.isOtherReason != right.isOtherReason { return right.isOtherReason }
            return (left.event, left.entry) < (right.event, right.entry)
        }
    }
}

extension EventRecord {
    /// In milliseconds; zero or less without overlap.
    fileprivate func overlap(_ other: some EventRecord) -> Int {
        min(end, other.end).millisecondsSince1970 - max(start, other.start).millisecondsSince1970
    }
}
