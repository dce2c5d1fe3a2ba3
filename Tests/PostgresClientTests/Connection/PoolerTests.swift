import Testing

@testable import PostgresClient

@Suite("A pooler before the server", .timeLimit(.minutes(15)))
struct PoolerTests {
    private func through(
        _ mode: Pooler.Mode, preparing: Bool = true, _ body: @Sendable (PostgresPool) async throws -> Void
    ) async throws {
        let conninfo = try TestDatabase.conninfo
        let pooler = try Pooler(to: conninfo, mode)
        defer { pooler.close() }
        let configuration = PostgresConfiguration(
            conninfo: pooler.conninfo(from: conninfo), role: "pg_monitor", maximumConnections: 4, failsFast: true,
            preparesStatements: preparing)
        try await TestDatabase.withPool(configuration, body)
    }

    @Test(arguments: [true, false])
    func oneThatSharesSessionsIsNamed(preparing: Bool) async throws {
        try await through(.transaction, preparing: preparing) { pool in
            let error = try await postgresError { try await pool.query(Successor()) }
            #expect(error.code == .unsuitableSession)
            #expect(error.message.contains("pooler") && !error.isTransient)
        }
    }

    @Test func severalAtOnceAllGetTheError() async throws {
        try await through(.transaction) { pool in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let error = await #expect(throws: PostgresError.self) {
                            try await pool.transaction { try await $0.query(Successor()) }
                        }
                        #expect(error?.code == .unsuitableSession)
                    }
                }
            }
        }
    }

    @Test func nothingOfOursStaysOnASharedSession() async throws {
        let conninfo = try TestDatabase.conninfo
        let pooler = try Pooler(to: conninfo, .transaction)
        defer { pooler.close() }
        let configuration = PostgresConfiguration(
            conninfo: pooler.conninfo(from: conninfo), role: "pg_monitor", maximumConnections: 1, failsFast: true)
        _ = try await postgresError {
            try await TestDatabase.withPool(configuration) { try await $0.query(Successor()) }
        }
        // What another client of the pooler finds before it sends anything.
        for (name, usual) in [("role", "none"), ("search_path", "\"$user\", public"), ("statement_timeout", "0")] {
            let found = try pooler.answer(to: "show \(name)")
            #expect(found == usual, "\(name)")
        }
    }

    @Test func oneThatKeepsSessionsIsAsGoodAsNone() async throws {
        try await through(.session) { pool in
            for _ in 0..<3 {
                let single = try await pool.query(Successor())
                let within = try await pool.transaction { try await $0.query(Successor()) }
                #expect(single == [2] && within == [2])
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        let values = try await pool.query(Successor())
                        #expect(values == [2])
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
