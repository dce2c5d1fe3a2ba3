import Simulators
import Testing

@Suite("PlanningPME: sign-in")
struct PlanningSignInTests {
    @Test(arguments: PlanningBehaviour.TokenMethod.allCases)
    func anAuthTokenIsExchangedByOneMethod(_ method: PlanningBehaviour.TokenMethod) async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.planning.behaviour.tokenMethod = method
            #expect(try await stage.exchange(tenant, "PUT").status == (method == .put ? 200 : 405))
            #expect(try await stage.exchange(tenant, "POST").status == (method == .post ? 200 : 405))
            _ = try await stage.logIn(tenant)
        }
    }

    @Test func aBrandWithAccountsRefusesPasswords() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.planning.behaviour.accountAuthentication = true
            let (user, password) = (tenant.credentials.username, tenant.credentials.password)
            let reply = try await stage.send(
                "POST", "/\(tenant.slug)/token", headers: [("X-APPKEY", tenant.credentials.appKey)],
                body: "grant_type=password&username=\(stage.escaped(user))&password=\(stage.escaped(password))")
            #expect(reply.status == 400)
            #expect(reply.json["error"]?.text == "invalid_grant")
            #expect(try await stage.exchange(tenant, "PUT").status == 200)
        }
    }

    @Test(arguments: [200, 403])
    func categoriesNeedAToken(_ status: Int) async throws {
        try await PlanningScene.run({ $0.categoryStatus = status }) { scene async throws in
            let reply = try await scene.send("GET", "api/category")
            #expect(reply.status == status)
            if status == 200 { #expect(reply.text == #"{"items":[]}"#) }
            let anonymous = try await scene.stage.send(
                "GET", "/\(scene.tenant.slug)/api/category", headers: [("X-APPKEY", scene.tenant.credentials.appKey)])
            #expect(anonymous.status == 401)
        }
    }
}
