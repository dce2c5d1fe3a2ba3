import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("tenant check: PlanningPME's dialect")
struct DialectCheckTests {
    /// The rows of that name: state, detail and remedy.
    private func rows(
        _ world: ProbedWorld, _ name: String = "PlanningPME: dialect"
    ) async throws -> [(state: String, detail: String, remedy: String)] {
        let outcome = await world.run("tenant", "check", "acme", "--output", "json")
        let all = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [[String: Any]])
        return all.filter { $0["name"] as? String == name }.map {
            ($0["state"] as? String ?? "", $0["detail"] as? String ?? "", $0["remedy"] as? String ?? "")
        }
    }

    @Test func whatShowsIsNamedPointByPointAndWhatDoesNotIsLeftToAProbe() async throws {
        let world = try await ProbedWorld()
        world.prober.change { state in
            state.survey.findings = [
                .kind: ProbedWorld.found("isUnavailability", .surveyed, [.events: .number(12)]),
                .status: ProbedWorld.found("3", .surveyed),
            ]
            state.survey.open = [.update, .time]
        }
        let found = try await rows(world)
        #expect(found.map(\.state) == ["ok", "ok", "unknown"])
        #expect(found[0].detail == "kind: isUnavailability (events 12)" && found[1].detail == "status: 3")
        #expect(found[2].detail == "Only a probe can find out: update, time.")
        #expect(found[2].remedy == "passerelle tenant probe acme --resource KEY")
        #expect(try await world.tenant.dialect.findings[.status]?.value == "3")
        let outcome = await world.run("tenant", "check", "acme")
        #expect(outcome.status == .done)
        #expect(
            outcome.messages.contains(
                "run preview acme shows keys of resources, then passerelle tenant probe acme --resource KEY"))
    }

    @Test func aProbedTenantNeedsNoOtherProbe() async throws {
        let world = try await ProbedWorld()
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        world.prober.change { $0.survey.open = [.update] }
        let found = try await rows(world)
        #expect(found.map(\.state) == ["ok"])
        #expect(await world.run("tenant", "check", "acme").messages.contains("passerelle run preview acme"))
    }

    @Test func whatShowsOtherwiseThanItIsWrittenIsRemarkedUpon() async throws {
        let world = try await ProbedWorld()
        try await world.change { $0.findings[.kind] = ProbedWorld.found("type=Unavailability", .kept) }
        world.prober.change { $0.survey.findings = [.kind: ProbedWorld.found("isUnavailability", .surveyed)] }
        let found = try await rows(world)
        #expect(found.map(\.state) == ["unknown"])
        #expect(found[0].detail.contains("but events are written by type=Unavailability (kept)"))
        #expect(found[0].remedy.contains("tenant probe acme"))
    }

    @Test func aFormThatNobodyForesawFailsTheCheckAndNamesTheRecording() async throws {
        let world = try await ProbedWorld()
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        world.prober.change { $0.survey.unforeseen = [.reason: [.member("motif"): .word(.object)]] }
        let found = try await rows(world)
        #expect(found.map(\.state) == ["failed"])
        #expect(
            found[0].detail.contains("motif object") && found[0].remedy.contains("passerelle tenant check acme --record FILE"))
        #expect(await world.run("tenant", "check", "acme").status == .failed)
        #expect(await world.run("tenant", "activate", "acme").messages.contains("[check_failed]"))
    }

    @Test func aDoubtFailsTheCheck() async throws {
        let world = try await ProbedWorld()
        try await world.change { $0.doubt = ProbedWorld.doubt }
        let found = try await rows(world)
        let doubt = try #require(found.last)
        #expect(doubt.state == "failed" && doubt.detail.contains("run 17") && doubt.detail.contains("time"))
        #expect(doubt.remedy.contains("tenant probe acme") && doubt.remedy.contains("run now acme --reconcile"))
        #expect(await world.run("tenant", "check", "acme").status == .failed)
    }

    @Test func withoutAConnectionNothingIsLookedAt() async throws {
        var world = try await ProbedWorld()
        world.bench.checks = [
            CheckResult(.planningPMEUser, .failed, .failure(.planning(.loginRejected(status: 400, isPassword: true))))
        ]
        world.prober.change { $0.survey.findings = [.kind: ProbedWorld.found("isUnavailability", .surveyed)] }
        let found = try await rows(world)
        #expect(found.map(\.state) == ["unknown"] && found[0].detail.contains("connection does not work"))
    }

    @Test func whatOnlyAWriteShowsIsLeftToTheProbe() async throws {
        var world = try await ProbedWorld()
        world.bench.checks = [
            CheckResult(.planningPMEWriting, .unknown, .writingUnclear(status: 500)),
            CheckResult(.planningPMEEvents, .failed, .failure(.planning(.forbidden(subject: .events)))),
        ]
        let open = try await rows(world, "PlanningPME: writing")
        #expect(
            open.map(\.state) == ["unknown"]
                && open[0].remedy == "The probe shows it: passerelle tenant probe acme --resource KEY")
        #expect(try await rows(world, "PlanningPME: events").allSatisfy { !$0.remedy.contains("tenant check") })
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        let told = try await rows(world, "PlanningPME: writing")
        #expect(told.map(\.state) == ["ok"] && told[0].detail.contains("The probe of 20"))
    }

    @Test func aPointThatShowsOtherwiseHasAProbedTenantProbedAgain() async throws {
        let world = try await ProbedWorld()
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        try await world.change { $0.findings[.kind] = ProbedWorld.found("type=Unavailability") }
        world.prober.change { $0.survey.findings = [.kind: ProbedWorld.found("isUnavailability", .surveyed)] }
        #expect(await world.run("tenant", "check", "acme").messages.contains("passerelle tenant probe acme --resource KEY"))
    }

    @Test func aLimitedViewNamesTheRightToAskFor() async throws {
        let world = try await ProbedWorld()
        try await world.change { $0.findings[.view] = ProbedWorld.found("limited", .surveyed) }
        let remembered = try await rows(world).filter { $0.detail.hasPrefix("view") }
        #expect(
            remembered.map(\.state) == ["ok"]
                && remembered[0].remedy.contains("no limited period in the rights of the connector user's group"))
        world.prober.change { $0.survey.findings = [.view: ProbedWorld.found("limited", .surveyed)] }
        #expect(try await rows(world).contains { $0.detail == "view: limited" && $0.remedy.contains("no limited period") })
    }

    @Test(arguments: [CheckSubject.planningPMEWriting, .planningPMEUser])
    func whatAProbeLeftIsNamedAlsoWithoutAConnection(failing: CheckSubject) async throws {
        var world = try await ProbedWorld()
        try await world.change { dialect in
            dialect.openProbe = TenantDialect.OpenProbe(resource: 7, days: [], keys: [12], startedAt: ProbedWorld.moment)
        }
        world.prober.change { $0.removalFailure = SyncError(.planning(.forbidden(subject: .event(key: 12)))) }
        world.bench.database.clock.advance(by: .seconds(601))
        let refused = try await rows(world, "PlanningPME: probe")
        #expect(
            refused.allSatisfy { $0.remedy.contains("rights to read resources") }
                && refused[0].detail.contains("event 12 on resource 7"))
        world.bench.checks = [CheckResult(failing, .failed, .failure(.planning(.forbidden(subject: .types))))]
        let found = try await rows(world, "PlanningPME: probe")
        #expect(found.map(\.state) == ["unknown"] && found[0].detail.contains("event 12 on resource 7"))
    }

    @Test func whatAProbeLeftIsRemovedOnceItCanNoLongerRun() async throws {
        let world = try await ProbedWorld()
        let begun = world.bench.database.clock.wall
        world.prober.change { $0.events = [12] }
        try await world.change { dialect in
            dialect.openProbe = TenantDialect.OpenProbe(resource: 7, days: [], keys: [12], startedAt: begun)
        }
        let early = try await rows(world, "PlanningPME: probe")
        #expect(early.map(\.state) == ["unknown"] && world.prober.current.events == [12])
        world.bench.database.clock.advance(by: .seconds(601))
        let late = try await rows(world, "PlanningPME: probe")
        #expect(late.map(\.state) == ["ok"] && late[0].detail.contains("1 event"))
        #expect(world.prober.current.events.isEmpty)
        #expect(try await world.tenant.dialect.openProbe == nil)
        #expect(try await rows(world, "PlanningPME: probe").isEmpty)
    }

    @Test func whatCanNotBeRemovedIsNamed() async throws {
        let world = try await ProbedWorld()
        world.prober.change { ($0.events, $0.stuck) = ([12], [12]) }
        try await world.change { dialect in
            dialect.openProbe = TenantDialect.OpenProbe(resource: 7, days: [], keys: [12], startedAt: ProbedWorld.moment)
        }
        world.bench.database.clock.advance(by: .seconds(601))
        let found = try await rows(world, "PlanningPME: probe")
        #expect(found.map(\.state) == ["unknown"] && found[0].detail.contains("event 12"))
    }

    @Test func whatNoListShowsIsNamedByEachCheck() async throws {
        let world = try await ProbedWorld()
        let day = Sample.day("2028-06-14")
        world.prober.change { $0.hidden = [day] }
        try await world.change { dialect in
            dialect.openProbe = TenantDialect.OpenProbe(resource: 7, days: [day], startedAt: ProbedWorld.moment)
        }
        world.bench.database.clock.advance(by: .seconds(601))
        for _ in 0..<2 {
            let found = try await rows(world, "PlanningPME: probe")
            #expect(found.map(\.state) == ["unknown"] && found[0].remedy.contains("resource 7 on 2028-06-14"))
        }
        world.prober.change { $0.hidden = [] }
        #expect(try await rows(world, "PlanningPME: probe").map(\.state) == ["ok"])
        #expect(try await rows(world, "PlanningPME: probe").isEmpty)
    }
}
