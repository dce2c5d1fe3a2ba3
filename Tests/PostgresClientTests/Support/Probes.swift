import PostgresClient

/// One more than the value bound.
struct Successor: PostgresStatement {
    static let sql = "select $1::bigint + 1 as value"
    var value = 1
    var bindings: [PostgresValue] { [.int(value)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("value") }
}

/// A statement that never ends by itself.
struct SleepForEver: PostgresStatement {
    static let sql = "select pg_sleep(100000)"
}

/// The server process of a connection.
struct Backend: PostgresStatement {
    static let sql = "select pg_backend_pid() as pid"
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("pid") }
}

/// How many connections of an application run a statement like this one.
struct ActiveStatements: PostgresStatement {
    static let sql =
        "select count(*) as n from pg_stat_activity where application_name = $1 and state = 'active' and query like $2"
    let application: String
    let query: String
    var bindings: [PostgresValue] { [.text(application), .text(query)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
}

/// Ends a server process.
struct Terminate: PostgresStatement {
    // Waits until it is gone.
    static let sql = "select pg_terminate_backend($1, 60000) as done"
    let pid: Int
    var bindings: [PostgresValue] { [.int(pid)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("done") }
}
