/// The pool's state machine beside the things its ids stand for.
struct PoolState {
    typealias ConnectionID = PoolStateMachine.ConnectionID
    typealias RequestID = PoolStateMachine.RequestID

    /// A connection that its borrower owns until it gives it back.
    struct Loan: Sendable {
        let connection: ConnectionID
        let request: RequestID
        let session: Session
        let isStale: Bool
    }

    struct Waiter: Sendable {
        let continuation: CheckedContinuation<Loan, any Error>
        /// Ends the wait; nil until the wait has begun.
        var timer: Task<Void, Never>?
    }

    struct Attempt: Sendable {
        let pipe: WakePipe
        let interrupt: Interrupt
    }

    /// An action with what it is about, to be performed outside of the lock.
    enum Effect {
        case resume(Waiter, Result<Loan, any Error>)
        case connect(ConnectionID, Attempt)
        case refuse(ConnectionID, PostgresError)
        case pause(Duration)
        case abandon(Attempt)
        case close(Session)
        case finishShutdown([CheckedContinuation<Void, Never>])
    }

    var machine: PoolStateMachine
    var sessions: [ConnectionID: Session] = [:]
    var attempts: [ConnectionID: Attempt] = [:]
    var waiters: [RequestID: Waiter] = [:]
    var shutdownWaiters: [CheckedContinuation<Void, Never>] = []
    private var closing = 0
    private var isShutdownFinished = false
    private var requests = 0

    init(machine: PoolStateMachine) { self.machine = machine }

    mutating func newRequest() -> RequestID {
        requests += 1
        return RequestID(number: requests)
    }

    /// A connection that was to be closed is.
    mutating func closed() -> [PoolStateMachine.Action] {
        closing -= 1
        return isShutdownFinished ? [.finishShutdown] : []
    }

    mutating func effects(of action: PoolStateMachine.Action) -> [Effect] {
        switch action {
        case .lend(let connection, let request, let isStale):
            guard let waiter = waiters.removeValue(forKey: request), let session = sessions[connection] else { return [] }
            let loan = Loan(connection: connection, request: request, session: session, isStale: isStale)
            return [.resume(waiter, .success(loan))]
        case .fail(let request, let error):
            return waiters.removeValue(forKey: request).map { [.resume($0, .failure(error))] } ?? []
        case .connect(let id):
            do throws(PostgresError) {
                let pipe = try WakePipe()
                let attempt = Attempt(pipe: pipe, interrupt: Interrupt(pipe))
                attempts[id] = attempt
                return [.connect(id, attempt)]
            } catch {
                return [.refuse(id, error)]
            }
        case .pause(let duration): return [.pause(duration)]
        case .abandonAttempt(let id): return attempts[id].map { [.abandon($0)] } ?? []
        case .close(let id):
            guard let session = sessions.removeValue(forKey: id) else { return [] }
            closing += 1
            return [.close(session)]
        case .finishShutdown:
            isShutdownFinished = true
            guard closing == 0 else { return [] }
            defer { shutdownWaiters = [] }
            return [.finishShutdown(shutdownWaiters)]
        }
    }
}
