import SyncCore

/// Searches the planning for events that open writes may have made or changed.
struct EventSearch: Sendable {
    enum Finding: Hashable, Sendable {
        /// The one that matches what was written, else the one with the lowest key; the others are copies.
        case present(FoundEvent, copies: [FoundEvent])
        case absent
        /// The planning shows it unreadably, or denies reading it: the write's outcome is unknown, and the other events do not
        /// wait for it.
        case unreadable
        /// It has no key yet, and lies beyond what our user's lists show: its outcome is unknown.
        case beyondView
    }

    /// The limit of events that one run reads by key because the list lacks them: each costs a request, and most of an hourly
    /// plan of 2,000 must remain for writing.
    static let mostAsked = 500
    /// An event that became a task may have the times of another zone.
    private static let zoneSeconds = 86_400
    /// Concurrent reads.
    private static let concurrency = 4

    let target: any PlanningTarget
    /// Where an event of ours may be: a planner may have moved it.
    let range: Range<Instant>
    /// The as-of day: every view shows it.
    let today: Range<Instant>
    /// Lists are known to omit existing events.
    var isViewLimited: Bool

    /// - Parameter entries: ledger entries with an open intent.
    /// - Throws: `SyncError`.
    func look(for entries: [LedgerEntry]) async throws -> [EventReference: Finding] {
        var findings: [EventReference: Finding] = [:]
        // Those without a key, and those not found by key: a single answer may be wrong, and an event unknown to the ledger would
        // stay forever.
        var listed: [LedgerEntry] = []
        for entry in entries {
            if let key = entry.eventKey, let finding = try await look(for: entry, key) {
                findings[entry.reference] = finding
            } else {
                listed.append(entry)
            }
        }
        findings.merge(try await list(listed)) { first, _ in first }
        return findings
    }

    /// Ledger events that a list lacks, each read by its key: it may be outside the listed range or hidden from lists. An event
    /// that its key does not find either is gone. The nearest ones come first. One that the list shows unreadably stays
    /// unchanged, and says nothing about the view.
    /// - Parameter listed: everything that overlaps `range`.
    /// - Throws: `SyncError`.
    func unlisted(_ entries: [LedgerEntry], besides listed: [Unavailability]) async throws -> UnlistedEvents {
        let shown = Set(listed.map(\.key))
        let unreadable = Set(listed.lazy.filter { !$0.isReadable }.flatMap { EventReference.all(in: $0.remark) })
        let missed = entries.filter { entry in
            entry.end > range.lowerBound && entry.eventKey.map { !shown.contains($0) } ?? false
                && unreadable.isDisjoint(with: entry.references)
        }.sorted { nearness($0) < nearness($1) }
        var found = UnlistedEvents()
        found.unasked = Set(missed.dropFirst(Self.mostAsked).map(\.reference))
        let due = missed.prefix(Self.mostAsked)
        found.asked = due.count
        var rest = due.dropFirst(Self.concurrency)
        try await withThrowingTaskGroup(of: (event: Unavailability, isShown: Bool)?.self) { group in
            for entry in due.prefix(Self.concurrency) { group.addTask { try await ask(for: entry) } }
            while let answer = try await group.next() {
                if let (event, isShown) = answer {
                    found.events.append(event)
                    if isShown { found.shown += 1 }
                }
                if let entry = rest.popFirst() { group.addTask { try await ask(for: entry) } }
            }
        }
        found.events.sort { $0.key < $1.key }
        return found
    }

    /// Tasks that open creates made by mistake: no list of unavailabilities shows them.
    /// - Parameters:
    ///   - hidden: entries that cannot be searched for.
    ///   - listed: what lists showed.
    ///   - account: the account's current name.
    /// - Throws: `SyncError`.
    func unlistedCreates(
        _ entries: [LedgerEntry], except hidden: [LedgerEntry], besides listed: [Unavailability], _ account: String
    ) async throws -> [Unavailability] {
        let carried = Set(listed.flatMap { EventReference.all(in: $0.remark) }.map { $0.under(account) })
        let missing = entries.filter { entry in
            entry.eventKey == nil && !carried.contains(entry.reference.under(account)) && !hidden.contains(entry)
        }
        let shown = Set(listed.map(\.key))
        return try await ofAnyKind(missing).filter { !shown.contains($0.key) }
    }

    /// First future events by start, then past ones, the latest first.
    private func nearness(_ entry: LedgerEntry) -> Nearness {
        let isOver = entry.end <= today.lowerBound
        let distance = isOver ? -entry.end.millisecondsSince1970 : entry.start.millisecondsSince1970
        return Nearness(isOver: isOver ? 1 : 0, distance: distance, reference: entry.reference)
    }

    private struct Nearness: Comparable {
        let isOver: Int
        let distance: Int
        let reference: EventReference

        static func < (left: Nearness, right: Nearness) -> Bool {
            (left.isOver, left.distance, left.reference) < (right.isOver, right.distance, right.reference)
        }
    }

    /// An event that no list shows, and that cannot be read by key, stays as remembered: it may still exist, and the others do
    /// not wait for it.
    private func ask(for entry: LedgerEntry) async throws -> (event: Unavailability, isShown: Bool)? {
        guard let key = entry.eventKey else { return nil }
        do {
            guard let event = try await target.unavailability(key) else { return nil }
            // A list of unavailabilities lacks tasks, and one of this range lacks events moved out of it.
            let isShown =
                event.isReadable && event.type != nil && event.start < range.upperBound && event.end > range.lowerBound
            return (event, isShown)
        } catch let error as SyncError where error.concernsOneThing {
            let event = Unavailability(
                key: key, resources: [entry.resource], type: entry.type, start: entry.start, end: entry.end,
                remark: entry.reference.description)
            return (event, false)
        }
    }

    private func list(_ entries: [LedgerEntry]) async throws -> [EventReference: Finding] {
        guard let first = entries.map(\.start).min(), let last = entries.map(\.end).max() else { return [:] }
        var standing = try await list(
            from: min(first, range.lowerBound), to: max(last, range.upperBound),
            resources: Array(Set(entries.map(\.resource))).sorted())
        var (found, unreadable) = Self.byReference(standing)
        let missing = entries.filter { entry in
            entry.eventKey == nil && entry.references.allSatisfy { found[$0] == nil && !unreadable.contains($0) }
        }
        if !missing.isEmpty {
            standing += try await ofAnyKind(missing)
            (found, unreadable) = Self.byReference(standing)
        }
        let reach = ViewReach(standing)
        var findings: [EventReference: Finding] = [:]
        for entry in entries {
            let references = entry.references
            let reference = references.first { found[$0] != nil } ?? entry.reference
            var events = (found[reference] ?? []).sorted { $0.key < $1.key }
                .map { FoundEvent(reference: reference, event: $0, employeeID: entry.employeeID) }
            guard !events.isEmpty else {
                let isUnreadable = references.contains(where: unreadable.contains)
                // Two reads by key found nothing: an empty list adds nothing to them.
                let isHidden = entry.eventKey == nil && isBeyondView(entry.start, of: entry.resource, reach)
                findings[entry.reference] = isUnreadable ? .unreadable : isHidden ? .beyondView : .absent
                continue
            }
            let ours = events.remove(at: events.firstIndex { $0.isSame(as: entry) } ?? events.startIndex)
            findings[entry.reference] = .present(ours, copies: events)
        }
        return findings
    }

    /// Events by the references they have.
    private static func byReference(
        _ events: [Unavailability]
    ) -> (found: [EventReference: [Unavailability]], unreadable: Set<EventReference>) {
        var found: [EventReference: [Unavailability]] = [:]
        var unreadable: Set<EventReference> = []
        var seen: Set<EventKey> = []
        for event in events where seen.insert(event.key).inserted {
            guard event.isReadable else {
                // It may be what a write made: treating it as absent would create a duplicate.
                unreadable.formUnion(EventReference.all(in: event.remark))
                continue
            }
            for reference in Set(EventReference.all(in: event.remark)) { found[reference, default: []].append(event) }
        }
        return (found, unreadable)
    }

    /// What exists where these were to be created, tasks included: a misunderstood create makes a task, which no list of
    /// unavailabilities shows.
    /// - Parameter entries: open creates, at least one.
    /// - Throws: `SyncError`.
    func ofAnyKind(_ entries: [LedgerEntry]) async throws -> [Unavailability] {
        guard let first = entries.map(\.start).min(), let last = entries.map(\.end).max() else { return [] }
        let (from, to) = (first.adding(seconds: -Self.zoneSeconds), last.adding(seconds: Self.zoneSeconds))
        return try await Self.ofKnown(Array(Set(entries.map(\.resource))).sorted()) {
            try await target.events(from: from, to: to, resources: $0)
        }
    }

    /// Whether an event that begins then may exist although a list lacks it. A limited view covers a period around today; every
    /// view covers today.
    func isBeyondView(_ start: Instant, of resource: ResourceKey?, _ reach: ViewReach) -> Bool {
        isViewLimited && start >= today.upperBound && !reach.shows(start, of: resource)
    }

    private func list(from: Instant, to: Instant, resources: [ResourceKey]) async throws -> [Unavailability] {
        try await Self.ofKnown(resources) { try await target.unavailabilities(from: from, to: to, resources: $0) }
    }

    /// A deleted resource may be rejected as a filter: then everyone's events are listed.
    private static func ofKnown(
        _ resources: [ResourceKey], _ list: ([ResourceKey]?) async throws -> [Unavailability]
    ) async throws -> [Unavailability] {
        do {
            return try await list(resources)
        } catch let error as SyncError where error.failureClass == .rejected {
            return try await list(nil)
        }
    }

    /// - Returns: nil if this read does not find the event.
    private func look(for entry: LedgerEntry, _ key: EventKey) async throws -> Finding? {
        let event: Unavailability?
        do {
            event = try await target.unavailability(key)
        } catch let error as SyncError where error.concernsOneThing {
            return .unreadable
        }
        guard let event else { return nil }
        let carried = EventReference.all(in: event.remark)
        guard let reference = entry.references.first(where: carried.contains) else {
            // An event whose reference was removed is the planner's; one that we wrote wrongly may never have had it.
            guard entry.standsWrong, carried.isEmpty else { return .absent }
            let found = FoundEvent(
                reference: entry.reference, event: event, employeeID: entry.employeeID, hasLostReference: true)
            return .present(found, copies: [])
        }
        return .present(FoundEvent(reference: reference, event: event, employeeID: entry.employeeID), copies: [])
    }
}

/// An event on the planning with a reference of ours.
struct FoundEvent: Hashable, Sendable {
    let reference: EventReference
    let event: Unavailability
    let employeeID: EmployeeID
    /// The ledger has its key, but our write lost the reference: it is written again.
    var hasLostReference = false

    /// Its new ledger entry. An event that differed from what was sent keeps counting as different until it is written again: not
    /// every point of the dialect is visible.
    /// - Parameter previous: the ledger's entry so far.
    func entry(previous: LedgerEntry?) -> LedgerEntry {
        let entry = LedgerEntry(facts(on: previous?.resource), key: event.key)
        return hasLostReference || previous?.standsWrong == true ? entry.standingWrong : entry
    }

    /// - Parameter resource: ours, if known.
    func facts(on resource: ResourceKey? = nil) -> EventFacts {
        EventFacts(
            reference: reference, employeeID: employeeID, resource: self.resource(previous: resource), type: event.type ?? .none,
            start: event.start, end: event.end)
    }

    /// Whether it shows nothing that the other one does not show too, so that no planner made it on purpose. The other one may
    /// have more people; one with another person is a planner's.
    func isDuplicate(of other: FoundEvent) -> Bool {
        Set(event.resources).isSubset(of: other.event.resources) && event.type == other.event.type
            && event.start == other.event.start && event.end == other.event.end
    }

    /// Whether it matches what that row says was written; planners may have added people.
    func isSame(as entry: LedgerEntry) -> Bool {
        event.resources.contains(entry.resource) && event.type == entry.type && event.start == entry.start
            && event.end == entry.end
    }

    /// Whether it matches the row and shows no one else.
    func isDuplicate(of entry: LedgerEntry) -> Bool {
        isSame(as: entry) && Set(event.resources) == [entry.resource]
    }

    /// Our resource, if the event has it: others beside it were added by planners. Another one instead of it, or none, shows as a
    /// difference.
    private func resource(previous: ResourceKey?) -> ResourceKey {
        if let previous, event.resources.contains(previous) { return previous }
        return event.resources.first ?? Self.noResource
    }

    /// Not a key of PlanningPME: it equals nothing that the plan wants.
    private static let noResource = ResourceKey(0)
}

/// What a whole read shows about our user's view: whether lists show everything, and how far.
struct ViewEvidence: Hashable, Sendable {
    /// Events in the list.
    var listed = 0
    /// Remembered events that the list lacked and that were read by key.
    var asked = 0
    /// Those of them that exist, within the listed time.
    var shownByKey = 0
    /// Remembered events that the list lacked and that were not read by key.
    var unasked = 0
    /// Some event has a reference of the tenant's account: the planning was written to before.
    var showsOurs = false
    var reach = ViewReach()

    /// Lists omit existing events. Tasks do not count, as no list of unavailabilities shows them.
    var isLimited: Bool { shownByKey > 0 }

    var facts: DialectEvidence {
        DialectEvidence([
            .listed: .number(listed), .askedByKey: .number(asked), .shownByKeyAlone: .number(shownByKey),
            .notAsked: .number(unasked),
        ])
    }
}

/// Remembered events that a list lacks.
struct UnlistedEvents: Sendable {
    /// Found by their keys.
    var events: [Unavailability] = []
    /// Too many to read by key: nothing is concluded about them.
    var unasked: Set<EventReference> = []
    var asked = 0
    var shown = 0
}

/// How far lists are known to show everything. A view ends at one day for all and may omit whole resources: only for a resource
/// that it shows does a later event of another resource prove anything.
struct ViewReach: Hashable, Sendable {
    private var last: Instant?
    private var resources: Set<ResourceKey> = []

    init(_ listed: [Unavailability] = []) {
        for event in listed {
            last = max(last ?? event.start, event.start)
            resources.formUnion(event.resources)
        }
    }

    /// Whether lists would show an event that begins then.
    /// - Parameter resource: nil if there is none yet.
    func shows(_ start: Instant, of resource: ResourceKey?) -> Bool {
        guard let last, start <= last else { return false }
        return resource.map(resources.contains) ?? true
    }
}
