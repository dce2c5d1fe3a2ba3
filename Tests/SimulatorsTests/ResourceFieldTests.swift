import Simulators
import Testing

@Suite("PlanningPME custom fields of resources")
struct ResourceFieldTests {
    /// A resource that may be changed, and how.
    private func scene(
        profile: String = "seen", _ body: (Stage, SimulatedTenant, Int, (String) async throws -> Reply) async throws -> Void
    ) async throws {
        try await Stage.run(Stage.configuration(profile: profile)) { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            let key = try #require(tenant.planning.resources.first { $0.field("permis") != nil }).key
            try await body(stage, tenant, key) { json in
                try await stage.planning("PUT", "api/resource/\(key)", as: tenant, token: token, body: json)
            }
        }
    }

    private func field(_ tenant: SimulatedTenant, _ key: Int, _ name: String) -> JSONValue? {
        tenant.planning.resources.first { $0.key == key }?.field(name)
    }

    @Test func theyAreShownWithoutAValueToo() async throws {
        try await scene { stage, tenant, key, put async throws in
            let token = try await stage.logIn(tenant)
            let reply = try await stage.planning("GET", "api/resource/\(key)", as: tenant, token: token)
            let fields = try #require(reply.json["fields"])
            #expect(fields.members?.map(\.name).sorted() == tenant.planning.behaviour.resourceFields.map(\.name).sorted())
            #expect(fields["Fin CACES"] == .null && fields["permis"]?.text == "B, C1")
            #expect(try await put(reply.text).text == reply.text)
            #expect(field(tenant, key, "Site") == nil)
            tenant.planning.behaviour.readsAreRich = false
            let poor = try await stage.planning("GET", "api/resource/\(key)", as: tenant, token: token)
            #expect(poor.json["fields"]?["Site"] == nil && poor.json["fields"]?["permis"] != nil)
        }
    }

    @Test func eachFormatTakesItsOwnValues() async throws {
        try await scene { _, tenant, key, put async throws in
            let reply = try await put(
                #"{"fields":{"site":"Dépôt","Fin CACES":"2028-01-15","Conducteur":true,"Kilometres":12.50,"Inconnu":"x"}}"#)
            #expect(reply.status == 200)
            #expect(field(tenant, key, "Site") == .string("Dépôt"))
            #expect(field(tenant, key, "Fin CACES") == .string("2028-01-15T00:00:00"))
            #expect(field(tenant, key, "Conducteur") == .bool(true) && field(tenant, key, "Kilometres") == .number("12.50"))
            #expect(field(tenant, key, "Inconnu") == nil)
            // A list in a PUT replaces that list.
            #expect(field(tenant, key, "permis") == nil)
            for bad in [
                #""Fin CACES":"demain""#, #""Fin CACES":"""#, #""Fin CACES":3"#, #""Conducteur":"oui""#, #""Kilometres":"12""#,
                #""Site":4"#,
            ] {
                let refused = try await put("{\"fields\":{\(bad)}}")
                #expect(refused.status == 400 && refused.json["errors"] != nil)
            }
            #expect(field(tenant, key, "Site") == .string("Dépôt"))
            _ = try await put(#"{"fields":{"Site":null}}"#)
            #expect(field(tenant, key, "Site") == nil)
        }
    }

    @Test func aLongTextIsCutOrRefused() async throws {
        try await scene { _, tenant, key, put async throws in
            let long = String(repeating: "é", count: 51)
            #expect(try await put("{\"fields\":{\"Site\":\"\(long)\"}}").status == 200)
            #expect(field(tenant, key, "Site") == .string(String(long.dropLast())))
            tenant.planning.behaviour.longFieldText = .refused
            #expect(try await put("{\"fields\":{\"Site\":\"\(long)\"}}").status == 400)
            #expect(try await put("{\"fields\":{\"Site\":\"\(long.dropLast())\"}}").status == 200)
        }
    }

    @Test(arguments: [("seen", true), ("assumed-1", false)])
    func whatAPutDoesNotNameStaysOrGoes(_ profile: String, _ stays: Bool) async throws {
        try await scene(profile: profile) { _, tenant, key, put async throws in
            #expect(try await put(#"{"label":"X","mobile":"06 1","phone":"04 2","email":"x@y.example"}"#).status == 200)
            #expect((field(tenant, key, "permis") != nil) == stays)
            #expect(try await put(#"{"label":"X","fields":{"Site":"Siège"}}"#).status == 200)
            let resource = try #require(tenant.planning.resources.first { $0.key == key })
            #expect(resource.text("mobile") == (stays ? "06 1" : ""))
            #expect(resource.field("Site") == .string("Siège"))
        }
    }

    @Test func plannersTypeThemToo() async throws {
        try await scene { stage, tenant, key, _ async throws in
            let change = #"{"editResourceField":{"resource":\#(key),"field":"SITE","json":"\"Ici\""}}"#
            #expect(try await stage.control("POST", "tenants/\(tenant.slug)/planning/changes", change).status == 200)
            #expect(field(tenant, key, "Site") == .string("Ici"))
            try tenant.planning.apply(.editResourceField(resource: key, field: "Site", json: "null"))
            #expect(field(tenant, key, "Site") == nil && field(tenant, key, "permis") != nil)
            #expect(throws: SimulatorError.self) {
                try tenant.planning.apply(.editResourceField(resource: key, field: "Site", json: "{"))
            }
            let switches = #"{"resourceFields":[{"name":"Zone","format":"text"}],"longFieldText":"refused"}"#
            #expect(try await stage.control("PATCH", "tenants/\(tenant.slug)/planning/behaviour", switches).status == 200)
            #expect(tenant.planning.behaviour.resourceFields == [SimulatedResourceField("Zone", .text)])
        }
    }
}
