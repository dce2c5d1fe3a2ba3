import SyncCore

/// The ledger after it was compared with the planning, and what that comparison says.
struct Settlement: Sendable {
    var entries: [LedgerEntry]
    /// The difference to the ledger as it was loaded.
    var ledger: LedgerSettlement
    /// Events under a reference that an older event carries too: ours, and too many.
    var copies: [FoundEvent] = []
    /// Open writes that turned out to have happened.
    var happened: [RunChange] = []

    /// Nothing to settle.
    init(_ entries: [LedgerEntry]) {
        self.entries = entries
        ledger = LedgerSettlement(remove: [], write: [], isWholePlanning: false)
    }

    var changesLedger: Bool { !ledger.remove.isEmpty || !ledger.write.isEmpty || ledger.isWholePlanning }

    /// Takes each entry with an open intent as it was found.
    init(_ entries: [LedgerEntry], findings: [EventReference: EventSearch.Finding]) {
        self.init(entries)
        for entry in entries {
            switch findings[entry.reference] {
            case nil: continue
            case .absent:
                remove(entry)
            case .present(let found, let copies):
                replace(entry, by: found)
                self.copies += copies
            }
        }
        sortEntries()
    }

    /// Makes the ledger of the events that were found in a whole read.
    /// - Parameters:
    ///   - events: everything that touches the time after `start`.
    ///   - owner: whose event it is, of those that the ledger does not know.
    init(
        _ entries: [LedgerEntry], standing events: [Unavailability], after start: Instant, account: String,
        owner: (EventReference, Unavailability) -> EmployeeID
    ) {
        self.init(entries)
        ledger.isWholePlanning = true
        var known: [EventReference: LedgerEntry] = [:]
        var byKey: [EventKey: LedgerEntry] = [:]
        for entry in entries {
            if let pending = entry.pendingReference { known[pending] = entry }
            if let key = entry.eventKey { byKey[key] = entry }
        }
        for entry in entries { known[entry.reference] = entry }

        var found: [EventReference: [Unavailability]] = [:]
        for event in events {
            let carried = EventReference.all(in: event.remark).filter { $0.account == account }
            let expected = byKey[event.key].map { [$0.pendingReference, $0.reference].compactMap { $0 } } ?? []
            guard let reference = expected.first(where: carried.contains) ?? carried.first else { continue }
            found[reference, default: []].append(event)
        }
        var kept: Set<EventReference> = []
        for (reference, events) in found.sorted(by: { $0.key < $1.key }) {
            let sorted = events.sorted { $0.key < $1.key }.map { event in
                let employee = (byKey[event.key] ?? known[reference])?.employeeID ?? owner(reference, event)
                return FoundEvent(reference: reference, event: event, employeeID: employee)
            }
            guard let first = sorted.first else { continue }
            copies += sorted.dropFirst()
            let previous = byKey[first.event.key] ?? known[reference]
            if let previous, kept.insert(previous.reference).inserted {
                replace(previous, by: first)
            } else {
                add(first.entry(previous: nil))
            }
        }
        for entry in entries where !kept.contains(entry.reference) && entry.end > start { remove(entry) }
        // A row that gave its reference up may be written again under another event.
        let written = Set(ledger.write.map(\.reference))
        let stays = Set(self.entries.map(\.reference))
        ledger.remove.removeAll { written.contains($0) || stays.contains($0) }
        sortEntries()
    }

    /// Leaves alone on the planning what ended by then, and remembers it no more.
    mutating func forget(endedBy moment: Instant) {
        func isOver(_ entry: LedgerEntry) -> Bool { entry.end <= moment && entry.openIntent == nil }
        ledger.remove += entries.filter(isOver).map(\.reference)
        entries.removeAll(where: isOver)
    }

    private mutating func remove(_ entry: LedgerEntry) {
        entries.removeAll { $0.reference == entry.reference && $0.eventKey == entry.eventKey }
        ledger.remove.append(entry.reference)
        if entry.openIntent == .delete { happened.append(entry.change(.delete)) }
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
        case .create: happened.append(settled.change(.create))
        case .update where settled != asItWas: happened.append(settled.change(.update))
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

extension LedgerEntry {
    func change(_ action: RunChange.Action, _ outcome: RunChange.Outcome = .done) -> RunChange {
        RunChange(
            action: action, outcome: outcome, reference: reference, employeeID: employeeID, resource: resource, type: type,
            start: start, end: end)
    }
}
