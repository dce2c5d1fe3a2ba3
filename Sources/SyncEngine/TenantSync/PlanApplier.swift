import SyncCore

/// Writes a plan to the planning: types, departments, resources, then events. Deterministic in what it starts and in which order,
/// so that a resumed run goes on where a dead one stopped.
struct PlanApplier: Sendable {
    /// Everything the applier works with.
    struct Surroundings: Sendable {
        let target: any PlanningTarget
        let ledger: any EventLedger
        let runs: any RunStore
        let trust: LeaseGuard
        let search: EventSearch
        let faults: FaultPoints
        /// Something that an earlier run wrote stands on the planning.
        let hasWritten: Bool
        let onProgress: @Sendable (SyncProgress) -> Void
        /// Shown on the live run after each chunk.
        let tally: @Sendable (ApplyReport) async -> (RunCounts, RequestCounts)

        var lease: LeaseTerm { trust.lease }
    }

    /// Writes of events whose intents are recorded together.
    static let chunkSize = 20
    /// Remote writes under way at once.
    static let concurrency = 4

    let around: Surroundings
    private(set) var report: ApplyReport
    var keys = CreatedKeys()
    var streak: FailureStreak
    var preparation = Preparation()
    private var unconfirmed: [EventWrite] = []
    /// Creates that were refused. No refusal proves that nothing was made, and another try would make it twice: they are looked for.
    private var refusedCreates: [(write: EventWrite, error: SyncError)] = []
    /// Updates and deletions of events that are said to be gone: the planning's list has the last word.
    private var vanished: [EventWrite] = []
    /// What is written once more: events that were gone when they were to be updated, writes that surely never arrived.
    private var followUp: [EventWrite] = []
    private var eventsDone = 0

    init(_ around: Surroundings, report: ApplyReport) {
        self.around = around
        self.report = report
        streak = FailureStreak(hasWritten: around.hasWritten)
    }

    /// - Parameters:
    ///   - copies: events to delete beside the plan's.
    ///   - plannersCopies: events to leave to the planners.
    ///   - directoryWasRead: for what is remembered.
    /// - Throws: `SyncError` when the rest can't be written, `InjectedCrash`. `report` is true then too.
    mutating func apply(
        _ plan: SyncPlan, copies: [FoundEvent], plannersCopies: [FoundEvent], directoryWasRead: Bool
    ) async throws {
        try await prepare(plan, directoryWasRead: directoryWasRead)
        let (writes, deletions) = substitute(plan.operations)
        let all = deletions + copies.map(EventWrite.deleteCopy) + plannersCopies.map(EventWrite.release)
        let total = writes.count + all.count
        try await perform(writes, total: total)
        try await perform(all, total: total)
        try await settleUnconfirmed(mayRepeat: true)
        if !followUp.isEmpty {
            let again = followUp
            followUp = []
            try await perform(again, total: total + again.count)
            try await settleUnconfirmed(mayRepeat: false)
        }
        if let error = streak.failureOfEverything { throw error }
    }

    mutating func note(_ problem: Problem) {
        report.problems.append(problem)
    }

    /// The plan's operations with every key known. What hangs on something that could not be created counts as failed: the problem
    /// is told once, where the creation failed.
    private mutating func substitute(_ operations: [SyncOperation]) -> (writes: [EventWrite], deletions: [EventWrite]) {
        var writes: [EventWrite] = []
        var deletions: [EventWrite] = []
        for operation in operations {
            switch operation {
            case .create(let event):
                if let draft = keys.draft(of: event) { writes.append(.create(draft)) } else { report.failed += 1 }
            case .update(let entry, let event):
                if let draft = keys.draft(of: event) { writes.append(.update(entry, draft)) } else { report.failed += 1 }
            case .delete(let entry):
                deletions.append(.delete(entry))
            }
        }
        return (writes, deletions)
    }

    private mutating func perform(_ writes: [EventWrite], total: Int) async throws {
        var rest = writes[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(Self.chunkSize))
            rest = rest.dropFirst(chunk.count)
            try await perform(chunk)
            eventsDone += chunk.count
            around.onProgress(SyncProgress(.applying, done: eventsDone, total: total))
        }
    }

    private mutating func perform(_ chunk: [EventWrite]) async throws {
        try around.trust.check()
        if Task.isCancelled { throw SyncError.stopped }
        let intents = chunk.compactMap(\.intent)
        if !intents.isEmpty { try await around.ledger.recordIntents(intents, around.lease) }
        try await around.faults.reach(.afterIntents)

        let (results, failure) = try await send(chunk)
        // Nothing more is written under a lease that is lost; whoever has it looks for what was under way.
        try around.trust.check()
        try await around.faults.reach(.beforeOutcomes)
        let (outcomes, changes) = weigh(chunk, results)
        let (ledger, lease) = (around.ledger, around.lease)
        try await uncancellable { try await ledger.recordOutcomes(outcomes, changes: changes, lease) }
        report.count(changes)
        try await around.faults.reach(.afterOutcomes)
        if let failure {
            tellUnconfirmed()
            throw failure
        }
        if results.contains(where: \.isNotSent) {
            tellUnconfirmed()
            throw Task.isCancelled ? SyncError.stopped : around.trust.loss
        }
        let (counts, requests) = await around.tally(report)
        try await around.runs.progress(around.lease, counts: counts, requests: requests)
    }

    /// - Returns: a result for each write, and the error that stopped the sending.
    /// - Throws: `InjectedCrash`.
    private mutating func send(_ chunk: [EventWrite]) async throws -> ([WriteResult], SyncError?) {
        var results = Array(repeating: WriteResult.notSent, count: chunk.count)
        var failure: SyncError?
        var streak = streak
        let around = around
        try await withThrowingTaskGroup(of: (Int, WriteResult).self) { group in
            var next = 0
            while next < min(Self.concurrency, chunk.count) {
                let (index, write) = (next, chunk[next])
                group.addTask { (index, try await around.send(write)) }
                next += 1
            }
            while let (index, result) = try await group.next() {
                results[index] = result
                if let error = streak.note(result), failure == nil { failure = error }
                if failure == nil, next < chunk.count {
                    let (index, write) = (next, chunk[next])
                    group.addTask { (index, try await around.send(write)) }
                    next += 1
                }
            }
        }
        self.streak = streak
        return (results, failure)
    }

    private mutating func weigh(_ chunk: [EventWrite], _ results: [WriteResult]) -> ([LedgerOutcome], [RunChange]) {
        var outcomes: [LedgerOutcome] = []
        var changes: [RunChange] = []
        for (write, result) in zip(chunk, results) {
            switch result {
            case .done(let key):
                write.outcome(key: key).map { outcomes.append($0) }
                changes.append(write.change(.done))
            case .eventIsGone:
                // Its intent stays open until somebody has looked.
                vanished.append(write)
            case .refused(let error):
                if case .create = write, error.isAnswer {
                    // Its intent stays open until somebody has looked.
                    if !error.endsEverything { refusedCreates.append((write, error)) }
                    continue
                }
                write.row.map { outcomes.append(.notWritten($0)) }
                // What ends the run is told as the run's error.
                guard !error.endsEverything else { continue }
                changes.append(write.change(.rejected))
                tell(.eventRejected(write, error))
            case .unconfirmed:
                // A copy has no row: the next whole read finds it again.
                if write.row != nil { unconfirmed.append(write) }
            case .notSent:
                write.row.map { outcomes.append(.notWritten($0)) }
            }
        }
        return (outcomes, changes)
    }

    /// Settles lost answers by looking, once the writes must have taken effect. What did not is written again.
    private mutating func settleUnconfirmed(mayRepeat: Bool) async throws {
        guard !unconfirmed.isEmpty || !refusedCreates.isEmpty || !vanished.isEmpty else { return }
        let refusals = Dictionary(refusedCreates.map { ($0.write.row, $0.error) }) { first, _ in first }
        let writes = unconfirmed + refusedCreates.map(\.write) + vanished
        let findings: [EventReference: EventSearch.Finding]
        do {
            if !unconfirmed.isEmpty {
                around.onProgress(SyncProgress(.landing))
                try await around.trust.wait(seconds: around.target.landingSeconds)
            }
            findings = try await around.search.look(for: writes.compactMap(\.openEntry))
        } catch {
            tellUnconfirmed()
            throw error
        }
        unconfirmed = []
        refusedCreates = []
        vanished = []
        try around.trust.check()
        var outcomes: [LedgerOutcome] = []
        var changes: [RunChange] = []
        var open: [EventWrite] = []
        for write in writes {
            guard let row = write.row, let finding = findings[row], let outcome = write.outcome(of: finding) else {
                if let row = write.row, let error = refusals[row] {
                    outcomes.append(.notWritten(row))
                    changes.append(write.change(.rejected))
                    tell(.eventRejected(write, error))
                    continue
                }
                if mayRepeat {
                    write.row.map { outcomes.append(.notWritten($0)) }
                    followUp.append(write)
                } else {
                    open.append(write)
                    changes.append(write.change(.unconfirmed))
                }
                continue
            }
            outcomes.append(outcome)
            if case .update(_, let draft) = write, case .gone = outcome {
                followUp.append(.create(draft))
            } else {
                changes.append(write.change(.done))
            }
        }
        let (ledger, lease) = (around.ledger, around.lease)
        let (settled, told) = (outcomes, changes)
        try await uncancellable { try await ledger.recordOutcomes(settled, changes: told, lease) }
        report.count(changes)
        for write in open { tell(.eventUnconfirmed(write)) }
    }

    /// What is not known yet of the writes so far, when nobody can look any more.
    private mutating func tellUnconfirmed() {
        for write in unconfirmed { tell(.eventUnconfirmed(write)) }
        for (write, error) in refusedCreates { tell(.eventRejected(write, error)) }
    }

    private mutating func tell(_ problem: Problem) {
        note(problem)
        report.failed += 1
    }
}

extension PlanApplier.Surroundings {
    /// Sends one write, if the run is still this worker's.
    /// - Throws: `InjectedCrash`.
    fileprivate func send(_ write: EventWrite) async throws -> WriteResult {
        if Task.isCancelled || trust.isLost { return .notSent }
        try await faults.reach(.beforeRemoteWrite)
        let result: WriteResult
        do {
            switch write {
            case .create(let draft):
                result = .done(try await target.create(draft))
            case .update(let entry, let draft):
                guard let key = entry.eventKey else { return .eventIsGone }
                result = try await target.update(key, to: draft, replacing: entry.reference) ? .done(nil) : .eventIsGone
            case .delete(let entry):
                guard let key = entry.eventKey else { return .eventIsGone }
                result = try await target.delete(key) ? .done(nil) : .eventIsGone
            case .deleteCopy(let copy):
                try await target.delete(copy.event.key)
                result = .done(nil)
            case .release(let copy):
                try await target.release(copy.event.key)
                result = .done(nil)
            }
        } catch {
            result = WriteResult(failure: error)
        }
        try await faults.reach(.afterRemoteWrite)
        return result
    }
}
