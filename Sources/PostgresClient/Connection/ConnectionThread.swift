internal import CLibPQ
internal import Foundation
internal import Synchronization

/// The thread of one session. Blocking libpq calls happen here, so that they never block a thread of the cooperative pool; a task
/// that prefers this executor runs its queries without changing threads.
///
/// Invariant of `@unchecked Sendable`: `work` and `isStopped` are only accessed with `condition` locked.
final class ConnectionThread: TaskExecutor, @unchecked Sendable {
    private enum Work {
        case job(UnownedJob)
        case block(@Sendable () -> Void)
    }

    private let condition = NSCondition()
    private var work: [Work] = []
    private var isStopped = false
    private let identity = Atomic<UInt>(0)

    init(name: String) {
        let thread = Thread { [self] in loop() }
        thread.name = name
        thread.start()
    }

    var isCurrent: Bool { identity.load(ordering: .relaxed) == Self.currentIdentity }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !append(.job(job)) {
            // A task may still prefer a stopped thread: it finishes elsewhere, with its session closed.
            globalConcurrentExecutor.enqueue(job)
        }
    }

    /// Runs `block` here, after the queued work; not after `stop`.
    /// - Returns: whether it will run.
    @discardableResult
    func run(_ block: @escaping @Sendable () -> Void) -> Bool { append(.block(block)) }

    /// Ends the thread after the queued work.
    func stop() {
        condition.withLock {
            isStopped = true
            condition.signal()
        }
    }

    private func append(_ item: Work) -> Bool {
        condition.withLock {
            guard !isStopped else { return false }
            work.append(item)
            condition.signal()
            return true
        }
    }

    private func loop() {
        identity.store(Self.currentIdentity, ordering: .relaxed)
        var batch: [Work] = []
        while true {
            condition.lock()
            while work.isEmpty, !isStopped { condition.wait() }
            swap(&batch, &work)
            condition.unlock()
            if batch.isEmpty { return }
            for item in batch {
                switch item {
                case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
                case .block(let block): block()
                }
            }
            batch.removeAll(keepingCapacity: true)
        }
    }

    private static var currentIdentity: UInt {
        #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
        #else
        UInt(pthread_self())
        #endif
    }
}

/// Asks the server to cancel a session's statement.
///
/// Invariant of `@unchecked Sendable`: a `PGcancel` is an immutable copy of the session's address, may be used from other
/// threads, and is freed with the last reference.
final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// - Returns: nil if the session is not connected.
    init?(of connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit { PQfreeCancel(pointer) }

    /// A request under way.
    final class Request: Sendable {
        private let finished = Atomic<Bool>(false)
        var isFinished: Bool { finished.load(ordering: .acquiring) }
        fileprivate func finish() { finished.store(true, ordering: .releasing) }
    }

    /// Sends the request on its own thread: it opens a connection, which may block for long if the network is down.
    func send(waking pipe: WakePipe) -> Request {
        let request = Request()
        let thread = Thread { [self] in
            var reason = [CChar](repeating: 0, count: 256)
            _ = PQcancel(pointer, &reason, Int32(reason.count))
            request.finish()
            pipe.wake()
        }
        thread.name = "postgres-cancel"
        thread.stackSize = 1 << 18
        thread.start()
        return request
    }
}

/// Wakes a thread that waits in `poll`. Every writer holds the pipe, so that its descriptors are never reused for another file.
final class WakePipe: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    /// - Throws: if the process has no descriptor left.
    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw PostgresError(.connectFailed, phase: .connect, "The process has no file descriptor left for a connection.")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// A full pipe wakes it as well.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    func drain() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(readEnd, &bytes, 16) == 16 {}
    }
}

/// A request to end one operation of a session early. A late request has no effect.
final class Interrupt: Sendable {
    private let requested = Atomic<Bool>(false)
    private let pipe: WakePipe

    init(_ pipe: WakePipe) { self.pipe = pipe }

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Callable from anywhere, never blocks.
    func request() {
        requested.store(true, ordering: .releasing)
        pipe.wake()
    }
}
