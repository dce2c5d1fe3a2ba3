public import Logging
public import SyncCore

/// Works one claimed run to its end: keeps the lease beside the sync, then records how it ended.
public struct RunWorker: Sendable {
    let sync: TenantSync
    let clock: SteadyClock
    let policy: LeasePolicy
    /// Names this process in leases.
    public let name: String
    private let logger: Logger

    public init(sync: TenantSync, clock: SteadyClock, policy: LeasePolicy = LeasePolicy(), name: String, logger: Logger) {
        self.sync = sync
        self.clock = clock
        self.policy = policy
        self.name = name
        self.logger = logger
    }

    /// Claims a run and works it.
    /// - Returns: nil when it can't be claimed: another worker holds it, it has ended, or it is not due.
    /// - Throws: `lease_lost` when another worker took it over meanwhile; what the store throws when the end could not be
    ///   recorded: then the run's lease runs out, and the next worker goes on with it.
    public func work(_ run: RunID, _ options: SyncOptions = SyncOptions()) async throws -> RunEnd? {
        let sent = clock.now
        guard let claimed = try await sync.ports.runs.claim(run, worker: name, leaseSeconds: policy.seconds) else { return nil }
        try await sync.faults.reach(.afterClaim)
        var logger = logger
        logger[metadataKey: LogKey.run] = "\(run)"
        logger[metadataKey: LogKey.tenant] = "\(claimed.run.tenant)"
        logger[metadataKey: LogKey.attempt] = "\(claimed.run.attempt)"
        logger[metadataKey: LogKey.worker] = "\(name)"
        logger.info("Run started")

        let trust = LeaseGuard(claimed.lease, claimSentAt: sent, clock: clock, policy: policy)
        let keeper = LeaseKeeper(runs: sync.ports.runs, trust: trust, clock: clock, policy: policy, logger: logger)
        let (sync, runLogger) = (sync.logging(to: logger), logger)
        do {
            let end = try await keeper.keeping { try await sync.perform(claimed, options, trust: trust) }
            options.onProgress(SyncProgress(.recording))
            try await sync.faults.reach(.beforeFinish)
            let recorded = try await uncancellable { try await Self.record(end, claimed, sync.ports.runs, runLogger) }
            try await sync.faults.reach(.afterFinish)
            return recorded
        } catch let error as SyncError where error.failureClass == .leaseLost {
            logger.warning("The lease is lost: another worker goes on")
            throw error
        }
    }

    private static func record(
        _ end: SyncEnd, _ claimed: ClaimedRun, _ runs: any RunStore, _ logger: Logger
    ) async throws -> RunEnd {
        switch end {
        case .ended(let outcome, let withheld, let failure):
            try await runs.finish(claimed.lease, outcome, withheld: withheld)
            logger.info("Run ended", metadata: [LogKey.state: "\(outcome.state.rawValue)"])
            if let failure {
                logger.error(
                    "Run failed", metadata: [LogKey.errorCode: "\(failure.code)", LogKey.errorDetail: "\(failure.detail)"])
            }
            return .ended(claimed.run.id, outcome.state, failure)
        case .paused(let until, let reason, let counts, let requests):
            try await runs.release(
                claimed.lease, notBefore: until, reason: RunError(reason), counts: counts, requests: requests)
            logger.notice("Run paused", metadata: [LogKey.until: "\(until)", LogKey.errorCode: "\(reason.code)"])
            return .paused(claimed.run.id, until: until)
        case .stopped(let counts, let requests):
            // Due at once: the moment it was due at this time has passed.
            try await runs.release(
                claimed.lease, notBefore: claimed.run.notBefore, reason: nil, counts: counts, requests: requests)
            logger.notice("Run handed back")
            return .handedBack(claimed.run.id)
        }
    }
}
