import Synchronization

/// When a process that ends stops waiting for its records: a database that does not answer would else keep it for minutes, until its
/// service manager kills it. What is not recorded by then, the next worker finds once the lease has run out.
final class LastCall: Sendable {
    /// Of the tasks of a worker process; none where a person waits, who may end the process themselves.
    @TaskLocal static var current: LastCall?

    private struct State {
        var hasCome = false
        var lastID = 0
        var cancels: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// From now on nothing is waited for.
    func come() {
        let cancels = state.withLock { state in
            state.hasCome = true
            return Array(state.cancels.values)
        }
        for cancel in cancels { cancel() }
    }

    func value<Result: Sendable>(of task: Task<Result, any Error>) async throws -> Result {
        let (id, hasCome) = state.withLock { state in
            state.lastID += 1
            state.cancels[state.lastID] = { task.cancel() }
            return (state.lastID, state.hasCome)
        }
        defer { _ = state.withLock { $0.cancels.removeValue(forKey: id) } }
        if hasCome { task.cancel() }
        return try await task.value
    }
}
