internal import CLibPQ
internal import Logging

extension Session {
    /// A result and the positions of its columns.
    struct Answer {
        let result: PostgresResult
        let columns: [String: Int]
    }

    func rows<S: PostgresStatement>(_ statement: S, _ interrupt: Interrupt?) throws -> [S.Row] {
        try rows(of: try execute(statement, interrupt), S.self)
    }

    func rows<S: PostgresStatement>(of answer: Answer, _: S.Type) throws -> [S.Row] {
        var rows: [S.Row] = []
        rows.reserveCapacity(answer.result.rowCount)
        for index in 0..<answer.result.rowCount {
            rows.append(
                try S.decode(PostgresRow(result: answer.result, columns: answer.columns, index: index, statement: S.self)))
        }
        return rows
    }

    func execute<S: PostgresStatement>(_ statement: S, _ interrupt: Interrupt?) throws(PostgresError) -> Answer {
        let parameters = try parameters(of: statement)
        var exchange = newExchange(.statement, S.self, interrupt)
        guard configuration.preparesStatements else {
            let result = try self.exchange(&exchange) { connection in
                parameters.withPointers { count, values, lengths, formats in
                    PQsendQueryParams(connection, S.sql, count, nil, values, lengths, formats, 0)
                }
            }
            return noting(Answer(result: result, columns: result.columnIndexes()), S.sql)
        }
        let key = PreparedStatements.Key.statement(ObjectIdentifier(S.self))
        let wasIdle = isIdle
        do {
            return try executePrepared(key, S.sql, parameters, &exchange)
        } catch {
            guard error.isStalePlan else { throw error }
            forget(key, S.sql)
            // Rejected before it ran, so that it can be retried, unless that failed its transaction.
            guard wasIdle, isIdle, !isBroken else { throw error }
            var again = newExchange(.statement, S.self, interrupt)
            return try executePrepared(key, S.sql, parameters, &again)
        }
    }

    func parameters<S: PostgresStatement>(of statement: S) throws(PostgresError) -> ParameterBuffer {
        do { return try ParameterBuffer(statement.bindings) } catch {
            throw PostgresError(
                .invalidValue, phase: .statement, "Parameter $\(error.parameter) of \(S.self) \(error.reason).",
                statement: String(describing: S.self))
        }
    }

    private func executePrepared(
        _ key: PreparedStatements.Key, _ sql: String, _ parameters: ParameterBuffer, _ exchange: inout Exchange
    ) throws(PostgresError) -> Answer {
        let entry = try prepare(key, sql, exchange)
        let result = try self.exchange(&exchange) { connection in
            parameters.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(connection, entry.name, count, values, lengths, formats, 0)
            }
        }
        return noting(Answer(result: result, columns: columns(of: result, key, sql)), sql)
    }

    /// Remembered of what is prepared.
    func columns(of result: PostgresResult, _ key: PreparedStatements.Key, _ sql: String) -> [String: Int] {
        if let known = prepared.entry(key, sql: sql)?.columns, known.count == result.columnCount { return known }
        let columns = result.columnIndexes()
        prepared.remember(columns: columns, of: key)
        return columns
    }

    private func prepare(
        _ key: PreparedStatements.Key, _ sql: String, _ exchange: Exchange
    ) throws(PostgresError) -> PreparedStatements.Entry {
        if let entry = prepared.entry(key, sql: sql) { return entry }
        let entry = PreparedStatements.Entry(name: prepared.newName(), sql: sql)
        var preparing = exchange
        preparing.isHarmless = true
        _ = try self.exchange(&preparing) { PQsendPrepare($0, entry.name, sql, 0, nil) }
        prepared.insert(entry, for: key)
        return entry
    }

    private func forget(_ key: PreparedStatements.Key, _ sql: String) {
        guard let entry = prepared.entry(key, sql: sql) else { return }
        prepared.forget(key)
        guard isIdle, !isBroken else { return }
        // Best effort: the name is never reused, and the server may not know it.
        var exchange = newExchange(.statement, nil, nil)
        _ = try? self.exchange(&exchange) { PQsendQuery($0, "deallocate \(entry.name)") }
    }

    func newExchange(_ phase: PostgresError.Phase, _ statement: (any Any.Type)?, _ interrupt: Interrupt?) -> Exchange {
        Exchange(phase, statement: statement, timeout: configuration.statementTimeout, interrupt: interrupt)
    }

    /// A session whose settings changed for longer than the transaction is not reused.
    func noting(_ answer: Answer, _ sql: String) -> Answer {
        guard answer.result.status == PGRES_COMMAND_OK else { return answer }
        let tag = answer.result.commandTag
        if tag == "LISTEN" || tag == "DISCARD ALL" || tag == "DEALLOCATE" || tag == "DEALLOCATE ALL" {
            mustDiscard = true
        } else if tag == "SET" {
            let words = sql.lowercased().split(whereSeparator: \.isWhitespace)
            if words.count < 2 || (words[1] != "local" && words[1] != "transaction") { mustDiscard = true }
        }
        return answer
    }
}

extension Session {
    func executeScript(_ sql: String, timeout: Duration?, _ interrupt: Interrupt?) throws(PostgresError) {
        guard !sql.utf8.contains(0) else {
            throw PostgresError(.invalidValue, phase: .statement, "A script contains a NUL character.")
        }
        // A script may change any setting.
        mustDiscard = true
        let limit = timeout ?? configuration.statementTimeout
        if limit > configuration.statementTimeout {
            var raising = newExchange(.statement, nil, interrupt)
            raising.isHarmless = true
            let local = isIdle ? "" : "local "
            let milliseconds = min(max(1, limit.milliseconds), Int(Int32.max))
            _ = try exchange(&raising) { PQsendQuery($0, "set \(local)statement_timeout = \(milliseconds)") }
        }
        var running = Exchange(.statement, timeout: limit, interrupt: interrupt)
        _ = try exchange(&running) { PQsendQuery($0, sql) }
    }
}

/// The statements that a session has prepared. Statements are types, so their number is fixed.
struct PreparedStatements {
    enum Key: Hashable {
        case statement(ObjectIdentifier)
        /// `set_config` for this many settings.
        case settings(Int)
    }

    struct Entry {
        let name: String
        let sql: String
        /// Known after the first result.
        var columns: [String: Int]?
    }

    private var entries: [Key: Entry] = [:]
    private var made = 0

    /// nil if it was not prepared, or with another text.
    func entry(_ key: Key, sql: String) -> Entry? {
        guard let entry = entries[key], entry.sql == sql else { return nil }
        return entry
    }

    /// A name that this session has never used.
    mutating func newName() -> String {
        made += 1
        return "p\(made)"
    }

    mutating func insert(_ entry: Entry, for key: Key) { entries[key] = entry }

    mutating func remember(columns: [String: Int], of key: Key) { entries[key]?.columns = columns }

    mutating func forget(_ key: Key) { entries[key] = nil }
}

/// One request to the server and the wait for its answer.
struct Exchange {
    enum Cause { case timedOut, cancelled }

    let phase: PostgresError.Phase
    var statement: (any Any.Type)?
    let interrupt: Interrupt?
    /// When the server should have answered or, after a cancel request, when to stop waiting for the answer.
    var deadline: Deadline
    /// When the server cancels by its own `statement_timeout`.
    let serverDeadline: Deadline
    /// Whether a lost answer leaves the outcome unknown: outside a transaction, and for COMMIT.
    var mayTakeEffect = false
    /// For requests without any effect, such as preparing a statement.
    var isHarmless = false
    /// Why we sent a cancel request; nil if we did not.
    var cause: Cause?
    var cancelRequest: CancelHandle.Request?

    init(
        _ phase: PostgresError.Phase, statement: (any Any.Type)? = nil, timeout: Duration, interrupt: Interrupt?
    ) {
        self.phase = phase
        self.statement = statement
        self.interrupt = interrupt
        // The server's own timeout comes first; ours is for a server that does not answer.
        deadline = .after(timeout + .seconds(1))
        serverDeadline = .after(timeout - timeout / 100)
    }

    var statementName: String? { statement.map { String(describing: $0) } }

    /// Such as `ClaimRun` or `COMMIT`, for messages.
    var subject: String { statementName ?? phase.rawValue.uppercased() }

    func error(
        _ code: PostgresError.Code, _ message: String, sqlstate: String? = nil, isOutcomeUnknown: Bool = false
    ) -> PostgresError {
        PostgresError(
            code, phase: phase, message, sqlstate: sqlstate, statement: statementName, isOutcomeUnknown: isOutcomeUnknown)
    }
}

extension Session {
    /// - Throws: also if the server answered ROLLBACK. Not cancelled with the task: its outcome would be unknown.
    func commit() throws(PostgresError) {
        var exchange = newExchange(.commit, nil, nil)
        let result = try self.exchange(&exchange) { PQsendQuery($0, "commit") }
        if result.commandTag != "COMMIT" {
            throw exchange.error(.rolledBack, "The transaction was rolled back: a statement of it had failed.")
        }
    }

    /// Best effort: a session that cannot roll back is broken, and the server rolls back itself.
    func rollback() {
        guard !isBroken, !isIdle else { return }
        var exchange = newExchange(.rollback, nil, nil)
        exchange.deadline = .after(configuration.cancelGrace)
        do {
            _ = try self.exchange(&exchange) { PQsendQuery($0, "rollback") }
        } catch {
            isBroken = true
            logger.warning("A transaction could not be rolled back; its connection is dropped", metadata: ["error": "\(error)"])
        }
    }
}
