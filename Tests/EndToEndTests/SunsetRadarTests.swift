import Foundation
import Simulators
import Testing

/// What remotes announce about their interfaces, by the real program: in the database, the commands and the metrics.
@Suite("What answers say about the interface, end to end", .timeLimit(.minutes(10)))
struct SunsetRadarTests {
    private struct Notice: Decodable {
        let code, remote, endpoint: String
        let property, deprecatedAt, sunsetAt: String?
        let count: Int
        /// In `fleet` alone.
        let tenants: Int?
    }

    /// `tenant check --output json`.
    private struct Line: Decodable {
        let name, state, detail: String
        let remedy, code: String?
        let notice: Notice?
    }

    private struct Fleet: Decodable {
        let notices: [Notice]
    }

    /// Far away: the texts differ once it has passed.
    private static let end = "2099-06-30"
    private static let since = "2026-06-01"

    @Test("An announced end is dated in the database, the check, the fleet and the metrics, and is no problem of the run")
    func announcedEnd() async throws {
        let configuration = SimulatorConfiguration(seed: 73, tenants: 1, employees: 40, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            let (today, journal) = (installation.world.today, installation.world.journal)
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let quiet = try await installation.runNow(tenant, asOf: today)
            let passing = try await installation.command(["tenant", "check", tenant.slug])
            #expect(try await installation.sql("select count(*) from api_notice") == "0")

            let (since, end) = (try #require(SimulatedDay(Self.since)), try #require(SimulatedDay(Self.end)))
            tenant.lucca.behaviour.deprecations = [
                SimulatedDeprecation(route: "/api/v3/users", deprecatedOn: since, sunsetOn: end),
                SimulatedDeprecation(route: "/api/v3/leaves", deprecatedOn: since, form: .epoch),
            ]
            let mark = journal.sequence
            let first = try await installation.runNow(tenant, asOf: today)
            #expect(first.status == quiet.status && first.problems.map(\.code) == quiet.problems.map(\.code))
            func asked(_ path: String) -> Int {
                journal.entries(since: mark, remote: .lucca).count { $0.path.hasPrefix(path) }
            }
            #expect(
                try await kept(in: installation) == [
                    "lucca|GET /api/v3/leaves|api_sunset||\(asked("/api/v3/leaves"))|\(Self.since) 00:00:00+00|",
                    "lucca|GET /api/v3/users|api_sunset||\(asked("/api/v3/users"))|\(Self.since) 00:00:00+00|"
                        + "\(Self.end) 00:00:00+00",
                ])
            let seen = try await installation.sql("select min(first_seen_at) from api_notice")
            #expect(try await installation.sql("select max(last_seen_at) from api_notice") == seen)

            // A check meets it too: seen again, and first seen as before.
            try await forgetRequests(installation)
            let check = try await installation.command(["tenant", "check", tenant.slug, "--output", "json"])
            #expect(check.status == passing.status, "\(check.stderr)")
            let again = "bool_and(first_seen_at = '\(seen)' and last_seen_at > '\(seen)')"
            #expect(try await installation.sql("select \(again) from api_notice") == "t")
            let lines = try check.decode([Line].self).filter { $0.name == "Lucca: announced end" }
            #expect(lines.compactMap(\.notice?.endpoint) == ["GET /api/v3/leaves", "GET /api/v3/users"])
            #expect(lines.allSatisfy { $0.state == "unknown" && $0.code == "api_sunset" && $0.notice?.remote == "lucca" })
            #expect(lines.map { $0.notice?.sunsetAt ?? "" } == ["", "\(Self.end)T00:00:00Z"])
            #expect(lines.allSatisfy { $0.notice?.deprecatedAt == "\(Self.since)T00:00:00Z" })
            let dated = try #require(lines.last)
            #expect(dated.detail.contains("ends on \(Self.end)"), "\(dated.detail)")
            #expect(dated.remedy?.contains("run compare \(tenant.slug)") == true, "\(dated)")

            let fleet = try await installation.expect(["fleet", "--output", "json"]).decode(Fleet.self)
            #expect(fleet.notices.map(\.endpoint) == ["GET /api/v3/leaves", "GET /api/v3/users"])
            #expect(fleet.notices.compactMap(\.tenants) == [1, 1] && fleet.notices.last?.sunsetAt == "\(Self.end)T00:00:00Z")
            let table = try await installation.expect(["fleet"])
            #expect(table.stdout.contains("GET /api/v3/users") && table.stdout.contains(Self.end), "\(table.stdout)")

            let metrics = try await metrics(of: installation)
            func labels(_ name: String) -> String { #"{remote="lucca",endpoint="GET /api/v3/\#(name)"}"# }
            for line in [
                "passerelle_api_sunset_timestamp_seconds\(labels("users")) \(end.ordinal * 86_400)",
                "passerelle_api_deprecated_tenants\(labels("users")) 1", "passerelle_api_deprecated_tenants\(labels("leaves")) 1",
            ] { #expect(metrics.contains("\n\(line)\n"), "\(line)\n\(metrics)") }
            #expect(!metrics.contains("passerelle_api_sunset_timestamp_seconds\(labels("leaves"))"), "it has no date")
        }
    }

    @Test("Statuses that this release does not know are counted, are no problem of the run, and are quoted nowhere")
    func unknownValues() async throws {
        try await GenerationScene.with(seed: 71) { scene in
            let (installation, tenant) = (scene.installation, scene.tenant)
            try await scene.ignoreRemoteWork()
            try await scene.change(to: 2)
            _ = try await scene.run()
            let quiet = try await scene.run()
            #expect(try await installation.sql("select count(*) from api_notice") == "0")

            tenant.lucca.behaviour.generation2.leaveStatuses = .unknown
            let run = try await scene.run()
            #expect(run.status == quiet.status && run.problems.map(\.code) == quiet.problems.map(\.code))
            #expect(run.counts.absences == quiet.counts.absences && run.counts.deleted == 0)
            let end = try #require(SimulatedDay(run.window.to))
            let people = Set(tenant.lucca.employees.filter { ($0.contractEnd ?? scene.today) >= scene.today }.map(\.id))
            let met = tenant.lucca.absences.count {
                !$0.isConfirmed && !$0.isCancelled && people.contains($0.employee) && $0.halfDays[0].day < end
            }
            try #require(met > 0, "no absence waits for its approval")
            #expect(
                try await kept(in: installation) == ["lucca|GET /lucca-api/leaves|api_value_unknown|status|\(met)||"])

            try await forgetRequests(installation)
            let shown = try await scene.command("tenant", "check", tenant.slug)
            let check = try await scene.command("tenant", "check", tenant.slug, "--output", "json")
            let line = try #require(try check.decode([Line].self).first { $0.name == "Lucca: unknown values" }, "\(check.stdout)")
            #expect(line.state == "unknown" && line.code == "api_value_unknown" && line.notice?.property == "status")
            #expect(line.notice.map { $0.count >= met } == true, "\(line)")
            let fleet = try await installation.expect(["fleet", "--output", "json"])
            #expect(try fleet.decode(Fleet.self).notices.map(\.code) == ["api_value_unknown"])
            let metrics = try await metrics(of: installation)
            let series =
                "passerelle_api_unknown_values"
                + #"{remote="lucca",endpoint="GET /lucca-api/leaves",property="status",code="api_value_unknown"}"#
            #expect(metrics.contains("\n\(series) "), "\(metrics)")

            let dump = try await installation.tool("pg_dump", [installation.url()])
            #expect(dump.status == 0 && dump.stdout.contains("api_value_unknown"))
            for text in [shown, check, fleet, dump].flatMap({ [$0.stdout, $0.stderr] }) + [metrics] {
                #expect(!text.lowercased().contains("awaitingsignature"), "\(text)")
            }
        }
    }

    /// The database's notices, without when they were seen.
    private func kept(in installation: Installation) async throws -> [String] {
        try await installation.sql(
            """
            select remote, endpoint, code, property, count, deprecated_at, sunset_at from api_notice
            order by endpoint collate "C", code, property
            """
        ).split(separator: "\n").map(String.init)
    }

    /// As if a minute had passed: a check may send as many requests as a run.
    private func forgetRequests(_ installation: Installation) async throws {
        try await installation.sql("delete from request_budget")
    }

    private func metrics(of installation: Installation) async throws -> String {
        let worker = try await WorkerProcess.start(installation, options: ["--ops-address", "127.0.0.1:0"])
        defer { worker.signal(SIGKILL) }
        let answer = try await OpsClient.metrics(port: try await OpsClient.port { worker.log })
        #expect(answer.status == 200)
        return answer.body
    }
}
