package import Logging
import SyncCore
import Synchronization

/// A worker of the fleet: claims due runs and performs several at once, until it is stopped. The task group is the pool; one
/// tenant's failure is data and does not affect the others.
///
/// Side loops: the schedule, the heartbeat, the notifications, the maintenance and the alerts. If one ends before the pool does, the process
/// ends, with a reason.
package struct WorkerPool: Sendable {
    /// A loop that must keep running ended.
    package struct LoopEnded: Error, Sendable, Hashable {
        package let loop: WorkerLoop
        package let reason: String
    }

    /// The pool's dependencies.
    package struct Parts: Sendable {
        package var worker: RunWorker
        package var fleet: any FleetStore
        package var enqueuer: DueRunEnqueuer
        package var pruner: HistoryPruner
        /// nil where nobody watches the audit log.
        package var audit: AuditWatch?
        /// nil where alerts are none of its work.
        package var alerts: AlertPoster?
        /// nil where nobody performs queued operations.
        package var queue: QueueWorker?
        /// Follows the fleet's notifications (`FleetNotification`) until its task is cancelled; calls `heard` once when it begins
        /// to listen.
        package var listen: @Sendable (_ heard: @escaping @Sendable (FleetNotification?, String) -> Void) async throws -> Void
        /// Throws if this process cannot work, such as for a keyring that lacks a key, or a newer schema.
        package var selfCheck: @Sendable () async throws -> Void

        package init(
            worker: RunWorker, fleet: any FleetStore, enqueuer: DueRunEnqueuer, pruner: HistoryPruner,
            audit: AuditWatch? = nil, alerts: AlertPoster? = nil, queue: QueueWorker? = nil,
            listen: @escaping @Sendable (@escaping @Sendable (FleetNotification?, String) -> Void) async throws -> Void,
            selfCheck: @escaping @Sendable () async throws -> Void
        ) {
            self.worker = worker
            self.fleet = fleet
            self.enqueuer = enqueuer
            self.pruner = pruner
            self.audit = audit
            self.alerts = alerts
            self.queue = queue
            self.listen = listen
            self.selfCheck = selfCheck
        }
    }

    let parts: Parts
    let identity: WorkerIdentity
    let policy: PoolPolicy
    package let state: PoolState
    let logger: Logger
    private let jitter: @Sendable () -> Double

    /// - Parameters:
    ///   - state: the pool's visible state.
    ///   - jitter: from 0 to 1: the position of an interval in its range.
    package init(
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

    /// Works until `stop` is requested, then drains.
    /// - Parameters:
    ///   - onStarted: called right before the first claim.
    ///   - onDraining: called after the stop request.
    /// - Throws: `LoopEnded`; what `selfCheck` throws at the start.
    package func run(
        until stop: StopRequest, onStarted: @escaping @Sendable () -> Void = {}, onDraining: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await parts.selfCheck()
        try await parts.fleet.beat(identity, isDraining: false, trouble: nil)
        logger.notice("Worker started", metadata: [LogKey.count: "\(policy.concurrency)"])
        onStarted()
        if let ended = await ShutdownGrace.$current.withValue(ShutdownGrace(), operation: { await work(until: stop, onDraining) })
        {
            logger.critical(
                "Worker ends: one of its loops ended",
                metadata: [LogKey.loop: "\(ended.loop.rawValue)", LogKey.reasons: "\(ended.reason)"])
            throw ended
        }
        logger.notice("Worker stopped")
    }

    /// - Returns: the loop that ended too early; nil if the pool was drained or its task was cancelled.
    private func work(until stop: StopRequest, _ onDraining: @escaping @Sendable () -> Void) async -> LoopEnded? {
        await withTaskGroup(of: LoopEnded?.self) { group in
            for loop in WorkerLoop.allCases where loop != .claims && (loop != .alerts || parts.alerts != nil) {
                group.addTask { await side(loop) }
            }
            if let queue = parts.queue {
                group.addTask {
                    await queue.run(state)
                    return nil
                }
            }
            group.addTask { await claims() }
            group.addTask {
                await drain(after: stop, onDraining)
                return nil
            }
            // The claim loop ends when the runs have, the drain when its time is over; any other loop ended too early.
            let first = await group.next() ?? nil
            // Runs in progress record their state and are handed back. A claim without answer ends as well.
            group.cancelAll()
            let limit = Task {
                try await clock.sleep(seconds: policy.recordSeconds)
                ShutdownGrace.current?.come()
            }
            await group.waitForAll()
            try? await uncancellable { try await parts.fleet.leave(identity.name) }
            limit.cancel()
            return first
        }
    }

    /// Returns when the drain time is over, counted from the request itself.
    private func drain(after stop: StopRequest, _ onDraining: @escaping @Sendable () -> Void) async {
        await stop.wait()
        guard !Task.isCancelled else { return }
        let end = clock.now.advanced(by: .seconds(policy.drainSeconds))
        state.drain()
        onDraining()
        logger.notice("Worker drains", metadata: [LogKey.count: "\(state.running)"])
        state.wake.signal()
        try? await clock.sleep(until: end)
    }

    // MARK: Claims

    private func claims() async -> LoopEnded? {
        await withDiscardingTaskGroup { group in
            while await state.wake.wait() {
                state.beat(.claims, at: clock.now)
                if !state.isDraining { await claim(into: &group) } else if state.running == 0 { return }
            }
        }
        return state.isDraining || Task.isCancelled ? nil : LoopEnded(loop: .claims, reason: "it ended by itself")
    }

    private func claim(into group: inout DiscardingTaskGroup) async {
        while !state.isDraining, state.trouble == nil {
            let free = policy.concurrency - state.running
            guard free > 0 else { return }
            let sent = clock.now
            do {
                let leases = try await runs.claimDue(
                    worker: identity.name, leaseSeconds: parts.worker.policy.seconds, atMost: free, isIdle: state.running == 0)
                for lease in leases {
                    let signal = state.begin(lease)
                    group.addTask { await work(lease, claimSentAt: sent, cancelSignal: signal) }
                }
                guard leases.count == free else { return }
            } catch let error as SyncError {
                if error.failureClass != .cancelled {
                    logger.error("Runs can't be claimed", metadata: [LogKey.errorCode: "\(error.code)"])
                }
                noteTrouble(error)
                return
            } catch {
                return
            }
        }
    }

    private func work(_ lease: LeaseTerm, claimSentAt sent: SteadyClock.Moment, cancelSignal: WakeSignal) async {
        defer {
            state.end(lease)
            state.wake.signal()
        }
        var logger = logger
        logger[metadataKey: LogKey.run] = "\(lease.runID)"
        // The slug and the attempt are unknown until the run is read.
        logger[metadataKey: LogKey.tenant] = "\(lease.tenantID)"
        do {
            // Also if it was claimed at the last moment: it has to be handed back.
            let claimed = try await uncancellable { try await runs.claimed(lease) }
            logger = logger.naming(claimed.run)
            parts.worker.noteClaim(claimed)
            let end = try await parts.worker.work(claimed, claimSentAt: sent, cancelSignal: cancelSignal)
            if case .handedBack(_, let cause?) = end { noteTrouble(cause) }
        } catch let error as SyncError {
            // Recorded, lost, or to be taken over when the lease has expired: it never ends this pool.
            logger.error("A run left this worker", metadata: [LogKey.errorCode: "\(error.code)"])
            noteTrouble(error)
        } catch is InjectedCrash {
            logger.critical("A test ended this run")
        } catch {
            logger.error("A run left this worker", metadata: [LogKey.errorCode: "internal_error"])
        }
    }

    private func noteTrouble(_ error: SyncError) {
        if error.isOfThisProcess { state.meetTrouble(error.code, at: clock.now) }
    }

    // MARK: Side loops

    private func side(_ loop: WorkerLoop) async -> LoopEnded? {
        do {
            switch loop {
            case .claims: break
            case .polls:
                try await every(policy.pollInterval, loop, orIn: { try await runs.secondsUntilClaimable() }) {
                    state.wake.signal()
                }
            case .schedule:
                try await every(policy.scheduleInterval, loop) {
                    _ = try await parts.enqueuer.enqueueDue { state.beat(.schedule, at: clock.now) }
                }
            case .heartbeat: try await every(policy.heartbeatInterval, loop) { try await beat() }
            case .maintenance: try await every(policy.maintenanceInterval, loop) { try await maintain() }
            case .alerts: try await every(policy.alertInterval, loop) { try await parts.alerts?.turn() }
            case .notifications: try await parts.listen { notification, payload in hear(notification, payload) }
            }
        } catch is CancellationError {
            return nil
        } catch {
            return Task.isCancelled
                ? nil : LoopEnded(loop: loop, reason: (error as? SyncError)?.code.rawValue ?? "\(type(of: error))")
        }
        return Task.isCancelled ? nil : LoopEnded(loop: loop, reason: "it ended by itself")
    }

    /// Repeats at intervals that differ by a tenth between workers. Store errors are logged, and the loop continues.
    /// - Parameter orIn: called after each iteration: the longest wait in seconds until the next one.
    private func every(
        _ seconds: Double, _ loop: WorkerLoop, orIn soonest: () async throws -> Double? = { nil }, _ body: () async throws -> Void
    ) async throws {
        while true {
            var wait = seconds * (0.9 + jitter() / 5)
            do {
                try await body()
                // Not so soon that many close moments cause a busy loop.
                if let soonest = try await soonest() { wait = min(wait, max(soonest, policy.shortestInterval)) }
            } catch let error as SyncError {
                if Task.isCancelled { throw CancellationError() }
                parts.worker.metrics.loopFailed(loop)
                logger.error(
                    "A loop met an error and goes on",
                    metadata: [
                        LogKey.loop: "\(loop.rawValue)", LogKey.errorCode: "\(error.code)", LogKey.errorDetail: "\(error.detail)",
                    ])
            }
            state.beat(loop, at: clock.now)
            try await clock.sleep(seconds: wait)
        }
    }

    private func beat() async throws {
        if state.isSelfCheckDue(at: clock.now, every: policy.troubleInterval) {
            do {
                try await parts.selfCheck()
                if state.setTrouble(nil) { state.wake.signal() }
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
        // Last: a log that can't be read keeps nothing else from its turn.
        try await parts.audit?.check()
    }

    private func hear(_ notification: FleetNotification?, _ payload: String) {
        state.beat(.notifications, at: clock.now)
        switch notification {
        case .cancelRequested?:
            if let id = Int(payload) { state.requestCancel(RunID(id)) }
        case .operationQueued?: parts.queue?.wake.signal()
        case .runQueued?: state.wake.signal()
        case nil:
            state.wake.signal()
            parts.queue?.wake.signal()
        }
    }
}

/// Wakes one waiting task. Several signals without a waiting task count as one.
package final class WakeSignal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func signal() {
        continuation.yield()
    }

    /// Waits for the next signal, or takes the pending one. Only one task may wait at a time.
    /// - Returns: false if the task was cancelled.
    func wait() async -> Bool {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next() != nil
    }
}
