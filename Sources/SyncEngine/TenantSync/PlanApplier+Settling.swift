import SyncCore

/// Resolves open and rejected writes by reading the planning, and reports them.
extension PlanApplier {
    /// Resolves open writes by reading the planning, and repeats those that certainly never arrived.
    mutating func settle() async throws {
        try await settleUnconfirmed(mayRepeat: true)
        while !followUp.isEmpty {
            let again = followUp
            followUp = []
            eventsTotal += again.count
            try await perform(again)
            try await settleUnconfirmed(mayRepeat: false)
        }
    }

    /// Resolves lost answers by reading, once the writes must have taken effect. Those that did not are repeated.
    private mutating func settleUnconfirmed(mayRepeat: Bool) async throws {
        guard !unconfirmed.isEmpty || !refusedCreates.isEmpty || !vanished.isEmpty else { return }
        let refusals = Dictionary(refusedCreates.map { ($0.write.row, $0) }) { first, _ in first }
        let saidGone = Set(vanished)
        let writes = unconfirmed + refusedCreates.map(\.write) + vanished
        let findings: [EventReference: EventSearch.Finding]
        do {
            if !unconfirmed.isEmpty {
                around.onProgress(SyncProgress(.landing))
                try await around.trust.wait(seconds: around.target.landingSeconds)
            }
            findings = try await around.search.look(for: writes.compactMap(\.operation?.openEntry))
        } catch {
            noteUnconfirmed()
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
            guard let row = write.row, let finding = findings[row], let outcome = write.operation?.outcome(of: finding) else {
                guard let row = write.row else { continue }
                // If the planning cannot be read, a rejection counts as final, but a missing answer does not.
                if findings[row] == .unreadable || (findings[row] == .beyondView && refusals[row] == nil) {
                    streak.noteAnswer()
                    open.append(write)
                    changes.append(change(write, .unconfirmed))
                } else if let refusal = refusals[row] {
                    outcomes.append(.notWritten(row))
                    refused.append(refusal)
                } else if mayRepeat {
                    outcomes.append(.notWritten(row))
                    followUp.append(write)
                } else if saidGone.contains(write) {
                    // It exists, although PlanningPME answered that it does not: no answer was lost. The missing thing may be one
                    // that the write names.
                    outcomes.append(.notWritten(row))
                    refused.append(Refusal(write: write, error: .eventSaidToBeGone))
                } else {
                    open.append(write)
                    changes.append(change(write, .unconfirmed))
                }
                continue
            }
            outcomes.append(outcome)
            streak.noteAnswer()
            if case .ours(.create) = write, case .written(let entry, _) = outcome, entry.standsWrong {
                // It shows no type: a task, or an absence without an unavailability type.
                let disagreement = Disagreement(point: .kind, sent: .absence, found: .untypedEvent)
                disagreements.note(.disagrees(entry.eventKey, disagreement), sentAfter: disagreements.count)
                changes.append(changeStandingWrong(write))
                noteFailure(.planningDisagrees(write, disagreement), write)
                continue
            }
            if case .ours(.update(_, let wanted)) = write, case .gone = outcome {
                noteGone(wanted)
                followUp.append(.ours(.create(wanted)))
            } else {
                changes.append(change(write, .done))
                noteDone(write)
            }
        }
        let (ledger, lease) = (around.ledger, around.lease)
        let (settled, happened) = (outcomes, changes)
        try await uncancellable { try await ledger.recordOutcomes(settled, changes: happened, lease) }
        report.count(changes)
        for write in open {
            noteFailure(.eventUnconfirmed(write), write)
            unsettled.insert(write.facts.reference)
        }
        if let failure = disagreements.failure(around.tenant) {
            noteUnconfirmed()
            throw failure
        }
    }

    /// Writes that were rejected until the end.
    mutating func recordRefused() async throws {
        try await recordRejected(refused)
        refused = []
    }

    /// - Throws: the error that every write failed with; then none of them is a problem of its own.
    mutating func endFailed() async throws {
        if let error = streak.failureOfEverything { throw error }
        // Each was counted at once.
        report.failed -= stalled.count
        try await recordRejected(stalled)
        stalled = []
    }

    private mutating func recordRejected(_ refusals: [Refusal]) async throws {
        guard !refusals.isEmpty else { return }
        let changes = refusals.map { change($0.write, .rejected) }
        let (ledger, lease) = (around.ledger, around.lease)
        try await uncancellable { try await ledger.recordOutcomes([], changes: changes, lease) }
        for refusal in refusals { noteFailure(.refusal(refusal.write, refusal.error), refusal.write, refusal.error) }
    }

    /// Writes with a still unknown outcome, when no more reads are possible.
    mutating func noteUnconfirmed() {
        for write in unconfirmed { noteFailure(.eventUnconfirmed(write), write) }
        for refusal in refusedCreates + refused {
            noteFailure(.refusal(refusal.write, refusal.error), refusal.write, refusal.error)
        }
    }

    mutating func noteFailure(_ problem: Problem, _ write: EventWrite, _ refusal: SyncError? = nil) {
        note(problem)
        if firstRefusal == nil, refusal != .eventSaidToBeGone { firstRefusal = refusal }
        told.insert(write.facts.reference)
        report.failed += 1
    }
}
