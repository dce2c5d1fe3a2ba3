/// What went wrong between us and PostgreSQL. Its texts are generic on purpose: they may end in logs and chats, so they
/// never hold a bound value, a row, the server's DETAIL or a password.
public struct PostgresError: Error, Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        /// The configuration can't work: unreadable conninfo, a maximum below one.
        case misconfigured
        /// No connection could be made.
        case connectFailed
        /// Servers answered, but none of the kind that `target_session_attrs` asks for: no primary, as in a failover.
        case noSuitableServer
        /// The server, or a pooler before it, gives no session that keeps what this client sets: no retry helps.
        case unsuitableSession
        /// An established connection broke.
        case connectionLost
        /// The statement's time, or the connection's, was over.
        case timedOut
        /// The task was cancelled.
        case cancelled
        /// All connections were busy for the whole `acquireTimeout`.
        case poolExhausted
        /// The pool was shut down.
        case shutDown
        /// The server refused; see `sqlstate`.
        case server
        /// COMMIT answered ROLLBACK: a statement had failed before and its error was swallowed.
        case rolledBack
        /// A row did not hold what the statement's `decode` expects.
        case decoding
        /// A value can't be sent, such as a text with a NUL.
        case invalidValue
        /// The connection was used against its rules, such as after it went back to the pool.
        case misuse
    }

    /// What was being done.
    public enum Phase: String, Hashable, Sendable {
        case configure, acquire, connect, begin, statement, commit, rollback, listen
    }

    public var code: Code
    public var phase: Phase
    /// Five characters, as sent by the server; see ``SQLState``.
    public var sqlstate: String?
    /// The violated constraint, by name.
    public var constraint: String?
    public var table: String?
    public var column: String?
    /// The Swift type of the statement, such as `ClaimRun`.
    public var statement: String?
    /// One sentence without values.
    public var message: String
    /// The write may have happened although it failed: its answer was lost. Never true for what a later COMMIT, never sent,
    /// would have made durable.
    public var isOutcomeUnknown: Bool

    public init(
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

    /// The server could not be reached, or was lost: nothing is wrong with the statement.
    public var isConnectionProblem: Bool {
        switch code {
        case .connectFailed, .noSuitableServer, .connectionLost: true
        case .server: sqlstate.map { $0.hasPrefix("08") || $0.hasPrefix("57P") || $0 == SQLState.tooManyConnections } ?? false
        default: false
        }
    }

    /// The same work may succeed when tried again, without anyone changing anything. Look at `isOutcomeUnknown` before
    /// repeating a write.
    public var isTransient: Bool {
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

    /// A pooler knows fewer run-time parameters than PostgreSQL, and refuses a connection that names another one.
    public var isRefusedByPooler: Bool {
        code == .connectFailed && sqlstate == SQLState.protocolViolation && message.contains("unsupported startup parameter")
    }

    /// The server undid the statement, or the whole transaction that it was part of, for the sake of others at the same rows: the
    /// same work can be done again from its beginning, and mostly succeeds.
    public var isWorthRepeating: Bool {
        code == .server && !isOutcomeUnknown
            && (sqlstate == SQLState.serializationFailure || sqlstate == SQLState.deadlockDetected || isStalePlan)
    }

    /// Login refused, unknown database or role: no retry helps.
    var isPermanentRefusal: Bool {
        if code == .unsuitableSession || code == .misconfigured || isRefusedByPooler { return true }
        guard let sqlstate else { return false }
        return sqlstate.hasPrefix("28") || sqlstate.hasPrefix("22") || sqlstate.hasPrefix("42")
            || sqlstate == SQLState.unknownDatabase
    }

    /// The prepared statement no longer fits the schema: it was forgotten, the next try prepares it anew.
    var isStalePlan: Bool = false
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Such as `PostgreSQL refused ClaimRun: unique violation (23505), constraint run_one_active_per_tenant.`
    public var description: String {
        var text = message
        if let sqlstate {
            text += " [\(SQLState.name(of: sqlstate).map { "\($0), " } ?? "")SQLSTATE \(sqlstate)"
            if let constraint { text += ", constraint \(constraint)" }
            text += "]"
        }
        return text
    }

    public var debugDescription: String {
        var facts = ["code: \(code)", "phase: \(phase.rawValue)"]
        if let statement { facts.append("statement: \(statement)") }
        if let table { facts.append("table: \(table)") }
        if let column { facts.append("column: \(column)") }
        if isOutcomeUnknown { facts.append("outcome unknown") }
        return "PostgresError(\(description) \(facts.joined(separator: ", ")))"
    }
}

/// SQLSTATE codes that this project tells apart (PostgreSQL documentation, appendix A).
public enum SQLState {
    public static let uniqueViolation = "23505"
    public static let foreignKeyViolation = "23503"
    public static let checkViolation = "23514"
    public static let notNullViolation = "23502"
    public static let exclusionViolation = "23P01"
    public static let insufficientPrivilege = "42501"
    public static let undefinedTable = "42P01"
    public static let undefinedColumn = "42703"
    public static let undefinedObject = "42704"
    public static let undefinedFunction = "42883"
    public static let duplicateTable = "42P07"
    public static let duplicateObject = "42710"
    public static let duplicateFunction = "42723"
    public static let duplicateDatabase = "42P04"
    public static let syntaxError = "42601"
    public static let serializationFailure = "40001"
    public static let deadlockDetected = "40P01"
    public static let lockNotAvailable = "55P03"
    public static let objectInUse = "55006"
    public static let queryCanceled = "57014"
    public static let adminShutdown = "57P01"
    public static let crashShutdown = "57P02"
    public static let cannotConnectNow = "57P03"
    public static let databaseDropped = "57P04"
    public static let idleSessionTimeout = "57P05"
    public static let transactionTimeout = "25P04"
    public static let invalidSchemaName = "3F000"
    public static let duplicatePreparedStatement = "42P05"
    public static let protocolViolation = "08P01"
    public static let tooManyConnections = "53300"
    public static let diskFull = "53100"
    public static let outOfMemory = "53200"
    public static let invalidPassword = "28P01"
    public static let invalidAuthorization = "28000"
    public static let unknownDatabase = "3D000"
    public static let readOnlyTransaction = "25006"
    public static let failedTransaction = "25P02"
    public static let unknownPreparedStatement = "26000"
    public static let featureNotSupported = "0A000"
    public static let raisedException = "P0001"

    /// The condition's name in the documentation, for messages; nil when this list does not hold it.
    static func name(of code: String) -> String? { names[code] }

    /// Whether errors of this class never quote data of rows or parameters in their primary message (they name tables,
    /// columns, roles, settings). The others are never shown: `22P02` quotes the value it could not read.
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
