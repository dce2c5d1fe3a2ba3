import ArgumentParser
import Foundation
import Logging
import PostgresClient

/// `passerelle-bench queries`: the same as pgbench's built-in script “select only”, through PostgresClient.
struct QueriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queries", abstract: "Prints how many of pgbench's look-ups a second PostgresClient does.",
        discussion: "Needs the tables of `pgbench --initialize`.")

    @Option(help: "A libpq connection string.") var database: String
    @Option(help: "Connections, each busy all the time.") var connections = 1
    @Option(help: "How long.") var seconds = 3.0
    @Option(help: "Rows of pgbench_accounts.") var rows = 100_000
    @Flag(help: "Parse each statement again, as pgbench's protocol “extended” does.") var unprepared = false
    @Flag(help: "Borrow the connection anew for each query, as the stores do.") var loanEach = false

    func run() async throws {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: database, maximumConnections: connections, preparesStatements: !unprepared),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let (rows, loanEach) = (rows, loanEach)
        // Open all connections before the time starts.
        for _ in 0..<2 {
            try await withThrowingTaskGroup { group in
                for _ in 0..<connections { group.addTask { try await pool.withConnection { _ = try await $0.query(Warm()) } } }
                try await group.waitForAll()
            }
        }
        let start = ContinuousClock.now
        let end = start.advanced(by: .seconds(seconds))
        let total = try await withThrowingTaskGroup { group in
            for number in 0..<connections {
                group.addTask {
                    var ids = LookUps(seed: UInt64(number) + 1, rows: rows)
                    if loanEach { return try await Self.borrowing(pool, &ids, until: end) }
                    let first = ids
                    return try await pool.withConnection { connection in
                        var ids = first
                        var count = 0
                        while ContinuousClock.now < end {
                            _ = try await connection.query(ids.next())
                            count += 1
                        }
                        return count
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        print(Int(Double(total) / ((ContinuousClock.now - start) / .seconds(1))))
        await pool.shutdown()
    }

    private static func borrowing(
        _ pool: PostgresPool, _ ids: inout LookUps, until end: ContinuousClock.Instant
    ) async throws -> Int {
        var count = 0
        while ContinuousClock.now < end {
            _ = try await pool.query(ids.next())
            count += 1
        }
        return count
    }
}

private struct Warm: PostgresStatement {
    static let sql = "select pg_sleep(0.02)::text"
    static func decode(_ row: PostgresRow) throws {}
}

private struct LookUp: PostgresStatement {
    static let sql = "select abalance from pgbench_accounts where aid = $1"
    let id: Int
    var bindings: [PostgresValue] { [.int(id)] }
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("abalance") }
}

/// Look-ups of random accounts.
private struct LookUps {
    private var state: UInt64
    private let rows: UInt64

    init(seed: UInt64, rows: Int) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        self.rows = UInt64(rows)
    }

    mutating func next() -> LookUp {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return LookUp(id: Int(state % rows) + 1)
    }
}
