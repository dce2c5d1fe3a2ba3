public import Logging
import SyncCore
import Synchronization

/// One member of the fleet: claims due runs and works them, several at once, until it is asked to stop. The task group is the pool; one
/// tenant's failure is data, and the others go on.
///
/// Beside it: the schedule, the heartbeat, the bells and the maintenance. Each of these loops is watched; one that ends before the
/// pool does ends the process, with a reason.
public struct WorkerPool: Sendable {
    /// A loop that should have gone on ended.
    public struct LoopEnded: Error, Sendable, Hashable {
        public let loop: WorkerLoop
        public let reason: String
    }

    /// What the pool needs of the world.
    public struct Parts: Sendable {
        public var worker: RunWorker
        public var fleet: any FleetStore
        public var enqueuer: DueRunEnqueuer
        public var pruner: HistoryPruner
        /// Follows the bells of the fleet (`FleetBell`) until its task is cancelled; rings once itself when it begins to listen.
        public var listen: @Sendable (_ heard: @escaping @Sendable (FleetBell?, String) -> Void) async throws -> Void
        /// Whether this process can work: throws what keeps it from it, such as a keyring that lacks a key.
        public var selfCheck: @Sendable () async throws -> Void

        public init(
            worker: RunWorker, fleet: any FleetStore, enqueuer: DueRunEnqueuer, pruner: HistoryPruner,
            listen: @escaping @Sendable (@escaping @Sendable (FleetBell?, String) -> Void) async throws -> Void,
            selfCheck: @escaping @Sendable () async throws -> Void
        ) {
            self.worker = worker
            self.fleet = fleet
            self.enqueuer = enqueuer
            self.pruner = pruner
            self.listen = listen
            self.selfCheck = selfCheck
        }
    }

    let parts: Parts
    let identity: WorkerIdentity
    let policy: PoolPolicy
    public let state: PoolState
    let logger: Logger
    private let jitter: @Sendable () -> Double

    /// - Parameters:
    ///   - state: what others may see of the pool while it runs.
    ///   - jitter: from 0 to 1: where in its range an interval falls.
    public init(
        parts: Parts, identity: WorkerIdentity, policy: PoolPolicy, state: PoolState, logger: Logger,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.parts = parts
        self.identity = identity
        self.policy = policy
        self.state = state
        self.jitter = jitter
        var logger = logger
        logger[metadataKey: LogKey.worker] = "\(identity.name)"
        self.logger = logger
    }

    private var clock: SteadyClock { parts.worker.clock }
    private var runs: any RunStore { parts.worker.runs }

    /// Works until `stop` rings, then drains.
    /// - Parameters:
    ///   - onStarted: called once it is about to claim.
    ///   - onDraining: called once it was asked to stop.
    /// - Throws: `LoopEnded`; what `selfCheck` throws at the start.
    public func run(
        until stop: StopRequest, onStarted: @escaping @Sendable () -> Void = {}, onDraining: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await parts.selfCheck()
        try await parts.fleet.beat(identity, isDraining: false, trouble: nil)
        logger.notice("Worker started", metadata: [LogKey.count: "\(policy.concurrency)"])
        onStarted()
        let ended = await withTaskGroup(of: LoopEnded?.self) { group in
            for loop in WorkerLoop.allCases where loop != .claims {
                group.addTask { await side(loop) }
            }
            group.addTask {
                await stop.wait()
                guard !Task.isCancelled else { return nil }
                state.drain()
                onDraining()
                logger.notice("Worker drains", metadata: [LogKey.count: "\(state.running)"])
                state.bell.ring()
                try? await clock.sleep(seconds: policy.drainSeconds)
                state.bell.ring()
                // Its end means nothing: the claims end the pool.
                await untilCancelled()
                return nil
            }
            group.addTask {
                await claims()
                return nil
            }
            // The claims end when the pool is drained; anything else that ends did so too early.
            let first = await group.next() ?? nil
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        try? await uncancellable { try await parts.fleet.leave(identity.name) }
        if let ended {
            logger.critical(
                "Worker ends: one of its loops ended",
                metadata: [LogKey.loop: "\(ended.loop.rawValue)", LogKey.reasons: "\(ended.reason)"])
            throw ended
        }
        logger.notice("Worker stopped")
    }

    // MARK: Claims

    private func claims() async {
        var drainUntil: SteadyClock.Moment?
        await withDiscardingTaskGroup { group in
            while await state.bell.wait() {
                state.beat(.claims, at: clock.now)
                if state.isDraining {
                    let until = drainUntil ?? clock.now.advanced(by: .seconds(policy.drainSeconds))
                    drainUntil = until
                    if state.running == 0 || clock.now >= until { break }
                    continue
                }
                await claim(into: &group)
            }
            // Whoever still runs records how far it came, and hands its run back.
            group.cancelAll()
        }
    }

    private func claim(into group: inout DiscardingTaskGroup) async {
        while !state.isDraining, state.trouble == nil {
            let free = policy.concurrency - state.running
            guard free > 0 else { return }
            let sent = clock.now
            do {
                let leases = try await runs.claimDue(
                    worker: identity.name, leaseSeconds: parts.worker.policy.seconds, atMost: free)
                for lease in leases {
                    let bell = state.begin(lease.runID)
                    group.addTask { await work(lease, claimSentAt: sent, cancelBell: bell) }
                }
                guard leases.count == free else { return }
            } catch let error as SyncError {
                if error.failureClass != .cancelled {
                    logger.error("Runs can't be claimed", metadata: [LogKey.errorCode: "\(error.code)"])
                }
                return
            } catch {
                return
            }
        }
    }

    private func work(_ lease: LeaseTerm, claimSentAt sent: SteadyClock.Moment, cancelBell: Doorbell) async {
        defer {
            state.end(lease.runID)
            state.bell.ring()
        }
        do {
            let claimed = try await runs.claimed(lease)
            parts.worker.noteClaim(claimed)
            let end = try await parts.worker.work(claimed, claimSentAt: sent, cancelBell: cancelBell)
            if case .handedBack(_, let cause?) = end { state.setTrouble(cause.code) }
        } catch let error as SyncError {
            // Recorded, lost, or to be taken over when the lease has run out: never this pool's end.
            logger.error(
                "A run left this worker", metadata: [LogKey.run: "\(lease.runID)", LogKey.errorCode: "\(error.code)"])
        } catch is InjectedCrash {
            logger.critical("A test ended this run", metadata: [LogKey.run: "\(lease.runID)"])
        } catch {
            logger.error("A run left this worker", metadata: [LogKey.run: "\(lease.runID)", LogKey.errorCode: "internal_error"])
        }
    }

    // MARK: Side loops

    private func side(_ loop: WorkerLoop) async -> LoopEnded? {
        do {
            switch loop {
            case .claims: break
            case .polls: try await every(policy.pollInterval, loop) { state.bell.ring() }
            case .schedule: try await every(policy.scheduleInterval, loop) { _ = try await parts.enqueuer.enqueueDue() }
            case .heartbeat: try await every(policy.heartbeatInterval, loop) { try await beat() }
            case .maintenance: try await every(policy.maintenanceInterval, loop) { try await maintain() }
            case .bells: try await parts.listen { bell, payload in hear(bell, payload) }
            }
        } catch is CancellationError {
            return nil
        } catch {
            return Task.isCancelled
                ? nil : LoopEnded(loop: loop, reason: (error as? SyncError)?.code.rawValue ?? "\(type(of: error))")
        }
        return Task.isCancelled ? nil : LoopEnded(loop: loop, reason: "it ended by itself")
    }

    /// Does it again and again, at intervals that differ by a tenth between workers. What the store throws is told and outlived.
    private func every(_ seconds: Double, _ loop: WorkerLoop, _ body: () async throws -> Void) async throws {
        while true {
            do {
                try await body()
            } catch let error as SyncError {
                if Task.isCancelled { throw CancellationError() }
                logger.error(
                    "A loop met an error and goes on",
                    metadata: [LogKey.loop: "\(loop.rawValue)", LogKey.errorCode: "\(error.code)"])
            }
            state.beat(loop, at: clock.now)
            try await clock.sleep(seconds: seconds * (0.9 + jitter() / 5))
        }
    }

    private func beat() async throws {
        if state.trouble != nil || state.isSelfCheckDue(at: clock.now, every: policy.troubleInterval) {
            do {
                try await parts.selfCheck()
                if state.setTrouble(nil) { state.bell.ring() }
            } catch let error as SyncError where error.failureClass != .transient && error.failureClass != .cancelled {
                state.setTrouble(error.code)
                logger.error("This worker claims nothing", metadata: [LogKey.errorCode: "\(error.code)"])
            }
        }
        try await parts.fleet.beat(identity, isDraining: state.isDraining, trouble: state.trouble?.rawValue)
    }

    private func maintain() async throws {
        try await parts.fleet.forgetWorkers(silentForSeconds: 86_400)
        try await parts.pruner.prune()
    }

    private func hear(_ bell: FleetBell?, _ payload: String) {
        state.beat(.bells, at: clock.now)
        switch bell {
        case .cancelRequested?:
            if let id = Int(payload) { state.requestCancel(RunID(id)) }
        case .runQueued?, nil: state.bell.ring()
        }
    }

    private func untilCancelled() async {
        _ = await Doorbell().wait()
    }
}
