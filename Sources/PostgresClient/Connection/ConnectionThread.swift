internal import Foundation
internal import Synchronization

/// The thread of one session. Blocking libpq calls happen here, so that they never hold a thread of the cooperative pool; a
/// task that prefers this executor runs its queries without changing threads.
///
/// Invariant of `@unchecked Sendable`: `work` and `isStopped` are touched with `condition` locked.
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
            // A stopped thread must not strand a task that still prefers it: it finishes elsewhere, its session is closed.
            globalConcurrentExecutor.enqueue(job)
        }
    }

    /// Runs `block` here, after what is queued. After `stop` it is not run.
    /// - Returns: whether it will run.
    @discardableResult
    func run(_ block: @escaping @Sendable () -> Void) -> Bool { append(.block(block)) }

    /// Ends the thread once what is queued has run.
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
