import Simulators
import Testing

@Suite("Lucca announcing an end")
struct DeprecationTests {
    @Test(arguments: [
        (SimulatedDeprecation.Form.httpDate, "Wed, 30 Jun 2027 00:00:00 GMT"), (.dateTime, "2027-06-30T00:00:00Z"),
        (.epoch, "@1814313600"),
    ])
    func threeSpellings(_ form: SimulatedDeprecation.Form, _ text: String) async throws {
        try await Stage.run { stage, tenant async throws in
            let day = try #require(SimulatedDay("2027-06-30"))
            tenant.lucca.behaviour.deprecations = [SimulatedDeprecation(route: "/api/v3/users", sunsetOn: day, form: form)]
            let reply = try await stage.lucca("/api/v3/users?fields=id", as: tenant)
            #expect(reply.headers["sunset"] == text)
            #expect(reply.headers["deprecation"] == nil)
        }
    }

    @Test func eachEndpointOfEitherGenerationHasItsOwn() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.deprecations = [
                SimulatedDeprecation(route: "/api/v3/*", deprecatedOn: stage.world.today, form: .dateTime),
                SimulatedDeprecation(
                    route: "/lucca-api/leaves", deprecatedOn: stage.world.today, sunsetOn: stage.world.today.adding(400),
                    form: .epoch),
            ]
            let token = try await stage.luccaToken(tenant)
            let leaves = try await stage.lucca2("leaves", token: token)
            #expect(leaves.headers["deprecation"] == "@1796083200" && leaves.headers["sunset"] == "@1830643200")
            #expect(try await stage.lucca2("employees", token: token).headers["deprecation"] == nil)
            // On a refusal as well.
            let refused = try await stage.lucca("/api/v3/leaves", as: tenant)
            #expect(refused.status == 400 && refused.headers["deprecation"] == "2026-12-01T00:00:00Z")
            #expect(try await stage.lucca("/organization/structure/api/departments", as: tenant).headers["deprecation"] == nil)
            #expect(try await stage.lucca("/api/v3/users", as: stage.world.tenants[1]).headers["deprecation"] == nil)
        }
    }
}
