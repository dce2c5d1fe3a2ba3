import Simulators
import Testing

@Suite("PlanningPME access and limits")
struct PlanningAccessTests {
    @Test func theConfigurationNeedsTheAppKeyAlone() async throws {
        try await Stage.run { stage, tenant async throws in
            let path = "/\(tenant.slug)/api/config"
            let reply = try await stage.send("GET", path, headers: [("X-APPKEY", tenant.credentials.appKey)])
            #expect(reply.json["enums"]?.members?.isEmpty == false)
            #expect(try await stage.send("GET", path).status == 401)
            #expect(
                try await stage.send("GET", path, headers: [("X-APPKEY", stage.world.tenants[1].credentials.appKey)]).status
                    == 401)
            #expect(try await stage.send("GET", "/nobody/api/config", headers: [("X-APPKEY", "x")]).status == 404)
        }
    }

    @Test func theBrandIgnoresLetterCase() async throws {
        try await Stage.run { stage, tenant async throws in
            let reply = try await stage.send(
                "GET", "/\(tenant.slug.uppercased())/api/config", headers: [("X-APPKEY", tenant.credentials.appKey)])
            #expect(reply.status == 200)
        }
    }

    @Test func aPasswordOrAnAssertionBuysAToken() async throws {
        try await Stage.run { stage, tenant async throws in
            let appKey = [("X-APPKEY", tenant.credentials.appKey)]
            let token = try await stage.logIn(tenant)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 200)
            let grant = stage.escaped("urn:ietf:params:oauth:grant-type:jwt-bearer")
            let assertion = try await stage.send(
                "PUT", "/\(tenant.slug)/token", headers: appKey,
                body: "grant_type=\(grant)&assertion=\(tenant.credentials.authToken)")
            #expect(assertion.json["token_type"]?.text == "bearer")
            #expect(assertion.json["expires_in"]?.integer == 86_399)
            #expect(assertion.json["username"]?.text == tenant.credentials.username)
            let second = try #require(assertion.json["access_token"]?.text)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: second).status == 200)
        }
    }

    @Test func aWrongPasswordBuysNothing() async throws {
        try await Stage.run { stage, tenant async throws in
            let appKey = [("X-APPKEY", tenant.credentials.appKey)]
            let body = "grant_type=password&username=x&password=y"
            #expect(try await stage.send("POST", "/\(tenant.slug)/token", headers: appKey, body: body).status == 400)
            tenant.planning.behaviour.refusedLoginStatus = 401
            #expect(try await stage.send("POST", "/\(tenant.slug)/token", headers: appKey, body: body).status == 401)
            tenant.planning.behaviour.isUserLocked = true
            await #expect(throws: SimulatorError.self) { try await stage.logIn(tenant) }
        }
    }

    @Test func aTokenEndsWithItsLifetime() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.planning.behaviour.tokenSeconds = 60
            let token = try await stage.logIn(tenant)
            stage.clock.advance(seconds: 59)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 200)
            stage.clock.advance(seconds: 1)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 401)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: "made-up").status == 401)
        }
    }

    @Test func theHourlyPlanOfTheAppKeyHolds() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 1, employees: 30)) { stage, tenant async throws in
            tenant.planning.behaviour.requestsPerHour = 3
            let token = try await stage.logIn(tenant)
            for _ in 0..<2 { #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 200) }
            stage.clock.advance(seconds: 600)
            let refused = try await stage.planning("GET", "api/department", as: tenant, token: token)
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "3000")
            stage.clock.advance(seconds: 3000)
            #expect(try await stage.planning("GET", "api/department", as: tenant, token: token).status == 200)
        }
    }

    @Test func rightsMayBeMissing() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.logIn(tenant)
            tenant.planning.behaviour.readsResources = false
            #expect(try await stage.planning("GET", "api/resource", as: tenant, token: token).status == 403)
            tenant.planning.behaviour.allowsWriting = false
            #expect(
                try await stage.planning("POST", "api/unavailability", as: tenant, token: token, body: "{\"label\":\"X\"}").status
                    == 403)
            let list = #"{"dateFrom":"2026-12-01","dateTo":"2026-12-31"}"#
            #expect(try await stage.planning("POST", "api/do/list", as: tenant, token: token, body: list).status == 200)
        }
    }
}
