import Foundation
import Testing

@testable import PostgresClient

@Suite("Broken connections", .timeLimit(.minutes(15)))
struct BrokenConnectionTests {
    @Test func aConnectionThatTheServerEndedWhileIdleIsReplacedUnseen() async throws {
        try await TestDatabase.withPool { admin in
            try await TestDatabase.withPool({ $0.maximumConnections = 1 }) { pool in
                let first = try #require(try await pool.first(Backend()))
                try await admin.execute(Terminate(pid: first))
                let second = try #require(try await pool.first(Backend()))
                #expect(second != first)
            }
        }
    }

    @Test func allConnectionsMayBeLostAtOnce() async throws {
        try await TestDatabase.withPool { admin in
            try await TestDatabase.withPool({ $0.maximumConnections = 4 }) { pool in
                let pids = try await Self.fourBackends(pool)
                for pid in pids { try await admin.execute(Terminate(pid: pid)) }
                let others = try await Self.fourBackends(pool)
                #expect(others.isDisjoint(with: pids))
                #expect(others.count == 4)
            }
        }
    }

    /// Holds four connections at once.
    private static func fourBackends(_ pool: PostgresPool) async throws -> Set<Int> {
        try await pool.withConnection { one in
            try await pool.withConnection { two in
                try await pool.withConnection { three in
                    try await pool.withConnection { four in
                        [await one.backendID, await two.backendID, await three.backendID, await four.backendID]
                    }
                }
            }
        }
    }

    @Test func aStatementWhoseConnectionIsEndedSaysSo() async throws {
        try await TestDatabase.withPool { admin in
            try await TestDatabase.withPool({ $0.maximumConnections = 1 }) { pool in
                let pid = try #require(try await pool.first(Backend()))
                let task = Task { try await pool.execute(SleepForEver()) }
                try await TestDatabase.eventually(admin) { try await admin.first(IsAsleep(pid: pid)) == true }
                try await admin.execute(Terminate(pid: pid))
                let error = try await postgresError { try await task.value }
                #expect(error.code == .connectionLost)
                #expect(error.sqlstate == SQLState.adminShutdown)
                #expect(error.isConnectionProblem && error.isTransient && error.isOutcomeUnknown)
                let next = try await pool.query(Successor())
                #expect(next == [2])
            }
        }
    }

    @Test func aBodyWhoseConnectionIsLostGetsErrorsAndNothingElse() async throws {
        try await TestDatabase.withPool { admin in
            try await TestDatabase.withPool { pool in
                try await pool.withConnection { connection in
                    try await admin.execute(Terminate(pid: await connection.backendID))
                    for _ in 0..<3 {
                        let error = try await postgresError { try await connection.query(Successor()) }
                        #expect(error.code == .connectionLost)
                    }
                }
                let next = try await pool.query(Successor())
                #expect(next == [2])
            }
        }
    }

    @Test func aStaleConnectionThatNoLongerAnswersIsReplaced() async throws {
        let conninfo = try TestDatabase.conninfo
        let relay = try Relay(to: conninfo)
        defer { relay.close() }
        let configuration = PostgresConfiguration(
            conninfo: relay.conninfo(from: "\(conninfo) application_name=x"), maximumConnections: 1,
            connectTimeout: .seconds(1), acquireTimeout: .seconds(6), cancelGrace: .milliseconds(50),
            idleCheckInterval: .zero)
        try await TestDatabase.withPool(configuration) { pool in
            let first = try await pool.query(Successor())
            #expect(first == [2])
            relay.fallSilent()
            // The idle connection is found broken; so is the server behind the relay.
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .connectFailed)
        }
    }

    @Test func callersWaitForAServerThatComesBack() async throws {
        let conninfo = try TestDatabase.conninfo
        let relay = try Relay(to: conninfo, isListening: false)
        defer { relay.close() }
        let log = WarningSignal()
        let pool = PostgresPool(PostgresConfiguration(conninfo: relay.conninfo(from: conninfo)), logger: log.logger)
        let task = Task { try await pool.query(Successor()) }
        await log.next()
        try relay.listen()
        let value = try await task.value
        #expect(value == [2])
        await pool.shutdown()
    }

    @Test func aServerThatIsAwayIsNamedWhenPatienceEnds() async throws {
        let relay = try Relay(to: try TestDatabase.conninfo, isListening: false)
        defer { relay.close() }
        var configuration = PostgresConfiguration(
            conninfo: "host=127.0.0.1 port=\(relay.port) user=u password=geheim dbname=d", acquireTimeout: .seconds(2))
        for failsFast in [false, true] {
            configuration.failsFast = failsFast
            try await TestDatabase.withPool(configuration) { pool in
                let error = try await postgresError { try await pool.query(Successor()) }
                #expect(error.code == .connectFailed)
                #expect(error.description.contains("\(relay.port)"))
                #expect(!error.debugDescription.contains("geheim"))
                #expect(error.isTransient && error.isConnectionProblem && !error.isOutcomeUnknown)
            }
        }
    }
}
