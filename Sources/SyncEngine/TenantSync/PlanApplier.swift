import SyncCore

/// Writes a plan to the planning: types, departments, resources, events, then extra data. The order is deterministic, so that a resumed run
/// continues where a dead one stopped.
struct PlanApplier: Sendable {
    struct Surroundings: Sendable {
        let target: any PlanningTarget
        let ledger: any EventLedger
        let runs: any RunStore
        let trust: LeaseGuard
        let search: EventSearch
        let faults: FaultPoints
        /// The planning has events that an earlier run wrote.
        let hasWritten: Bool
        /// Creations of an earlier run may have an unknown outcome.
        let isMaking: Bool
        /// nil for a removal, which writes no extra data.
        let fields: FieldSurroundings?
        let tenant: TenantSlug
        let onProgress: @Sendable (SyncProgress) -> Void
        /// Recorded for the live run after each chunk.
        let tally: @Sendable (ApplyReport) async -> (RunCounts, RequestCounts)

        var lease: LeaseTerm { trust.lease }
    }

    /// Number of writes whose intents are recorded together.
    static let chunkSize = 20
    /// Concurrent remote writes: each may turn out wrong, so this is also the limit of wrong writes.
    static let concurrency = DisagreementRows.limit

    let around: Surroundings
    var report: ApplyReport
    var keys = CreatedKeys()
    var streak: FailureStreak
    /// Kept when a plan is recomputed.
    var disagreements = DisagreementRows()
    var preparation = Preparation()
    var unconfirmed: [EventWrite] = []
    /// Rejected creates. A rejection does not prove that nothing was created, so they are searched for before another try could
    /// make a duplicate.
    var refusedCreates: [Refusal] = []
    /// Updates and deletions of events that do not exist according to the answer: the planning's list is authoritative.
    var vanished: [EventWrite] = []
    /// Writes to repeat: updates of events that were gone, and writes that certainly never arrived.
    var followUp: [EventWrite] = []
    /// Creates and updates that were rejected and certainly not written. Reported at the end, unless a retry works.
    var refused: [Refusal] = []
    /// Writes that certainly did not arrive, since the planning could not be reached or failed. Problems at the end, unless that is
    /// the run's own failure.
    var stalled: [Refusal] = []
    /// Resources with an event changed or deleted since the last try: the rejected time may be free.
    private var eased: Set<ResourceKey> = []
    /// Why each write: by its ledger row.
    private var causes: [EventReference: ChangeCause] = [:]
    /// Why every other.
    private var commonCause = ChangeCause.undecided
    /// Events deleted only to be created again.
    private var makingRoom: Set<EventReference> = []
    /// Events that were created or updated.
    private(set) var written: Set<EventReference> = []
    /// Events with a reported failure, their own or one they depend on.
    var told: Set<EventReference> = []
    /// Those of them with an unknown outcome.
    var unsettled: Set<EventReference> = []
    private var deleted: Set<EventReference> = []
    /// The planning's answer to the first write that was rejected to the end.
    var firstRefusal: SyncError?
    private(set) var unconfirmedCopies = 0
    private var eventsDone = 0
    var eventsTotal = 0

    init(_ around: Surroundings, report: ApplyReport) {
        self.around = around
        self.report = report
        streak = FailureStreak(hasWritten: around.hasWritten)
    }

    /// The first half: types, departments, resources, and the events to create and change. Rejected writes are kept for `finish`.
    /// - Parameter catalogWasRead: for what is remembered.
    /// - Throws: `SyncError` if the rest cannot be written, `InjectedCrash`. `report` is valid then too.
    mutating func write(_ plan: SyncPlan, catalogWasRead: Bool) async throws {
        causes = plan.causes
        try await prepare(plan, catalogWasRead: catalogWasRead)
        eventsTotal += plan.operations.count
        // Events that differ from what was sent come first, deleted or rewritten: until that works, no other event is written.
        let stray = plan.operations.compactMap { if case .delete(let entry) = $0, entry.standsWrong { entry } else { nil } }
        try await delete(stray)
        let all = substitute(plan.operations)
        let writes = all.filter(\.mendsWhatStandsWrong) + all.filter { !$0.mendsWhatStandsWrong }
        try await perform(writes.map(EventWrite.ours))
        if !refusedCreates.isEmpty || !vanished.isEmpty || !refused.isEmpty { try await settle() }
    }

    /// The applier of a recomputed plan after `write`: that plan contains whatever was not written.
    func startingOver(_ around: Surroundings) -> PlanApplier {
        var report = report
        let unsettled = unsettled
        report.problems.removeAll { problem in
            problem.code != .eventUnconfirmed || !unsettled.contains { problem.concerns($0) }
        }
        report.failed = report.problems.count
        var next = PlanApplier(around, report: report)
        (next.told, next.unsettled) = (unsettled, unsettled)
        next.disagreements = disagreements
        next.streak = FailureStreak(hasWritten: around.hasWritten, after: streak)
        return next
    }

    /// Three consecutive writes differ from what was sent in this point: the tenant's dialect is unreliable.
    var doubtful: DialectPoint? { disagreements.doubtful }

    /// Adds to the problems that no run writes until the dialect is checked.
    mutating func noteDoubt() {
        report.problems = report.problems.map(\.inDoubt)
    }

    /// The number of rejected writes that name a resource or type missing from the catalog, or an archived resource.
    func refusals(missingIn catalog: Catalog) -> Int {
        let resources = Set(catalog.resources.filter { !$0.isArchived }.map(\.key))
        let types = Set(catalog.types.map(\.key))
        return refused.count { refusal in
            guard refusal.error.failureClass == .rejected, let wanted = refusal.write.wanted else { return false }
            return !resources.contains(wanted.resource) || !types.contains(wanted.type)
        }
    }

    /// A rejected write may name something that no longer exists.
    var hasDoubts: Bool { refused.contains { $0.error.failureClass == .rejected } }

    /// The second half: deletions, and retries of rejected writes. Deletions on the resource of a rejected write come first,
    /// directly followed by the retry, so that the employee seems present only that long.
    /// - Parameters:
    ///   - copies: events to delete in addition to the plan's.
    ///   - plannersCopies: events to leave to the planners.
    /// - Throws: like `write`.
    mutating func finish(_ plan: SyncPlan, copies: [FoundEvent], plannersCopies: [FoundEvent]) async throws {
        eventsTotal += copies.count + plannersCopies.count
        var deletions = plan.operations.compactMap { operation -> LedgerEntry? in
            if case .delete(let entry) = operation, !entry.standsWrong { entry } else { nil }
        }
        try await retryRefused()
        let crowded = Set(refused.compactMap(\.write.wanted?.resource))
        let makingRoom = Dictionary(grouping: deletions.filter { crowded.contains($0.resource) }, by: \.resource)
        for (_, entries) in makingRoom.sorted(by: { $0.key < $1.key }) {
            try await delete(entries)
            try await retryRefused()
        }
        deletions.removeAll { crowded.contains($0.resource) }
        try await perform(
            deletions.map { .ours(.delete($0)) } + copies.map(EventWrite.deleteCopy) + plannersCopies.map(EventWrite.release))
        try await conclude()
    }

    /// Deletes events without replacing them. The planners' copies are released first: once its original is gone, a copy can no longer be
    /// recognized as theirs.
    /// - Throws: like `write`.
    mutating func remove(_ entries: [LedgerEntry], copies: [FoundEvent], plannersCopies: [FoundEvent]) async throws {
        commonCause = .removal
        eventsTotal += entries.count + copies.count + plannersCopies.count
        try await perform(plannersCopies.map(EventWrite.release))
        guard report.failed == 0, unconfirmedCopies == 0 else { return try await endFailed() }
        try await perform(entries.map { .ours(.delete($0)) } + copies.map(EventWrite.deleteCopy))
        try await conclude()
    }

    private mutating func conclude() async throws {
        try await settle()
        try await retryRefused()
        try await recordRefused()
        try await endFailed()
    }

    mutating func note(_ problem: Problem) {
        report.problems.append(problem)
    }

    /// The plan's creates and updates with all keys known. An event that depends on a failed creation counts as failed: only the
    /// creation's failure is reported.
    private mutating func substitute(_ operations: [SyncOperation]) -> [EventOperation<EventFacts>] {
        var writes: [EventOperation<EventFacts>] = []
        for operation in operations {
            switch operation {
            case .create(let event):
                if let draft = keys.draft(of: event) { writes.append(.create(draft)) } else { count(failed: event) }
            case .update(let entry, let event):
                if let draft = keys.draft(of: event) { writes.append(.update(entry, draft)) } else { count(failed: event) }
            case .delete: break
            }
        }
        return writes
    }

    mutating func count(failed event: DesiredEvent) {
        report.failed += 1
        told.insert(event.reference)
    }

    /// Retries rejected writes while other events of the resource are freed, and breaks up pairs that block each other. Forbidden
    /// or locked writes are not retried: free time does not help.
    private mutating func retryRefused() async throws {
        var untied: Set<EventReference> = []
        while true {
            let rejected = refused.filter { $0.error.failureClass == .rejected && $0.error.code != .planningPMELocked }
            let due = rejected.filter { refusal in refusal.write.wanted.map { eased.contains($0.resource) } ?? false }
            eased = []
            if due.isEmpty {
                guard let knot = RefusalKnot.first(in: rejected, except: untied) else { return }
                untied.insert(knot.entry.reference)
                try await untie(knot)
                continue
            }
            let writes = Set(due.map(\.write))
            refused.removeAll { writes.contains($0.write) }
            eventsTotal += due.count
            try await perform(due.map(\.write))
            try await settle()
        }
    }

    /// Two events that need each other's time: one is deleted and created again after the other has moved. What planners typed
    /// into it is lost, which is better than a missing absence.
    private mutating func untie(_ knot: RefusalKnot) async throws {
        eventsTotal += 1
        // The creation has the cause of the update that it replaces.
        causes[knot.draft.reference] = causes[knot.entry.reference]
        makingRoom.insert(knot.entry.reference)
        try await delete([knot.entry])
        try await settle()
        guard deleted.contains(knot.entry.reference) else { return }
        refused = refused.map { refusal in
            refusal.write == .ours(.update(knot.entry, knot.draft))
                ? Refusal(write: .ours(.create(knot.draft)), error: refusal.error) : refusal
        }
    }

    private mutating func delete(_ entries: [LedgerEntry]) async throws {
        try await perform(entries.map { .ours(.delete($0)) })
    }

    mutating func perform(_ writes: [EventWrite]) async throws {
        var rest = writes[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(Self.chunkSize))
            rest = rest.dropFirst(chunk.count)
            try await perform(chunk: chunk)
            eventsDone += chunk.count
            around.onProgress(SyncProgress(.applying, done: eventsDone, total: eventsTotal))
        }
    }

    mutating func perform(chunk: [EventWrite]) async throws {
        try around.trust.check()
        if Task.isCancelled { throw SyncError.stopped }
        let intents = chunk.compactMap(\.operation)
        if !intents.isEmpty { try await around.ledger.recordIntents(intents, around.lease) }
        try await around.faults.reach(.afterIntents)

        let (results, failure) = try await send(chunk)
        // Nothing more is written under a lost lease; its new holder searches for open writes.
        try around.trust.check()
        try await around.faults.reach(.beforeOutcomes)
        let (outcomes, changes) = weigh(chunk, results)
        let (ledger, lease) = (around.ledger, around.lease)
        try await uncancellable { try await ledger.recordOutcomes(outcomes, changes: changes, lease) }
        report.count(changes)
        try await around.faults.reach(.afterOutcomes)
        if let failure {
            noteUnconfirmed()
            throw failure
        }
        if results.contains(where: \.isNotSent) {
            noteUnconfirmed()
            throw Task.isCancelled ? SyncError.stopped : around.trust.loss
        }
        let (counts, requests) = await around.tally(report)
        try await around.runs.progress(around.lease, counts: counts, requests: requests)
    }

    /// The longer the streak of disagreeing writes, the fewer are sent at once: each may extend it.
    /// - Returns: a result for each write, and the error that stopped the sending.
    /// - Throws: `InjectedCrash`.
    private mutating func send(_ chunk: [EventWrite]) async throws -> ([WriteResult], SyncError?) {
        var results = Array(repeating: WriteResult.notSent, count: chunk.count)
        var failure: SyncError?
        var (streak, disagreements) = (streak, disagreements)
        let around = around
        try await withThrowingTaskGroup(of: (Int, WriteResult, sentAfter: Int).self) { group in
            var (next, underWay) = (0, 0)
            repeat {
                while failure == nil, next < chunk.count, underWay + disagreements.longest < Self.concurrency {
                    let (index, write, known) = (next, chunk[next], disagreements.count)
                    group.addTask { (index, try await around.send(write), known) }
                    (next, underWay) = (next + 1, underWay + 1)
                }
                guard let (index, result, known) = try await group.next() else { break }
                underWay -= 1
                results[index] = result
                disagreements.note(result, sentAfter: known)
                if let error = streak.note(result), failure == nil { failure = error }
                if failure == nil { failure = disagreements.failure(around.tenant) }
            } while true
        }
        (self.streak, self.disagreements) = (streak, disagreements)
        return (results, failure)
    }

    private mutating func weigh(_ chunk: [EventWrite], _ results: [WriteResult]) -> ([LedgerOutcome], [RunChange]) {
        var outcomes: [LedgerOutcome] = []
        var changes: [RunChange] = []
        for (write, result) in zip(chunk, results) {
            switch result {
            case .done(let key, _):
                write.operation.map { outcomes.append($0.outcome(key: key)) }
                changes.append(change(write, .done))
                noteDone(write)
            case .disagrees(let key, let disagreement):
                write.operation.map { outcomes.append($0.outcome(standingWrong: key)) }
                changes.append(changeStandingWrong(write))
                noteFailure(.planningDisagrees(write, disagreement), write)
            case .unverified(let key):
                write.operation.map { outcomes.append($0.outcome(standingWrong: key)) }
                changes.append(changeStandingWrong(write))
                noteFailure(.eventUnverified(write), write)
            case .eventIsGone:
                // Its intent stays open until the planning was read.
                vanished.append(write)
            case .refused(let error):
                if case .ours(.create) = write, error.isAnswer {
                    // Its intent stays open until the planning was read.
                    if !error.endsEverything { refusedCreates.append(Refusal(write: write, error: error)) }
                    continue
                }
                write.row.map { outcomes.append(.notWritten($0)) }
                // An error that ends the run is reported as the run's error.
                guard !error.endsEverything else { continue }
                if error.isOutage {
                    stalled.append(Refusal(write: write, error: error))
                    report.failed += 1
                    continue
                }
                if case .ours(.update) = write, error.isAnswer, error.code != .planningPMELocked {
                    refused.append(Refusal(write: write, error: error))
                    continue
                }
                changes.append(change(write, .rejected))
                noteFailure(.refusal(write, error), write, error)
            case .unconfirmed:
                // A copy has no row: the next whole read finds it again.
                if write.row != nil { unconfirmed.append(write) } else { unconfirmedCopies += 1 }
            case .notSent:
                write.row.map { outcomes.append(.notWritten($0)) }
            }
        }
        return (outcomes, changes)
    }

    /// For the history.
    func change(_ write: EventWrite, _ outcome: RunChange.Outcome) -> RunChange {
        write.change(outcome, because: cause(of: write))
    }

    /// For the history, if the event differs from what was sent or could not be compared: it was written all the same. An event
    /// to be deleted still exists.
    func changeStandingWrong(_ write: EventWrite) -> RunChange { change(write, write.wanted == nil ? .rejected : .done) }

    private func cause(of write: EventWrite) -> ChangeCause {
        switch write {
        case .ours(.delete(let entry)) where makingRoom.contains(entry.reference): .madeRoom
        case .ours(let operation): causes[operation.row] ?? commonCause
        case .deleteCopy: .duplicate
        case .release: .copiedByHand
        }
    }

    /// The update of this event found it gone: it is created again.
    mutating func noteGone(_ wanted: EventFacts) { causes[wanted.reference] = .removedByHand }

    mutating func noteDone(_ write: EventWrite) {
        switch write {
        case .ours(.create(let wanted)): written.insert(wanted.reference)
        case .ours(.update(let entry, let wanted)):
            written.insert(wanted.reference)
            eased.insert(entry.resource)
        case .ours(.delete(let entry)):
            deleted.insert(entry.reference)
            eased.insert(entry.resource)
        case .deleteCopy(let copy): eased.formUnion(copy.event.resources)
        case .release: break
        }
    }
}
