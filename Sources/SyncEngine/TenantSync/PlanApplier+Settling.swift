import SyncCore

/// What is open or was refused, settled by looking, and told.
extension PlanApplier {
    /// Settles what is open by looking, and writes once more what surely never arrived.
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

    /// Settles lost answers by looking, once the writes must have taken effect. What did not is written again.
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
            guard let row = write.row, let finding = findings[row], let outcome = write.operation?.outcome(of: finding) else {
                guard let row = write.row else { continue }
                // A refusal is believed where nobody can look; a silence never is.
                if findings[row] == .unreadable || (findings[row] == .beyondView && refusals[row] == nil) {
                    open.append(write)
                    changes.append(write.change(.unconfirmed))
                } else if let refusal = refusals[row] {
                    outcomes.append(.notWritten(row))
                    refused.append(refusal)
                } else if mayRepeat {
                    outcomes.append(.notWritten(row))
                    followUp.append(write)
                } else if saidGone.contains(write) {
                    // It is there, and was said not to be: an answer, not a lost one. What the write names may be what is gone.
                    outcomes.append(.notWritten(row))
                    refused.append(Refusal(write: write, error: .eventSaidToBeGone))
                } else {
                    open.append(write)
                    changes.append(write.change(.unconfirmed))
                }
                continue
            }
            outcomes.append(outcome)
            if case .ours(.create) = write, case .written(let entry, _) = outcome, entry.standsWrong {
                // It shows no type: a task, or an absence without a reason.
                let disagreement = Disagreement(point: .kind, sent: .absence, found: .untypedEvent)
                disagreements.note(.disagrees(entry.eventKey, disagreement), sentAfter: disagreements.count)
                changes.append(write.changeStandingWrong)
                tell(.planningDisagrees(write, disagreement), write)
                continue
            }
            if case .ours(.update(_, let wanted)) = write, case .gone = outcome {
                followUp.append(.ours(.create(wanted)))
            } else {
                changes.append(write.change(.done))
                noteDone(write)
            }
        }
        let (ledger, lease) = (around.ledger, around.lease)
        let (settled, happened) = (outcomes, changes)
        try await uncancellable { try await ledger.recordOutcomes(settled, changes: happened, lease) }
        report.count(changes)
        for write in open {
            tell(.eventUnconfirmed(write), write)
            unsettled.insert(write.change(.unconfirmed).reference)
        }
        if let failure = disagreements.failure(around.tenant) {
            tellUnconfirmed()
            throw failure
        }
    }

    /// What was refused to the last.
    mutating func tellRefused() async throws {
        guard !refused.isEmpty else { return }
        let changes = refused.map { $0.write.change(.rejected) }
        let (ledger, lease) = (around.ledger, around.lease)
        try await uncancellable { try await ledger.recordOutcomes([], changes: changes, lease) }
        for refusal in refused { tell(.refusal(refusal.write, refusal.error), refusal.write, refusal.error) }
        refused = []
    }

    /// What is not known yet of the writes so far, when nobody can look any more.
    mutating func tellUnconfirmed() {
        for write in unconfirmed { tell(.eventUnconfirmed(write), write) }
        for refusal in refusedCreates + refused { tell(.refusal(refusal.write, refusal.error), refusal.write, refusal.error) }
    }

    mutating func tell(_ problem: Problem, _ write: EventWrite, _ refusal: SyncError? = nil) {
        note(problem)
        if firstRefusal == nil, refusal != .eventSaidToBeGone { firstRefusal = refusal }
        told.insert(write.change(.rejected).reference)
        report.failed += 1
    }
}
