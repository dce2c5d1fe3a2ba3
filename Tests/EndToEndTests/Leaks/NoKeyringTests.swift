import Foundation
import Simulators
import Testing

/// A command is refused before it changes anything.
@Suite("Commands without a usable keyring", .timeLimit(.minutes(60)))
struct NoKeyringTests {
    /// These at least cannot work without a keyring.
    private static let needy: Set<String> = [
        "credential set", "tenant check", "tenant probe", "tenant activate", "scope tree", "scope set", "reason set",
        "department map",
        "run preview",
        "run now", "run approve", "keyring rotate", "keyring status",
    ]

    private enum Keyring: String, CaseIterable {
        case missing
        case readableByOthers
        case ofAnotherInstallation

        func path(_ scene: LeakScene, _ number: Int) async throws -> String {
            let path = scene.installation.path("keyring-\(rawValue)-\(number).json")
            switch self {
            case .missing: break
            case .readableByOthers:
                try FileManager.default.copyItem(atPath: scene.installation.path("keyring.json"), toPath: path)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            case .ofAnotherInstallation:
                let made = try await scene.installation.command(["keyring", "init"], environment: ["PASSERELLE_KEYRING": path])
                try #require(made.status == 0, "\(made.stderr)")
            }
            return path
        }
    }

    @Test("No command that fails for lack of a keyring changes a row of the database")
    func noCommandLeavesATrace() async throws {
        try await LeakScene.with(seed: 38) { scene in
            let history = try await scene.makeHistory()
            let lines = try await scene.lines(run: history.refused)
            let leaves = try await scene.installation.commandTree().leaves.filter { !CommandLines.serving.contains($0.path) }
            let last = leaves.filter { CommandLines.last.contains($0.path) }
            var failed: Set<String> = []
            var number = 0
            for leaf in leaves.filter({ !CommandLines.last.contains($0.path) }) + last {
                // Commands that only read the file need just one kind of it.
                let keyrings: [Keyring] = Self.needy.contains(leaf.path) ? [.missing, .ofAnotherInstallation] : [.missing]
                for keyring in keyrings {
                    number += 1
                    let path = try await keyring.path(scene, number)
                    let words = try await scene.prepared(lines, for: leaf.path).words(leaf)
                    try await scene.forgetRequests()
                    let before = try await rows(scene)
                    let result = try await scene.installation.command(
                        words, input: scene.tenant.credentials.luccaKey + "\n", environment: ["PASSERELLE_KEYRING": path])
                    guard result.status != 0 else { continue }
                    failed.insert(leaf.path)
                    let after = try await rows(scene)
                    #expect(before == after, "\(words) with a keyring \(keyring) changed rows\n\(result.stderr)")
                }
            }
            #expect(failed.isSuperset(of: Self.needy), "\(Self.needy.subtracting(failed)) worked without a keyring")
        }
    }

    @Test(
        "run now, preview and approve, probes, explanations and removals are refused before a run exists, whatever is wrong with the keyring"
    )
    func noRunIsLeft() async throws {
        try await LeakScene.with(seed: 39) { scene in
            _ = try await scene.runNow("before")
            let today = "\(scene.installation.world.today)"
            let slug = scene.tenant.slug
            let commands = [
                ["run", "now", slug, "--as-of", today], ["run", "preview", slug, "--as-of", today],
                ["tenant", "probe", slug, "--resource", "7", "--yes"], ["absence", "explain", slug, "--employee", "1"],
                ["tenant", "delete", slug, "--yes", "--remove-events"],
                try await scene.prepared(scene.lines(run: 1), for: "run approve").words(approve(scene)),
            ]
            let before = try await rows(scene)
            for (number, keyring) in Keyring.allCases.enumerated() {
                let path = try await keyring.path(scene, number)
                for words in commands {
                    let result = try await scene.installation.command(words, environment: ["PASSERELLE_KEYRING": path])
                    #expect(result.status == 1 && result.stderr.contains("[keyring_unusable]"), "\(words): \(result.stderr)")
                    #expect(try await rows(scene) == before, "\(words) with a keyring \(keyring)")
                }
            }
            // A queued run stays for a worker that has the keyring.
            try await scene.installation.expect(["run", "start", slug, "--as-of", today])
            let queued = try await rows(scene)
            let path = try await Keyring.missing.path(scene, 9)
            let result = try await scene.installation.command(commands[0], environment: ["PASSERELLE_KEYRING": path])
            #expect(result.status == 1)
            #expect(try await rows(scene) == queued)
        }
    }

    @Test("run start queues nothing when every worker lacks what it needs")
    func nothingIsQueuedThatMustFail() async throws {
        try await LeakScene.with(seed: 40) { scene in
            let slug = scene.tenant.slug
            // Each change is detected before the ones above it.
            for (change, code) in [
                ("update tenant set planningpme_url = 'https://planning.example/acme/'", "credential_for_other_host"),
                ("delete from credential where kind = 'planningpme-appkey'", "credential_missing"),
                ("update tenant set department_scope = '[]'", "scope_missing"),
            ] {
                try await scene.installation.sql(change)
                let before = try await rows(scene)
                for command in ["start", "now"] {
                    let result = try await scene.installation.command(["run", command, slug])
                    #expect(result.status == 1 && result.stderr.contains("[\(code)]"), "\(command): \(result.stderr)")
                    #expect(try await rows(scene) == before, "run \(command), \(code)")
                }
            }
        }
    }

    private func approve(_ scene: LeakScene) async throws -> CommandTree.Leaf {
        try #require(try await scene.installation.commandTree().leaves.first { $0.path == "run approve" })
    }

    /// A digest of the rows of each table, except the audit log, which a refusal goes into.
    private func rows(_ scene: LeakScene) async throws -> [String] {
        let text = try await scene.installation.sql(
            """
            select string_agg(relname || ' ' || digest, ',' order by relname) from (
                select relname, (xpath('/row/digest/text()', query_to_xml(format(
                    'select md5(coalesce(string_agg(a::text, chr(10) order by a::text), '''')) as digest from %I.%I a', nspname, relname),
                    false, true, '')))[1]::text as digest
                from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname = 'public' and relkind = 'r'
                    and relname !~ '^audit_') each
            """)
        return text.split(separator: ",").map(String.init)
    }
}
