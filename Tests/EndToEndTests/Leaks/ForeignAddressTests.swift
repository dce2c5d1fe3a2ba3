import Foundation
import Simulators
import Testing

/// A login with a worker's rights and no keyring writes the tenants' rows: that sends no secret anywhere.
@Suite("Secrets after an address change in the database", .serialized, .timeLimit(.minutes(60)))
struct ForeignAddressTests {
    private struct Scene {
        let installation: Installation
        let tenant: SimulatedTenant
        let stranger: RecordingRelay
        var slug: String { tenant.slug }

        /// As a login that is a member of `passerelle_worker` does it.
        func asWorker(_ sql: String) async throws {
            let id = try await installation.sql("select id from tenant where slug = '\(slug)'")
            try await installation.sql(
                "begin; set local role passerelle_worker; select set_config('passerelle.tenant', '\(id)', true); \(sql); commit")
        }

        /// Every command that opens a secret.
        var commands: [[String]] {
            let today = "\(installation.world.today)"
            return [
                ["tenant", "check", slug], ["run", "now", slug, "--as-of", today], ["scope", "tree", slug],
                ["run", "preview", slug, "--as-of", today, "--reconcile"], ["reason", "list", slug],
            ]
        }

        func expectNothingHeard(_ when: String) {
            #expect(stranger.connections == 0, "\(when): something connected")
            #expect(CanarySearch(PlantedWorld.credentials(of: tenant)).found(in: stranger.bytes).isEmpty, "\(when)")
        }
    }

    private func withScene(seed: UInt64, _ body: (Scene) async throws -> Void) async throws {
        try await Installation.with(SimulatorConfiguration(seed: seed, tenants: 1, employees: 4)) { installation in
            let tenant = try #require(installation.world.tenants.first)
            installation.world.hasLimits = false
            try await installation.register(tenant)
            try await RecordingRelay.run(to: nil) { stranger in
                try await body(Scene(installation: installation, tenant: tenant, stranger: stranger))
            }
        }
    }

    @Test("Another scheme, host or port gets no connection: the command names both hosts and the remedy")
    func noOtherOriginIsAskedAnything() async throws {
        try await withScene(seed: 61) { scene in
            let port = scene.stranger.port
            let kept = try await scene.installation.sql("select lucca_url || ' ' || planningpme_url from tenant")
                .split(separator: " ").map(String.init)
            let own = try #require(await scene.installation.simulator.ports.first)
            let cases =
                [
                    "http://127.0.0.1:\(port)", "http://\(scene.slug).localhost:\(port)", "https://localhost:\(port)",
                    "http://[::1]:\(port)", "http://other.localhost:\(own)", "https://127.0.0.1:\(own)",
                ].flatMap { [("lucca_url", $0), ("planningpme_url", $0 + "/\(scene.slug)/")] } + [
                    ("planningpme_url", "https://planning.example/\(scene.slug)/"), ("lucca_url", "https://other.ilucca.net"),
                    ("planningpme_url", "https://api.planningpme.com@planning.example/\(scene.slug)/"),
                ]
            for (column, url) in cases {
                try await scene.asWorker("update tenant set \(column) = '\(url)'")
                let runs = try await scene.installation.sql("select count(*) from run_history")
                for words in scene.commands {
                    try await scene.installation.sql("delete from request_budget")
                    let result = try await scene.installation.command(words)
                    let text = result.stdout + result.stderr
                    // The names alone are what this one needed: it continues with ids.
                    #expect(
                        result.status != 0 || words[0] == "reason" || (column == "planningpme_url" && words[0] == "scope"),
                        "\(words)")
                    if words[1] == "now" {
                        #expect(
                            text.contains("[credential_for_other_host]") || text.contains("[address_refused]"), "\(url): \(text)")
                    }
                }
                #expect(try await scene.installation.sql("select count(*) from run_history") == runs, "a run was recorded")
                try await scene.asWorker("update tenant set lucca_url = '\(kept[0])', planningpme_url = '\(kept[1])'")
            }
            scene.expectNothingHeard("an address changed")
            let whole = try await scene.installation.command(scene.commands[1])
            #expect([0, 3].contains(whole.status), "once restored, everything opens: \(whole.stderr)")
        }
    }

    @Test("No other field of a tenant's row that a worker's login may write sends a secret elsewhere")
    func noOtherColumnNamesAHost() async throws {
        try await withScene(seed: 62) { scene in
            let columns = try await scene.installation.sql(
                """
                select string_agg(attname, ',') from pg_attribute
                where attrelid = 'tenant'::regclass and attnum > 0 and not attisdropped and atttypid in ('text'::regtype, 'jsonb'::regtype)
                    and has_column_privilege('passerelle_worker', attrelid, attnum, 'update') and attname <> 'slug'
                """
            ).split(separator: ",").map(String.init)
            try #require(columns.contains("planningpme_url") && columns.contains("name"))
            let url = "http://127.0.0.1:\(scene.stranger.port)/\(scene.slug)/"
            for column in columns {
                try await scene.installation.sql("drop table if exists kept; create table kept as select * from tenant")
                let value =
                    switch column {
                    case "department_scope": "jsonb_build_array(jsonb_build_object('id', '\(url)', 'withDescendants', true))"
                    case "planning_dialect":
                        "jsonb_build_object('findings', jsonb_build_object('zone', jsonb_build_object('value', '\(url)', "
                            + "'origin', 'person', 'foundAt', 0, 'evidence', jsonb_build_object('sent', '\(url)'))))"
                    default: "'\(url)'"
                    }
                try await scene.asWorker(
                    "do $$ begin update tenant set \(column) = \(value); exception when check_violation then null; end $$")
                let changed = try await scene.installation.sql(
                    "select count(*) from tenant join kept using (id) where tenant.\(column) is distinct from kept.\(column)")
                // The table's own constraints reject some.
                guard changed == "1" else { continue }
                for words in scene.commands {
                    try await scene.installation.sql("delete from request_budget")
                    _ = try await scene.installation.command(words)
                }
                scene.expectNothingHeard(column)
                try await scene.installation.sql(
                    "update tenant set \(column) = kept.\(column) from kept where kept.id = tenant.id")
            }
        }
    }

    @Test("A secret stored under a changed address opens only there, and the answer names the host")
    func theAnswerNamesTheHost() async throws {
        try await withScene(seed: 63) { scene in
            let kept = try await scene.installation.sql("select planningpme_url from tenant")
            try await scene.asWorker("update tenant set planningpme_url = 'https://planning.example/x/'")
            let stored = try await scene.installation.expect(
                ["credential", "set", scene.slug, "planningpme-password"], input: scene.tenant.credentials.password + "\n")
            #expect(stored.stderr.contains("sent to https://planning.example only"), "\(stored.stderr)")
            try await scene.asWorker("update tenant set planningpme_url = '\(kept)'")
            let checked = try await scene.installation.command(["run", "now", scene.slug])
            #expect(checked.stderr.contains("was given for https://planning.example"), "\(checked.stderr)")
            let listed = try await scene.installation.expect(["credential", "list", scene.slug, "--output", "csv"])
            #expect(listed.stdout.contains("https://planning.example"), "\(listed.stdout)")
        }
    }
}
