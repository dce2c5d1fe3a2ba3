import Logging
import PostgresTestKit

@testable import PostgresClient

extension PrivatePostgres {
    nonisolated func configuration(_ adjust: (inout PostgresConfiguration) -> Void = { _ in }) -> PostgresConfiguration {
        var configuration = PostgresConfiguration(conninfo: conninfo())
        adjust(&configuration)
        return configuration
    }
}

struct InsertEntry: PostgresStatement {
    static let sql = "insert into entry (id) values ($1)"
    let id: Int
    var bindings: [PostgresValue] { [.int(id)] }
}

struct CountEntries: PostgresStatement {
    static let sql = "select count(*) as n from entry"
    static func decode(_ row: PostgresRow) throws -> Int { try row.int("n") }
}

/// Whether a server process sleeps in `pg_sleep`.
struct IsAsleep: PostgresStatement {
    static let sql = "select exists (select from pg_stat_activity where pid = $1 and wait_event = 'PgSleep') as found"
    let pid: Int
    var bindings: [PostgresValue] { [.int(pid)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("found") }
}

/// Calls back for each warning that a pool logs.
final class WarningSignal: Sendable {
    let logger: Logger
    private let warnings: AsyncStream<Void>

    init() {
        let (stream, report) = AsyncStream.makeStream(of: Void.self)
        warnings = stream
        logger = Logger(label: "test") { _ in SignallingLog { report.yield() } }
    }

    func next() async {
        for await _ in warnings { break }
    }
}

private struct SignallingLog: LogHandler {
    let signal: @Sendable () -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning

    init(_ signal: @escaping @Sendable () -> Void) { self.signal = signal }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { signal() }
}
