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
    public static func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(DecodingThreads.shared) { try await enter(body) }
    }

    /// Concurrent, for that is what changes threads.
    @concurrent
    private static func enter<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await body()
    }
}
