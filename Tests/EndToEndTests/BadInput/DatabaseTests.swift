import Foundation
import Simulators
import SyncTestKit
import Testing

@Suite("Bad input: the database")
struct DatabaseTests {
    /// Reads, writes, and works on the whole database.
    private static let commands = [
        ["tenant", "list"], ["run", "list"], ["tenant", "pause", "acme"], ["keyring", "rotate"], ["db", "status"],
        ["db", "migrate"], ["run", "now", "acme"], ["credential", "set", "acme", "lucca-api-key"],
    ]

    private static func each(_ url: String, status: Int32, _ code: String, says: [String], hides: [String] = []) -> [Refusal] {
        commands.map {
            Refusal(
                $0, input: "3f2b6c1e", environment: ["PASSERELLE_DATABASE_URL": url], status: status, code: code, says: says,
                hides: hides + ["3f2b6c1e"])
        }
    }

    @Test func aDatabaseThatCanNotBeUsedIsNamedByWhatIsWrongWithIt() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 87, tenants: 1, employees: 5)) { installation in
            let secret = ["s3cret"]
            var refusals = Self.each(
                "host=\(installation.path("no-socket")) dbname=passerelle", status: 2, "database_unreachable",
                says: ["can't be reached", "PASSERELLE_DATABASE_URL"])
            refusals += Self.each(
                "host=127.0.0.1 port=1 user=ops password=s3cret dbname=x", status: 2, "database_unreachable",
                says: ["can't be reached"], hides: secret
            ).prefix(2)
            refusals += Self.each(
                "postgresql://ops:s3cret@127.0.0.1:1,127.0.0.1:2/x", status: 2, "database_unreachable", says: [], hides: secret
            ).prefix(1)
            refusals += Self.each(
                installation.url(of: "no_such_database_here"), status: 2, "database_unreachable", says: ["no such database"]
            ).prefix(2)
            refusals += Self.each(
                "host='s3cret", status: 64, "configuration_invalid", says: ["PASSERELLE_DATABASE_URL", "libpq"], hides: secret
            ).prefix(1)
            refusals += Self.each("", status: 64, "configuration_missing", says: ["No database is set"]).prefix(1)
            let away = ["PASSERELLE_DATABASE_URL": "host=\(installation.path("no-socket")) dbname=passerelle"]
            let worker = try await installation.command(["worker"], environment: away)
            #expect(worker.status == 2, "\(worker.stderr)")
            // It waited a while, and reported it, before it failed.
            #expect(worker.stderr.contains("\nerror: ") && worker.stderr.contains("[database_unreachable]"), "\(worker.stderr)")
            refusals.append(
                Refusal(
                    ["tenant", "list"], environment: ["PASSERELLE_CONFIG": installation.path("no-file.json")],
                    code: "configuration_invalid", says: ["can't be read"]))
            refusals.append(
                Refusal(
                    ["tenant", "list"], environment: ["PASSERELLE_LOG_LEVEL": "loud", "PASSERELLE_LOG_FORMAT": "xml"],
                    code: "configuration_invalid", says: ["\"loud\"", "\"xml\"", "2 settings"]))
            try await installation.expectRefused(refusals)
        }
    }

    @Test func aSchemaOfAnotherReleaseIsNotShownAsADatabaseThatIsDown() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 88, tenants: 1, employees: 5)) { installation in
            let needing = [["tenant", "list"], ["run", "list"], ["keyring", "rotate"]]
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            let everything = try await Self.commandsOnTenants(tenant.slug, installation)
            #expect(everything.count > 25, "\(everything)")
            let asked = installation.world.journal.entries().count
            let newest = "(select max(number) from schema_migration)"

            try await installation.sql(
                """
                insert into schema_migration (number, name, checksum)
                select n, 'm' || lpad(n::text, 4, '0') || '_post_future', repeat('a', 64) from (select \(newest) + 1) as next(n)
                """)
            try await installation.expectRefused(
                (everything + [["db", "migrate"]]).map {
                    Refusal(
                        $0, input: "3f2b6c1e", status: 1, code: "schema_too_new", says: ["newer release", "Install that release"])
                })
            try await installation.sql("delete from schema_migration where number = \(newest)")

            let text = "(select max(number) from schema_function)"
            let last = try await installation.sql(
                "select quote_literal(name) || ', ' || quote_literal(checksum) from schema_function where number = \(text)")
            try await installation.sql("delete from schema_function where number = \(text)")
            try await installation.expectRefused(
                (Proof.isWhole ? everything : needing).map {
                    Refusal(
                        $0, input: "3f2b6c1e", status: 1, code: "schema_outdated",
                        says: ["lacks this release's functions", "passerelle db migrate"])
                })
            #expect(installation.world.journal.entries().count == asked, "no remote got a request")
            try await installation.sql("insert into schema_function (name, checksum) values (\(last))")

            let kept = try await installation.sql("select checksum from schema_migration where number = 1")
            try await installation.sql("update schema_migration set checksum = repeat('b', 64) where number = 1")
            try await installation.expectRefused(
                (needing + [["db", "migrate"], ["db", "status"]]).map {
                    Refusal($0, status: 1, code: "schema_mismatch", says: ["another text of the migration", "backup"])
                })
            try await installation.sql("update schema_migration set checksum = '\(kept)' where number = 1")
            try await installation.expect(["tenant", "list"])

            try await installation.recreateDatabase()
            try await installation.expectRefused(
                needing.map { Refusal($0, status: 1, code: "schema_outdated", says: ["passerelle db migrate"]) })
        }
    }

    /// Every command that works on the database except `db`'s own, and `worker` and `console serve`, which keep running.
    private static func commandsOnTenants(_ slug: String, _ installation: Installation) async throws -> [[String]] {
        let lines = CommandLines(
            slug: slug, run: "1", account: "1", department: "1", employee: "1", type: "1", planningDepartment: "1",
            asOf: "\(installation.world.today)", port: try #require(await installation.simulator.ports.first))
        return try await installation.commandTree().leaves
            .filter {
                // An empty file is refused before the database is asked.
                !$0.path.hasPrefix("db ")
                    && !["keyring init", "completions", "worker", "console serve", "tenant import"].contains($0.path)
            }
            .map { try lines.words($0) }
    }

    @Test func aDatabaseThatTakesNoWritesSaysSoAndIsRead() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 89, tenants: 1, employees: 5)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            let readOnly = ["PASSERELLE_DATABASE_URL": installation.url() + " options='-c default_transaction_read_only=on'"]
            try await installation.expectRefused(
                [
                    ["tenant", "edit", tenant.slug, "--name", "Other"], ["tenant", "delete", tenant.slug, "--yes"],
                    ["run", "now", tenant.slug], ["scope", "set", tenant.slug, "--department", "1"], ["keyring", "rotate"],
                ].map {
                    Refusal(
                        $0, environment: readOnly, status: 1, code: "database_read_only",
                        says: ["accepts no writes", "target_session_attrs=read-write"])
                })
            #expect(try await installation.command(["tenant", "list"], environment: readOnly).status == 0)
        }
    }
}
