import SyncCore

/// One write of an event, every key known.
enum EventWrite: Hashable, Sendable {
    case create(UnavailabilityDraft)
    case update(LedgerEntry, UnavailabilityDraft)
    case delete(LedgerEntry)
    /// No row of the ledger stands for it: another event has its reference.
    case deleteCopy(FoundEvent)
    /// Leaves a copy that a planner made on purpose to the planners. No row of the ledger stands for it.
    case release(FoundEvent)

    var intent: LedgerIntent? {
        switch self {
        case .create(let draft): .create(draft)
        case .update(let entry, let draft): .update(entry.reference, to: draft)
        case .delete(let entry): .delete(entry.reference)
        case .deleteCopy, .release: nil
        }
    }

    /// The event as it shall be; nil for a deletion.
    var draft: UnavailabilityDraft? {
        switch self {
        case .create(let draft), .update(_, let draft): draft
        case .delete, .deleteCopy, .release: nil
        }
    }

    /// nil of one that is to be made.
    var eventKey: EventKey? {
        switch self {
        case .create: nil
        case .update(let entry, _), .delete(let entry): entry.eventKey
        case .deleteCopy(let copy), .release(let copy): copy.event.key
        }
    }

    /// The row that stands for the event until the write is recorded.
    var row: EventReference? {
        switch self {
        case .create(let draft): draft.reference
        case .update(let entry, _), .delete(let entry): entry.reference
        case .deleteCopy, .release: nil
        }
    }

    /// It writes an event again that does not stand as it was sent.
    var mendsWhatStandsWrong: Bool {
        if case .update(let entry, _) = self { entry.standsWrong } else { false }
    }

    /// The row as it is while the intent is open.
    var openEntry: LedgerEntry? {
        switch self {
        case .create(let draft):
            var entry = LedgerEntry(draft, key: nil)
            entry.openIntent = .create
            return entry
        case .update(var entry, let draft):
            entry.openIntent = .update
            entry.pendingReference = draft.reference == entry.reference ? nil : draft.reference
            return entry
        case .delete(var entry):
            entry.openIntent = .delete
            return entry
        case .deleteCopy, .release: return nil
        }
    }

    /// As history tells it: the event as it shall be, or for a deletion as it was.
    func change(_ outcome: RunChange.Outcome) -> RunChange {
        switch self {
        case .create(let draft): LedgerEntry(draft, key: nil).change(.create, outcome)
        case .update(_, let draft): LedgerEntry(draft, key: nil).change(.update, outcome)
        case .delete(let entry): entry.change(.delete, outcome)
        case .deleteCopy(let copy): copy.change(.delete, outcome)
        // The event is changed, if only its remark.
        case .release(let copy): copy.change(.update, outcome)
        }
    }

    /// What to record when the write happened.
    /// - Parameter key: of the event that a create made.
    func outcome(key: EventKey?) -> LedgerOutcome? {
        switch self {
        case .create(let draft): .written(LedgerEntry(draft, key: key), replacing: draft.reference)
        case .update(let entry, let draft): .written(LedgerEntry(draft, key: entry.eventKey), replacing: entry.reference)
        case .delete(let entry): .gone(entry.reference)
        case .deleteCopy, .release: nil
        }
    }

    /// What to record of a write that does not stand as it was sent, or could not be compared: the event is there, and the next plan sees
    /// it as different.
    /// - Parameter key: of the event that a create made.
    func outcome(standingWrong key: EventKey?) -> LedgerOutcome? {
        switch self {
        case .create(let draft): .written(LedgerEntry(draft, key: key).standingWrong, replacing: draft.reference)
        case .update(let entry, let draft):
            .written(LedgerEntry(draft, key: entry.eventKey).standingWrong, replacing: entry.reference)
        case .delete(let entry): .notWritten(entry.reference)
        case .deleteCopy, .release: nil
        }
    }

    /// As history tells it when the event does not stand as it was sent, or could not be compared: it was written all the same. One that
    /// was to go is still there.
    var changeStandingWrong: RunChange {
        switch self {
        case .create, .update: change(.done)
        case .delete, .deleteCopy, .release: change(.rejected)
        }
    }

    /// What to record of a write whose answer was lost, now that the planning was looked at; nil while nobody can tell.
    func outcome(of finding: EventSearch.Finding) -> LedgerOutcome? {
        switch (self, finding) {
        case (.create, .present(let found, _)): .written(found.entry(previous: nil), replacing: found.reference)
        case (.update(let entry, let draft), .present(let found, _)):
            // It may still be under way as long as it shows the old state.
            found.entry(previous: draft.resource) == LedgerEntry(draft, key: entry.eventKey)
                ? .written(LedgerEntry(draft, key: entry.eventKey), replacing: entry.reference) : nil
        case (.delete(let entry), .absent), (.update(let entry, _), .absent): .gone(entry.reference)
        case (.create, .absent), (.delete, .present), (_, .unreadable), (_, .beyondView), (.deleteCopy, _), (.release, _): nil
        }
    }
}

extension FoundEvent {
    fileprivate func entry(previous resource: ResourceKey) -> LedgerEntry {
        var previous = entry(previous: nil)
        previous.resource = resource
        return entry(previous: previous)
    }
}

extension LedgerEntry {
    /// Those that its event may carry while a write is open, the newest first.
    var references: [EventReference] { [pendingReference, reference].compactMap { $0 } }

    init(_ draft: UnavailabilityDraft, key: EventKey?) {
        self.init(
            reference: draft.reference, eventKey: key, employeeID: draft.employeeID, resource: draft.resource, type: draft.type,
            start: draft.start, end: draft.end)
    }
}
