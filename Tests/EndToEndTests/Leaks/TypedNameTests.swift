import Foundation
import Simulators
import SyncTestKit
import Testing

/// What an operator types to find a person: found or not, it is in no output, no log and no dump.
@Suite("Leaks: a name that is typed", .serialized)
struct TypedNameTests {
    private static let typed = ["Kanarigetippter", "Kanarigemeinsamer", "kanarigetippt@nirgends.example"].map {
        Canary(.personName, $0)
    }

    @Test(
        "A typed name that no one has, that several have, and that one has, is repeated nowhere", arguments: [1, 2])
    func aTypedNameIsKeptNowhere(generation: Int) async throws {
        try await LeakScene.with(seed: UInt64(43 + generation)) { scene in
            let (tenant, today) = (scene.tenant, "\(scene.installation.world.today)")
            let search = CanarySearch(Self.typed + scene.planted.canaries.filter { [.personName, .email].contains($0.kind) })
            let twins = tenant.lucca.employees.prefix(2).map(\.id)
            for id in twins {
                try tenant.lucca.apply(
                    .editEmployee(
                        employee: id, firstName: nil, lastName: "Kanarigemeinsamer", mail: nil, login: nil, employeeNumber: nil))
            }
            if generation == 2 {
                let remote = try #require(tenant.lucca.leaveAccounts.first { $0.isRemoteWork })
                for words in [
                    ["reason", "set", tenant.slug, "\(remote.id)", "--ignore", "--ahead"],
                    ["tenant", "edit", tenant.slug, "--lucca-api", "2"],
                ] {
                    let result = try await scene.run(words)
                    try #require(result.status == 0, "\(result.stderr)")
                }
            }
            let lines: [(words: [String], status: Int32)] = [
                (["--name", "kanarigetippter"], 64), (["--email", "kanarigetippt@nirgends.example"], 64),
                (["--identifier", "Kanarigetippter"], 64), (["--name", "KANARIGEMEINSAMER"], 64),
                (["--name", "kanarigemeinsamer", "kanariprenom\(twins[0])q"], 0),
            ]
            for command in [["absence", "explain"], ["field", "explain"], ["employee", "show"]] {
                for (words, status) in lines {
                    try await scene.forgetRequests()
                    let line = command + [tenant.slug] + words + ["--as-of", today]
                    let result = try await scene.run(line, format: status == 0 ? "json" : "text")
                    #expect(result.status == status, "\(line): \(result.stderr)")
                    #expect(search.found(in: result.stdout + result.stderr).isEmpty, "\(line): \(result.stderr)")
                    if status == 64, words[1] == "KANARIGEMEINSAMER" {
                        for id in twins { #expect(result.stderr.contains("\(id)"), "\(result.stderr)") }
                    }
                }
            }
            let dump = try await scene.installation.tool("pg_dump", ["--no-owner", scene.installation.url()])
            try #require(dump.status == 0, "\(dump.stderr)")
            #expect(search.found(in: dump.stdout).isEmpty)
            #expect(dump.stdout.contains("employee_not_found") && dump.stdout.contains("employees_alike"))
        }
    }
}
