import Foundation
import Simulators
import Testing

@Suite("Many tenants, with the real program", .timeLimit(.minutes(30)))
struct BulkTests {
    private static let slugs = (10..<40).map { "t\($0)" }

    private func file(_ installation: Installation, dailyAt: String = "") async throws -> String {
        let port = try #require(await installation.simulator.ports.first)
        return "slug;name;luccaUrl;planningpmeUrl;environment;dailyAt\r\n"
            + Self.slugs.map { "\($0);Acme;http://\($0).localhost:\(port);http://127.0.0.1:\(port)/\($0)/;test;\(dailyAt)\r\n" }
            .joined()
    }

    private func with(_ body: (Installation) async throws -> Void) async throws {
        try await Installation.with(SimulatorConfiguration(seed: 89, tenants: 1, employees: 5)) { installation in
            try await installation.expect(["tenant", "import", "-", "--yes", "30"], input: try await file(installation))
            try await body(installation)
        }
    }

    private func entries(_ operation: String, _ installation: Installation) async throws -> [String] {
        try await installation.sql(
            "select slug from audit_entry where operation = '\(operation)' and kind = 'change' and object <> 'batch' order by number"
        ).split(separator: "\n").map(String.init)
    }

    @Test func anImportIsOneEntryForEachTenantAndNoneTheSecondTime() async throws {
        try await with { installation in
            #expect(try await entries("tenant.create", installation) == Self.slugs)
            let again = try await installation.expect(["tenant", "import", "-"], input: try await file(installation))
            #expect(again.stdout.contains("30 unchanged"), "\(again.stdout)")
            let exported = try await installation.expect(["tenant", "export"]).stdout
            let rebuilt = try await installation.expect(["tenant", "import", "-"], input: exported)
            #expect(rebuilt.stdout.contains("30 unchanged"), "\(rebuilt.stdout)")
            #expect(try await entries("tenant.edit", installation).isEmpty)
        }
    }

    /// The database lets nothing be written, whoever asks: only what does not try goes through.
    @Test func aDryRunWritesNothing() async throws {
        try await with { installation in
            let changed = try await file(installation, dailyAt: "05:30")
            try await installation.sql("alter database \(installation.database) set default_transaction_read_only = on")
            let dry = try await installation.expect(["tenant", "import", "-", "--dry-run"], input: changed)
            #expect(dry.stdout.contains("30 to change"), "\(dry.stdout)")
            let real = try await installation.command(["tenant", "import", "-", "--yes", "30"], input: changed)
            #expect(real.status != 0, "\(real.stdout)")
            #expect(try await entries("tenant.edit", installation).isEmpty)
        }
    }

    @Test func aBatchThatWasKilledGoesOnAndChangesEachTenantOnce() async throws {
        try await with { installation in
            // The program waits at this tenant, so that it is killed in the middle of it.
            let holder = try installation.startTool(
                "psql",
                [
                    "-X", "-c", "begin; select 1 from tenant where slug = 't20' for update; select pg_sleep(600)",
                    installation.url(),
                ])
            try await until(
                "t20 is locked", installation,
                "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' "
                    + "and pid <> pg_backend_pid() and wait_event = 'PgSleep'", "1")
            let edit = ["tenant", "edit", "--holidays", "fr"]
            let victim = try installation.start(edit + ["--all", "--yes", "30", "--reason", "CHG-1"])
            try await until("it waits at t20", installation, "select slug from batch_item where state = 'begun'", "t20")
            let second = try await installation.command(edit + ["--resume", "1"])
            #expect(second.status == 1 && second.stderr.contains("[batch_active]"), "\(second.stderr)")
            victim.send(SIGKILL)
            #expect(try await victim.result().signal == SIGKILL)
            try await installation.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(600)%' "
                    + "and pid <> pg_backend_pid()")
            _ = try await holder.result()
            #expect(try await entries("tenant.edit", installation) == (10..<20).map { "t\($0)" })

            let other = try await installation.command(["tenant", "edit", "--holidays", "none", "--resume", "1"])
            #expect(other.status == 64 && other.stderr.contains("[invalid_input]"), "\(other.stderr)")
            let resumed = try await installation.expect(edit + ["--resume", "1", "--output", "json"])
            #expect(resumed.stdout.contains("\"done\": 20"), "\(resumed.stdout)")
            #expect(resumed.stdout.contains("\"doneBefore\": 10"), "\(resumed.stdout)")
            #expect(try await entries("tenant.edit", installation) == Self.slugs, "each tenant exactly once")
            let reasons = try await installation.sql(
                "select distinct reason from audit_text join audit_entry using (number) where operation = 'tenant.edit' and object <> 'batch' "
                    + "order by 1"
            )
            #expect(reasons == "batch 1\nbatch 1: CHG-1")
            let again = try await installation.expect(edit + ["--resume", "1", "--output", "json"])
            #expect(again.stdout.contains("\"doneBefore\": 30"), "\(again.stdout)")
            #expect(try await entries("tenant.edit", installation).count == 30)
        }
    }

    @Test func allWithoutATerminalAndWithoutTheNumberIsAUsageError() async throws {
        try await with { installation in
            for command in [
                ["tenant", "pause"], ["tenant", "activate"], ["tenant", "check"], ["tenant", "edit", "--holidays", "fr"],
            ] {
                let result = try await installation.command(command + ["--all"])
                #expect(result.status == (command[1] == "pause" ? 0 : 64), "\(command): drafts are not paused\n\(result.stderr)")
            }
            let start = try await installation.command(["run", "start", "--all"])
            #expect(start.status == 64, "\(start.stderr)")
            #expect(try await installation.sql("select count(*) from batch") == "0")
        }
    }

    private func until(_ what: String, _ installation: Installation, _ query: String, _ answer: String) async throws {
        for _ in 0..<600 {
            if try await installation.sql(query) == answer { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("never: \(what)")
    }
}
