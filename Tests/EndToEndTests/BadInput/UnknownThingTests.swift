import Simulators
import Testing

@Suite("Bad input: what does not exist")
struct UnknownThingTests {
    private static let things: [Refusal] = [
        Refusal(["tenant", "show", "No Body"], says: ["\"No Body\"", "short name"]),
        Refusal(["run", "now", "-"], says: ["short name"]),
        Refusal(["tenant", "delete", "nobody", "--yes"], status: 1, code: "tenant_unknown"),
        Refusal(["run", "list", "--tenant", "nobody"], status: 1, code: "tenant_unknown"),
        Refusal(["run", "show", "4711"], status: 1, code: "run_unknown", says: ["There is no run 4711.", "run list"]),
        Refusal(["run", "cancel", "4711"], status: 1, code: "run_unknown"),
        Refusal(["run", "approve", "4711"], status: 1, code: "run_unknown"),
        Refusal(["run", "reject", "4711"], status: 1, code: "run_unknown"),
        Refusal(["run", "show", "12x"], says: ["\"12x\"", "not a run's number"]),
        Refusal(["run", "show", "-5"], says: ["\"-5\"", "negative"]),
        Refusal(["run", "list", "--limit", "-5"], says: ["--limit: \"-5\" is not a whole number of 1 or more"]),
        Refusal(["run", "list", "--status", "done"], says: ["\"done\"", "needs_review"]),
        Refusal(["run", "list", "--since", "2026-02-30"], says: ["2026-02-30 is not a day of the calendar"]),
        Refusal(["run", "list", "--since", "-7d"], says: ["\"-7d\"", "7d"]),
        Refusal(["run", "list", "--output", "xml"], says: ["'xml'", "'json'"]),
        Refusal(["run", "lst"], says: ["no command `passerelle run lst`", "list"]),
        Refusal(["runs", "list"], says: ["no command `passerelle runs`", "run"]),
        Refusal(["run", "show", "1", "\u{1B}[2J"], says: ["Unexpected argument"]),
        Refusal(["run", "preview", "TENANT", "--as-of", "2999-01-01"], says: ["out of range", "2200-12-31"]),
        Refusal(["run", "compare", "TENANT", "--as-of", "2026-04-31"], says: ["2026-04-31 is not a day of the calendar"]),
        Refusal(["run", "now", "TENANT", "--as-of", "2026-06-31"], says: ["2026-06-31 is not a day of the calendar"]),
        Refusal(["run", "start", "TENANT", "--as-of", "2026-02-30"], says: ["2026-02-30 is not a day of the calendar"]),
        Refusal(["scope", "set", "TENANT"], says: ["--department or --without-descendants is required", "scope tree"]),
        Refusal(["scope", "set", "TENANT", "--department", "99999"], says: ["department 99999", "scope tree"]),
        Refusal(
            ["scope", "set", "TENANT", "--without-descendants", "99999"], says: ["department 99999", "scope tree"]),
        Refusal(["scope", "set", "TENANT", "--department", "-5"], says: ["department -5"]),
        Refusal(["scope", "set", "TENANT", "--department", "1;drop table run"], says: ["not a Lucca id"]),
        Refusal(
            ["department", "map", "TENANT", "99999", "--to", "88888"], says: ["department 99999", "no department 88888"]),
        Refusal(["reason", "set", "TENANT", "99999", "--hide"], says: ["leave account 99999", "--ahead", "reason list"]),
        Refusal(["reason", "set", "TENANT", "99999", "--ahead"], says: ["exactly one of the four"]),
        Refusal(["reason", "set", "TENANT", "99999", "--type", "88888", "--ahead"], says: ["no unavailability type 88888"]),
        Refusal(["field", "set", "TENANT", "e_", "--to", "Site"], says: ["\"e_\"", "field list"]),
        Refusal(["field", "set", "TENANT", "jobTitle", "--to", " "], says: ["--to", "blank"]),
        Refusal(["field", "set", "TENANT", "jobTitle", "--to", "phone", "--as", "html"], says: ["\"html\"", "text, date"]),
        Refusal(["field", "set", "TENANT", "jobtitle", "--to", "phone"], says: ["Did you mean jobTitle?"]),
        Refusal(["field", "unset", "TENANT", "jobTitle"], says: ["\"jobTitle\"", "field list"]),
        Refusal(
            ["field", "explain", "TENANT", "--employee", "99999"], status: 1, code: "employee_unknown",
            says: ["no current employee 99999"]),
        Refusal(
            ["absence", "explain", "TENANT", "--employee", "99999"], status: 1, code: "employee_unknown",
            says: ["no current employee 99999"]),
        Refusal(["absence", "explain", "TENANT", "--employee", "1", "--date", "2026-02-31"], says: ["not a day"]),
        Refusal(
            ["tenant", "pause", "TENANT"], status: 1, code: "tenant_state_refused", says: ["is draft", "tenant show"]),
    ]

    @Test func whatDoesNotExistIsNamedWithWhereToLook() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 85, tenants: 1, employees: 20)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            try await installation.expectRefused(Self.things.map { $0.about(tenant) })
        }
    }

    /// Taken from the command tree, so that a new command is tested too.
    @Test func everyCommandOfATenantSaysWhenThereIsNone() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 92, tenants: 1, employees: 5)) { installation in
            let lines = CommandLines(
                slug: "nobody", run: "1", account: "1", department: "1", employee: "1", type: "1", planningDepartment: "1",
                asOf: "\(installation.world.today)", port: try #require(await installation.simulator.ports.first))
            let leaves = try await installation.commandTree().leaves
                .filter { $0.path != "tenant create" && !$0.positionals.allSatisfy { $0 != "slug" } }
            #expect(leaves.count > 12, "\(leaves.map(\.path))")
            try await installation.expectRefused(
                try leaves.map { leaf in
                    Refusal(
                        try lines.words(leaf).map { $0 == "kanari-neu" ? "nobody" : $0 }, input: "3f2b6c1e", status: 1,
                        code: "tenant_unknown", says: ["There is no tenant nobody.", "tenant list"], hides: ["3f2b6c1e"])
                })
        }
    }

    @Test func aRemoteThatIsAwayIsTwo() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 86, tenants: 1, employees: 5)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            await installation.simulator.stop()
            let check = try await installation.command(["tenant", "check", tenant.slug, "--output", "csv"])
            #expect(check.status == 2, "\(check.stdout)\(check.stderr)")
            #expect(check.stdout.contains("lucca_unreachable") && check.stdout.contains("planningpme_unreachable"))
            let activation = try await installation.command(["tenant", "activate", tenant.slug])
            #expect(activation.status == 2)
            #expect(activation.stderr.contains("[check_failed]"))
            try await installation.expectRefused([
                Refusal(["scope", "tree", tenant.slug], status: 2, code: "lucca_unreachable"),
                Refusal(["run", "preview", tenant.slug], status: 2, code: "lucca_unreachable"),
            ])
        }
    }
}
