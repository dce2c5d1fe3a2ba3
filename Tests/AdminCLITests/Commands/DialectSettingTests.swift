import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

@Suite("tenant edit, create and show: PlanningPME's dialect")
struct DialectSettingTests {
    @Test func aPersonsValueIsKeptAndUnset() async throws {
        let world = try await ProbedWorld()
        let outcome = await world.run(
            "tenant", "edit", "acme", "--reference-field", "REFLUCCA", "--event-status", "3", "--planning-time-zone",
            "Europe/London")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("into the field REFLUCCA") && outcome.messages.contains("run now acme --reconcile"))
        var tenant = try await world.tenant
        #expect(tenant.settings.referenceField == "REFLUCCA")
        #expect(tenant.dialect.dialect.status == 3 && tenant.dialect.dialect.zone == "Europe/London")
        #expect(tenant.dialect.findings.values.allSatisfy { $0.origin == .person })
        let again = await world.run("tenant", "edit", "acme", "--event-status", "3")
        #expect(again.messages.contains("Nothing to change."))
        let back = await world.run(
            "tenant", "edit", "acme", "--reference-field", "none", "--event-status", "none", "--planning-time-zone", "tenant")
        #expect(back.status == .done && back.messages.contains("into the remarks"))
        tenant = try await world.tenant
        #expect(tenant.settings.referenceField == nil && tenant.dialect.findings.isEmpty)
    }

    /// A point that no person set stays as found.
    @Test func anEditOfSomethingElseLeavesTheDialect() async throws {
        let world = try await ProbedWorld()
        try await world.change { dialect in
            dialect.findings[.status] = ProbedWorld.found("3")
            dialect.doubt = ProbedWorld.doubt
        }
        let before = try await world.tenant.dialect
        _ = await world.run("tenant", "edit", "acme", "--daily-at", "05:30")
        #expect(try await world.tenant.dialect == before)
        _ = await world.run("tenant", "edit", "acme", "--planning-time-zone", "Europe/London")
        let after = try await world.tenant.dialect
        #expect(after.findings[.status] == before.findings[.status] && after.doubt == before.doubt)
    }

    @Test(arguments: [
        (["--event-status", "0"], "from 1 to"), (["--event-status", "approved"], "from 1 to"),
        (["--event-status", "-3"], "from 1 to"),
        (["--planning-time-zone", "Europe/Pari"], "no time zone \"Europe/Pari\""),
        (["--planning-time-zone", "CET"], "abbreviation"),
        (["--planning-time-zone", ""], "no time zone"), (["--reference-field", " "], "blank"),
        (["--reference-field", "A\u{1B}[2J"], "control characters"),
        (["--reference-field", String(repeating: "x", count: 101)], "longer than 100"),
    ])
    func whatIsNoneIsRefusedAndChangesNothing(options: [String], complaint: String) async throws {
        let world = try await ProbedWorld()
        let before = try await world.tenant
        let outcome = await world.bench.run(["tenant", "edit", "acme", "--daily-at", "05:30"] + options)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains(complaint), "\(outcome.messages)")
        #expect(try await world.tenant == before)
    }

    @Test func aTenantIsRegisteredWithThem() async throws {
        let bench = CommandLineBench()
        let outcome = await bench.run(
            "tenant", "create", "acme", "--name", "Acme", "--lucca-url", "acme.ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/acme/", "--reference-field", "REFLUCCA", "--event-status", "3", "--planning-time-zone",
            "UTC",
            "--output", "json")
        #expect(outcome.status == .done, "\(outcome.messages)")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        #expect((document["settings"] as? [String: Any])?["referenceField"] as? String == "REFLUCCA")
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        #expect(tenant.dialect.dialect.status == 3 && tenant.dialect.dialect.zone == "UTC")
    }

    @Test(arguments: ["GMT+1", "GMT-2", "UTC+1"]) func aZoneThatIsAnOffsetIsNotMistakenForAnother(text: String) async throws {
        let world = try await ProbedWorld()
        let messages = await world.run("tenant", "edit", "acme", "--planning-time-zone", text).messages
        #expect(messages.contains("Use a name of the time zone database") && !messages.contains("Did you mean"), "\(messages)")
    }

    @Test func aStatusByItsNameIsRejectedWithWhereKeysAre() async throws {
        let messages = await (try await ProbedWorld()).run("tenant", "edit", "acme", "--event-status", "Approved").messages
        #expect(messages.contains("tenant probe") && messages.contains("api/config") && !messages.contains("--event-status 1."))
    }

    @Test func anEditSaysWhatItDoesToTheState() async throws {
        let world = try await ProbedWorld("test")
        _ = await world.run("tenant", "activate", "acme")
        let old = try await world.tenant
        var new = old
        #expect(DialectOfEdited(old: old, new: new).words == nil)
        new.environment = .production
        let stays = try #require(DialectOfEdited(old: old, new: new).words)
        #expect(stays.isWarning && stays.message.english.hasPrefix("acme stays active"))
        new.state = .paused
        let paused = try #require(DialectOfEdited(old: old, new: new).words)
        #expect(paused.isWarning && paused.message.english.hasPrefix("acme is paused: in production, nothing is synced"))
        #expect(paused.next.english == "passerelle tenant probe acme --resource KEY, then passerelle tenant activate acme")
        new.planningPMEURL = "https://api.planningpme.com/acme-group/"
        #expect(
            DialectOfEdited(old: old, new: new).words?.message.english.hasPrefix(
                "The probe of the old PlanningPME no longer counts.")
                == true)
        new.dialect.probedAt = ProbedWorld.moment
        let moved = try #require(DialectOfEdited(old: old, new: new).words)
        #expect(moved.isWarning && moved.message.english.hasPrefix("acme is paused: nothing is synced until"))
        let outcome = await world.run("tenant", "edit", "acme", "--planningpme-url", "https://api.planningpme.com/acme-group/")
        #expect(outcome.messages.contains("no longer counts. acme is paused: nothing is synced until"), "\(outcome.messages)")
    }

    @Test func anotherFieldHasTheNextRunReadThePlanningWhole() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme")
        let id = try await InMemoryTenantRegistry(world.bench.database).tenant(try TenantSlug("acme")).id
        let ledger = InMemoryEventLedger(world.bench.database)
        #expect(try await ledger.load(id).reconciledAt != nil)
        _ = await world.run("tenant", "edit", "acme", "--reference-field", "REFLUCCA")
        let memory = try await ledger.load(id)
        #expect(memory.reconciledAt == nil && memory.entries.count == 1)
    }

    @Test func aTenantShowsEveryPointAndWhetherItMayBeReliedOn() async throws {
        let world = try await ProbedWorld()
        let fresh = await world.run("tenant", "show", "acme").data
        #expect(fresh.contains("not probed") && fresh.contains("passerelle tenant probe acme --resource KEY"))
        for point in DialectPoint.allCases { #expect(fresh.contains(point.rawValue)) }
        try await world.change { $0.findings[.update] = ProbedWorld.found("replace", .kept) }
        #expect(await world.run("tenant", "show", "acme").data.contains("ran by it before dialects were probed"))
        _ = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes")
        #expect(await world.run("tenant", "show", "acme").data.contains("probed 20"))
        try await world.change { $0.doubt = ProbedWorld.doubt }
        let doubted = await world.run("tenant", "show", "acme").data
        #expect(doubted.contains("by run 17: time") && doubted.contains("run now acme --reconcile"))
        #expect(
            doubted.contains("until a probe has found everything, or `tenant activate` is repeated")
                && !doubted.contains("reference-field NAME"))
        try await world.change { $0.doubt?.point = .remark }
        #expect(await world.run("tenant", "show", "acme").data.contains("tenant edit acme --reference-field NAME"))
    }

    @Test func asJSONTheDialectHasItsStateItsPointsAndItsDoubt() async throws {
        let world = try await ProbedWorld()
        try await world.change { dialect in
            dialect.findings[.time] = ProbedWorld.found("utc", .surveyed, [.events: .number(3)])
            dialect.doubt = ProbedWorld.doubt
            dialect.assumedAt = ProbedWorld.moment
            dialect.openProbe = TenantDialect.OpenProbe(
                resource: 7, days: [Sample.day("2028-06-14")], keys: [12], startedAt: ProbedWorld.moment)
        }
        let dialect = try #require(try await world.json("tenant", "show", "acme")["dialect"] as? [String: Any])
        #expect(dialect["state"] as? String == "assumed" && dialect["probedAt"] is NSNull)
        #expect(dialect["assumedAt"] as? String == "\(ProbedWorld.moment)")
        let doubt = try #require(dialect["doubt"] as? [String: Any])
        #expect(
            doubt["point"] as? String == "time" && doubt["run"] as? Int == 17
                && doubt["since"] as? String == "\(ProbedWorld.moment)")
        let probe = try #require(dialect["openProbe"] as? [String: Any])
        #expect(
            probe["resourceKey"] as? Int == 7 && probe["eventKeys"] as? [Int] == [12]
                && probe["days"] as? [String] == ["2028-06-14"])
        #expect((dialect["remedy"] as? String)?.contains("tenant probe acme") == true)
        let points = try #require(dialect["points"] as? [[String: Any]])
        #expect(points.count == DialectPoint.allCases.count)
        let time = try #require(points.first { $0["point"] as? String == "time" })
        #expect(time["value"] as? String == "utc" && time["how"] as? String == "surveyed")
        #expect(time["evidence"] as? [String: String] == ["events": "3"])
        let list = await world.run("tenant", "list", "--output", "csv").data
        #expect(
            list.contains("referenceField,alertRecipient,eventStatus,planningTimeZone,dialect,lastSuccessAt,")
                && list.contains(",none,tenant,in doubt,"))
    }
}
