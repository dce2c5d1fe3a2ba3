/// The connections of a pool, their borrowers and the waiting requests. A value without I/O: events in, actions out;
/// ``PostgresPool`` performs them.
///
/// A connection is *connecting* → *idle* ⇄ *lent* → gone. Waiters are served in order. While attempts to connect fail, they are
/// made one at a time, with growing pauses, and only while a request waits.
struct PoolStateMachine {
    struct ConnectionID: Hashable, Sendable { let number: Int }
    struct RequestID: Hashable, Sendable { let number: Int }

    enum Action: Equatable {
        /// The requester owns the connection; `isStale` after a long idle time: test it before use.
        case lend(ConnectionID, to: RequestID, isStale: Bool)
        case fail(RequestID, PostgresError)
        case connect(ConnectionID)
        /// Report `pauseEnded` after this time.
        case pause(Duration)
        /// End an attempt to connect early; its end is still reported.
        case abandonAttempt(ConnectionID)
        case close(ConnectionID)
        /// Everything is closed after `shutdown`.
        case finishShutdown
    }

    struct Limits: Equatable {
        var maximumConnections: Int
        var failsFast: Bool
        /// A connection idle for longer is stale.
        var idleCheckInterval: Duration
    }

    private struct Idle {
        let connection: ConnectionID
        let since: Duration
    }

    private let limits: Limits
    private var made = 0
    private var connecting: Set<ConnectionID> = []
    /// The last one returned is lent first, so that surplus connections become stale.
    private var idle: [Idle] = []
    private var lent: Set<ConnectionID> = []
    private var waiters = WaitingLine()
    private var failedAttempts = 0
    private var lastConnectFailure: PostgresError?
    private var wasConnected = false
    private var isPausing = false
    private(set) var isShutDown = false

    init(_ limits: Limits) { self.limits = limits }

    var openConnections: Int { idle.count + lent.count }
    var idleConnections: Int { idle.count }
    var waiterCount: Int { waiters.count }

    // MARK: Requests

    /// A connection is requested.
    /// - Parameter now: of any monotonic clock, the same in all calls.
    mutating func request(_ id: RequestID, now: Duration) -> [Action] {
        if isShutDown { return [.fail(id, Self.shutDownError)] }
        if waiters.isEmpty, let rested = idle.popLast() { return [lend(rested, to: id, now: now)] }
        waiters.append(id)
        return growth()
    }

    /// A waiting task was cancelled. A request that was already served is ignored.
    mutating func cancel(_ id: RequestID) -> [Action] {
        guard waiters.remove(id) else { return [] }
        return [.fail(id, PostgresError(.cancelled, phase: .acquire, "Waiting for a database connection was cancelled."))]
    }

    /// A request has timed out.
    mutating func timeOut(_ id: RequestID, after patience: Duration) -> [Action] {
        guard waiters.remove(id) else { return [] }
        // Below the maximum, the remaining connections failed to open.
        if let lastConnectFailure, openConnections < limits.maximumConnections { return [.fail(id, lastConnectFailure)] }
        let message = "All \(limits.maximumConnections) database connections were busy for \(patience)."
        return [.fail(id, PostgresError(.poolExhausted, phase: .acquire, message))]
    }

    // MARK: Connections

    mutating func connected(_ id: ConnectionID, now: Duration) -> [Action] {
        guard connecting.remove(id) != nil else { return [] }
        failedAttempts = 0
        lastConnectFailure = nil
        wasConnected = true
        if isShutDown { return [.close(id)] + endOfShutdown() }
        return offer(id, now: now) + growth()
    }

    mutating func connectFailed(_ id: ConnectionID, _ error: PostgresError) -> [Action] {
        guard connecting.remove(id) != nil else { return [] }
        if isShutDown { return endOfShutdown() }
        failedAttempts += 1
        lastConnectFailure = error
        var actions: [Action] = []
        // While other connections are open, one of them may become free.
        if error.isPermanentRefusal || (limits.failsFast && !wasConnected), openConnections == 0, connecting.isEmpty {
            actions += waiters.removeAll().map { .fail($0, error) }
        }
        // The next request tries at once.
        if waiters.isEmpty { failedAttempts = 0 }
        return actions + growth()
    }

    mutating func pauseEnded() -> [Action] {
        isPausing = false
        if waiters.isEmpty { failedAttempts = 0 }
        if isShutDown || waiters.isEmpty { return [] }
        return connecting.isEmpty ? [attempt()] : []
    }

    /// A borrower has finished.
    mutating func returned(_ id: ConnectionID, isUsable: Bool, now: Duration) -> [Action] {
        guard lent.remove(id) != nil else { return [] }
        if isShutDown { return [.close(id)] + endOfShutdown() }
        guard isUsable else { return [.close(id)] + growth() }
        return offer(id, now: now)
    }

    /// A lent connection turned out dead before its use: the borrower waits again, first in line.
    mutating func foundDead(_ id: ConnectionID, by request: RequestID, now: Duration) -> [Action] {
        guard lent.remove(id) != nil else { return [] }
        if isShutDown { return [.close(id), .fail(request, Self.shutDownError)] + endOfShutdown() }
        if let rested = idle.popLast() { return [.close(id), lend(rested, to: request, now: now)] }
        waiters.prepend(request)
        return [.close(id)] + growth()
    }

    /// No connection is lent from now on; lent ones are closed when returned.
    mutating func shutdown() -> [Action] {
        guard !isShutDown else { return endOfShutdown() }
        isShutDown = true
        var actions: [Action] = waiters.removeAll().map { .fail($0, Self.shutDownError) }
        actions += idle.map { .close($0.connection) }
        idle = []
        actions += connecting.sorted { $0.number < $1.number }.map { .abandonAttempt($0) }
        return actions + endOfShutdown()
    }

    // MARK: Parts

    private mutating func lend(_ rested: Idle, to request: RequestID, now: Duration) -> Action {
        lent.insert(rested.connection)
        return .lend(rested.connection, to: request, isStale: now - rested.since > limits.idleCheckInterval)
    }

    private mutating func offer(_ id: ConnectionID, now: Duration) -> [Action] {
        if let request = waiters.popFirst() {
            lent.insert(id)
            return [.lend(id, to: request, isStale: false)]
        }
        idle.append(Idle(connection: id, since: now))
        return []
    }

    /// As many attempts as there are waiters without one, within the limits.
    private mutating func growth() -> [Action] {
        if failedAttempts > 0 {
            guard connecting.isEmpty, !isPausing, !waiters.isEmpty, openConnections < limits.maximumConnections else { return [] }
            isPausing = true
            return [.pause(.pause(afterFailures: failedAttempts))]
        }
        var actions: [Action] = []
        while connecting.count < waiters.count, openConnections + connecting.count < limits.maximumConnections, !isPausing {
            actions.append(attempt())
        }
        return actions
    }

    private mutating func attempt() -> Action {
        made += 1
        let id = ConnectionID(number: made)
        connecting.insert(id)
        return .connect(id)
    }

    private func endOfShutdown() -> [Action] {
        isShutDown && connecting.isEmpty && lent.isEmpty ? [.finishShutdown] : []
    }

    private static let shutDownError = PostgresError(.shutDown, phase: .acquire, "The database connections are shut down.")
}

/// The pool's state machine with the objects behind its ids.
struct PoolState {
    typealias ConnectionID = PoolStateMachine.ConnectionID
    typealias RequestID = PoolStateMachine.RequestID

    /// A connection that its borrower owns until it is returned.
    struct Loan: Sendable {
        let connection: ConnectionID
        let request: RequestID
        let session: Session
        let isStale: Bool
    }

    struct Waiter: Sendable {
        let continuation: CheckedContinuation<Loan, any Error>
        /// Ends the wait; nil before the wait begins.
        var timer: Task<Void, Never>?
    }

    struct Attempt: Sendable {
        let pipe: WakePipe
        let interrupt: Interrupt
    }

    /// An action with its object, to be performed outside the lock.
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

    /// A connection has been closed.
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

/// Requests in order; removing one does not need a search.
struct WaitingLine {
    private var line: [PoolStateMachine.RequestID] = []
    private var head = 0
    private var present: Set<PoolStateMachine.RequestID> = []

    var isEmpty: Bool { present.isEmpty }
    var count: Int { present.count }

    mutating func append(_ id: PoolStateMachine.RequestID) {
        line.append(id)
        present.insert(id)
    }

    mutating func prepend(_ id: PoolStateMachine.RequestID) {
        if head > 0 {
            head -= 1
            line[head] = id
        } else {
            line.insert(id, at: 0)
        }
        present.insert(id)
    }

    mutating func popFirst() -> PoolStateMachine.RequestID? {
        while head < line.count {
            let id = line[head]
            head += 1
            compact()
            if present.remove(id) != nil { return id }
        }
        return nil
    }

    /// - Returns: whether it was waiting.
    mutating func remove(_ id: PoolStateMachine.RequestID) -> Bool {
        let wasWaiting = present.remove(id) != nil
        if present.isEmpty {
            line.removeAll(keepingCapacity: true)
            head = 0
        }
        return wasWaiting
    }

    mutating func removeAll() -> [PoolStateMachine.RequestID] {
        let waiting = line[head...].filter { present.contains($0) }
        self = WaitingLine()
        return waiting
    }

    private mutating func compact() {
        guard head > 64, head * 2 > line.count else { return }
        line.removeFirst(head)
        head = 0
    }
}
