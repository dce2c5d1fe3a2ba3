import SyncCore
import SyncEngine
import Testing

@testable import AdminCLI

@Suite("tenant check and activate")
struct CheckCommandTests {
    private let good = CheckResult(name: "Lucca: employees", state: .ok, detail: "312 employees")
    private let bad = CheckResult(
        name: "Lucca: absences", state: .failed, detail: "refused (403)",
        remedy: "Give the key's role the right to read absences.")

    /// A draft with credentials and a scope.
    private func ready(_ checks: [CheckResult]) async -> CommandLineBench {
        var bench = CommandLineBench()
        bench.checks = checks
        bench.connector.source.rows = [Department(id: "1", name: "Acme", hierarchy: "/1/")]
        await bench.register()
        for kind in ["lucca-api-key", "planningpme-appkey", "planningpme-auth-token"] {
            _ = await bench.run("credential", "set", "acme", kind, input: "abc")
        }
        _ = await bench.run("scope", "set", "acme", "--department", "1")
        return bench
    }

    @Test func eachCheckIsALineWithItsRemedy() async {
        let bench = await ready([good, bad])
        let outcome = await bench.run("tenant", "check", "acme", "--output", "csv")
        #expect(outcome.status == .failed)
        #expect(outcome.data.contains("Lucca: employees,ok,312 employees,,\r\n"))
        #expect(
            outcome.data.contains("Lucca: absences,failed,refused (403),Give the key's role the right to read absences.,\r\n"))
    }

    @Test(arguments: [
        (SyncError.Code.luccaUnreachable, CommandExit.unreachable), (.planningPMEUnreachable, .unreachable),
        (.databaseUnreachable, .unreachable), (.luccaUnauthorized, .failed),
    ])
    func aRemoteThatIsAwayIsToldFromOneThatRefuses(cause: SyncError.Code, status: CommandExit) async {
        let bench = await ready([good, CheckResult(name: "A remote", state: .failed, detail: "", cause: cause)])
        #expect(await bench.run("tenant", "check", "acme").status == status)
        #expect(await bench.run("tenant", "activate", "acme").status == status)
        #expect(await bench.run("tenant", "check", "acme", "--output", "csv").data.contains("A remote,failed,,,\(cause)\r\n"))
    }

    @Test func goodChecksActivate() async {
        let bench = await ready([good])
        #expect(await bench.run("tenant", "check", "acme").status == .done)
        #expect(await bench.run("tenant", "probe", "acme", "--resource", "7", "--yes").status == .done)
        #expect(await bench.run("tenant", "activate", "acme").status == .done)
        #expect(await bench.run("tenant", "show", "acme").data.contains("active"))
        #expect(await bench.run("tenant", "pause", "acme").status == .done)
        #expect(await bench.run("tenant", "activate", "acme").status == .done)
    }

    @Test func aFailedCheckKeepsATenantFromBeingActivated() async {
        let bench = await ready([good, bad])
        let outcome = await bench.run("tenant", "activate", "acme")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("[check_failed]"))
        #expect(await bench.run("tenant", "show", "acme").data.contains("draft"))
    }

    @Test func aTenantWithoutScopeOrCredentialsIsNotActivated() async {
        var bench = CommandLineBench()
        bench.checks = [good]
        bench.connector.source.rows = [Department(id: "1", name: "Acme", hierarchy: "/1/")]
        await bench.register()
        #expect(await bench.run("tenant", "activate", "acme").messages.contains("[scope_missing]"))
        _ = await bench.run("scope", "set", "acme", "--department", "1")
        let outcome = await bench.run("tenant", "activate", "acme")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("passerelle credential set acme lucca-api-key"))
    }
}
