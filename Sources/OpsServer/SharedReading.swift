/// One reading for everybody who asks while it is under way; nobody waits for it longer than the deadline, and never are two
/// under way. So a slow database costs each who asks the deadline, and itself one question.
actor SharedReading<Value: Sendable> {
    private let deadline: Duration
    private let clock: any Clock<Duration>
    private let read: @Sendable () async throws -> Value
    private var flight: Task<Void, Never>?
    private var waiters: [Int: CheckedContinuation<Result<Value, any Error>?, Never>] = [:]
    private var lastWaiter = 0

    init(deadline: Duration, clock: any Clock<Duration>, read: @escaping @Sendable () async throws -> Value) {
        self.deadline = deadline
        self.clock = clock
        self.read = read
    }

    var waiterCount: Int { waiters.count }

    /// - Returns: nil when the deadline passed.
    func value() async -> Result<Value, any Error>? {
        lastWaiter += 1
        let waiter = lastWaiter
        let alarm = Task { [clock, deadline] in
            do { try await clock.sleep(for: deadline) } catch { return }
            giveUp(waiter)
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { continuation in
            waiters[waiter] = continuation
            if flight == nil { flight = Task { await fly() } }
        }
    }

    private func fly() async {
        let result: Result<Value, any Error>
        do { result = .success(try await read()) } catch { result = .failure(error) }
        // Taken back, but somebody has asked meanwhile.
        if case .failure = result, Task.isCancelled, !waiters.isEmpty {
            flight = Task { await fly() }
            return
        }
        flight = nil
        let served = waiters
        waiters = [:]
        for waiter in served.values { waiter.resume(returning: result) }
    }

    private func giveUp(_ waiter: Int) {
        waiters.removeValue(forKey: waiter)?.resume(returning: nil)
        // Nobody waits: the question is taken back. Until it has ended, whoever asks waits for that one.
        if waiters.isEmpty { flight?.cancel() }
    }
}
