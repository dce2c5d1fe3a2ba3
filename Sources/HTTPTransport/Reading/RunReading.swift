import NIOPosix
import SyncCore
import Synchronization

/// Counts what one run has read from one remote, against its limits.
final class RunReading: Sendable {
    enum Excess: Error, Hashable, Sendable {
        case rows
        case pages
        case time
        /// This run has many rows compared with the others, and the process has little memory left.
        case memory
    }

    /// A row's memory in addition to the bytes of its texts.
    private static let rowCost = 256

    private struct State {
        var pages = 0
        var rows = 0
        var seconds = 0.0
        /// Bytes taken for each list, by request.
        var held: [String: Int] = [:]
    }

    private let limits: ReadLimits
    private let memory: ReadingMemory
    private let state = Mutex(State())

    init(_ limits: ReadLimits, _ memory: ReadingMemory) {
        self.limits = limits
        self.memory = memory
    }

    deinit {
        memory.giveBackRows(state.withLock { $0.held.values.reduce(0, +) })
    }

    /// Before a page is requested.
    func begin() throws(Excess) {
        let excess: Excess? = state.withLock { state in
            guard state.pages < limits.pages else { return .pages }
            guard state.seconds < limits.seconds else { return .time }
            state.pages += 1
            return nil
        }
        if let excess { throw excess }
    }

    func spend(seconds: Double) {
        state.withLock { $0.seconds += seconds }
    }

    /// Counts the rows of a page.
    /// - Parameters:
    ///   - list: which list they belong to.
    ///   - isFirst: the list begins, perhaps again: rows kept before are discarded.
    func keep(rows: Int, bytes: Int, of list: String, isFirst: Bool) throws(Excess) {
        let excess: Excess? = state.withLock { state in
            state.rows += rows
            guard state.rows <= limits.rows else { return .rows }
            if isFirst, let worthless = state.held.removeValue(forKey: list) { memory.giveBackRows(worthless) }
            let cost = bytes + rows * Self.rowCost
            guard memory.takeRows(cost, held: state.held.values.reduce(0, +)) else { return .memory }
            state.held[list, default: 0] += cost
            return nil
        }
        if let excess { throw excess }
    }
}

/// The most that one run reads from one remote. Whatever a remote answers, a read ends at one of these limits. They are many
/// times what 20,000 employees need.
package struct ReadLimits: Sendable, Hashable {
    /// The limits of an answer.
    package struct Answer: Sendable, Hashable {
        package var bytes: Int
        /// JSON values and names in total.
        package var nodes: Int

        package init(bytes: Int, nodes: Int) {
            self.bytes = bytes
            self.nodes = nodes
        }
    }

    /// A page of a list. A remote that ignores paging may return a whole list at once.
    package var page = Answer(bytes: 32 << 20, nodes: 1_500_000)
    /// Anything else: one event or resource, a token, a write's answer.
    package var thing = Answer(bytes: 1 << 20, nodes: 50_000)
    /// Rows of all lists in total, repeated reads included.
    package var rows = 4_000_000
    /// Pages of all lists in total. Lucca's budget allows about 2,900 per hour.
    package var pages = 10_000
    /// Seconds spent on pages of lists: waiting for the budget, for the answer, and between attempts.
    package var seconds = 3600.0

    package init() {}

    package static let standard = ReadLimits()

    /// For a run that workers died of: enough for 500 employees, and a quarter of the memory.
    package static let suspect: ReadLimits = {
        var limits = ReadLimits()
        limits.page = Answer(bytes: 8 << 20, nodes: 400_000)
        limits.thing = Answer(bytes: 256 << 10, nodes: 10_000)
        limits.rows = 500_000
        limits.pages = 1000
        limits.seconds = 900
        return limits
    }()

    func answer(_ kind: RemoteRequest.Answer) -> Answer { kind == .page ? page : thing }
}

/// The two threads that decode answers, so that the shared pool stays free for leases, health and the watchdog.
///
/// A task that prefers this executor runs here between its waits, and can be cancelled as usual.
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

/// Decoding of remotes' answers.
package enum Decoding {
    /// Runs `body` on the decoding threads, except for its calls to remotes.
    ///
    /// In a child task: a closure that inherits its caller's executor does not change threads by preferring another executor.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(executorPreference: DecodingThreads.shared) { try await body() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
