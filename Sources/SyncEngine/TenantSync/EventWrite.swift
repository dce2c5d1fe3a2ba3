import SyncCore

/// One write of an event, every key known.
enum EventWrite: Hashable, Sendable {
    /// Of an event that has a row in the ledger, or gets one.
    case ours(EventOperation<EventFacts>)
    /// No row of the ledger stands for it: another event has its reference.
    case deleteCopy(FoundEvent)
    /// Leaves a copy that a planner made on purpose to the planners. No row of the ledger stands for it.
    case release(FoundEvent)

    var operation: EventOperation<EventFacts>? { if case .ours(let operation) = self { operation } else { nil } }

    /// The event as it shall be; nil for a deletion.
    var wanted: EventFacts? { operation?.wanted }

    /// The row that stands for the event until the write is recorded.
    var row: EventReference? { operation?.row }

    /// nil of one that is to be made.
    var eventKey: EventKey? {
        switch self {
        case .ours(let operation): operation.entry?.eventKey
        case .deleteCopy(let copy), .release(let copy): copy.event.key
        }
    }

    /// As history tells it: the event as it shall be, or for a deletion as it was.
    func change(_ outcome: RunChange.Outcome) -> RunChange {
        switch self {
        case .ours(let operation): RunChange(operation.action, outcome, operation.facts)
        case .deleteCopy(let copy): RunChange(.delete, outcome, copy.facts())
        // The event is changed, if only its remark.
        case .release(let copy): RunChange(.update, outcome, copy.facts())
        }
    }

    /// As history tells it when the event does not stand as it was sent, or could not be compared: it was written all the same. One that
    /// was to go is still there.
    var changeStandingWrong: RunChange { change(wanted == nil ? .rejected : .done) }
}

extension EventOperation<EventFacts> {
    /// The event as it shall be, or for a deletion as it is.
    var facts: EventFacts {
        switch self {
        case .create(let wanted), .update(_, let wanted): wanted
        case .delete(let entry): entry.event
        }
    }

    var row: EventReference { entry?.reference ?? facts.reference }

    /// It writes an event again that does not stand as it was sent.
    var mendsWhatStandsWrong: Bool { action == .update && entry?.standsWrong == true }

    /// The row as it is while the intent is open.
    var openEntry: LedgerEntry {
        var open = entry ?? LedgerEntry(facts, key: nil)
        open.openIntent = action
        if let wanted { open.pendingReference = wanted.reference == open.reference ? nil : wanted.reference }
        return open
    }

    /// What to record when the write happened.
    /// - Parameter key: of the event that a create made.
    func outcome(key: EventKey?) -> LedgerOutcome {
        wanted.map { .written(LedgerEntry($0, key: entry?.eventKey ?? key), replacing: row) } ?? .gone(row)
    }

    /// What to record of a write that does not stand as it was sent, or could not be compared: the event is there, and the next plan sees
    /// it as different.
    /// - Parameter key: of the event that a create made.
    func outcome(standingWrong key: EventKey?) -> LedgerOutcome {
        wanted.map { .written(LedgerEntry($0, key: entry?.eventKey ?? key).standingWrong, replacing: row) } ?? .notWritten(row)
    }

    /// What to record of a write whose answer was lost, now that the planning was looked at; nil while nobody can tell.
    func outcome(of finding: EventSearch.Finding) -> LedgerOutcome? {
        switch (self, finding) {
        case (.create, .present(let found, _)): .written(found.entry(previous: nil), replacing: found.reference)
        case (.update(let entry, let wanted), .present(let found, _)):
            // It may still be under way as long as it shows the old state.
            found.event.key == entry.eventKey && !found.hasLostReference && found.facts(on: wanted.resource) == wanted
                ? outcome(key: nil) : nil
        case (.delete, .absent), (.update, .absent): .gone(row)
        case (.create, .absent), (.delete, .present), (_, .unreadable), (_, .beyondView): nil
        }
    }
}

extension LedgerEntry {
    /// Those that its event may carry while a write is open, the newest first.
    var references: [EventReference] { [pendingReference, reference].compactMap { $0 } }
}
