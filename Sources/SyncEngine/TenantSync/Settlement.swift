import SyncCore

/// The ledger after its comparison with the planning, and the comparison's findings.
struct Settlement: Sendable {
    var entries: [LedgerEntry]
    /// The difference to the loaded ledger.
    var ledger: LedgerSettlement
    /// Duplicates of our events: another event has the same reference.
    var copies: [FoundEvent] = []
    /// Copies of our events that planners made on purpose, for another day or another person: theirs, except for the reference.
    var plannersCopies: [FoundEvent] = []
    /// References of our unreadable events: they stay unchanged, and no other event gets them.
    var unreadable: [EventReference] = []
    /// References of creates with a lost answer beyond what lists show: they stay open until the view reaches them.
    var beyondView: [EventReference] = []
    /// Open writes that turned out to have happened.
    var happened: [RunChange] = []
    /// Of a whole read.
    var handEdits = HandEdits()
    /// Of a whole read.
    var view = ViewEvidence()

    /// Nothing to settle.
    init(_ entries: [LedgerEntry]) {
        self.entries = entries
        ledger = LedgerSettlement(remove: [], write: [], isWholePlanning: false)
    }

    /// A whole read stays due until they are handled.
    var hasCopies: Bool { !copies.isEmpty || !plannersCopies.isEmpty }
    var changesLedger: Bool { !ledger.remove.isEmpty || !ledger.write.isEmpty || ledger.isWholePlanning }

    /// Sets each entry with an open intent to what was found.
    init(_ entries: [LedgerEntry], findings: [EventReference: EventSearch.Finding]) {
        self.init(entries)
        for entry in entries {
            switch findings[entry.reference] {
            case nil: continue
            case .absent:
                remove(entry)
            case .unreadable:
                unreadable.append(entry.reference)
            case .beyondView:
                beyondView.append(entry.reference)
            case .present(let found, let copies):
                replace(entry, by: found)
                for copy in copies { sort(copy, isDuplicate: copy.isDuplicate(of: found) || copy.isDuplicate(of: entry)) }
            }
        }
        sortEntries()
    }

    struct WholeRead {
        /// Everything that overlaps the time after `start`.
        let events: [Unavailability]
        /// Entries whose events the list lacked and that were not read by key: nothing is concluded about them.
        var unasked: Set<EventReference> = []
        let start: Instant
        /// The names of the tenant's Lucca account, and the current one.
        let accounts: Set<String>
        let account: String
        /// The ledger has every event that was written and not deleted: an unknown reference is a copy's, whose original was
        /// deleted or has another reference.
        let remembersAll: Bool
        /// The employee of an event that the ledger lacks.
        let owner: (EventReference, Unavailability) -> EmployeeID
        /// Where an event with that reference begins when written.
        let startAsWritten: (EventReference) -> Instant
        /// The resource of the employee whom Lucca names for it, if both are known.
        let resource: (EventReference) -> ResourceKey?
    }

    /// Builds the ledger from the events of a whole read.
    ///
    /// Of several events for one absence, ours is the one whose key the ledger has, else the one that matches what was written,
    /// else the oldest. The others are duplicates, or planners' copies.
    init(_ entries: [LedgerEntry], _ read: WholeRead) {
        self.init(entries)
        ledger.isWholePlanning = true
        var known: [EventReference: LedgerEntry] = [:]
        var byKey: [EventKey: LedgerEntry] = [:]
        for entry in entries {
            if let pending = entry.pendingReference { known[pending.under(read.account)] = entry }
            if let key = entry.eventKey { byKey[key] = entry }
        }
        for entry in entries { known[entry.reference.under(read.account)] = entry }

        // By the reference under the account's current name: former names are the same account's.
        var found: [EventReference: [FoundEvent]] = [:]
        for event in read.events.sorted(by: { $0.key < $1.key }) {
            let carried = EventReference.all(in: event.remark).filter { read.accounts.contains($0.account) }
            if !event.isReadable {
                let reference = byKey[event.key]?.reference ?? carried.first
                if let reference { unreadable.append(known[reference.under(read.account)]?.reference ?? reference) }
                continue
            }
            let expected = byKey[event.key].map { [$0.pendingReference, $0.reference].compactMap { $0 } } ?? []
            // An event that we wrote wrongly may never have had its reference: its key shows that it is ours.
            let lost = byKey[event.key].flatMap { $0.standsWrong && carried.isEmpty ? $0.reference : nil }
            guard let reference = lost ?? expected.first(where: carried.contains) ?? carried.first else { continue }
            let row = byKey[event.key] ?? known[reference.under(read.account)]
            let employee = row?.employeeID ?? read.owner(reference, event)
            found[reference.under(read.account), default: []].append(
                FoundEvent(reference: reference, event: event, employeeID: employee, hasLostReference: lost != nil))
        }
        let unasked = Set(entries.map(\.reference).filter(read.unasked.contains).map { $0.under(read.account) })
        var kept: Set<EventReference> = []
        var all: [FoundEvent] = []
        for (reference, events) in found.sorted(by: { $0.key < $1.key }) {
            var ours: [FoundEvent] = []
            var others: [FoundEvent] = []
            for event in events {
                if let row = byKey[event.event.key], kept.insert(row.reference).inserted {
                    replace(row, by: event)
                    ours.append(event)
                } else {
                    others.append(event)
                }
            }
            let previous = known[reference]
            // Which one is ours, and whether the others are copies of it, is unknown until its event was read.
            if ours.isEmpty, unasked.contains(reference) { continue }
            if ours.isEmpty, let index = Self.oldestOfOurs(others, previous, read) {
                let event = others.remove(at: index)
                if let previous, kept.insert(previous.reference).inserted {
                    replace(previous, by: event)
                } else {
                    add(event.entry(previous: nil))
                }
                ours.append(event)
            }
            for other in others {
                let isDuplicate =
                    ours.contains { other.isDuplicate(of: $0) || read.isDouble(other, of: $0) }
                    || previous.map { other.isDuplicate(of: $0) } == true
                sort(other, isDuplicate: isDuplicate)
            }
            all += ours
        }
        takeDoubles(of: all)
        kept.formUnion(unreadable)
        kept.formUnion(read.unasked)
        for entry in entries where !kept.contains(entry.reference) && entry.end > read.start {
            remove(entry)
            if entry.openIntent == nil { handEdits.removed.append(entry.event) }
        }
        // A row that lost its reference may be written again under another event.
        let written = Set(ledger.write.map(\.reference))
        let stays = Set(self.entries.map(\.reference))
        ledger.remove.removeAll { written.contains($0) || stays.contains($0) }
        sortEntries()
    }

    /// - Returns: nil if all of them are copies of a deleted event.
    private static func oldestOfOurs(_ events: [FoundEvent], _ previous: LedgerEntry?, _ read: WholeRead) -> Int? {
        if let previous { return events.firstIndex { $0.isSame(as: previous) } ?? events.indices.first }
        if !read.remembersAll {
            return events.firstIndex { $0.event.start == read.startAsWritten($0.reference) } ?? events.indices.first
        }
        return events.firstIndex(where: read.isAsWritten)
    }

    /// An event as we wrote it under Lucca's other generation, beside ours of the same absence, is a duplicate: no planner made it.
    private mutating func takeDoubles(of ours: [FoundEvent]) {
        guard !plannersCopies.isEmpty else { return }
        let doubles = plannersCopies.filter { copy in
            copy.event.remark == copy.reference.description && ours.contains { copy.isDouble(ofOtherGeneration: $0) }
        }
        plannersCopies.removeAll(where: doubles.contains)
        copies += doubles
    }

    private mutating func sort(_ copy: FoundEvent, isDuplicate: Bool) {
        if isDuplicate { copies.append(copy) } else { plannersCopies.append(copy) }
    }

    /// Removes from the ledger what ended by then, and leaves it on the planning. An event that was moved there keeps its
    /// reference reserved until its original day is equally old.
    mutating func forget(endedBy moment: Instant) {
        func isOver(_ entry: LedgerEntry) -> Bool {
            let named = Instant(secondsSince1970: entry.reference.first.day.ordinal * 86_400)
            return entry.end <= moment && named <= moment && entry.openIntent == nil
        }
        ledger.remove += entries.filter(isOver).map(\.reference)
        ledger.write.removeAll(where: isOver)
        entries.removeAll(where: isOver)
    }

    private mutating func remove(_ entry: LedgerEntry) {
        entries.removeAll { $0.reference == entry.reference && $0.eventKey == entry.eventKey }
        ledger.remove.append(entry.reference)
        if entry.openIntent == .delete { happened.append(RunChange(.delete, .done, entry.event, because: .settled)) }
    }

    private mutating func replace(_ entry: LedgerEntry, by found: FoundEvent) {
        let settled = found.entry(previous: entry)
        guard settled != entry else { return }
        entries.removeAll { $0.reference == entry.reference && $0.eventKey == entry.eventKey }
        if settled.reference != entry.reference { ledger.remove.append(entry.reference) }
        add(settled)
        var asItWas = entry
        asItWas.openIntent = nil
        asItWas.pendingReference = nil
        switch entry.openIntent {
        case .create: happened.append(RunChange(.create, .done, settled.event, because: .settled))
        case .update where settled != asItWas:
            happened.append(RunChange(.update, .done, settled.event, because: .settled))
        case nil where settled.event != entry.event && !entry.standsWrong:
            handEdits.changed[settled.reference] = entry.event
        case .update, .delete, nil: break
        }
    }

    private mutating func add(_ entry: LedgerEntry) {
        entries.append(entry)
        ledger.write.append(entry)
    }

    private mutating func sortEntries() {
        entries.sort { ($0.start, $0.reference) < ($1.start, $1.reference) }
    }
}

extension FoundEvent {
    /// Whether both show one absence, under references of Lucca's two generations.
    fileprivate func isDouble(ofOtherGeneration other: FoundEvent) -> Bool {
        reference.periodID.isOfOtherGeneration(than: other.reference.periodID)
            && reference.accountID == other.reference.accountID && isDuplicate(of: other)
    }
}

extension Settlement.WholeRead {
    /// Whether it matches what we wrote: a write that took effect after its timeout made it.
    fileprivate func isAsWritten(_ found: FoundEvent) -> Bool {
        guard let resource = resource(found.reference), found.event.remark == found.reference.description else { return false }
        return found.event.resources == [resource] && found.event.start == startAsWritten(found.reference)
    }

    /// Whether both were written for the same absence, under two names of the account.
    fileprivate func isDouble(_ found: FoundEvent, of other: FoundEvent) -> Bool {
        found.reference.account != other.reference.account
            && Set(found.event.resources).isSubset(of: other.event.resources)
            && found.event.start == startAsWritten(found.reference) && found.event.remark == found.reference.description
    }
}
