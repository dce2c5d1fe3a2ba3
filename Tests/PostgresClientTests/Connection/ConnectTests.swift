import Foundation
import Testing

@testable import PostgresClient

@Suite("Connecting", .timeLimit(.minutes(15)))
struct ConnectTests {
    /// The test's server as one of several hosts.
    private func hosts(_ before: String, ports: String) throws -> String {
        let values = try ConnectionParameters(conninfo: try TestDatabase.conninfo).values
        let host = try #require(values["host"])
        let login = "user=\(values["user"] ?? "postgres") dbname=\(values["dbname"] ?? "postgres")"
        return "\(login) host=\(before),\(host) port=\(ports),\(values["port"] ?? "5432")"
    }

    @Test func aDeadHostIsPassedOver() async throws {
        let dead = try Loopback.listen()
        close(dead.descriptor)
        let conninfo = try hosts("127.0.0.1", ports: "\(dead.port)")
        try await TestDatabase.withPool(PostgresConfiguration(conninfo: conninfo, failsFast: true)) { pool in
            let value = try await pool.query(Successor())
            #expect(value == [2])
        }
    }

    @Test func aSilentHostIsPassedOver() async throws {
        let silent = try Loopback.listen()
        defer { close(silent.descriptor) }
        let conninfo = try hosts("127.0.0.1,127.0.0.1", ports: "\(silent.port),\(silent.port)")
        // The silent ones use it up. The real one has as long, also on a busy machine.
        let configuration = PostgresConfiguration(conninfo: conninfo, connectTimeout: .seconds(5), failsFast: true)
        try await TestDatabase.withPool(configuration) { pool in
            let value = try await pool.query(Successor())
            #expect(value == [2])
        }
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        let silent = try Loopback.listen()
        defer { close(silent.descriptor) }
        let configuration = PostgresConfiguration(
            conninfo: "host=127.0.0.1 port=\(silent.port) user=u password=geheim", connectTimeout: .milliseconds(100),
            failsFast: true)
        try await TestDatabase.withPool(configuration) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .connectFailed)
            #expect(error.description.contains("did not answer"))
            #expect(!error.debugDescription.contains("geheim"))
        }
    }

    @Test func anAttemptUnderWayEndsWithTheShutdown() async throws {
        let silent = try Loopback.listen()
        defer { close(silent.descriptor) }
        let configuration = PostgresConfiguration(
            conninfo: "host=127.0.0.1 port=\(silent.port) user=u", connectTimeout: .seconds(100_000))
        let pool = PostgresPool(configuration, logger: TestDatabase.logger)
        let task = Task { try await pool.query(Successor()) }
        // An accepted connection shows that the attempt has begun.
        let client = await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: accept(silent.descriptor, nil, nil)) }.start()
        }
        await pool.shutdown()
        let error = try await postgresError { try await task.value }
        #expect(error.code == .shutDown)
        close(client)
    }

    @Test func anUnknownDatabaseEndsTheWaitAtOnce() async throws {
        let conninfo = "\(try TestDatabase.conninfo) dbname=pg_no_such_database"
        try await TestDatabase.withPool(PostgresConfiguration(conninfo: conninfo, acquireTimeout: .seconds(100_000))) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .connectFailed)
            #expect(error.sqlstate == SQLState.unknownDatabase)
            #expect(error.description.contains("pg_no_such_database"))
            #expect(!error.isTransient)
        }
    }

    @Test func anUnknownRoleEndsTheWaitAtOnce() async throws {
        try await TestDatabase.withPool({ $0.role = "pg_no_such_role" }) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .connectFailed)
            #expect(error.description.contains("pg_no_such_role"))
            #expect(!error.isTransient)
        }
    }

    @Test func aServerOfTheWrongKindIsNotTaken() async throws {
        let conninfo = "\(try TestDatabase.conninfo) target_session_attrs=standby"
        try await TestDatabase.withPool(PostgresConfiguration(conninfo: conninfo, failsFast: true)) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .noSuitableServer)
            #expect(error.isTransient && error.isConnectionProblem)
        }
    }

    @Test(arguments: ["/nowhere/at/all", "no..such.host", "localhost port=1"])
    func whatCouldNotBeReachedIsNamed(place: String) async throws {
        let configuration = PostgresConfiguration(conninfo: "host=\(place) user=u password=geheim", failsFast: true)
        try await TestDatabase.withPool(configuration) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .connectFailed && error.sqlstate == nil)
            #expect(error.message.contains(place.split(separator: " ")[0]))
            #expect(error.isTransient && error.isConnectionProblem)
            #expect(!error.debugDescription.contains("geheim"))
        }
    }

    @Test func anUnreadableConfigurationIsReportedByTheFirstUse() async throws {
        try await TestDatabase.withPool(PostgresConfiguration(conninfo: "geheim", maximumConnections: 0)) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .misconfigured)
            #expect(!error.debugDescription.contains("geheim"))
        }
    }

    private struct SessionFacts: PostgresStatement {
        static let sql = """
            select current_user::text as role, current_setting('TimeZone') as zone, current_setting('client_encoding') as encoding,
                current_setting('statement_timeout') as timeout, current_setting('application_name') as application,
                current_setting('work_mem') as memory
            """
        static func decode(_ row: PostgresRow) throws -> [String] {
            try ["role", "zone", "encoding", "timeout", "application", "memory"].map { try row.text($0) }
        }
    }

    @Test func theSessionIsAsConfigured() async throws {
        try await TestDatabase.withPool({
            $0.role = "pg_monitor"
            $0.applicationName = "it's"
            $0.statementTimeout = .seconds(7)
            $0.sessionSettings = ["work_mem": "7MB"]
        }) { pool in
            let facts = try await pool.first(SessionFacts())
            #expect(facts == ["pg_monitor", "UTC", "UTF8", "7s", "it's", "7MB"])
        }
    }
}
