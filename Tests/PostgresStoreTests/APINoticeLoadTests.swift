import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@Suite("Notices of interfaces: load on the database", .timeLimit(.minutes(15)))
struct APINoticeLoadTests {
    @Test("a run without notices costs no statement more, one with many costs one more")
    func noticesAreOneStatementOfTheRunsEnd() async throws {
        let settings = ["shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "top"]
        try await PrivatePostgres.with(settings) { server in
            let superuser = PostgresConfiguration(conninfo: server.conninfo(), maximumConnections: 2, failsFast: true)
            try await withPool(superuser) { superuser in
                try await superuser.withConnection { try await $0.executeScript("create extension pg_stat_statements") }
                _ = try await Migrator(pool: superuser).migrate()
                let login = PostgresConfiguration(
                    conninfo: server.conninfo(), role: "passerelle_worker", maximumConnections: 1, failsFast: true)
                try await withPool(login) { worker in
                    let tenant = try await Samples.tenant("acme", in: worker)
                    let notices = (1...20).map { number in
                        let path = "api/v\(number)/users"
                        return APINotice(APINotice.Key(.sunset, APIEndpoint(.lucca, "GET", path: path)))
                    }
                    var costs: [Int] = []
                    for notices in [[], [], notices, notices, []] {
                        let runs = PostgresRunStore(pool: worker)
                        let lease = try await Samples.claimed(tenant, in: runs).lease
                        let before = try await Self.statements(superuser)
                        try await runs.finish(lease, RunOutcome(state: .succeeded, notices: notices), withheld: [])
                        costs.append(try await Self.statements(superuser) - before)
                    }
                    // The first one also looks at the pool's connection.
                    let usual = try #require(costs.dropFirst().first)
                    #expect(costs.dropFirst(2) == [usual + 1, usual + 1, usual])
                }
            }
        }
    }

    private static func statements(_ superuser: PostgresPool) async throws -> Int {
        try #require(try await superuser.query(CountStatements()).first)
    }

    /// What the worker's login has sent so far.
    private struct CountStatements: PostgresStatement {
        typealias Row = Int
        static let sql = """
            select coalesce(sum(calls), 0)::bigint as statements
            from pg_stat_statements join pg_roles on pg_roles.oid = userid
            where rolname = 'passerelle_worker'
            """
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("statements") }
    }
}
