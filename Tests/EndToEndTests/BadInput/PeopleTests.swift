import Foundation
import Simulators
import Testing

/// The program with the logins of people, who may set no role of workers.
@Suite("People's logins", .timeLimit(.minutes(30)))
struct PeopleTests {
    @Test func eachRoleDoesWhatItMayWithoutAWorkersRole() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 94, tenants: 1, employees: 5)) { installation in
            let slug = installation.world.tenants[0].slug
            try await installation.register(installation.world.tenants[0])
            let lea = "person_\(installation.database.suffix(12))"
            try await installation.sql("create role \(lea) login")
            let result: Result<Void, any Error>
            do {
                try await walk(installation, slug, lea)
                result = .success(())
            } catch { result = .failure(error) }
            try await installation.sql("drop role \(lea)")
            try result.get()
        }
    }

    private func walk(_ installation: Installation, _ slug: String, _ lea: String) async throws {
        let own = ["PASSERELLE_DATABASE_URL": installation.url() + " user=\(lea)"]
        func expect(_ arguments: [String], says text: String = "") async throws {
            let result = try await installation.command(arguments, environment: own)
            let isSaid = text.isEmpty || result.stdout.contains(text)
            #expect(result.status == 0 && isSaid, "\(arguments): \(result.stderr)\(result.stdout)")
        }
        try await installation.expect(["operator", "add", lea, "--role", "viewer"])
        try await expect(["whoami", "--output", "json"], says: #""role": "viewer""#)
        for arguments in [
            ["tenant", "list"], ["tenant", "show", slug], ["run", "list"], ["credential", "list", slug], ["audit", "list"],
            ["audit", "verify"], ["operator", "list"], ["db", "status"],
        ] {
            try await expect(arguments)
        }
        try await installation.expectRefused([
            Refusal(["tenant", "pause", slug], environment: own, status: 1, code: "right_missing", says: ["--role operator"]),
            Refusal(["run", "start", slug], environment: own, status: 1, code: "right_missing", says: ["--role operator"]),
            Refusal(["run", "preview", slug], environment: own, status: 1, code: "right_missing", says: ["--role operator"]),
            Refusal(["keyring", "rotate"], environment: own, status: 1, code: "right_missing", says: ["--role admin"]),
        ])
        try await installation.expect(["operator", "add", lea, "--role", "operator"])
        try await installation.expectRefused([
            Refusal(["run", "now", slug], environment: own, status: 1, code: "right_missing", says: ["passerelle run start"]),
            Refusal(
                ["tenant", "delete", slug, "--yes"], environment: own, status: 1, code: "right_missing",
                says: ["--role approver"]),
            Refusal(
                ["tenant", "edit", slug, "--brake-count", "11"], environment: own, status: 1, code: "right_missing",
                says: ["--role approver"]),
        ])
        try await expect(["tenant", "edit", slug, "--hourly-requests", "1999"])
        let key = try await installation.command(
            ["credential", "set", slug, "lucca-api-key"], input: installation.world.tenants[0].credentials.luccaKey + "\n",
            environment: own)
        #expect(key.status == 0, "\(key.stderr)")
        let started = try await installation.command(["run", "start", slug], environment: own)
        #expect(started.status == 0, "\(started.stderr)")
        try await installation.expect(["operator", "disable", lea])
        try await installation.expectRefused([
            Refusal(["run", "list"], environment: own, status: 1, code: "database_forbidden")
        ])
    }
}
