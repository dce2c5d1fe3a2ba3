/// An error between us and PostgreSQL. Its texts are generic on purpose: they may end up in logs and chats, so they never hold a
/// bound value, a row, the server's DETAIL or a password.
package struct PostgresError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// The configuration is invalid: unreadable conninfo, a maximum below one.
        case misconfigured
        /// No connection could be made.
        case connectFailed
        /// Servers answered, but none of the kind required by `target_session_attrs`: no primary, as in a failover.
        case noSuitableServer
        /// The server, or a pooler in front of it, provides no session that keeps this client's settings: a retry does not help.
        case unsuitableSession
        /// An established connection broke.
        case connectionLost
        /// The statement, or connecting, exceeded its time limit.
        case timedOut
        /// The task was cancelled.
        case cancelled
        /// All connections were busy for the whole `acquireTimeout`.
        case poolExhausted
        /// The pool was shut down.
        case shutDown
        /// The server rejected the statement; see `sqlstate`.
        case server
        /// COMMIT answered ROLLBACK: an earlier statement failed and its error was ignored.
        case rolledBack
        /// A row does not match the statement's `decode`.
        case decoding
        /// A value cannot be sent, such as a text with a NUL.
        case invalidValue
        /// The connection was used incorrectly, such as after its return to the pool.
        case misuse
    }

    package enum Phase: String, Hashable, Sendable {
        case configure, acquire, connect, begin, statement, commit, rollback, listen
    }

    package var code: Code
    package var phase: Phase
    /// Five characters, as sent by the server; see ``SQLState``.
    package var sqlstate: String?
    /// The violated constraint, by name.
    package var constraint: String?
    package var table: String?
    package var column: String?
    /// The Swift type of the statement, such as `ClaimRun`.
    package var statement: String?
    /// One sentence without values.
    package var message: String
    /// The write failed but may have happened: its answer was lost. Never true for writes that needed a later COMMIT which was
    /// never sent.
    package var isOutcomeUnknown: Bool

    package init(
        _ code: Code, phase: Phase, _ message: String, sqlstate: String? = nil, constraint: String? = nil,
        table: String? = nil, column: String? = nil, statement: String? = nil, isOutcomeUnknown: Bool = false
    ) {
        self.code = code
        self.phase = phase
        self.message = message
        self.sqlstate = sqlstate
        self.constraint = constraint
        self.table = table
        self.column = column
        self.statement = statement
        self.isOutcomeUnknown = isOutcomeUnknown
    }

    /// The server could not be reached, or was lost: the statement is not at fault.
    package var isConnectionProblem: Bool {
        switch code {
        case .connectFailed, .noSuitableServer, .connectionLost: true
        case .server: sqlstate.map { $0.hasPrefix("08") || $0.hasPrefix("57P") || $0 == SQLState.tooManyConnections } ?? false
        default: false
        }
    }

    /// A retry may succeed without any change. Check `isOutcomeUnknown` before repeating a write.
    package var isTransient: Bool {
        switch code {
        case .connectFailed: !isPermanentRefusal
        case .noSuitableServer, .connectionLost, .timedOut, .poolExhausted: true
        case .server:
            sqlstate.map { state in
                ["08", "40", "53", "57"].contains(String(state.prefix(2))) || state == SQLState.lockNotAvailable
                    || state == SQLState.objectInUse || isStalePlan
            } ?? false
        case .misconfigured, .unsuitableSession, .cancelled, .shutDown, .rolledBack, .decoding, .invalidValue, .misuse: false
        }
    }

    /// A pooler knows fewer run-time parameters than PostgreSQL, and rejects a connection with an unknown one.
    package var isRefusedByPooler: Bool {
        code == .connectFailed && sqlstate == SQLState.protocolViolation && message.contains("unsupported startup parameter")
    }

    /// The server rolled back the statement or its whole transaction because of concurrent access: the work can be repeated from
    /// its beginning, and mostly succeeds.
    package var isWorthRepeating: Bool {
        code == .server && !isOutcomeUnknown
            && (sqlstate == SQLState.serializationFailure || sqlstate == SQLState.deadlockDetected || isStalePlan)
    }

    /// Login rejected, unknown database or role: a retry does not help.
    var isPermanentRefusal: Bool {
        if code == .unsuitableSession || code == .misconfigured || isRefusedByPooler { return true }
        guard let sqlstate else { return false }
        return sqlstate.hasPrefix("28") || sqlstate.hasPrefix("22") || sqlstate.hasPrefix("42")
            || sqlstate == SQLState.unknownDatabase
    }

    /// The prepared statement no longer fits the schema: it was dropped, and the next try prepares it again.
    var isStalePlan: Bool = false
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Such as `PostgreSQL refused ClaimRun: unique violation (23505), constraint run_one_active_per_tenant.`
    package var description: String {
        var text = message
        if let sqlstate {
            text += " [\(SQLState.name(of: sqlstate).map { "\($0), " } ?? "")SQLSTATE \(sqlstate)"
            if let constraint { text += ", constraint \(constraint)" }
            text += "]"
        }
        return text
    }

    package var debugDescription: String {
        var facts = ["code: \(code)", "phase: \(phase.rawValue)"]
        if let statement { facts.append("statement: \(statement)") }
        if let table { facts.append("table: \(table)") }
        if let column { facts.append("column: \(column)") }
        if isOutcomeUnknown { facts.append("outcome unknown") }
        return "PostgresError(\(description) \(facts.joined(separator: ", ")))"
    }
}

/// The SQLSTATE codes that this project distinguishes (PostgreSQL documentation, appendix A).
package enum SQLState {
    package static let uniqueViolation = "23505"
    package static let foreignKeyViolation = "23503"
    package static let checkViolation = "23514"
    package static let notNullViolation = "23502"
    package static let exclusionViolation = "23P01"
    package static let insufficientPrivilege = "42501"
    package static let undefinedTable = "42P01"
    package static let undefinedColumn = "42703"
    package static let undefinedObject = "42704"
    package static let undefinedFunction = "42883"
    package static let duplicateTable = "42P07"
    package static let duplicateObject = "42710"
    package static let duplicateFunction = "42723"
    package static let duplicateDatabase = "42P04"
    package static let syntaxError = "42601"
    package static let serializationFailure = "40001"
    package static let deadlockDetected = "40P01"
    package static let lockNotAvailable = "55P03"
    package static let objectInUse = "55006"
    package static let queryCanceled = "57014"
    package static let adminShutdown = "57P01"
    package static let crashShutdown = "57P02"
    package static let cannotConnectNow = "57P03"
    package static let databaseDropped = "57P04"
    package static let idleSessionTimeout = "57P05"
    package static let transactionTimeout = "25P04"
    package static let invalidSchemaName = "3F000"
    package static let duplicatePreparedStatement = "42P05"
    package static let protocolViolation = "08P01"
    package static let tooManyConnections = "53300"
    package static let diskFull = "53100"
    package static let outOfMemory = "53200"
    package static let invalidPassword = "28P01"
    package static let invalidAuthorization = "28000"
    package static let unknownDatabase = "3D000"
    package static let readOnlyTransaction = "25006"
    package static let failedTransaction = "25P02"
    package static let unknownPreparedStatement = "26000"
    package static let featureNotSupported = "0A000"
    package static let raisedException = "P0001"

    /// The condition's name in the documentation, for messages; nil if not listed here.
    static func name(of code: String) -> String? { names[code] }

    /// Whether errors of this class never quote data of rows or parameters in their primary message (they name tables, columns,
    /// roles, settings). Other messages are never shown: `22P02` quotes the unreadable value.
    static func quotesNoValues(_ code: String) -> Bool {
        ["08", "0A", "25", "26", "28", "3D", "3F", "40", "42", "53", "54", "55", "57"].contains(String(code.prefix(2)))
    }

    private static let names: [String: String] = [
        uniqueViolation: "unique violation", foreignKeyViolation: "foreign key violation", checkViolation: "check violation",
        notNullViolation: "not-null violation", exclusionViolation: "exclusion violation",
        insufficientPrivilege: "insufficient privilege", undefinedTable: "undefined table",
        undefinedColumn: "undefined column", undefinedObject: "undefined object", undefinedFunction: "undefined function",
        duplicateTable: "duplicate table", duplicateObject: "duplicate object", duplicateDatabase: "duplicate database",
        syntaxError: "syntax error", serializationFailure: "serialization failure", deadlockDetected: "deadlock",
        lockNotAvailable: "lock not available", objectInUse: "object in use", queryCanceled: "query cancelled",
        adminShutdown: "terminated by an administrator", crashShutdown: "server crash", cannotConnectNow: "server not ready",
        diskFull: "disk full", outOfMemory: "out of memory", databaseDropped: "database dropped",
        idleSessionTimeout: "idle session timeout",
        tooManyConnections: "too many connections", invalidPassword: "wrong password",
        invalidAuthorization: "login refused", unknownDatabase: "unknown database",
        readOnlyTransaction: "read-only transaction", failedTransaction: "transaction already failed",
        unknownPreparedStatement: "unknown prepared statement", featureNotSupported: "feature not supported",
        raisedException: "raised exception", "22P02": "invalid text representation", "22001": "text too long",
        "22003": "number out of range", "22007": "invalid date or time", "22012": "division by zero",
        "22021": "invalid character",
    ]
}
