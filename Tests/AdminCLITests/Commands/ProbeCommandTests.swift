import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("tenant probe")
struct ProbeCommandTests {
    @Test func itSaysFirstWhatItWritesAndWhatTheCustomerMustTurnOff() async throws {
        let world = try await ProbedWorld()
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.status == .done, "\(outcome.messages)")
        let plan = try #require(world.prober.current.plans.first)
        for words in [
            "https://api.planningpme.com/acme/", "resource 7", "[passerelle-probe]", "\(plan.day)", "\(plan.otherDay)",
            "at most 20 requests", "deletes each of them", "notification rules for unavailabilities must be off",
        ] {
            #expect(outcome.messages.contains(words), "\(words)\n\(outcome.messages)")
        }
        let first = try #require(outcome.messages.range(of: "This writes to"))
        let last = try #require(outcome.messages.range(of: "Probed acme"))
        #expect(first.lowerBound < last.lowerBound)
        #expect(outcome.messages.contains("passerelle run now acme, then passerelle tenant activate acme"))
    }

    @Test func offATerminalNothingIsWrittenWithoutAYes() async throws {
        let world = try await ProbedWorld()
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--day", "2027-06-14")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("passerelle tenant probe acme --resource 7 --day 2027-06-14 --yes"))
        #expect(outcome.messages.contains("error: --yes is required where there is no terminal"))
        #expect(world.prober.current.plans.isEmpty)
        #expect(try await world.tenant.dialect == TenantDialect())
    }

    @Test(arguments: [("yes", 1), ("y", 1), ("no", 0), ("", 0)]) func onATerminalItAsks(answer: String, probes: Int) async throws
    {
        let world = try await ProbedWorld(shape: ConsoleShape(inputIsTerminal: true, messagesAreTerminal: true))
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", input: answer)
        #expect(outcome.prompts.count == 1)
        // A no is an answer, not an error.
        #expect(outcome.status == .done)
        #expect(world.prober.current.plans.count == probes)
        if probes == 0 {
            #expect(outcome.messages.hasSuffix("\nNothing was written.\n") && !outcome.messages.contains("error:"))
        }
    }

    @Test(arguments: [
        (["--resource", "0"], "from 1 to"), (["--resource", "-7"], "from 1 to"), (["--resource", "seven"], "from 1 to"),
        (["--resource", "99999999999999999999"], "from 1 to"), ([], "error: --resource is required."),
        (["--resource", "0"], "passerelle run preview acme shows keys"),
        (["--resource", "7", "--day", "2026-02-30"], "is not a day of the calendar"),
        (["--resource", "7", "--day", "soon"], "is not a date"),
        (["--resource", "7", "--day", "2020-06-14"], "2020-06-14 is not in the future"),
        (["--resource", "7", "--day", "2999-06-14"], "is out of range"),
    ])
    func whatCanNotBeMeantIsRefused(options: [String], complaint: String) async throws {
        let world = try await ProbedWorld()
        let outcome = await world.bench.run(["tenant", "probe", "acme", "--yes"] + options)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains(complaint), "\(outcome.messages)")
        #expect(!outcome.messages.contains("--resource 1."))
        #expect(outcome.data.isEmpty && world.prober.current.plans.isEmpty)
    }

    @Test func aTenantThatIsUnknownOrHasNoSecretsIsNotProbed() async throws {
        var world = try await ProbedWorld()
        #expect(await world.run("tenant", "probe", "nobody", "--resource", "7", "--yes").messages.contains("[tenant_unknown]"))
        world.bench.connector.failure = SyncError(.credentialMissing)
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.status == .failed && outcome.messages.contains("[credential_missing]"))
        #expect(!outcome.messages.contains("This writes to"))
    }

    @Test func eachPointIsShownWithItsValueAndHowItWasFound() async throws {
        let world = try await ProbedWorld()
        try await world.change { $0.findings[.status] = ProbedWorld.found("3", .person) }
        world.prober.change { state in
            state.report.findings = [
                .time: ProbedWorld.found("utc", .probed, [.sent: .text("2028-06-14T10:00"), .found: .text("2028-06-14T12:00")]),
                .update: ProbedWorld.found("merge"),
            ]
            state.report.requests = 14
        }
        let document = try await world.json("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(document["tenant"] as? String == "acme" && document["resourceKey"] as? Int == 7)
        #expect(document["complete"] as? Bool == true && document["requests"] as? Int == 14)
        #expect((document["obstacles"] as? [Any])?.isEmpty == true && (document["leftEventKeys"] as? [Any])?.isEmpty == true)
        #expect((document["days"] as? [String])?.count == 2 && document["removedBefore"] as? Int == 0)
        let points = try #require(document["points"] as? [[String: Any]])
        #expect(points.compactMap { $0["point"] as? String } == DialectPoint.allCases.map(\.rawValue))
        let time = try #require(points.first { $0["point"] as? String == "time" })
        #expect(
            time["value"] as? String == "utc" && time["valueBefore"] as? String == "local" && time["how"] as? String == "probed")
        #expect(time["foundAt"] as? String == "\(ProbedWorld.moment)")
        #expect(time["evidence"] as? [String: String] == ["sent": "2028-06-14T10:00", "found": "2028-06-14T12:00"])
        let how = Dictionary(
            uniqueKeysWithValues: points.map { ($0["point"] as? String ?? "", $0["how"] as? String ?? "") })
        #expect(how["status"] == "person" && how["update"] == "probed" && how["kind"] == "default")
        let table = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes").data
        #expect(table.contains("found 2028-06-14T12:00, sent 2028-06-14T10:00"))
        let csv = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes", "--output", "csv").data
        #expect(csv.hasPrefix("point,value,valueBefore,how,foundAt,evidence\r\n"))
        #expect(csv.contains("time,utc,utc,probed,"))
    }

    static let obstacles: [(ProbeObstacle, code: String, remedy: String)] = [
        (.resourceUnknown(7), "resource_unknown", "run preview acme"), (.noType, "no_type", "Data, Unavailability"),
        (.statusUnknown(created: 2), "status_unknown", "tenant edit acme --event-status KEY"),
        (.deletionRefused(12), "deletion_refused", "right to delete unavailabilities"),
        (.dayNotVisible(Sample.day("2028-06-14")), "day_not_visible", "--day DATE"),
        (.zoneUnknown(summerMinutes: 75, winterMinutes: 15), "zone_unknown", "--planning-time-zone ZONE"),
        (.remarkTooShort, "remark_too_short", "--reference-field NAME"),
        (.referenceFieldLost("REF"), "reference_field_lost", "--reference-field NAME"),
        (.refused(.kind, status: 403), "write_refused", "rights to create, change and delete"),
        (.refused(.kind, status: 422), "write_refused", "--record FILE"),
        (.refused(.remark, status: 422), "write_refused", "--reference-field NAME"),
        (.unforeseen(.remark, [:]), "unforeseen", "--reference-field NAME"),
        (.unforeseen(.reason, [.member("motif"): .word(.object)]), "unforeseen", "--record FILE"),
        (.statusNotShown(9), "status_not_shown", "--event-status none"),
        (.outOfRequests([.gone]), "out_of_requests", "tenant probe acme"),
    ]

    @Test(arguments: ProbeCommandTests.obstacles.indices) func eachObstacleSaysWhatToDo(number: Int) async throws {
        let (obstacle, code, remedy) = Self.obstacles[number]
        let world = try await ProbedWorld()
        world.prober.change { $0.report.obstacles = [obstacle] }
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes", "--output", "json")
        #expect(outcome.status == .failed)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        #expect(document["complete"] as? Bool == false)
        let found = try #require((document["obstacles"] as? [[String: Any]])?.first)
        #expect(found["code"] as? String == code)
        #expect((found["remedy"] as? String)?.contains(remedy) == true, "\(found)")
        #expect((found["message"] as? String)?.isEmpty == false)
        #expect(outcome.messages.contains(remedy))
        let table = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(table.status == .failed && table.data.contains(code) && table.data.contains("Not found out (1)"))
        // Then the dialect is not relied on.
        #expect(await world.run("tenant", "activate", "acme").messages.contains("[dialect_unprobed]"))
    }

    @Test func eventsThatStayAreNamedAndLaterRemoved() async throws {
        let world = try await ProbedWorld()
        world.prober.change { state in
            state.makes = [12, 13]
            state.stuck = [13]
            state.report.obstacles = [.deletionRefused(13)]
        }
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.status == .failed)
        #expect(outcome.messages.contains("event 13") && !outcome.messages.contains("event 12,"))
        #expect(await world.run("tenant", "show", "acme").data.contains("events 13"))
        world.prober.change { state in
            (state.makes, state.stuck, state.report.obstacles) = ([], [], [])
        }
        let again = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(again.status == .done && again.messages.contains("Removed 1 event from an earlier probe"))
        #expect(try await world.tenant.dialect.openProbe == nil)
    }

    @Test func whatNoListShowsIsNamed() async throws {
        let world = try await ProbedWorld()
        let day = Sample.day("2028-06-14")
        world.prober.change { ($0.report.obstacles, $0.report.remains.lostOn, $0.hidden) = ([.dayNotVisible(day)], [day], [day]) }
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.status == .failed && outcome.messages.contains("resource 7 on 2028-06-14"))
        let show = await world.run("tenant", "show", "acme").data
        #expect(show.contains("perhaps one on 2028-06-14 that no list shows"))
        #expect(show.contains("The next probe clears this message."))
        world.prober.change { ($0.report.obstacles, $0.report.remains.lostOn) = ([], []) }
        let again = await world.run("tenant", "probe", "acme", "--resource", "8", "--yes", "--output", "json")
        #expect(again.status == .failed && again.messages.contains("resource 7 on 2028-06-14"))
        let document = try #require(try JSONSerialization.jsonObject(with: Data(again.data.utf8)) as? [String: Any])
        let lost = try #require((document["lostEvents"] as? [[String: Any]])?.first)
        #expect(lost["resourceKey"] as? Int == 7 && lost["day"] as? String == "2028-06-14")
        #expect(await world.run("tenant", "probe", "acme", "--resource", "8", "--yes").status == .done)
    }

    @Test(arguments: [(SyncError.Code.planningPMEUnreachable, CommandExit.unreachable), (.planningPMEForbidden, .failed)])
    func aProbeThatFailsSaysWhy(code: SyncError.Code, status: CommandExit) async throws {
        let world = try await ProbedWorld()
        world.prober.change { state in
            state.makes = [12]
            state.failure = SyncError(code)
        }
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.status == status && outcome.messages.contains("[\(code)]"))
        #expect(world.prober.current.events.isEmpty)
        #expect(try await world.tenant.dialect.probedAt == nil)
    }

    @Test(arguments: [true, false]) func aTenantWhoseLastRunDisagreedIsRepairedNext(disagrees: Bool) async throws {
        let world = try await ProbedWorld()
        let runs = InMemoryRunStore(world.bench.database)
        let day = Sample.day("2026-12-01")
        let disagreement = Problem.Finding.eventDisagrees(
            action: .create, point: .time, sent: .spelled("9"), found: .spelled("10"), inDoubt: false)
        for finding in [disagreement, disagrees ? disagreement : .eventLocked(event: 12, action: .update)] {
            let id = try await runs.enqueue(
                NewRun(
                    tenantID: try await world.tenant.id, trigger: .manual, window: SyncWindow(asOf: day, horizonMonths: 6)))
            let claimed = try #require(try await runs.claim(id, worker: "host:1", leaseSeconds: 60))
            let problem = Problem(.run, finding)
            _ = try await runs.finish(claimed.lease, RunOutcome(state: .partial, problems: [problem]), withheld: [])
        }
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.messages.contains("passerelle run now acme --reconcile") == disagrees, "\(outcome.messages)")
        #expect(outcome.messages.contains("passerelle tenant activate acme") != disagrees)
    }

    @Test func aProbeEndsADoubtAndSaysHowToRepair() async throws {
        let world = try await ProbedWorld()
        try await world.change { $0.doubt = ProbedWorld.doubt }
        let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(outcome.status == .done && outcome.messages.contains("passerelle run now acme --reconcile"))
        #expect(try await world.tenant.dialect.doubt == nil)
    }
}
