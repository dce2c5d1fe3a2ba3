package import SyncCore
import Synchronization

/// The loops of a worker process.
package enum WorkerLoop: String, Sendable, Hashable, CaseIterable {
    case claims, polls, schedule, heartbeat, maintenance, notifications, alerts
}

/// The state of a worker process: the pool writes it, health checks and heartbeats read it.
package final class PoolState: Sendable {
    private struct Values {
        /// By term: a run that was lost and claimed again is listed twice until its first work has ended.
        var running: [LeaseTerm: WakeSignal] = [:]
        var isDraining = false
        var trouble: SyncError.Code?
        var checkedAt: SteadyClock.Moment?
        var beats: [WorkerLoop: SteadyClock.Moment] = [:]
    }

    private let values = Mutex(Values())
    /// Wakes the claim loop.
    let wake = WakeSignal()

    package init() {}

    package var running: Int { values.withLock { $0.running.count } }
    /// It claims no more runs, and ends when its runs have ended.
    package var isDraining: Bool { values.withLock { $0.isDraining } }
    /// What prevents it from claiming; nil if nothing does.
    package var trouble: SyncError.Code? { values.withLock { $0.trouble } }

    /// When that loop was last active; nil if not yet.
    package func lastBeat(of loop: WorkerLoop) -> SteadyClock.Moment? { values.withLock { $0.beats[loop] } }

    func begin(_ lease: LeaseTerm) -> WakeSignal {
        let signal = WakeSignal()
        values.withLock { $0.running[lease] = signal }
        return signal
    }

    func end(_ lease: LeaseTerm) {
        _ = values.withLock { $0.running.removeValue(forKey: lease) }
    }

    func requestCancel(_ run: RunID) {
        let signals = values.withLock { $0.running.filter { $0.key.runID == run }.values }
        for signal in signals { signal.signal() }
    }

    func drain() {
        values.withLock { $0.isDraining = true }
    }

    /// A run failed for a cause that prevents this process from working. The next self-check is a whole interval later, so that
    /// the fleet sees it, and so that a cause which no self-check finds does not make the same runs come and go without pause.
    func meetTrouble(_ code: SyncError.Code, at now: SteadyClock.Moment) {
        values.withLock { values in
            values.trouble = code
            values.checkedAt = now
        }
    }

    /// Records a self-check's result.
    /// - Returns: whether it changed anything.
    @discardableResult
    func setTrouble(_ code: SyncError.Code?) -> Bool {
        values.withLock { values in
            defer { values.trouble = code }
            return values.trouble != code
        }
    }

    func isSelfCheckDue(at now: SteadyClock.Moment, every seconds: Double) -> Bool {
        values.withLock { values in
            if let last = values.checkedAt, last.seconds(until: now) < seconds { return false }
            values.checkedAt = now
            return true
        }
    }

    func beat(_ loop: WorkerLoop, at moment: SteadyClock.Moment) {
        values.withLock { $0.beats[loop] = moment }
    }
}

/// A request to stop a worker process: once, from anywhere.
package final class StopRequest: Sendable {
    private let signal = WakeSignal()

    package init() {}

    package func stop() { signal.signal() }

    /// Returns when a stop was requested, or the task is cancelled.
    func wait() async { _ = await signal.wait() }
}

/// A worker process's limits and intervals, in seconds.
package struct PoolPolicy: Sendable, Hashable {
    /// How many runs it performs at once.
    package var concurrency: Int
    /// How often it polls for due runs without a notification, an expiring lease or an ending wait.
    package var pollInterval: Double = 5
    /// Between two polls, however much becomes due.
    package var shortestInterval: Double = 0.1
    /// How often it queues due scheduled runs.
    package var scheduleInterval: Double = 15
    package var heartbeatInterval: Double = 10
    /// How often it drops old history and removes dead workers.
    package var maintenanceInterval: Double = 3600
    /// How often alerts are posted: several times before Alertmanager ends them (`PostedAlert.lastingSeconds`).
    package var alertInterval: Double = 60
    /// How long runs may continue after a stop request.
    package var drainSeconds: Double = 20
    /// How long recording and handing back may then take. The database client takes up to 5 s more to cancel a statement without
    /// answer: in total less than the 30 s of `contracts/cli.md`.
    package var recordSeconds: Double = 3
    /// How often a worker checks whether it can work, and how long it waits if it cannot.
    package var troubleInterval: Double = 30
    package var historyMonths: Int = Retention.months

    package init(concurrency: Int = 32) {
        self.concurrency = max(1, concurrency)
    }
}
