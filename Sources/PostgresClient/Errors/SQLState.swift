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
