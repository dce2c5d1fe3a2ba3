import Logging
import SyncCore

/// Renews a lease beside the work, and cancels the work once the lease can no longer be trusted.
struct LeaseKeeper: Sendable {
    let runs: any RunStore
    let renewals: LeaseRenewals
    let trust: LeaseGuard
    let clock: SteadyClock
    let policy: LeasePolicy
    /// Signals a possible cancellation: the run's row is read. Renewals also read it, later.
    let cancelSignal: WakeSignal
    let logger: Logger

    private enum Step<Result: Sendable>: Sendable {
        case worked(Swift.Result<Result, any Error>)
        case lost(SyncError)
        case cancelRequested
        /// A side loop was cancelled: the work decides how to end.
        case stopped
    }

    /// - Returns: the work's result, and whether its cancellation was requested.
    /// - Throws: an error of class `leaseLost`, whatever the work's result; otherwise what the work throws.
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
            // A lost lease has priority over any other end of the work.
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
                    // The lease remains trusted long enough for the work to reach a safe point and record its end.
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
                    // If this continues, the trust window ends the work; until then the database may recover.
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

    /// Any database login can send this notification: only the row is authoritative.
    private func look<Result>() async -> Step<Result> {
        do {
            while await cancelSignal.wait() {
                do {
                    if try await runs.claimed(trust.lease).isCancelRequested { return .cancelRequested }
                } catch let error as SyncError {
                    // The next renewal reads it.
                    logger.warning("A request to cancel could not be looked at", metadata: [LogKey.errorCode: "\(error.code)"])
                }
                // Limits reads, however often it is signalled.
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

/// Renews a process's leases: all of them in one statement, as soon as one is due. With a statement per run, a worker of 32 would
/// mostly send renewals.
actor LeaseRenewals {
    private let runs: any RunStore
    private let clock: SteadyClock
    private let policy: LeasePolicy
    private var held: [LeaseTerm: LeaseGuard] = [:]
    private var round: Task<Void, Never>?
    /// Callers waiting for the round to end.
    private var waiting: [LeaseTerm: WakeSignal] = [:]
    /// Why the last round failed.
    private var failure: SyncError?

    init(runs: any RunStore, clock: SteadyClock, policy: LeasePolicy) {
        self.runs = runs
        self.clock = clock
        self.policy = policy
    }

    func join(_ trust: LeaseGuard) { held[trust.lease] = trust }

    func leave(_ trust: LeaseGuard) { held[trust.lease] = nil }

    /// Returns once this lease was renewed, alone or with the others.
    /// - Throws: an error of class `leaseLost` if its term has ended; what the store throws; `CancellationError`.
    func renew(_ trust: LeaseGuard) async throws -> LeaseRenewal {
        if let renewal = trust.takeRenewal() { return renewal }
        if trust.isLost { throw trust.loss }
        guard held.count > 1 else { return try await renewAlone(trust) }
        try await waitForRound(trust.lease)
        if let renewal = trust.takeRenewal() { return renewal }
        if trust.isLost { throw trust.loss }
        if let failure { throw failure }
        // Another session is writing the run: only this lease waits for it.
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

    /// Starts a round, unless one is in progress. A cancelled caller stops waiting; a round without waiting callers is cancelled.
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
            // Cancelled because no one was waiting: later callers renew alone.
            failure = nil
        }
        round = nil
        let signals = waiting.values
        waiting = [:]
        for signal in signals { signal.signal() }
    }
}

/// How long a worker holds a run without renewal.
package struct LeasePolicy: Sendable, Hashable {
    /// Granted by the database at each claim and renewal.
    package let seconds: Int
    /// Subtracted from the time a worker trusts it: longer than a sent write may take to arrive.
    package let marginSeconds: Double
    /// After a renewal that failed for a transient reason.
    package let retrySeconds: Double

    /// Renews every 5 s, a third of the trusted 15 s, so that two renewals may fail.
    package init(seconds: Int = 20, marginSeconds: Double = 5, retrySeconds: Double = 1) {
        self.seconds = seconds
        self.marginSeconds = marginSeconds
        self.retrySeconds = retrySeconds
    }

    /// The default policy with another length: margin and retry scale with it.
    package init(scaledTo seconds: Int) {
        let usual = LeasePolicy()
        let share = Double(seconds) / Double(usual.seconds)
        self.init(seconds: seconds, marginSeconds: usual.marginSeconds * share, retrySeconds: usual.retrySeconds * share)
    }
}
