import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

/// Whatever the server, the database, the role, a service file or the environment sets, Passerelle works.
@Suite("A PostgreSQL with settings of its own", .serialized, .timeLimit(.minutes(10)))
struct HostileServerTests {
    enum Way: String, CaseIterable {
        case database, role, connectionString, environment, serviceFile, server
    }

    @Test("A first sync with four concurrent writes is exact under any settings", arguments: Way.allCases)
    func aFirstSyncIsExact(way: Way) async throws {
        let settings = Dictionary(
            uniqueKeysWithValues: HostileSettings.all.filter(\.isServerWide).map { ($0.name, $0.value) })
        try await PrivatePostgres.with(way == .server ? settings : [:]) { server in
            let world = SimulatorConfiguration(seed: 301, tenants: 1, employees: 40)
            try await Installation.with(
                world, on: server.conninfo(),
                surroundings: { Self.surroundings(way, $0) },
                prepare: { installation in
                    try await installation.sql(HostileSettings.schema)
                    switch way {
                    case .database: try await installation.sql(HostileSettings.altering("database \(installation.database)"))
                    case .role: try await installation.sql(HostileSettings.altering("role postgres"))
                    case .connectionString, .environment, .server: break
                    case .serviceFile:
                        let text = "[hostile]\noptions=\(HostileSettings.options)\n"
                        try text.write(toFile: installation.path("services"), atomically: true, encoding: .utf8)
                    }
                },
                { installation in
                    let tenant = installation.world.tenants[0]
                    let expected = ExpectedPlanning(tenant: tenant, asOf: installation.world.today)
                    try await installation.register(tenant)
                    let first = try await installation.runNow(tenant, asOf: installation.world.today)
                    expectExact(tenant, expected)
                    #expect(first.counts.created == expected.events().count)
                    let second = try await installation.runNow(tenant, asOf: installation.world.today)
                    #expect(second.counts.created + second.counts.updated + second.counts.deleted == 0)
                    let taken = try await installation.sql(
                        "select string_agg(relname, ' ') from pg_class where relnamespace = 'evil'::regnamespace and relkind = 'r'"
                    )
                    #expect(
                        Set(taken.split(separator: " ")) == ["run", "schema_migration", "tenant"], "nothing of ours is there")
                })
        }
    }

    private static func surroundings(_ way: Way, _ installation: Installation) -> [String: String] {
        switch way {
        case .database, .role, .server: [:]
        case .connectionString:
            ["PASSERELLE_DATABASE_URL": "\(installation.url()) options='\(HostileSettings.options)'"]
        case .environment: ["PGOPTIONS": HostileSettings.options]
        case .serviceFile:
            [
                "PASSERELLE_DATABASE_URL": "\(installation.url()) service=hostile",
                "PGSERVICEFILE": installation.path("services"),
            ]
        }
    }

    @Test("Many tenants at once succeed at any default isolation", arguments: ["serializable", "repeatable read"])
    func manyTenantsAtOnceSucceed(isolation: String) async throws {
        try await PrivatePostgres.with(["max_connections": "100"]) { server in
            let configuration = FleetInstallation.configuration(
                seed: 302, tenants: Proof.count(small: 12, full: 24), employees: Proof.count(small: 12, full: 20))
            try await Installation.with(
                configuration, on: server.conninfo(),
                prepare: {
                    try await $0.sql("alter database \($0.database) set default_transaction_isolation = '\(isolation)'")
                },
                { installation in
                    let fleet = FleetInstallation(installation: installation)
                    try await fleet.registerAll()
                    for tenant in fleet.tenants { try await installation.expect(["run", "start", tenant.slug]) }
                    let worker = try await WorkerProcess.start(installation, concurrency: 12)
                    defer { worker.signal(SIGKILL) }
                    try await eventually("an empty queue") {
                        try await fleet.hurry()
                        return try await fleet.number("select count(*) from run") == 0
                    }
                    let failed = try await installation.sql(
                        "select string_agg(error::text, '; ') from run_history where state = 'failed'")
                    #expect(failed.isEmpty, "\(failed)")
                })
        }
    }
}
