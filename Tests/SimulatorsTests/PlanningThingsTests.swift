import Simulators
import Testing

@Suite("PlanningPME resources, departments, types")
struct PlanningThingsTests {
    @Test func listsComeInPagesWithTheirTotal() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let total = tenant.planning.resources.count
            let first = try await stage.planning("GET", "api/resource?pageIndex=1&pageSize=20", as: tenant, token: token)
            let second = try await stage.planning("GET", "api/resource?pageIndex=2&pageSize=20", as: tenant, token: token)
            #expect(first.json["total"]?.integer == total)
            #expect(first.keys.count == 20)
            #expect(Set(first.keys).isDisjoint(with: second.keys))
            #expect(try await stage.planning("GET", "api/resource?pageIndex=99", as: tenant, token: token).items.isEmpty)
            #expect(
                try await stage.planning("GET", "api/unavailability?pageSize=999", as: tenant, token: token).keys
                    == tenant.planning.types.map(\.key))
        }
    }

    @Test func pagingMayBeIgnored() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            tenant.planning.behaviour.ignoresPaging = true
            let second = try await stage.planning("GET", "api/resource?pageIndex=2&pageSize=5", as: tenant, token: token)
            #expect(second.keys == tenant.planning.resources.map(\.key))
        }
    }

    @Test func aPutReplacesTheWholeThing() async throws {
        try await Stage.run(Stage.configuration(profile: "assumed-1")) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let key = try #require(tenant.planning.resources.first { !$0.text("mobile").isEmpty }).key
            let before = try await stage.planning("GET", "api/resource/\(key)", as: tenant, token: token)
            #expect(before.json["fields"]?["tauxHoraire"] == .number("31.50"))
            let same = try await stage.planning("PUT", "api/resource/\(key)", as: tenant, token: token, body: before.text)
            #expect(same.status == 200)
            #expect(same.text == before.text)
            let poor = try await stage.planning("PUT", "api/resource/\(key)", as: tenant, token: token, body: #"{"label":"X"}"#)
            #expect(poor.json["mobile"] == nil)
            #expect(poor.json["fields"] == nil)
            #expect(poor.json["key"]?.integer == key)
        }
    }

    @Test func thingsAreCreatedAndDeletedOnce() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            for (path, body) in [
                ("department", #"{"label":"Atelier"}"#), ("unavailability", #"{"label":"Congé sans solde"}"#),
                ("resource", #"{"label":"DUPRÉ Zoé","type":"Human","registrationNumber":"0042","departments":[]}"#),
            ] {
                let made = try await stage.planning("POST", "api/\(path)", as: tenant, token: token, body: body)
                #expect(made.status == 201)
                let key = try #require(made.json["key"]?.integer)
                #expect(try await stage.planning("GET", "api/\(path)/\(key)", as: tenant, token: token).text == made.text)
                #expect(try await stage.planning("DELETE", "api/\(path)/\(key)", as: tenant, token: token).status == 204)
                #expect(try await stage.planning("DELETE", "api/\(path)/\(key)", as: tenant, token: token).status == 404)
                #expect(try await stage.planning("PUT", "api/\(path)/\(key)", as: tenant, token: token, body: body).status == 404)
            }
        }
    }

    @Test func badBodiesAreRefusedWithTheirErrors() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            for (path, body, member) in [
                ("department", #"{"label":" "}"#, "label"), ("department", #"{"label":"X","parent":{"key":-4}}"#, "parent"),
                ("unavailability", "{}", "label"), ("resource", #"{"type":"Human"}"#, "label"),
                ("resource", #"{"label":"X","departments":[{"key":-1}]}"#, "departments"),
                ("resource", #"{"label":"X","type":"Robot"}"#, "type"),
            ] {
                let reply = try await stage.planning("POST", "api/\(path)", as: tenant, token: token, body: body)
                #expect(reply.status == 400)
                #expect(reply.json["message"]?.text != nil)
                #expect(reply.json["errors"]?[member] != nil)
            }
            #expect(try await stage.planning("POST", "api/resource", as: tenant, token: token, body: "{").status == 400)
        }
    }

    @Test func aDeletedResourceTakesItsEventsAlong() async throws {
        try await Stage.run { stage, tenant async throws in
            let event = try #require(tenant.planning.events.first)
            let resource = try #require(event.resources.first)
            try tenant.planning.apply(.deleteResource(resource: resource))
            #expect(!tenant.planning.events.contains { $0.resources.contains(resource) })
            #expect(!tenant.planning.resources.contains { $0.key == resource })
        }
    }
}
