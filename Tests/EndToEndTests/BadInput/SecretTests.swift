import Foundation
import Simulators
import Testing

@Suite("Bad input: secrets")
struct SecretTests {
    private static func set(_ input: String, _ kind: String = "lucca-api-key", says: String, hides: [String] = []) -> Refusal {
        Refusal(["credential", "set", "TENANT", kind], input: input, says: ["\(kind): ", says], hides: hides)
    }

    private static let secrets: [Refusal] = [
        set("", says: "It is empty."), set("\n", says: "It is empty."),
        set("   \n", says: "a space, which keys never do"),
        set("3f2b6c1e 0d53\n", says: "a space, which keys never do", hides: ["3f2b6c1e"]),
        set("3f2b6c1e\n0d53\n", says: "several lines", hides: ["3f2b6c1e", "0d53"]),
        set("3f2b6c1e\r\nX-Other: 1", says: "several lines", hides: ["3f2b6c1e"]),
        set("3f2b6c1e🔑", says: "a character that keys never do", hides: ["3f2b6c1e", "🔑"]),
        set("3f2b6c1é", says: "a character that keys never do", hides: ["3f2b6c1"]),
        set("\u{FEFF}3f2b6c1e", says: "invisible characters", hides: ["3f2b6c1e"]),
        set("3f2b\u{200B}6c1e", says: "invisible characters", hides: ["3f2b"]),
        set("3f2b\u{1B}[2J", says: "invisible characters", hides: ["3f2b"]),
        set("3f2b\u{0}6c1e", says: "invisible characters", hides: ["3f2b"]),
        set(String(repeating: "k", count: 20_000), says: "longer than 16384 bytes", hides: ["kkkk"]),
        set(" \n", "planningpme-password", says: "It is blank."),
        set("", "planningpme-username", says: "It is empty."),
        set("a\nb", "planningpme-password", says: "several lines"),
        Refusal(
            ["credential", "set", "TENANT", "lucca-api-key", "3f2b6c1e-typed"],
            says: ["every process of the machine", "standard input"],
            hides: ["3f2b6c1e"]),
        Refusal(["credential", "set", "TENANT", "lucca-key"], input: "x", says: ["lucca-api-key"]),
        Refusal(["credential", "set", "TENANT", "lucca-api-key", "--file", "/nowhere/key"], says: ["can't be read"]),
        Refusal(["credential", "set", "TENANT", "lucca-api-key", "--file", "/"], says: ["can't be read"]),
        Refusal(["credential", "set", "TENANT", "lucca-api-key", "--file", ""], says: ["can't be read"]),
    ]

    @Test func aSecretThatCanNotBeOneIsRefusedUnseenAndTheOldOneStays() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 83, tenants: 1, employees: 5)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            try await installation.expectRefused(Self.secrets.map { $0.about(tenant) })
            try await installation.expectRefused([
                Refusal(
                    ["credential", "set", "nobody", "lucca-api-key"], input: "3f2b6c1e", status: 1, code: "tenant_unknown",
                    hides: ["3f2b6c1e"])
            ])
            #expect(try await installation.command(["tenant", "check", tenant.slug]).status == 0, "the old secrets work")
        }
    }

    /// What people copy along with a key.
    private static let spoiled: [(text: String, says: String)] = [
        ("3f2b6c1e 0d53", "a space, which keys never do"), ("3f2b6c1e\n0d53", "several lines"),
        ("3f2b6c1e🔑", "a character that keys never do"),
    ]

    @Test(arguments: ["lucca-api-key", "planningpme-appkey", "planningpme-auth-token"])
    func aSpoiledKeyOfEachKindIsRefusedTypedOrInAFile(kind: String) async throws {
        try await Installation.with(SimulatorConfiguration(seed: 93, tenants: 1, employees: 2)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            var refusals: [Refusal] = []
            for (number, spoiled) in Self.spoiled.enumerated() {
                let file = installation.path("key-\(number)")
                try Data(spoiled.text.utf8).write(to: URL(fileURLWithPath: file))
                let (says, hides) = (["\(kind): ", spoiled.says], ["3f2b6c1e", "0d53", "🔑"])
                let words = ["credential", "set", tenant.slug, kind]
                refusals.append(Refusal(words, input: spoiled.text, says: says, hides: hides))
                refusals.append(Refusal(words + ["--file", file], says: says, hides: hides))
            }
            try await installation.expectRefused(refusals)
        }
    }

    private static let keyrings: [(file: String, rights: Int, content: String?, code: String, says: [String])] = [
        ("missing", 0, nil, "keyring_unusable", ["There is no keyring at", "keyring init"]),
        ("open.json", 0o644, "copy", "keyring_unusable", ["is open to other users", "chmod 600"]),
        ("group.json", 0o640, "copy", "keyring_unusable", ["is open to other users", "chmod 600"]),
        ("empty.json", 0o600, "", "keyring_unusable", ["is not a keyring, or is damaged", "backup"]),
        ("other.json", 0o600, "{\"keys\": 7}", "keyring_unusable", ["is not a keyring, or is damaged"]),
    ]

    @Test func aKeyringThatCanNotBeUsedStopsWhatNeedsIt() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 84, tenants: 1, employees: 5)) { installation in
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            let good = try Data(contentsOf: URL(fileURLWithPath: installation.path("keyring.json")))
            let needing = [
                ["credential", "set", tenant.slug, "lucca-api-key"], ["scope", "tree", tenant.slug],
                ["run", "preview", tenant.slug], ["keyring", "status"], ["keyring", "rotate"],
            ]
            for keyring in Self.keyrings {
                let path = installation.path(keyring.file)
                if let content = keyring.content {
                    let data = content == "copy" ? good : Data(content.utf8)
                    #expect(
                        FileManager.default.createFile(
                            atPath: path, contents: data, attributes: [.posixPermissions: keyring.rights]))
                }
                try await installation.expectRefused(
                    needing.map {
                        Refusal(
                            $0, input: "3f2b6c1e", environment: ["PASSERELLE_KEYRING": path], status: 1, code: keyring.code,
                            says: keyring.says, hides: ["3f2b6c1e"])
                    })
            }
            for keyring in Self.keyrings.prefix(2) {
                try await whatRunsIsStoppedToo(by: installation.path(keyring.file), keyring.says, installation, tenant)
            }
            try await installation.expectRefused([
                Refusal(["run", "preview", tenant.slug], environment: ["PASSERELLE_KEYRING": ""], code: "configuration_missing"),
                Refusal(["keyring", "init"], status: 1, code: "keyring_unusable", says: ["already exists"]),
            ])
            #expect(try Data(contentsOf: URL(fileURLWithPath: installation.path("keyring.json"))) == good)
            try await anotherInstallationsKeyring(installation, tenant, needing)
        }
    }

    /// A run that does not start, and failures without an error: a failed check, a worker that claims nothing.
    private func whatRunsIsStoppedToo(
        by keyring: String, _ says: [String], _ installation: Installation, _ tenant: SimulatedTenant
    ) async throws {
        let environment = ["PASSERELLE_KEYRING": keyring]
        let mark = installation.world.journal.sequence
        try await expectNoRun(environment, installation, tenant)
        let check = try await installation.command(
            ["tenant", "check", tenant.slug, "--output", "json"], environment: environment)
        #expect(check.status == 1, "\(check.stdout)\(check.stderr)")
        #expect((check.stdout + check.stderr).contains("keyring_unusable"), "\(check.stdout)\(check.stderr)")
        for words in says { #expect((check.stdout + check.stderr).contains(words), "\(words): \(check.stdout)\(check.stderr)") }
        let worker = try await installation.command(["worker"], environment: environment)
        #expect(worker.status == 1, "\(worker.stderr)")
        #expect(worker.stderr.contains("[keyring_unusable]") && worker.stderr.contains("  → "), "\(worker.stderr)")
        #expect(installation.world.journal.entries(since: mark, tenant: tenant.slug).isEmpty, "no remote got a request")
    }

    /// It is intact, but lacks the key that this database's secrets need.
    private func anotherInstallationsKeyring(
        _ installation: Installation, _ tenant: SimulatedTenant, _ needing: [[String]]
    ) async throws {
        let other = ["PASSERELLE_KEYRING": installation.path("another.json")]
        #expect(try await installation.command(["keyring", "init"], environment: other).status == 0)
        try await installation.expectRefused(
            needing.filter { $0 != ["keyring", "status"] }.map {
                Refusal(
                    $0, input: "3f2b6c1e", environment: other, status: 1, code: "keyring_unusable", says: ["lacks the key mk-"])
            })
        let status = try await installation.command(["keyring", "status"], environment: other)
        #expect(status.status == 1)
        #expect(status.stderr.contains("not in this file"))
        try await expectNoRun(other, installation, tenant)
        #expect(tenant.ours().isEmpty, "nothing was written to the planning")
    }

    /// Refused before a run exists.
    private func expectNoRun(
        _ environment: [String: String], _ installation: Installation, _ tenant: SimulatedTenant
    ) async throws {
        let run = try await installation.command(["run", "now", tenant.slug, "--output", "json"], environment: environment)
        #expect(run.status == 1 && run.stdout.isEmpty, "\(run.stdout)")
        #expect(run.stderr.contains("[keyring_unusable]"), "\(run.stderr)")
        let runs = try await installation.sql("select (select count(*) from run) + (select count(*) from run_history)")
        #expect(runs == "0")
    }
}

extension Refusal {
    /// The same for that tenant.
    func about(_ tenant: SimulatedTenant) -> Refusal {
        Refusal(
            arguments.map { $0 == "TENANT" ? tenant.slug : $0 }, input: input, environment: environment, status: status,
            code: code,
            says: says, hides: hides)
    }
}
