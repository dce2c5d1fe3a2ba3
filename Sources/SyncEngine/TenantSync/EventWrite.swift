import SyncCore

/// One write of an event, with all keys known.
enum EventWrite: Hashable, Sendable {
    /// Of an event that has or gets a ledger row.
    case ours(EventOperation<EventFacts>)
    /// It has no ledger row: another event has its reference.
    case deleteCopy(FoundEvent)
    /// Leaves a planner's deliberate copy to the planners. It has no ledger row.
    case release(FoundEvent)

    var operation: EventOperation<EventFacts>? { if case .ours(let operation) = self { operation } else { nil } }

    /// The event after the write; nil for a deletion.
    var wanted: EventFacts? { operation?.wanted }

    /// The event's ledger row until the write is recorded.
    var row: EventReference? { operation?.row }

    /// nil for a create.
    var eventKey: EventKey? {
        switch self {
        case .ours(let operation): operation.entry?.eventKey
        case .deleteCopy(let copy), .release(let copy): copy.event.key
        }
    }

    /// The event after the write, or before a deletion.
    var facts: EventFacts {
        switch self {
        case .ours(let operation): operation.facts
        case .deleteCopy(let copy), .release(let copy): copy.facts()
        }
    }

    var action: EventAction {
        switch self {
        case .ours(let operation): operation.action
        case .deleteCopy: .delete
        // The event is changed, even if only its remark.
        case .release: .update
        }
    }

    /// For the history.
    func change(_ outcome: RunChange.Outcome, because cause: ChangeCause) -> RunChange {
        RunChange(action, outcome, facts, because: cause)
    }
}

extension EventOperation<EventFacts> {
    /// The event after the write, or before a deletion.
    var facts: EventFacts {
        switch self {
        case .create(let wanted), .update(_, let wanted): wanted
        case .delete(let entry): entry.event
        }
    }

    var row: EventReference { entry?.reference ?? facts.reference }

    /// It rewrites an event that differs from what was sent.
    var mendsWhatStandsWrong: Bool { action == .update && entry?.standsWrong == true }

    /// The row while the intent is open.
    var openEntry: LedgerEntry {
        var open = entry ?? LedgerEntry(facts, key: nil)
        open.openIntent = action
        if let wanted { open.pendingReference = wanted.reference == open.reference ? nil : wanted.reference }
        return open
    }

    /// What to record if the write happened.
    /// - Parameter key: of the created event.
    func outcome(key: EventKey?) -> LedgerOutcome {
        wanted.map { .written(LedgerEntry($0, key: entry?.eventKey ?? key), replacing: row) } ?? .gone(row)
    }

    /// What to record if the event differs from what was sent, or could not be compared: the event exists, and the next plan
    /// treats it as different.
    /// - Parameter key: of the created event.
    func outcome(standingWrong key: EventKey?) -> LedgerOutcome {
        wanted.map { .written(LedgerEntry($0, key: entry?.eventKey ?? key).standingWrong, replacing: row) } ?? .notWritten(row)
    }

    /// What to record for a write with a lost answer, based on the search; nil while the outcome is unknown.
    func outcome(of finding: EventSearch.Finding) -> LedgerOutcome? {
        switch (self, finding) {
        case (.create, .present(let found, _)): .written(found.entry(previous: nil), replacing: found.reference)
        case (.update(let entry, let wanted), .present(let found, _)):
            // It may still take effect while the event shows the old state.
            found.event.key == entry.eventKey && !found.hasLostReference && found.facts(on: wanted.resource) == wanted
                ? outcome(key: nil) : nil
        case (.delete, .absent), (.update, .absent): .gone(row)
        case (.create, .absent), (.delete, .present), (_, .unreadable), (_, .beyondView): nil
        }
    }
}

extension LedgerEntry {
    /// Those that its event may have while a write is open, the newest first.
    var references: [EventReference] { [pendingReference, reference].compactMap { $0 } }
}

extension PlanApplier.Surroundings {
    /// Sends one write, if the run is still this worker's.
    /// - Throws: `InjectedCrash`.
    func send(_ write: EventWrite) async throws -> WriteResult {
        if Task.isCancelled || trust.isLost { return .notSent }
        try await faults.reach(.beforeRemoteWrite)
        let result: WriteResult
        do {
            switch write {
            case .ours(.create(let wanted)):
                result = WriteResult(try await target.create(wanted), isNew: true)
            case .ours(.update(let entry, let wanted)):
                guard let key = entry.eventKey else { return .eventIsGone }
                let written =
                    entry.standsWrong
                    ? try await target.rewrite(key, to: wanted, replacing: entry.reference, standing: entry)
                    : try await target.update(key, to: wanted, replacing: entry.reference)
                result = written.map { WriteResult($0, isNew: false) } ?? .eventIsGone
            case .ours(.delete(let entry)):
                guard let key = entry.eventKey else { return .eventIsGone }
                let wasThere = try await entry.standsWrong ? target.withdraw(key, standing: entry) : target.delete(key)
                result = wasThere ? .done(nil, compared: [.deletion]) : .eventIsGone
            case .deleteCopy(let copy):
                result = .done(nil, compared: try await target.delete(copy.event.key) ? [.deletion] : [])
            case .release(let copy):
                try await target.release(copy.event.key)
                result = .done(nil, compared: [])
            }
        } catch {
            result = WriteResult(failure: error, of: write)
        }
        try await faults.reach(.afterRemoteWrite)
        return result
    }
}

/// The result of one remote write.
enum WriteResult: Sendable {
    /// With the key of the created event, and the points of the dialect that the comparison covered.
    case done(EventKey?, compared: Set<DialectPoint>)
    /// Written, but differs from what was sent. With the key of the created event.
    case disagrees(EventKey?, Disagreement)
    /// Written, but could not be compared with what was sent. With the key of the created event.
    case unverified(EventKey?)
    /// The planning answered that the event does not exist: nothing was written.
    case eventIsGone
    /// Certainly not written.
    case refused(SyncError)
    /// The outcome is unknown.
    case unconfirmed(SyncError)
    /// Never sent.
    case notSent

    /// - Parameter error: what the write threw.
    init(failure error: any Error) {
        let known = SyncError(of: error)
        switch known.failureClass {
        // Cut off while being sent, or by an unexpected error: it may have arrived.
        case .cancelled, .defect: self = .unconfirmed(known)
        default: self = known.isAmbiguous ? .unconfirmed(known) : .refused(known)
        }
    }

    /// For a write of an event: after a deletion or a release, which return no event, a target throws the disagreement.
    init(failure error: any Error, of write: EventWrite) {
        self.init(failure: error)
        if case .refused(let known) = self, known.code == .planningDisagrees, known.failureClass == .rejected {
            self = .disagrees(nil, known.disagreement ?? write.thrownDisagreement)
        }
    }

    init(_ written: WrittenEvent, isNew: Bool) {
        self.init(written, event: isNew ? written.key : nil)
    }

    init(_ written: WrittenResource) {
        self.init(written, event: nil)
    }

    private init<Key>(_ written: WrittenThing<Key>, event key: EventKey?) {
        if let disagreement = written.disagreement {
            self = .disagrees(key, disagreement)
        } else {
            self = written.isVerified ? .done(key, compared: written.compared) : .unverified(key)
        }
    }

    /// The 403 that rejected it, which does not affect other writes.
    var prohibition: SyncError? {
        guard case .refused(let error) = self, error.failureClass == .misconfigured, !error.endsEverything else { return nil }
        return error
    }

    var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }
}

extension EventWrite {
    /// The disagreement of a write that threw `planning_disagrees` without a point.
    fileprivate var thrownDisagreement: Disagreement {
        switch self {
        case .ours(.delete), .deleteCopy: Disagreement(point: .deletion, sent: .deletion, found: .stillThere)
        case .release: Disagreement(point: .remark, sent: .noReference, found: .otherRemark)
        case .ours: Disagreement(point: .update, sent: .written, found: .otherwise)
        }
    }
}

/// The keys of what a plan created.
struct CreatedKeys: Hashable, Sendable {
    var types: [String: UnavailabilityTypeKey] = [:]
    var departments: [DepartmentID: PlanningDepartmentKey] = [:]
    var resources: [EmployeeID: ResourceKey] = [:]

    func key(_ type: TypeReference) -> UnavailabilityTypeKey? {
        switch type {
        case .existing(let key): key
        case .new(let label): types[label]
        }
    }

    func key(_ department: DepartmentReference) -> PlanningDepartmentKey? {
        switch department {
        case .existing(let key): key
        case .new(let id): departments[id]
        }
    }

    func key(_ resource: ResourceReference) -> ResourceKey? {
        switch resource {
        case .existing(let key): key
        case .new(let employee): resources[employee]
        }
    }

    /// nil if the event's resource or type could not be created.
    func draft(of event: DesiredEvent) -> EventFacts? {
        guard let resource = key(event.resource), let type = key(event.type) else { return nil }
        return event.on(resource, as: type)
    }
}
