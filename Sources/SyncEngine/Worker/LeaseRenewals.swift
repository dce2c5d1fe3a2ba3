import SyncCore

/// Renews the leases of a process: all that it holds in one statement, as soon as one of them is due. With a statement for each run, a
/// worker of 32 would send more of them than all its other work.
actor LeaseRenewals {
    private let runs: any RunStore
    private let clock: SteadyClock
    private let policy: LeasePolicy
    private var held: [LeaseTerm: LeaseGuard] = [:]
    private var round: Task<Void, Never>?
    /// Who waits for the round's end.
    private var waiting: [LeaseTerm: Doorbell] = [:]
    /// Why the last round renewed nothing.
    private var failure: SyncError?

    init(runs: any RunStore, clock: SteadyClock, policy: LeasePolicy) {
        self.runs = runs
        self.clock = clock
        self.policy = policy
    }

    func join(_ trust: LeaseGuard) { held[trust.lease] = trust }

    func leave(_ trust: LeaseGuard) { held[trust.lease] = nil }

    /// Returns once this lease was renewed: alone, or with the others.
    /// - Throws: of class `leaseLost` when it has passed on; what the store throws; `CancellationError`.
    func renew(_ trust: LeaseGuard) async throws -> LeaseRenewal {
        if let renewal = trust.takeRenewal() { return renewal }
        if trust.isLost { throw trust.loss }
        guard held.count > 1 else { return try await renewAlone(trust) }
        try await waitForRound(trust.lease)
        if let renewal = trust.takeRenewal() { return renewal }
        if trust.isLost { throw trust.loss }
        if let failure { throw failure }
        // Another session is writing the run: this lease alone waits for it.
        return try await renewAlone(trust)
    }

    private func renewAlone(_ trust: LeaseGuard) async throws -> LeaseRenewal {
        let sent = clock.now
        trust.asked(at: sent)
        do {
            let renewal = try await runs.renew(trust.lease, leaseSeconds: policy.seconds)
            trust.granted(renewal, sentAt: sent)
            return trust.takeRenewal() ?? renewal
        } catch let error as SyncError {
            if error.failureClass == .leaseLost { trust.lose(isRefused: true) } else { trust.notRenewed(error) }
            throw error
        }
    }

    /// Begins a round, unless one is under way. A caller that is cancelled does not wait on; a round that no one waits for is given up.
    private func waitForRound(_ lease: LeaseTerm) async throws {
        let bell = Doorbell()
        waiting[lease] = bell
        if round == nil { round = Task { await renewAll() } }
        let isOver = await bell.wait()
        if waiting[lease] === bell { waiting[lease] = nil }
        guard isOver else {
            if waiting.isEmpty { round?.cancel() }
            throw CancellationError()
        }
    }

    private func renewAll() async {
        let sent = clock.now
        let guards = held
        for trust in guards.values { trust.asked(at: sent) }
        do {
            let answers = try await runs.renew(guards.keys.sorted { $0.runID < $1.runID }, leaseSeconds: policy.seconds)
            failure = nil
            for (lease, trust) in guards {
                switch answers[lease] {
                case .renewed(let renewal): trust.granted(renewal, sentAt: sent)
                case .busy: break
                case nil: trust.lose(isRefused: true)
                }
            }
        } catch let error as SyncError where error.failureClass != .cancelled {
            failure = error
            for trust in guards.values { trust.notRenewed(error) }
        } catch {
            // Given up because no one waited any longer: who waits by now renews alone.
            failure = nil
        }
        round = nil
        let bells = waiting.values
        waiting = [:]
        for bell in bells { bell.ring() }
    }
}
