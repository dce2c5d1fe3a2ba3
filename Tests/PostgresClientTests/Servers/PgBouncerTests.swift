import PostgresTestKit
import Testing

@testable import PostgresClient

@Suite(
    "A real PgBouncer", .timeLimit(.minutes(15)),
    .enabled(if: PrivatePgBouncer.isInstalled, "pgbouncer is not installed: apt-get install pgbouncer"))
struct PgBouncerTests {
    @Test(arguments: [PrivatePgBouncer.Mode.transaction, .statement])
    func oneThatSharesSessionsIsNamed(mode: PrivatePgBouncer.Mode) async throws {
        try await PrivatePostgres.with { server in
            try await PrivatePgBouncer.with(mode, before: server) { conninfo in
                let configuration = PostgresConfiguration(conninfo: conninfo, role: "pg_monitor", failsFast: true)
                try await TestDatabase.withPool(configuration) { pool in
                    try await withThrowingTaskGroup(of: PostgresError.self) { group in
                        for _ in 0..<6 {
                            group.addTask {
                                try await postgresError { try await pool.transaction { try await $0.query(Successor()) } }
                            }
                        }
                        for try await error in group { #expect(error.code == .unsuitableSession) }
                    }
                }
            }
        }
    }

    @Test func oneThatKeepsSessionsIsAsGoodAsNone() async throws {
        try await PrivatePostgres.with { server in
            try await PrivatePgBouncer.with(.session, before: server) { conninfo in
                let configuration = PostgresConfiguration(conninfo: conninfo, role: "pg_monitor", failsFast: true)
                try await TestDatabase.withPool(configuration) { pool in
                    for _ in 0..<3 {
                        let within = try await pool.transaction { try await $0.query(Successor()) }
                        #expect(within == [2])
                    }
                }
            }
        }
    }
}
