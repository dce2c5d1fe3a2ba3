package import Logging
import SyncCore
import Synchronization

/// Performs queued operations beside the runs of a worker's pool, a few at a time.
package struct QueueWorker: Sendable {
    /// How many it performs at once.
    static let limit = 4
    /// How often it looks without a notification.
    private static let pollSeconds = 5.0

    private let queue: any WorkQueue
    private let name: String
    private let clock: SteadyClock
    private let policy: LeasePolicy
    private let faults: FaultPoints
    private let looked: @Sendable () -> Void
    private let perform: @Sendable (QueuedOperation) async throws -> String
    private let logger: Logger
    let wake = WakeSignal()

    /// - Parameters:
    ///   - name: the worker's, as in leases.
    ///   - looked: called each time after it looked for work, for tests.
    ///   - perform: returns the report as JSON.
    package init(
        queue: any WorkQueue, name: String, clock: SteadyClock, policy: LeasePolicy = LeasePolicy(),
        faults: FaultPoints = .none, logger: Logger, looked: @escaping @Sendable () -> Void = {},
        perform: @escaping @Sendable (QueuedOperation) async throws -> String
    ) {
        self.queue = queue
        self.name = name
        self.clock = clock
        self.policy = policy
        self.faults = faults
        self.looked = looked
        self.perform = perform
        var logger = logger
        logger[metadataKey: LogKey.worker] = "\(name)"
        self.logger = logger
    }

    /// Works until its task is cancelled; then it hands back what it holds.
    /// - Parameter state: a draining or troubled worker claims nothing.
    func run(_ state: PoolState) async {
        let gate = Gate()
        await withDiscardingTaskGroup { group in
            group.addTask {
                repeat { wake.signal() } while (try? await clock.sleep(seconds: Self.pollSeconds)) != nil
            }
            while await wake.wait() {
                while !state.isDraining, state.trouble == nil, !Task.isCancelled, gate.enter(atMost: Self.limit) {
                    let sent = clock.now
                    guard let lease = await claim(state) else {
                        gate.leave()
                        break
                    }
                    group.addTask {
                        await work(lease, claimSentAt: sent, state)
                        gate.leave()
                        wake.signal()
                    }
                }
                looked()
            }
        }
    }

    private func claim(_ state: PoolState) async -> OperationLease? {
        do {
            return try await queue.claim(worker: name, leaseSeconds: policy.seconds, atMost: 1).first
        } catch let error as SyncError {
            if error.failureClass != .cancelled {
                logger.error("Operations can't be claimed", metadata: [LogKey.errorCode: "\(error.code)"])
            }
            note(error, state)
            return nil
        } catch {
            return nil
        }
    }

    private func work(_ lease: OperationLease, claimSentAt sent: SteadyClock.Moment, _ state: PoolState) async {
        var logger = logger
        logger[metadataKey: LogKey.operation] = "\(lease.operation)"
        do {
            // Also if it was claimed at the last moment: it has to be handed back.
            let operation = try await uncancellable { try await queue.claimed(lease) }
            logger[metadataKey: LogKey.tenant] = "\(operation.tenant)"
            logger.info("Operation started", metadata: [LogKey.kind: "\(operation.work.kind.rawValue)"])
            guard operation.work != .unreadable else {
                // Ended at once: it would otherwise be taken over until three workers seem to have died of it.
                try await uncancellable { try await queue.fail(lease, .queue(.workUnreadable(operation: lease.operation))) }
                logger.error("An operation cannot be read")
                return
            }
            do {
                let result = try await keeping(lease, claimSentAt: sent) { try await perform(operation) }
                try await faults.reach(.beforeFinish)
                try await uncancellable { try await queue.finish(lease, result: result) }
                logger.info("Operation ended")
            } catch let error as SyncError where error.failureClass == .leaseLost {
                throw error
            } catch let error as InjectedCrash {
                throw error
            } catch {
                try await end(lease, with: SyncError(of: error), state)
            }
        } catch let error as SyncError {
            // Another worker performs it, or will once the lease has expired.
            logger.error("An operation left this worker", metadata: [LogKey.errorCode: "\(error.code)"])
            note(error, state)
        } catch {
            logger.critical("A test ended this operation")
        }
    }

    private func end(_ lease: OperationLease, with error: SyncError, _ state: PoolState) async throws {
        note(error, state)
        if error.failureClass == .cancelled || error.isOfThisProcess || Task.isCancelled {
            try await uncancellable { try await queue.release(lease) }
            logger.notice("Operation handed back", metadata: [LogKey.errorCode: "\(error.code)"])
        } else if error.failureClass == .transient, case .database = error.failure {
            // No answer for the person who waits: it is taken over once the lease has expired, and not for ever.
            throw error
        } else {
            try await uncancellable { try await queue.fail(lease, error.failure) }
            logger.notice("Operation failed", metadata: [LogKey.errorCode: "\(error.code)"])
        }
    }

    private func note(_ error: SyncError, _ state: PoolState) {
        if error.isOfThisProcess { state.meetTrouble(error.code, at: clock.now) }
    }

    /// Renews the lease beside the work, and cancels the work once it can no longer be trusted.
    /// - Throws: `lease_lost`, what `body` throws.
    private func keeping(
        _ lease: OperationLease, claimSentAt sent: SteadyClock.Moment, _ body: @escaping @Sendable () async throws -> String
    ) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await renewing(lease, claimSentAt: sent) }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    private func renewing(_ lease: OperationLease, claimSentAt sent: SteadyClock.Moment) async throws -> Never {
        var window = TrustWindow<SteadyClock.Moment>(ttl: .seconds(policy.seconds), margin: .seconds(policy.marginSeconds))
        window.granted(sentAt: sent)
        var next = window.renewAt
        while let moment = next {
            try await clock.sleep(until: moment)
            let asked = clock.now
            do {
                try await queue.renew(lease, leaseSeconds: policy.seconds)
                window.granted(sentAt: asked)
                next = window.renewAt
            } catch let error as SyncError where error.failureClass == .transient {
                guard window.isTrusted(at: clock.now) else { break }
                next = clock.now.advanced(by: .seconds(policy.retrySeconds))
            }
        }
        throw SyncError.operationLeaseLost(lease.operation)
    }

    /// Counts what is under way.
    private final class Gate: Sendable {
        private let count = Mutex(0)

        func enter(atMost limit: Int) -> Bool {
            count.withLock { count in
                guard count < limit else { return false }
                count += 1
                return true
            }
        }

        func leave() { count.withLock { $0 -= 1 } }
    }
}
