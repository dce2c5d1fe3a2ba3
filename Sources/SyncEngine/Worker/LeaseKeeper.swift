import Logging
import SyncCore

/// Renews a lease beside the work, and cancels the work once the lease can't be trusted any more.
struct LeaseKeeper: Sendable {
    let runs: any RunStore
    let renewals: LeaseRenewals
    let trust: LeaseGuard
    let clock: SteadyClock
    let policy: LeasePolicy
    /// Rings when somebody may have asked for the run's end: then the run's row is looked at. Renewals look at it too, later.
    let cancelSignal: WakeSignal
    let logger: Logger

    private enum Step<Result: Sendable>: Sendable {
        case worked(Swift.Result<Result, any Error>)
        case lost(SyncError)
        case cancelRequested
        /// A side loop was cancelled: the work decides what that means.
        case stopped
    }

    /// - Returns: what the work came to, and whether its end was asked for: then it was cancelled.
    /// - Throws: of class `leaseLost`, whatever the work came to; else what the work throws.
    func keeping<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> (result: Result, isCancelRequested: Bool) {
        await renewals.join(trust)
        let (result, lost, isCancelRequested) = await withTaskGroup(of: Step<Result>.self) { group in
            group.addTask { await renew() }
            group.addTask { await watch() }
            group.addTask { await look() }
            group.addTask {
                do {
                    return .worked(.success(try await work()))
                } catch {
                    return .worked(.failure(error))
                }
            }
            var result: Swift.Result<Result, any Error>?
            var lost: SyncError?
            var isCancelRequested = false
            // A lost lease outweighs whatever else ends the work.
            while let step = await group.next() {
                switch step {
                case .worked(let worked):
                    result = worked
                    group.cancelAll()
                case .lost(let error):
                    // The work may have ended first: then its lease was trusted to the end.
                    if result == nil {
                        lost = error
                        group.cancelAll()
                    }
                case .cancelRequested:
                    // The lease goes on being trusted for long enough that the work comes to a safe point and its end is recorded.
                    if result == nil, lost == nil {
                        isCancelRequested = true
                        group.cancelAll()
                    }
                case .stopped: break
                }
            }
            return (result, lost, isCancelRequested)
        }
        await renewals.leave(trust)
        if let lost { throw lost }
        guard let result else { throw trust.loss }
        return (try result.get(), isCancelRequested)
    }

    private func renew<Result>() async -> Step<Result> {
        var next = trust.renewAt
        do {
            while let moment = next {
                try await clock.sleep(until: moment)
                do {
                    if try await renewals.renew(trust).isCancelRequested { return .cancelRequested }
                    next = trust.renewAt
                } catch let error as SyncError where error.failureClass == .leaseLost {
                    return .lost(error)
                } catch let error as SyncError {
                    // The trust window ends the work if this goes on; until then the database may come back.
                    logger.warning("The lease was not renewed", metadata: [LogKey.errorCode: "\(error.code)"])
                    next = clock.now.advanced(by: .seconds(policy.retrySeconds))
                }
            }
        } catch is CancellationError {
            return .stopped
        } catch {
            trust.lose()
        }
        return .lost(trust.loss)
    }

    /// Anybody who may log in to the database can ring: only the row says what was asked.
    private func look<Result>() async -> Step<Result> {
        do {
            while await cancelSignal.wait() {
                do {
                    if try await runs.claimed(trust.lease).isCancelRequested { return .cancelRequested }
                } catch let error as SyncError {
                    // The next renewal says what it means.
                    logger.warning("A request to cancel could not be looked at", metadata: [LogKey.errorCode: "\(error.code)"])
                }
                // However often it rings.
                try await clock.sleep(seconds: 1)
            }
        } catch {
            return .stopped
        }
        return .stopped
    }

    private func watch<Result>() async -> Step<Result> {
        do {
            while let moment = trust.trustedUntil {
                try await clock.sleep(until: moment)
                guard trust.isLost else { continue }
                trust.lose()
                break
            }
        } catch {
            return .stopped
        }
        return .lost(trust.loss)
    }
}

/// Renews the leases of a process: all that it holds in one statement, as soon as one of them is due. With a statement for each run, a
/// worker of 32 would send more of them than all its other work.
actor LeaseRenewals {
    private let runs: any RunStore
    private let clock: SteadyClock
    private let policy: LeasePolicy
    private var held: [LeaseTerm: LeaseGuard] = [:]
    private var round: Task<Void, Never>?
    /// Who waits for the round's end.
    private var waiting: [LeaseTerm: WakeSignal] = [:]
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
        let signal = WakeSignal()
        waiting[lease] = signal
        if round == nil { round = Task { await renewAll() } }
        let isOver = await signal.wait()
        if waiting[lease] === signal { waiting[lease] = nil }
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
        let signals = waiting.values
        waiting = [:]
        for signal in signals { signal.signal() }
    }
}

/// How long a worker holds a run without saying so again.
package struct LeasePolicy: Sendable, Hashable {
    /// What the database grants at each claim and renewal.
    package let seconds: Int
    /// Taken off before a worker trusts it: longer than a remote write on its way may take to land.
    package let marginSeconds: Double
    /// After a renewal that failed for a passing reason.
    package let retrySeconds: Double

    /// A third of the trusted 15 s is 5: so often is a lease renewed, and two renewals may fail.
    package init(seconds: Int = 20, marginSeconds: Double = 5, retrySeconds: Double = 1) {
        self.seconds = seconds
        self.marginSeconds = marginSeconds
        self.retrySeconds = retrySeconds
    }

    /// The usual policy, with another length: margin and retry keep their share of it.
    package init(scaledTo seconds: Int) {
        let usual = LeasePolicy()
        let share = Double(seconds) / Double(usual.seconds)
        self.init(seconds: seconds, marginSeconds: usual.marginSeconds * share, retrySeconds: usual.retrySeconds * share)
    }
}
