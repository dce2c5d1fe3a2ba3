package import SyncCore
import Synchronization

/// The loops of a worker process.
package enum WorkerLoop: String, Sendable, Hashable, CaseIterable {
    case claims, polls, schedule, heartbeat, maintenance, notifications
}

/// What a worker process is doing: the pool writes it, health checks and heartbeats read it.
package final class PoolState: Sendable {
    private struct Values {
        /// By term: a run that was lost and claimed again is there twice until its first work has wound down.
        var running: [LeaseTerm: WakeSignal] = [:]
        var isDraining = false
        var trouble: SyncError.Code?
        var checkedAt: SteadyClock.Moment?
        var beats: [WorkerLoop: SteadyClock.Moment] = [:]
    }

    private let values = Mutex(Values())
    /// Wakes the claims.
    let wake = WakeSignal()

    package init() {}

    /// How many runs it performs.
    package var running: Int { values.withLock { $0.running.count } }
    /// It claims nothing more, and ends once its runs have.
    package var isDraining: Bool { values.withLock { $0.isDraining } }
    /// What keeps it from claiming; nil when nothing does.
    package var trouble: SyncError.Code? { values.withLock { $0.trouble } }

    /// When that loop was last seen at work; nil when it was not yet.
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

    /// Work met what keeps this process from working: the next self-check is a whole interval away, so that the fleet sees it, and
    /// what no self-check finds does not make the same runs come and go without a pause.
    func meetTrouble(_ code: SyncError.Code, at now: SteadyClock.Moment) {
        values.withLock { values in
            values.trouble = code
            values.checkedAt = now
        }
    }

    /// What a self-check came to.
    /// - Returns: whether that changed anything.
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

/// Asks a worker process to stop: once, from anywhere.
package final class StopRequest: Sendable {
    private let signal = WakeSignal()

    package init() {}

    package func stop() { signal.signal() }

    /// Returns when somebody asked, or when the task is cancelled.
    func wait() async { _ = await signal.wait() }
}

/// How a worker process shares its time. Every interval is in seconds.
package struct PoolPolicy: Sendable, Hashable {
    /// How many runs it performs at once.
    package var concurrency: Int
    /// How often it looks for due runs when nothing rings, and no lease ends and no wait is over before.
    package var pollInterval: Double = 5
    /// Between two looks, however much becomes due in between.
    package var shortestInterval: Double = 0.1
    /// How often it queues what the schedule says is due.
    package var scheduleInterval: Double = 15
    package var heartbeatInterval: Double = 10
    /// How often it drops old history and forgets workers that are gone.
    package var maintenanceInterval: Double = 3600
    /// How long runs may go on once the process was asked to stop.
    package var drainSeconds: Double = 20
    /// How long what is recorded and handed back then may take. A statement that has no answer by then takes the database's client
    /// 5 s more to give up: together that stays below the 30 s of `contracts/cli.md`.
    package var recordSeconds: Double = 3
    /// How often a worker looks whether it can work, and how long one that can't waits before it looks again.
    package var troubleInterval: Double = 30
    package var historyMonths: Int = Retention.months

    package init(concurrency: Int = 32) {
        self.concurrency = max(1, concurrency)
    }
}
