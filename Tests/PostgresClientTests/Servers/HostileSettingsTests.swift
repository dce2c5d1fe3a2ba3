import PostgresTestKit
import Testing

@testable import PostgresClient

/// Every session is the same, whatever the server, the database, the role or the connection string sets.
@Suite("A server with settings of its own", .timeLimit(.minutes(15)))
struct HostileSettingsTests {
    private struct Settings: PostgresStatement {
        static let sql =
            "select array_agg(coalesce(current_setting(name, true), '-') order by ordinality) as held "
            + "from unnest($1::text[]) with ordinality as wanted (name, ordinality)"
        var bindings: [PostgresValue] { [.texts(HostileSettings.all.map(\.name))] }
        static func decode(_ row: PostgresRow) throws -> [String] { try row.texts("held") }
    }

    private func held(_ conninfo: String) async throws -> [String] {
        let configuration = PostgresConfiguration(conninfo: conninfo, maximumConnections: 1, failsFast: true)
        return try await TestDatabase.withPool(configuration) { try #require(try await $0.first(Settings())) }
    }

    private func expectSame(_ found: [String], _ expected: [String], _ way: String) {
        for (setting, pair) in zip(HostileSettings.all, zip(found, expected)) {
            #expect(pair.0 == pair.1, "\(setting) by \(way)")
        }
    }

    @Test func noSettingOfADatabaseARoleOrAConnectionStringChangesASession() async throws {
        try await PrivatePostgres.with { server in
            try await server.sql(HostileSettings.schema + "create role hostile login superuser")
            try await server.sql("create database hostile owner hostile")
            try await server.sql(HostileSettings.schema.replacing("create role stranger;", with: ""), database: "hostile")
            let conninfo = server.conninfo(database: "hostile").replacing("user=postgres", with: "user=hostile")
            let expected = try await held(conninfo)
            for setting in HostileSettings.all {
                for target in ["database hostile", "role hostile", "role hostile in database hostile"] {
                    try await server.sql(setting.altering(target))
                    expectSame(try await held(conninfo), expected, "alter \(target)")
                    try await server.sql("alter \(target) reset \(setting.name)")
                }
                expectSame(try await held(conninfo + " options='-c \(setting)'"), expected, "the connection string")
            }
        }
    }

    @Test(arguments: ["''", "nowhere", "pg_temp, evil, pg_catalog", "\"$user\""])
    func noPathOfTheDatabaseChangesASession(path: String) async throws {
        try await PrivatePostgres.with { server in
            let expected = try await held(server.conninfo())
            try await server.sql(HostileSettings.schema + "alter database postgres set search_path = \(path)")
            expectSame(try await held(server.conninfo()), expected, "the path \(path)")
        }
    }

    @Test func noSettingOfTheServerChangesASession() async throws {
        let expected = try await PrivatePostgres.with { try await held($0.conninfo()) }
        let settings = Dictionary(
            uniqueKeysWithValues: HostileSettings.all.filter(\.isServerWide).map { ($0.name, $0.value) })
        try await PrivatePostgres.with(settings) { server in
            try await server.sql(HostileSettings.schema)
            expectSame(try await held(server.conninfo()), expected, "the server's configuration")
        }
    }

    @Test func aLoginThatMayNotHaveForeignKeysIsNamed() async throws {
        try await PrivatePostgres.with { server in
            try await server.sql("create role plain login; alter role plain set session_replication_role = replica")
            let conninfo = server.conninfo().replacing("user=postgres", with: "user=plain")
            let error = try await postgresError { try await held(conninfo) }
            #expect(error.code == .unsuitableSession)
            #expect(error.message.contains("session_replication_role"))
        }
    }
}
