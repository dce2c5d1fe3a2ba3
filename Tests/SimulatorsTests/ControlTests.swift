import Foundation
import Simulators
import Testing

@Suite("Control")
struct ControlTests {
    @Test func tenantsAndTheirWorldsCanBeRead() async throws {
        try await Stage.run { stage, tenant async throws in
            let tenants = try await stage.control("GET", "tenants")
            #expect(tenants.json.elements?.count == 2)
            #expect(tenants.json.elements?.first?["credentials"]?["luccaKey"]?.text == tenant.credentials.luccaKey)
            let lucca = try await stage.control("GET", "tenants/\(tenant.slug)/lucca").json
            #expect(lucca["employees"]?.elements?.count == tenant.lucca.employees.count)
            #expect(lucca["departments"]?.elements?.count == tenant.lucca.departments.count)
            #expect(
                try await stage.control("GET", "tenants/\(tenant.slug)/lucca/leaves").json.elements?.count
                    == tenant.lucca.leaves.count)
            let planning = try await stage.control("GET", "tenants/\(tenant.slug)/planning").json
            #expect(planning["events"]?.elements?.count == tenant.planning.events.count)
            #expect(planning["resources"]?.elements?.count == tenant.planning.resources.count)
            let snapshot = try await stage.control("GET", "snapshot?tenant=\(tenant.slug)").json
            #expect(snapshot["tenants"]?[tenant.slug]?["planning"] == planning)
            #expect(snapshot["today"]?.text == "2026-12-01")
        }
    }

    @Test func worldsCanBeChanged() async throws {
        try await Stage.run { stage, tenant async throws in
            let path = "tenants/\(tenant.slug)"
            let leave = try #require(tenant.lucca.leaves.first { $0.isActive && !$0.hasCancellationDate })
            let reply = try await stage.control("POST", path + "/lucca/changes", #"{"cancelPeriod":{"period":\#(leave.period)}}"#)
            #expect(reply.json["results"]?.elements?.first?.integer == leave.period)
            #expect(
                tenant.lucca.leaves(ofEmployee: leave.employee).filter { $0.period == leave.period }.allSatisfy {
                    !$0.isActive || $0.hasCancellationDate
                })
            let added = try await stage.control(
                "POST", path + "/lucca/changes",
                #"[{"addLeave":{"employee":\#(leave.employee),"account":\#(leave.account),"from":"2027-02-01","startsInMorning":true,"halfDays":2,"isConfirmed":true}}]"#
            )
            let period = try #require(added.json["results"]?.elements?.first?.integer)
            #expect(tenant.lucca.leaves.filter { $0.period == period }.count == 2)
            let event = try #require(tenant.planning.events.first).key
            _ = try await stage.control("POST", path + "/planning/changes", #"{"editRemark":{"event":\#(event),"remark":"été"}}"#)
            #expect(tenant.planning.events.first?.remark == "été")
            #expect(try await stage.control("POST", path + "/planning/changes", #"{"deleteEvent":{"event":-1}}"#).status == 404)
            #expect(try await stage.control("POST", path + "/planning/changes", #"{"explode":{}}"#).status == 400)
            #expect(try await stage.control("GET", "tenants/nobody").status == 404)
        }
    }

    @Test func behaviourIsPatched() async throws {
        try await Stage.run { stage, tenant async throws in
            let path = "tenants/\(tenant.slug)"
            let reply = try await stage.control(
                "PATCH", path + "/lucca/behaviour", #"{"letterCase":"seen","hiddenDepartments":[4]}"#)
            #expect(reply.status == 200)
            #expect(tenant.lucca.behaviour.letterCase == .seen)
            #expect(tenant.lucca.behaviour.hiddenDepartments == [4])
            #expect(tenant.lucca.behaviour.requestsPerMinute == 50)
            _ = try await stage.control("PATCH", path + "/planning/behaviour", #"{"timeForm":"utc","requestsPerHour":5}"#)
            #expect(tenant.planning.behaviour.timeForm == .utc)
            #expect(tenant.planning.behaviour.requestsPerHour == 5)
            // A switch that is off by default can be turned on, and off again.
            for (text, days) in [("30", 30), ("null", nil)] {
                let reply = try await stage.control("PATCH", path + "/planning/behaviour", #"{"viewDays":\#(text)}"#)
                #expect(reply.status == 200)
                #expect(tenant.planning.behaviour.viewDays == days)
            }
            #expect(try await stage.control("PATCH", path + "/planning/behaviour", #"{"zone":"Mars/Olympus"}"#).status == 400)
            #expect(try await stage.control("PATCH", path + "/lucca/behaviour", #"{"colour":"red"}"#).status == 400)
            #expect(try await stage.control("PATCH", path + "/lucca/behaviour", #"{"letterCase":"loud"}"#).status == 400)
        }
    }

    @Test func extraDataAndGeneration2AreReachedAsWell() async throws {
        try await Stage.run { stage, tenant async throws in
            let path = "tenants/\(tenant.slug)/lucca"
            let employee = try #require(tenant.lucca.employees.first).id
            let world = try await stage.control("GET", path).json
            #expect(world["fields"]?.elements?.count == tenant.lucca.fields.count)
            #expect(world["sections"]?.elements?.count == 3)
            #expect(try await stage.control("GET", path + "/absences").json.elements?.count == tenant.lucca.absences.count)
            for (change, value): (String, SimulatedFieldValue?) in [
                (#""value":{"text":"XL"}"#, .text("XL")), (#""value":"empty""#, .empty), (#""value":null"#, nil),
            ] {
                let body = #"{"setFieldValue":{"employee":\#(employee),"field":"e_taille",\#(change)}}"#
                #expect(try await stage.control("POST", path + "/changes", body).status == 200)
                #expect(tenant.lucca.fieldValues(ofEmployee: employee)["e_taille"] == value)
                let shown = try await stage.control("GET", path).json["fieldValues"]?[String(employee)]?["e_taille"]
                #expect((shown == nil) == (value == nil))
            }
            let patch = #"{"generation2":{"leaves":"missing","nextHost":"x.example"},"extraData":{"hiddenSections":[1]}}"#
            #expect(try await stage.control("PATCH", path + "/behaviour", patch).status == 200)
            #expect(tenant.lucca.behaviour.generation2.leaves == .missing)
            #expect(tenant.lucca.behaviour.generation2.tokenSeconds == 1800)
            #expect(tenant.lucca.behaviour.extraData.hiddenSections == [1])
            let sunset = #"{"deprecations":[{"route":"/api/v3/*","sunsetOn":"2027-06-30","form":"epoch"}]}"#
            #expect(try await stage.control("PATCH", path + "/behaviour", sunset).status == 200)
            #expect(tenant.lucca.behaviour.deprecations.first?.sunsetOn?.description == "2027-06-30")
            #expect(try await stage.control("PATCH", path + "/behaviour", #"{"generation2":{"colour":1}}"#).status == 400)
        }
    }

    @Test func aBrandTakesOnAProfile() async throws {
        try await Stage.run { stage, tenant async throws in
            let path = "tenants/\(tenant.slug)/planning/profile"
            #expect(try await stage.control("PUT", path, #"{"name":"terse"}"#).json["viewDays"]?.integer == 120)
            #expect(tenant.planning.behaviour == PlanningBehaviour.profile(named: "terse"))
            #expect(try await stage.control("PUT", path, #"{"name":"verbose"}"#).status == 400)
            #expect(stage.world.tenants[1].planning.behaviour == PlanningBehaviour())
        }
    }

    @Test func eventsAreShownWithAllThatTheyHold() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.planning.behaviour.statuses = [SimulatedStatus(key: 3, type: "Approved", label: "Validé")]
            let event = try #require(tenant.planning.events.first).key
            for change in [
                #"{"lockEvent":{"event":\#(event),"isLocked":true}}"#, #"{"openEvent":{"event":\#(event),"editor":"Paul"}}"#,
                #"{"protectEvent":{"event":\#(event),"isReadOnly":true}}"#, #"{"setStatus":{"event":\#(event),"status":3}}"#,
            ] {
                let path = "tenants/\(tenant.slug)/planning/changes"
                #expect(try await stage.control("POST", path, change).status == 200)
            }
            let planning = try await stage.control("GET", "tenants/\(tenant.slug)/planning").json
            let shown = try #require(planning["events"]?.elements?.first)
            #expect(
                try JSONDecoder().decode(SimulatedEvent.self, from: Data(shown.serialized.utf8)) == tenant.planning.events.first)
            #expect(shown["editor"]?.text == "Paul" && shown["status"]?.integer == 3)
            #expect(shown["isBlocked"]?.flag == true && shown["readonly"]?.flag == true)
        }
    }

    @Test func faultsLimitsAndTheDayAreSet() async throws {
        try await Stage.run { stage, tenant async throws in
            let made = try await stage.control(
                "POST", "faults", #"{"route":"/api/v3/users","kind":{"status":{"code":503,"afterWork":false}}}"#)
            #expect(made.json["ids"]?.elements?.count == 1)
            #expect(try await stage.lucca("/api/v3/users", as: tenant).status == 503)
            #expect(try await stage.control("GET", "faults").json.elements?.first?["hits"]?.integer == 1)
            _ = try await stage.control(
                "POST", "faults", #"[{"times":null,"kind":{"cutBody":{}}},{"kind":{"drop":{"afterWork":true}}}]"#)
            #expect(stage.world.faults.standings.map(\.fault.times) == [1, nil, 1])
            _ = try await stage.control("DELETE", "faults")
            #expect(stage.world.faults.standings.isEmpty)
            _ = try await stage.control("PUT", "limits", #"{"on":true}"#)
            #expect(stage.world.hasLimits)
            _ = try await stage.control("PUT", "today", #"{"today":"2026-12-02"}"#)
            #expect(stage.world.today.description == "2026-12-02")
            #expect(try await stage.control("PUT", "today", #"{"today":"tomorrow"}"#).status == 400)
        }
    }

    @Test func theJournalIsReadAndForgotten() async throws {
        try await Stage.run { stage, tenant async throws in
            _ = try await stage.lucca("/api/v3/users", as: tenant)
            let page = try await stage.control("GET", "journal?remote=lucca&since=0").json
            #expect(page["entries"]?.elements?.count == 1)
            #expect(page["luccaRates"]?[tenant.slug]?.integer == 1)
            #expect(page["entries"]?.elements?.first?["didWork"] == .bool(true))
            _ = try await stage.control("DELETE", "journal")
            #expect(stage.world.journal.entries().isEmpty)
        }
    }
}
