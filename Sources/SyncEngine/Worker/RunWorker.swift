package import Logging
package import SyncCore

/// Works one claimed run to its end: keeps the lease beside the sync, then records how it ended.
package struct RunWorker: Sendable {
    let sync: TenantSync
    let clock: SteadyClock
    let policy: LeasePolicy
    /// Names this process in leases.
    package let name: String
    let metrics: SyncMetrics
    let renewals: LeaseRenewals
    private let logger: Logger
    private let random: @Sendable () -> Double

    /// - Parameter random: from 0 to 1: where in its range the delay of a retry falls.
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

    /// Claims a run and works it.
    /// - Returns: nil when it can't be claimed: another worker holds it, it has ended, or it is not due.
    /// - Throws: `lease_lost` when another worker took it over meanwhile; what the store throws when the end could not be
    ///   recorded: then the run's lease runs out, and the next worker goes on with it.
    package func work(_ run: RunID, _ options: SyncOptions = SyncOptions()) async throws -> RunEnd? {
        let sent = clock.now
        guard let claimed = try await runs.claim(run, worker: name, leaseSeconds: policy.seconds) else { return nil }
        return try await work(claimed, claimSentAt: sent, cancelSignal: WakeSignal(), options)
    }

    /// Begins a new run and works it: nobody else can claim it in between.
    /// - Throws: as `RunStore.begin` and `work(_:_:)`.
    func begin(_ run: NewRun, _ options: SyncOptions) async throws -> RunEnd {
        let sent = clock.now
        let claimed = try await runs.begin(run, worker: name, leaseSeconds: policy.seconds)
        return try await work(claimed, claimSentAt: sent, cancelSignal: WakeSignal(), options)
    }

    /// Works a run that this worker holds.
    /// - Parameters:
    ///   - sent: when the claim was sent, not when it was answered.
    ///   - cancelSignal: rings when somebody asks for the run's end.
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
        let recorder = RunRecorder(runs: runs, metrics: metrics, logger: logger, random: random)
        do {
            let end: SyncEnd
            var isCancelRequested = claimed.isCancelRequested
            if let verdict = RunRecorder.verdictBeforeWork(on: claimed) {
                end = verdict
            } else {
                (end, isCancelRequested) = try await keeper.keeping { try await sync.perform(claimed, options, trust: trust) }
            }
            options.onProgress(SyncProgress(.recording))
            try await sync.faults.reach(.beforeFinish)
            let (wasCancelled, seconds) = (isCancelRequested, sent.seconds(until: clock.now))
            let recorded = try await uncancellable {
                try await recorder.record(end, of: claimed, isCancelRequested: wasCancelled, seconds: seconds)
            }
            try await sync.faults.reach(.afterFinish)
            return recorded
        } catch let error as SyncError where error.failureClass == .leaseLost {
            logger.warning("The lease is lost: another worker goes on")
            metrics.leaseLost()
            // A database that could not be asked before is not waited for: the next claim may count a death that was none.
            if error.code == .leaseLost { try? await runs.survived(claimed.lease) }
            throw error
        }
    }

    /// How long the run waited. Only a first claim tells: its start stays that of the first, whatever it waits for later.
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

/// What became of a run that a worker worked: recorded already.
package enum RunEnd: Sendable, Hashable {
    /// With what ended it as `failed`.
    case ended(RunID, RunState, SyncError?)
    /// Queued again, and not claimed before what the store wrote down (`Run.notBefore`).
    case paused(RunID)
    /// Not begun: it waits until then, for what the record says (`Run.error`), or because its turn has not come.
    case waiting(RunID)
    /// Queued again after a failure that may pass.
    case retried(RunID, SyncError)
    /// Queued again because this process can't go on with it: it was asked to stop, or lacks a key.
    case handedBack(RunID, SyncError?)

    package var runID: RunID {
        switch self {
        case .ended(let run, _, _), .paused(let run), .waiting(let run), .retried(let run, _), .handedBack(let run, _): run
        }
    }
}

/// Runs `body` where the caller's cancellation does not reach it: only to record outcomes and to give leases back. A process that ends
/// waits for it until its `ShutdownGrace`, and then cancels it all the same.
@discardableResult
func uncancellable<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let task = Task { try await body() }
    guard let grace = ShutdownGrace.current else { return try await task.value }
    return try await grace.value(of: task)
}
