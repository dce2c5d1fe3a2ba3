import Foundation
import Simulators
import Testing

/// What support people ask the fleet for: real programs, real logins, no keyring and no worker's role where they sit.
@Suite("Queued operations", .timeLimit(.minutes(10)))
struct QueuedOperationTests {
    /// A person's own login, and a shell without a keyring.
    private struct Desk {
        let installation: Installation
        let login: String

        var environment: [String: String] {
            [
                "PASSERELLE_DATABASE_URL": installation.url() + " user=\(login)",
                "PASSERELLE_KEYRING": installation.path("no-such-keyring.json"),
            ]
        }

        func command(_ arguments: [String], input: String = "") async throws -> CommandResult {
            try await installation.command(arguments, input: input, environment: environment)
        }
    }

    private func withDesk(
        seed: UInt64, _ body: (FleetInstallation, Desk) async throws -> Void
    ) async throws {
        try await Installation.with(FleetInstallation.configuration(seed: seed, tenants: 1, employees: 8)) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            try await fleet.letNothingBeDue()
            let login = "person_\(installation.database.suffix(12))"
            try await installation.sql("create role \(login) login")
            let result: Result<Void, any Error>
            do {
                try await installation.expect(["keyring", "publish"])
                try await installation.expect(["operator", "add", login, "--role", "approver"])
                try await body(fleet, Desk(installation: installation, login: login))
                result = .success(())
            } catch { result = .failure(error) }
            try await installation.sql("drop role \(login)")
            try result.get()
        }
    }

    @Test func aWorkerPreviewsChecksAndApprovesForALoginWithoutAKeyring() async throws {
        try await withDesk(seed: 731) { fleet, desk in
            let (installation, tenant) = (fleet.installation, fleet.tenants[0])
            let slug = tenant.slug
            let worker = try await WorkerProcess.start(installation)
            let refused = try await desk.command(["run", "preview", slug])
            #expect(refused.status != 0 && refused.stderr.contains("--queue"), "\(refused.stderr)")

            // Labels of types say why someone is absent: a result holds keys.
            func changes(_ result: CommandResult) -> [Substring] {
                result.stdout.split(separator: "\n").filter { !$0.contains("\"typeLabel\"") && !$0.contains("\"type\"") }
            }
            let direct = try await installation.command(["run", "preview", slug, "--output", "json"])
            let queued = try await desk.command(["run", "preview", slug, "--queue", "--wait", "--output", "json"])
            #expect(queued.status == 0, "\(queued.stderr)")
            #expect(changes(queued) == changes(direct), "the report is the command's own")
            let check = try await desk.command(["tenant", "check", slug, "--queue", "--wait", "--output", "json"])
            #expect(check.status == 0 && check.stdout.contains("Lucca: employees"), "\(check.stderr)\(check.stdout)")
            let list = try await desk.command(["queue", "list", "--output", "json"])
            #expect(list.stdout.contains(desk.login) && list.stdout.contains(#""done""#), "\(list.stdout)")

            // A secret that was stored here is opened there.
            let key = try await desk.command(
                ["credential", "set", slug, "lucca-api-key"], input: tenant.credentials.luccaKey + "\n")
            #expect(key.status == 0, "\(key.stderr)")
            #expect(try await desk.command(["credential", "list", slug, "--output", "json"]).stdout.contains(#""sealed""#))
            let again = try await desk.command(["tenant", "check", slug, "--queue", "--wait"])
            #expect(again.status == 0, "\(again.stderr)\(again.stdout)")
            #expect(try await fleet.number("select count(*) from sealed_credential") == 0)

            let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
            let child = try #require(tenant.lucca.departments.first { $0.parent != nil })
            try await installation.expect(["tenant", "edit", slug, "--brake-count", "0", "--brake-percent", "0"])
            try await installation.expect(["scope", "set", slug, "--department", "\(root.id)"])
            _ = try await installation.command(["run", "now", slug])
            try await installation.expect(["scope", "set", slug, "--department", "\(child.id)"])
            let braked = try await installation.command(["run", "now", slug, "--output", "json"]).decode(RunDocument.self)
            #expect(braked.status == "needs_review")
            let approved = try await desk.command(
                ["run", "approve", "\(braked.id)", "--queue", "--wait", "--output", "json"])
            let approval = try approved.decode(RunDocument.self)
            #expect(approval.counts.deleted > 0, "\(approved.stderr)")
            #expect(approved.stdout.contains("approvedDeletions"), "\(approved.stdout)")
            let twice = try await desk.command(["run", "approve", "\(braked.id)", "--queue"])
            #expect(twice.status == 1 && twice.stderr.contains("run_state_refused"), "\(twice.stderr)")
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))")
        }
    }

    @Test func anotherWorkerTakesOverFromOneThatWasKilled() async throws {
        try await withDesk(seed: 732) { fleet, desk in
            let (installation, slug) = (fleet.installation, fleet.tenants[0].slug)
            let victim = try await WorkerProcess.start(
                installation, environment: ["PASSERELLE_FAULT_POINT": "before_finish:1:kill"])
            let queued = try await desk.command(["run", "preview", slug, "--queue"])
            #expect(queued.status == 0, "\(queued.stderr)")
            try await eventually("a killed worker") { !victim.isRunning }
            let id = try await installation.sql("select id from queued_operation where state = 'running'")
            try await installation.sql("update queued_operation set lease_until = clock_timestamp() where id = \(id)")
            let heir = try await WorkerProcess.start(installation)
            let shown = try await desk.command(["queue", "show", id, "--wait"])
            #expect(shown.status == 0, "\(shown.stderr)")
            #expect(try await fleet.number("select deaths from queued_operation where id = \(id)") == 1)
            #expect(try await heir.end(by: SIGTERM) == 0, "\(heir.log.suffix(2000))")
        }
    }
}
