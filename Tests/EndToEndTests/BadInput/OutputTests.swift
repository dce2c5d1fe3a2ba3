import Foundation
import Simulators
import Testing

@Suite("Bad input: output and where it goes")
struct OutputTests {
    /// Clears the screen, sets the window title, reverses the text direction, returns the carriage, rings, breaks lines, hides.
    private static let hostile =
        "A\u{1B}[2J\u{1B}]0;owned\u{7}\u{202E}B\u{9B}1mC\rD\u{8}\u{2028}E\u{2029}F\u{FEFF}\u{200F}G\u{AD}"

    @Test func namesFromElsewhereSteerNoTerminal() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 90, tenants: 1, employees: 20)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            for department in tenant.lucca.departments {
                try tenant.lucca.apply(.renameDepartment(department: department.id, name: "\(department.id) \(Self.hostile)"))
            }
            for account in tenant.lucca.leaveAccounts {
                try tenant.lucca.apply(.renameLeaveAccount(account: account.id, name: "\(account.id) \(Self.hostile)"))
            }
            try label(tenant.planning)
            let nobody = try estrange(tenant, today: installation.world.today)
            // A restored database may contain what no command accepts.
            try await installation.sql(
                "update tenant set name = E'Acme\\u001b[2J\\u202e\\u0007', contact = E'a\\u001b[31m@acme.example'")
            let run = try await installation.command(["run", "now", tenant.slug])
            #expect(run.status == 0 || run.status == 3, "\(run.stderr)")
            installation.expectPlain(run)
            let id = try await installation.sql("select max(id) from run_record")
            let tomorrow = "\(installation.world.today.adding(1))"
            let lines = [
                ["tenant", "list"], ["tenant", "show", tenant.slug], ["tenant", "check", tenant.slug],
                ["scope", "tree", tenant.slug], ["reason", "list", tenant.slug], ["department", "list", tenant.slug],
                ["credential", "list", tenant.slug], ["run", "list"], ["run", "show", id], ["run", "show", id, "--changes"],
                ["run", "log", id], ["fleet"],
                ["run", "preview", tenant.slug, "--as-of", tomorrow],
                ["absence", "explain", tenant.slug, "--employee", "\(nobody)", "--as-of", tomorrow],
                ["tenant", "activate", tenant.slug, "--assume-dialect"],
            ]
            for line in lines {
                for format in ["table", "json", "csv"] {
                    let result = try await installation.command(line + ["--output", format])
                    #expect(result.status == 0, "\(line): \(result.stderr)\(result.stdout)")
                    installation.expectPlain(result, format: format)
                }
            }
            for refused in [
                ["department", "map", tenant.slug, "99999", "--to", "88888"],
                ["reason", "set", tenant.slug, "99999", "--ahead", "--type", "88888"], ["tenant", "delete", tenant.slug],
            ] {
                let result = try await installation.command(refused)
                #expect(result.status == 64, "\(refused): \(result.stderr)")
                installation.expectPlain(result)
            }
            let tree = try await installation.command(["scope", "tree", tenant.slug])
            #expect(tree.stdout.contains("\\u{1b}[2J"), "it is shown as its code: \(tree.stdout)")
            let reasons = try await installation.command(["reason", "list", tenant.slug])
            #expect(
                reasons.stdout.contains("type") && reasons.stdout.contains("\\u{9b}1m"), "PlanningPME's too: \(reasons.stdout)")
            let shown = try await installation.command(["run", "show", id])
            #expect(
                shown.stdout.contains("employee \(nobody) (\(nobody) AU+001B[2J"), "a problem's subject too: \(shown.stdout)")
        }
    }

    /// An employee who no longer has a resource, and whose problem shows a number that is not numeric.
    /// - Returns: Lucca's id.
    private func estrange(_ tenant: SimulatedTenant, today: SimulatedDay) throws -> Int {
        let employee = try #require(
            tenant.lucca.employees.first { $0.contractEnd == nil && $0.contractStart <= today.adding(-10) }
        ).id
        try tenant.lucca.apply(
            .editEmployee(
                employee: employee, firstName: nil, lastName: nil, mail: "nobody@elsewhere.example",
                login: "login \(Self.hostile)", employeeNumber: "\(employee) \(Self.hostile)"))
        return employee
    }

    /// Everything in PlanningPME that has a name.
    private func label(_ planning: SimulatedPlanning) throws {
        for type in planning.types { try planning.apply(.renameType(type: type.key, label: "type \(type.key) \(Self.hostile)")) }
        try planning.apply(.addDepartment(label: "atelier \(Self.hostile)"))
        for resource in planning.resources {
            for member in ["label", "lastName"] {
                try planning.apply(
                    .editResource(resource: resource.key, member: member, text: "resource \(resource.key) \(Self.hostile)"))
            }
        }
    }

    @Test func anOutputThatTakesNoMoreIsAFailureAndAReaderThatLeftIsNot() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 91, tenants: 1, employees: 5)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            for line in ["tenant list", "tenant list --output json", "--help", "completions bash", "db status"] {
                let full = try await installation.shell("\"$PASSERELLE\" \(line) > /dev/full")
                #expect(full.status == 1, "\(line): \(full.stderr)")
                #expect(full.stderr.contains("error: The output could not be written: No space left on device."))
                #expect(full.stderr.contains("[output_failed]"))
            }
            for line in ["completions zsh", "tenant show \(tenant.slug) --output json", "scope tree \(tenant.slug)"] {
                let cut = try await installation.shell(
                    "set -o pipefail; { \"$PASSERELLE\" \(line); echo \"status $?\" >&2; } | head -c 1 > /dev/null")
                #expect(cut.stderr == "status 0\n", "\(line): \(cut.stderr)")
            }
        }
    }
}

extension Installation {
    /// A bash line in which `$PASSERELLE` is the command, set up as in `command`.
    func shell(_ line: String) async throws -> CommandResult {
        let environment = Executable.environment([
            "PASSERELLE": try Executable.product("passerelle").path, "PASSERELLE_DATABASE_URL": url(),
            "PASSERELLE_KEYRING": path("keyring.json"), "PASSERELLE_ALLOW_LOOPBACK": "1",
        ])
        return try await Executable.run(
            try Executable.installed("bash"), ["-c", line], environment: environment,
            scratch: URL(fileURLWithPath: path(".")).standardizedFileURL)
    }
}
