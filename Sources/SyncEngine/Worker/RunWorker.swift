package import Logging
package import SyncCore

/// Performs one claimed run: keeps the lease beside the sync, then records how it ended.
package struct RunWorker: Sendable {
    let sync: TenantSync
    let clock: SteadyClock
    let policy: LeasePolicy
    /// Identifies this process in leases.
    package let name: String
    let metrics: SyncMetrics
    let renewals: LeaseRenewals
    private let logger: Logger
    private let random: @Sendable () -> Double

    /// - Parameter random: from 0 to 1: the position of a retry's delay in its range.
    package init(
        sync: TenantSync, clock: SteadyClock, policy: LeasePolicy = LeasePolicy(), name: String, metrics: SyncMetrics = .off,
        logger: Logger, random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.sync = sync
        self.clock = clock
        self.policy = policy
        self.name = name
        self.metrics = metrics
        renewals = LeaseRenewals(runs: sync.ports.runs, clock: clock, policy: policy)
        self.logger = logger
        self.random = random
    }

    var runs: any RunStore { sync.ports.runs }

    /// Claims and performs a run.
    /// - Returns: nil if it cannot be claimed: another worker holds it, it has ended, or it is not due.
    /// - Throws: `lease_lost` if another worker took it over; what the store throws if the end could not be recorded: then the
    ///   lease expires, and the next worker resumes the run.
    package func work(_ run: RunID, _ options: SyncOptions = SyncOptions()) async throws -> RunEnd? {
        let sent = clock.now
        guard let claimed = try await runs.claim(run, worker: name, leaseSeconds: policy.seconds) else { return nil }
        return try await work(claimed, claimSentAt: sent, cancelSignal: WakeSignal(), options)
    }

    /// Begins and performs a new run: no other worker can claim it in between.
    /// - Throws: as `RunStore.begin` and `work(_:_:)`.
    func begin(_ run: NewRun, _ options: SyncOptions) async throws -> RunEnd {
        let sent = clock.now
        let claimed = try await runs.begin(run, worker: name, leaseSeconds: policy.seconds)
        return try await work(claimed, claimSentAt: sent, cancelSignal: WakeSignal(), options)
    }

    /// Performs a run that this worker holds.
    /// - Parameters:
    ///   - sent: when the claim was sent, not when it was answered.
    ///   - cancelSignal: signals a request to cancel the run.
    /// - Throws: as `work(_:_:)`.
    func work(
        _ claimed: ClaimedRun, claimSentAt sent: SteadyClock.Moment, cancelSignal: WakeSignal,
        _ options: SyncOptions = SyncOptions()
    ) async throws -> RunEnd {
        try await sync.faults.reach(.afterClaim)
        let logger = logger(of: claimed.run)
        logger.info("Run started")
        if claimed.isTakenOver { metrics.runResumed() }

        let trust = LeaseGuard(claimed.lease, claimSentAt: sent, clock: clock, policy: policy)
        let keeper = LeaseKeeper(
            runs: runs, renewals: renewals, trust: trust, clock: clock, policy: policy, cancelSignal: cancelSignal, logger: logger
        )
        let sync = sync.logging(to: logger)
        let timer = StepTimer(clock: clock)
        let timed = SyncOptions(reconcile: options.reconcile) { progress in
            timer.note(progress)
            options.onProgress(progress)
        }
        do {
            let end: SyncEnd
            var isCancelRequested = claimed.isCancelRequested
            if let verdict = RunRecorder.verdictBeforeWork(on: claimed) {
                end = verdict
            } else {
                (end, isCancelRequested) = try await keeper.keeping { try await sync.perform(claimed, timed, trust: trust) }
            }
            options.onProgress(SyncProgress(.recording))
            try await sync.faults.reach(.beforeFinish)
            let (wasCancelled, seconds) = (isCancelRequested, sent.seconds(until: clock.now))
            let recorder = RunRecorder(runs: runs, metrics: metrics, logger: logger, random: random, steps: timer.measured())
            let recorded = try await uncancellable {
                try await recorder.record(end, of: claimed, isCancelRequested: wasCancelled, seconds: seconds)
            }
            try await sync.faults.reach(.afterFinish)
            return recorded
        } catch let error as SyncError where error.failureClass == .leaseLost {
            logger.warning("The lease is lost: another worker goes on")
            metrics.leaseLost()
            // Do not wait for a database that was unreachable: at worst the next claim counts a death that was none.
            if error.code == .leaseLost { try? await runs.survived(claimed.lease) }
            throw error
        }
    }

    /// Counts how long the run waited. Only for a first claim: the run keeps its first start, whatever it waits for later.
    func noteClaim(_ claimed: ClaimedRun) {
        let run = claimed.run
        guard claimed.lease.term == 1, let started = run.startedAt else { return }
        let due = max(run.scheduledFor, run.notBefore)
        let waited = Double(started.millisecondsSince1970 - due.millisecondsSince1970) / 1000
        metrics.runClaimed(afterSeconds: max(0, waited), trigger: run.trigger)
    }

    private func logger(of run: Run) -> Logger {
        var logger = logger.naming(run)
        logger[metadataKey: LogKey.worker] = "\(name)"
        return logger
    }
}

/// The recorded result of a run.
package enum RunEnd: Sendable, Hashable {
    /// With the error if it `failed`.
    case ended(RunID, RunState, SyncError?)
    /// Queued again, and not claimed before `Run.notBefore`.
    case paused(RunID)
    /// Not started: it waits because of `Run.error`, or because its turn has not come.
    case waiting(RunID)
    /// Queued again after a transient failure.
    case retried(RunID, SyncError)
    /// Queued again because this process cannot continue it: it was stopped, or lacks a key.
    case handedBack(RunID, SyncError?)

    package var runID: RunID {
        switch self {
        case .ended(let run, _, _), .paused(let run), .waiting(let run), .retried(let run, _), .handedBack(let run, _): run
        }
    }
}

/// Runs `body` shielded from the caller's cancellation: only to record outcomes and release leases. A process that ends waits for
/// it until its `ShutdownGrace`, and then cancels it.
@discardableResult
func uncancellable<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let task = Task { try await body() }
    guard let grace = ShutdownGrace.current else { return try await task.value }
    return try await grace.value(of: task)
}
