internal import CLibPQ
internal import Logging
internal import Synchronization

/// A connection during one `withConnection` or `transaction`. Afterwards every use fails (`misuse`).
///
/// Calls from the body already run on the connection's thread; other calls are moved there. Concurrent calls wait for each other.
/// Cancelling the task asks the server to cancel the statement (`cancelled`).
package final class PostgresConnection: Sendable {
    private let session: Session
    private let isReturned = Atomic<Bool>(false)

    init(_ session: Session) { self.session = session }

    /// All rows of the result.
    /// - Throws: `PostgresError`, or what the statement's `decode` throws.
    package func query<S: PostgresStatement>(_ statement: S) async throws -> [S.Row] {
        try await perform { session, interrupt in try session.rows(statement, interrupt) }
    }

    /// The first row; nil without rows.
    /// - Throws: `PostgresError`, or what the statement's `decode` throws.
    package func first<S: PostgresStatement>(_ statement: S) async throws -> S.Row? {
        try await query(statement).first
    }

    /// The number of rows inserted, updated, deleted or selected.
    @discardableResult
    package func execute<S: PostgresStatement>(_ statement: S) async throws -> Int {
        try await perform { session, interrupt in try session.execute(statement, interrupt).result.affectedRows }
    }

    /// Several statements of the open transaction in one round trip, in order: none needs another's answer, and none is there twice.
    /// After one that fails, the others are not performed.
    package func together(_ statements: [any PostgresStatement]) async throws -> PostgresAnswers {
        try await perform { session, interrupt in try session.together(statements, interrupt) }
    }

    /// A transaction of statements that read, in one round trip, as `together`.
    /// - Parameter options: read-only.
    package func read(
        _ options: PostgresTransactionOptions, _ statements: [any PostgresStatement]
    ) async throws -> PostgresAnswers {
        try await perform { session, interrupt in try session.begin(options, statements, commits: true, interrupt) }
    }

    /// Runs SQL of several statements, without values: only for migrations. Outside a transaction the whole script is one, unless
    /// it contains `begin` or `commit`. The connection is closed after its use.
    /// - Parameter timeout: of the script as a whole; nil for the configuration's `statementTimeout`.
    package func executeScript(_ sql: String, timeout: Duration? = nil) async throws {
        try await perform { session, interrupt in try session.executeScript(sql, timeout: timeout, interrupt) }
    }

    /// BEGIN, the body, COMMIT; ROLLBACK if the body throws. The body's error is rethrown; a failed COMMIT is an error with phase
    /// `commit`, whose `isOutcomeUnknown` says whether it may have worked. Cancellation is possible until COMMIT is sent.
    /// Transactions cannot be nested.
    @discardableResult
    package func transaction<R: Sendable>(
        _ options: PostgresTransactionOptions = .init(), _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await transaction(options, beginningWith: []) { connection, _ in try await body(connection) }
    }

    /// The same, whose first statements are sent with BEGIN, in one round trip, as `together`.
    @discardableResult
    package func transaction<R: Sendable>(
        _ options: PostgresTransactionOptions, beginningWith statements: [any PostgresStatement],
        _ body: @Sendable (PostgresConnection, PostgresAnswers) async throws -> R
    ) async throws -> R {
        let answers = try await perform { session, interrupt in try session.begin(options, statements, interrupt) }
        let value: R
        do {
            value = try await body(self, answers)
            if Task.isCancelled {
                throw PostgresError(.cancelled, phase: .commit, "The transaction was rolled back: its task was cancelled.")
            }
        } catch {
            await performUncancelled { $0.rollback() }
            throw error
        }
        let committed = await performUncancelled { session in
            Result { () throws(PostgresError) in try session.commit() }
        }
        do {
            guard let committed else {
                throw PostgresError(.misuse, phase: .commit, "A connection went back to the pool before its transaction ended.")
            }
            try committed.get()
        } catch {
            // A rejected COMMIT has ended the transaction; if it is somehow still open, the connection must not return to the
            // pool.
            await performUncancelled { $0.rollback() }
            throw error
        }
        return value
    }

    /// The server process of this connection, as in `pg_stat_activity.pid`; 0 if the connection is lost.
    package var backendID: Int {
        get async { await performUncancelled { $0.backendID } ?? 0 }
    }

    // MARK: Lending

    var isOnItsThread: Bool { session.thread.isCurrent }

    func isAlive(thoroughly: Bool) async -> Bool {
        await performUncancelled { $0.isAlive(thoroughly: thoroughly) } ?? false
    }

    /// Ends this use and cleans up.
    /// - Returns: whether the connection may be lent again.
    func endUse() async -> Bool {
        await performUncancelled { session in
            self.isReturned.store(true, ordering: .releasing)
            return session.makeReturnable()
        } ?? false
    }

    /// Runs `work` on the connection's thread; directly if this is that thread.
    func perform<R: Sendable>(_ work: @escaping @Sendable (Session, Interrupt) throws -> R) async throws -> R {
        let interrupt = Interrupt(session.wake)
        return try await withTaskCancellationHandler {
            try await enter { session in
                guard !self.isReturned.load(ordering: .acquiring) else {
                    throw PostgresError(.misuse, phase: .statement, "A connection was used after it went back to the pool.")
                }
                return try work(session, interrupt)
            }.get()
        } onCancel: {
            interrupt.request()
        }
    }

    /// The same for work that must be done even in a cancelled task; nil if the connection is back in the pool.
    @discardableResult
    private func performUncancelled<R: Sendable>(_ work: @escaping @Sendable (Session) -> R) async -> R? {
        let result = await enter { session in
            self.isReturned.load(ordering: .acquiring) ? nil : work(session)
        }
        return (try? result.get()) ?? nil
    }

    private func enter<R: Sendable>(_ work: @escaping @Sendable (Session) throws -> R) async -> Result<R, any Error> {
        if session.thread.isCurrent { return Result { try work(session) } }
        return await withCheckedContinuation { continuation in
            let willRun = session.thread.run { [session] in continuation.resume(returning: Result { try work(session) }) }
            if !willRun {
                continuation.resume(
                    returning: .failure(PostgresError(.connectionLost, phase: .statement, "The connection is closed.")))
            }
        }
    }
}

/// Logs the server's notices without their text, which may quote values.
final class NoticeLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// `connection` must end before this object does.
    func attach(to connection: OpaquePointer) {
        let receive: PQnoticeReceiver = { context, result in
            guard let context, let result else { return }
            Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().note(result)
        }
        PQsetNoticeReceiver(connection, receive, Unmanaged.passUnretained(self).toOpaque())
    }

    private func note(_ result: OpaquePointer) {
        guard logger.logLevel <= .debug else { return }
        let field = { (code: Int32) in PQresultErrorField(result, code).map { String(cString: $0) } ?? "" }
        logger.debug(
            "PostgreSQL notice",
            metadata: ["severity": "\(field(DiagnosticField.severity))", "sqlstate": "\(field(DiagnosticField.sqlstate))"])
    }
}

/// An identifier in SQL, such as a channel. It cannot be bound, so it is quoted.
enum SQLIdentifier {
    /// - Throws: `invalidValue` for an empty name or one with a NUL.
    static func quote(_ name: String, _ phase: PostgresError.Phase) throws(PostgresError) -> String {
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw PostgresError(.invalidValue, phase: phase, "A name in SQL must not be empty, nor contain NUL.")
        }
        return "\"\(name.replacing("\"", with: "\"\""))\""
    }
}
