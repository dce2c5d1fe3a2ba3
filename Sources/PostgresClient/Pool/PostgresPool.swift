internal import Foundation
package import Logging

/// Connections to one database, opened as needed and shared by all holders of the pool. It needs no background task. After a
/// server restart broken connections are replaced, while callers wait up to `acquireTimeout`.
package final class PostgresPool: Sendable {
    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let state: Locked<PoolState>

    /// Does not open a connection yet.
    package convenience init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.init(configuration, logger: logger, clock: ContinuousClock())
    }

    /// - Parameter clock: for `acquireTimeout` and the pauses between attempts to connect.
    init(_ configuration: PostgresConfiguration, logger: Logger, clock: any Clock<Duration>) {
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
        state = Locked(
            PoolState(
                machine: PoolStateMachine(
                    .init(
                        // A lower value is reported by `validate` at the first attempt to connect.
                        maximumConnections: max(1, configuration.maximumConnections), failsFast: configuration.failsFast,
                        idleCheckInterval: configuration.idleCheckInterval))))
    }

    /// There is no borrower left, because borrowers hold the pool.
    deinit {
        let sessions = state.withLock { state in
            defer { state.sessions = [:] }
            return Array(state.sessions.values)
        }
        for session in sessions {
            session.thread.run { session.close() }
            session.thread.stop()
        }
    }

    /// Lends a connection to the body, for statements that belong together without being a transaction. A transaction left open
    /// is rolled back.
    /// - Throws: what the body throws; `PostgresError` if no connection is available.
    @discardableResult
    package func withConnection<R: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        var loan = try await acquire()
        while true {
            let lent = loan
            let use = await withTaskExecutorPreference(lent.session.thread) { await self.use(lent, body) }
            switch use {
            case .ended(let result): return try result.get()
            case .foundDead: loan = try await acquire(after: lent)
            }
        }
    }

    /// Runs a transaction on a connection, see ``PostgresConnection/transaction(_:_:)``.
    @discardableResult
    package func transaction<R: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await transaction(.init(), body)
    }

    @discardableResult
    package func transaction<R: Sendable>(
        _ options: PostgresTransactionOptions, _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await transaction(options, beginningWith: []) { connection, _ in try await body(connection) }
    }

    /// The same, whose first statements are sent with BEGIN, in one round trip.
    @discardableResult
    package func transaction<R: Sendable>(
        _ options: PostgresTransactionOptions, beginningWith statements: [any PostgresStatement],
        _ body: @Sendable (PostgresConnection, PostgresAnswers) async throws -> R
    ) async throws -> R {
        try await repeatingLostBegin {
            try await withConnection { try await $0.transaction(options, beginningWith: statements, body) }
        }
    }

    /// A transaction of statements that read, in one round trip, see ``PostgresConnection/read(_:_:)``.
    package func read(
        _ options: PostgresTransactionOptions, _ statements: [any PostgresStatement]
    ) async throws -> PostgresAnswers {
        try await repeatingLostBegin { try await withConnection { try await $0.read(options, statements) } }
    }

    /// A connection that is lost between its check and its use: nothing has taken effect, or it only reads.
    private func repeatingLostBegin<R>(_ body: () async throws -> R) async throws -> R {
        do {
            return try await body()
        } catch let error as PostgresError where error.code == .connectionLost && error.phase == .begin {
            return try await body()
        }
    }

    /// All rows of one statement.
    package func query<S: PostgresStatement>(_ statement: S) async throws -> [S.Row] {
        try await withConnection { try await $0.query(statement) }
    }

    /// The first row of one statement; nil without rows.
    package func first<S: PostgresStatement>(_ statement: S) async throws -> S.Row? {
        try await query(statement).first
    }

    /// The number of rows that one statement inserted, updated, deleted or selected.
    @discardableResult
    package func execute<S: PostgresStatement>(_ statement: S) async throws -> Int {
        try await withConnection { try await $0.execute(statement) }
    }

    /// Stops lending, waits for lent connections, and returns when all are closed. May be called several times.
    package func shutdown() async {
        await withCheckedContinuation { continuation in
            apply { state in
                state.shutdownWaiters.append(continuation)
                return state.machine.shutdown()
            }
        }
    }

    /// Listens on channels, on a separate connection outside the pool. Several may listen.
    package func listen(to channels: [String]) -> PostgresNotifications {
        PostgresNotifications(configuration, channels: channels, logger: logger)
    }

    /// Open connections, lent or idle.
    package var openConnections: Int { state.withLock { $0.machine.openConnections } }
    /// Open connections that are not lent.
    package var idleConnections: Int { state.withLock { $0.machine.idleConnections } }
    package var maximumConnections: Int { configuration.maximumConnections }
    /// Callers waiting for a connection.
    package var waiterCount: Int { state.withLock { $0.machine.waiterCount } }
    var isShutDown: Bool { state.withLock { $0.machine.isShutDown } }

    // MARK: Lending

    private enum Use<R: Sendable>: Sendable {
        case ended(Result<R, any Error>)
        case foundDead
    }

    /// On the connection's thread, by the caller's preference.
    @concurrent
    private func use<R: Sendable>(
        _ loan: PoolState.Loan, _ body: @Sendable (PostgresConnection) async throws -> R
    ) async -> Use<R> {
        let connection = PostgresConnection(loan.session)
        guard await connection.isAlive(thoroughly: loan.isStale) else { return .foundDead }
        let result: Result<R, any Error>
        do { result = .success(try await body(connection)) } catch { result = .failure(error) }
        let isUsable = await connection.endUse()
        apply { state in state.machine.returned(loan.connection, isUsable: isUsable, now: ContinuousClock.elapsed) }
        return .ended(result)
    }

    /// - Parameter dead: a lent connection that turned out dead.
    private func acquire(after dead: PoolState.Loan? = nil) async throws -> PoolState.Loan {
        let request = dead?.request ?? state.withLock { $0.newRequest() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                apply { state in
                    state.waiters[request] = PoolState.Waiter(continuation: continuation)
                    var actions: [PoolStateMachine.Action]
                    if let dead {
                        actions = state.machine.foundDead(dead.connection, by: request, now: ContinuousClock.elapsed)
                    } else {
                        actions = state.machine.request(request, now: ContinuousClock.elapsed)
                    }
                    // A later cancellation finds the waiter; an earlier one did not.
                    if Task.isCancelled { actions += state.machine.cancel(request) }
                    return actions
                }
                limitWait(of: request)
            }
        } onCancel: {
            apply { $0.machine.cancel(request) }
        }
    }

    private func limitWait(of request: PoolStateMachine.RequestID) {
        let patience = configuration.acquireTimeout
        state.withLock { state in
            guard state.waiters[request] != nil else { return }
            state.waiters[request]?.timer = Task.detached { [clock, weak self] in
                guard (try? await clock.sleep(for: patience)) != nil else { return }
                self?.apply { $0.machine.timeOut(request, after: patience) }
            }
        }
    }

    // MARK: Actions

    /// Reports an event to the state machine and performs its actions, outside the lock.
    private func apply(_ event: (inout PoolState) -> [PoolStateMachine.Action]) {
        let effects = state.withLock { state in
            let actions = event(&state)
            return actions.flatMap { state.effects(of: $0) }
        }
        for effect in effects { perform(effect) }
    }

    private func perform(_ effect: PoolState.Effect) {
        switch effect {
        case .resume(let waiter, let result):
            waiter.timer?.cancel()
            waiter.continuation.resume(with: result)
        case .connect(let id, let attempt): connect(id, attempt)
        case .refuse(let id, let error): apply { $0.machine.connectFailed(id, error) }
        case .pause(let duration):
            Task.detached { [clock, weak self] in
                // Never cancelled; a failing clock ends the pause as well.
                try? await clock.sleep(for: duration)
                self?.apply { $0.machine.pauseEnded() }
            }
        case .abandon(let attempt): attempt.interrupt.request()
        case .close(let session):
            let willRun = session.thread.run { [self] in
                session.close()
                apply { $0.closed() }
            }
            session.thread.stop()
            if !willRun { apply { $0.closed() } }
        case .finishShutdown(let continuations): for continuation in continuations { continuation.resume() }
        }
    }

    private func connect(_ id: PoolStateMachine.ConnectionID, _ attempt: PoolState.Attempt) {
        let thread = ConnectionThread(name: "postgres-\(id.number)")
        thread.run { [self] in
            do throws(PostgresError) {
                try configuration.validate()
                let session = try Session.open(
                    configuration, thread: thread, wake: attempt.pipe, interrupt: attempt.interrupt, logger: logger)
                logger.debug("Connected to PostgreSQL", metadata: ["backend": "\(session.backendID)"])
                apply { state in
                    state.attempts[id] = nil
                    state.sessions[id] = session
                    return state.machine.connected(id, now: ContinuousClock.elapsed)
                }
            } catch {
                thread.stop()
                logger.warning("No connection to PostgreSQL", metadata: ["error": "\(error)"])
                apply { state in
                    state.attempts[id] = nil
                    return state.machine.connectFailed(id, error)
                }
            }
        }
    }
}

/// The options of a transaction.
package struct PostgresTransactionOptions: Sendable, Hashable {
    package enum Isolation: String, Sendable, Hashable {
        case readCommitted = "read committed"
        case repeatableRead = "repeatable read"
    }

    package var isolation: Isolation
    package var isReadOnly: Bool
    /// Run-time parameters for this transaction only (`SET LOCAL`), sent with BEGIN without another round trip. Values are bound.
    package var localSettings: [String: String]

    package init(isolation: Isolation = .readCommitted, isReadOnly: Bool = false, localSettings: [String: String] = [:]) {
        self.isolation = isolation
        self.isReadOnly = isReadOnly
        self.localSettings = localSettings
    }

    // Without "read write" for the others: a standby rejects it.
    var begin: String { "begin isolation level \(isolation.rawValue)\(isReadOnly ? " read only" : "")" }
}

/// A value shared by several threads.
///
/// Invariant of `@unchecked Sendable`: `state` is only accessed with `lock` held. (Not `Mutex`, whose locking ThreadSanitizer
/// does not detect on Linux.)
final class Locked<State>: @unchecked Sendable {
    private let lock = NSLock()
    private var state: State

    init(_ state: State) { self.state = state }

    func withLock<Result>(_ use: (inout State) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try use(&state)
    }
}
