import NIOPosix

/// The threads on which answers are read and made into rows: two, whatever the remotes send, so that the pool that everybody shares
/// stays free for leases, health and the watchdog.
///
/// A task that prefers this executor runs here between its waits, and is cancelled as any other.
final class DecodingThreads: TaskExecutor {
    static let shared = DecodingThreads()

    private let pool: NIOThreadPool

    private init() {
        pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pool.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Work on what a remote sent.
public enum Decoding {
    /// Runs `body` on the threads for that, its calls to remotes aside.
    ///
    /// In a child task: a closure that inherits its caller's executor does not change threads by preferring another executor.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(executorPreference: DecodingThreads.shared) { try await body() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
