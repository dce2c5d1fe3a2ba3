import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("reason")
struct ReasonCommandTests {
    private func bench() async -> CommandLineBench {
        var bench = CommandLineBench()
        bench.connector.target = StubTarget(
            types: [UnavailabilityType(key: 5, label: "Congés payés"), UnavailabilityType(key: 6, label: "Absent")])
        bench.connector.source.rows = [Department(id: "1", name: "Acme", hierarchy: "/1/")]
        bench.connector.source.reading = LeaveReading(
            leaves: [],
            accounts: [
                LeaveAccount(id: "20", name: "Maladie"), LeaveAccount(id: "3", name: "Congés payés"),
                LeaveAccount(id: "4", name: "Télétravail"),
            ])
        await bench.register()
        _ = await bench.run("scope", "set", "acme", "--department", "1")
        return bench
    }

    @Test func whatTheNextRunWouldDecideIsShownBesideWhatWasDecided() async {
        let bench = await bench()
        #expect(await bench.run("reason", "set", "acme", "20", "--hide").status == .done)
        let outcome = await bench.run("reason", "list", "acme", "--output", "csv")
        #expect(
            outcome.data == """
                leaveAccountId,name,destination,type,label,origin\r
                3,Congés payés,type,5,Congés payés,next run\r
                4,Télétravail,ignore,,,next run\r
                20,Maladie,hide,,Absent,operator\r

                """)
    }

    @Test func aTypeThatDoesNotExistIsRefusedWithThoseThatDo() async {
        let outcome = await bench().run("reason", "set", "acme", "20", "--type", "9")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("5 (Congés payés), 6 (Absent)"))
    }

    @Test(arguments: [[], ["--hide", "--ignore"], ["--type", "5", "--hide"], ["--automatic", "--hide"]])
    func exactlyOneDestinationIsNeeded(flags: [String]) async {
        let outcome = await bench().run(["reason", "set", "acme", "20"] + flags)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("exactly one"))
    }

    @Test func aLeaveAccountThatNobodyHasSeenIsSetOnlyOnPurpose() async {
        let bench = await bench()
        let slip = await bench.run("reason", "set", "acme", "200", "--hide")
        #expect(slip.status == .usage)
        #expect(slip.messages.contains("leave account 200"))
        #expect(slip.messages.contains("--ahead"))
        #expect(!(await bench.run("reason", "list", "acme", "--output", "csv").data.contains("200")))
        #expect(await bench.run("reason", "set", "acme", "200", "--hide", "--ahead").status == .done)
        #expect(await bench.run("reason", "list", "acme", "--output", "csv").data.contains("200,,hide,,Absent,operator"))
    }

    @Test func whatWasSetIsUnset() async {
        let bench = await bench()
        let before = await bench.run("reason", "list", "acme", "--output", "csv").data
        _ = await bench.run("reason", "set", "acme", "3", "--ignore")
        #expect(await bench.run("reason", "list", "acme", "--output", "csv").data.contains("3,Congés payés,ignore,,,operator"))
        let back = await bench.run("reason", "set", "acme", "3", "--automatic")
        #expect(back.status == .done, "\(back.messages)")
        #expect(await bench.run("reason", "list", "acme", "--output", "csv").data == before)
        let again = await bench.run("reason", "set", "acme", "3", "--automatic")
        #expect(again.status == .done)
        #expect(again.messages.contains("Nothing was set"))
    }

    @Test func withoutLuccaTheStoredRulesAreShownAllTheSame() async throws {
        var bench = await bench()
        _ = await bench.run("reason", "set", "acme", "20", "--ignore")
        bench.connector.failure = SyncError(
            .credential(.kindMissing(tenant: try TenantSlug("acme"), kind: .luccaAPIKey)))
        let outcome = await bench.run("reason", "list", "acme", "--output", "csv")
        #expect(outcome.status == .done)
        #expect(outcome.data.hasSuffix("20,,ignore,,,operator\r\n"))
        #expect(outcome.messages.contains("acme has no lucca-api-key."))
    }
}
