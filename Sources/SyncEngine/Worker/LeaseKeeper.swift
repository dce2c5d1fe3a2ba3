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
    let cancelBell: Doorbell
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
            while await cancelBell.wait() {
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
