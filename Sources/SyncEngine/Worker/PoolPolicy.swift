/// How a worker process shares its time. Every interval is in seconds.
public struct PoolPolicy: Sendable, Hashable {
    /// How many runs it performs at once.
    public var concurrency: Int
    /// How often it looks for due runs when nothing rings, and no lease ends and no wait is over before.
    public var pollInterval: Double = 5
    /// Between two looks, however much becomes due in between.
    public var shortestInterval: Double = 0.1
    /// How often it queues what the schedule says is due.
    public var scheduleInterval: Double = 15
    public var heartbeatInterval: Double = 10
    /// How often it drops old history and forgets workers that are gone.
    public var maintenanceInterval: Double = 3600
    /// How long runs may go on once the process was asked to stop.
    public var drainSeconds: Double = 20
    /// How long what is recorded and handed back then may take. A statement that has no answer by then takes the database's client
    /// 5 s more to give up: together that stays below the 30 s of `contracts/cli.md`.
    public var recordSeconds: Double = 3
    /// How often a worker looks whether it can work, and how long one that can't waits before it looks again.
    public var troubleInterval: Double = 30
    public var historyMonths: Int = Retention.months

    public init(concurrency: Int = 32) {
        self.concurrency = max(1, concurrency)
    }
}
