import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("tenant check and activate")
struct CheckCommandTests {
    private let good = CheckResult(.luccaEmployees, .ok, .employeesReadable(count: 312))
    private let bad = CheckResult(
        .luccaLeaves, .failed, .failure(.lucca(.forbidden(subject: .leaves, status: 403))))

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
        #expect(outcome.data.contains("Lucca: employees,ok,312 employees are readable.,,\r\n"))
        #expect(
            outcome.data.contains("Lucca: absences,failed,Lucca denies the absences to this API key (403).,")
                && outcome.data.contains(",lucca_forbidden\r\n"))
    }

    @Test(arguments: [
        (SyncError.Code.luccaUnreachable, CommandExit.unreachable), (.planningPMEUnreachable, .unreachable),
        (.databaseUnreachable, .unreachable), (.luccaUnauthorized, .failed),
    ])
    func theExitStatusSeparatesUnreachableFromRefusingRemotes(cause: SyncError.Code, status: CommandExit) async {
        let bench = await ready([good, CheckResult(.lucca, .failed, .failure(.unrecognized(cause)))])
        #expect(await bench.run("tenant", "check", "acme").status == status)
        #expect(await bench.run("tenant", "activate", "acme").status == status)
        #expect(await bench.run("tenant", "check", "acme", "--output", "csv").data.contains(",\(cause)\r\n"))
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
