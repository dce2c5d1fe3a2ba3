import Simulators
import Testing

@Suite("Generation 2: tokens")
struct TokenTests {
    @Test func aSecretGivesATokenThatEnds() async throws {
        try await Stage.run { stage, tenant async throws in
            let reply = try await stage.luccaTokenReply(tenant)
            #expect(reply.status == 200)
            #expect(reply.json["token_type"]?.text == "Bearer" && reply.json["expires_in"]?.integer == 1800)
            let token = try #require(reply.json["access_token"]?.text)
            #expect(token.hasPrefix(SimulatedLucca.tokenBeginning))
            #expect(try await stage.lucca2("employees", token: token).status == 200)
            stage.clock.advance(seconds: 1799)
            #expect(try await stage.lucca2("employees", token: token).status == 200)
            stage.clock.advance(seconds: 1)
            #expect(try await stage.lucca2("employees", token: token).status == 401)
        }
    }

    @Test func refusalsAreOAuths() async throws {
        try await Stage.run { stage, tenant async throws in
            func error(_ reply: Reply) -> String? { reply.status == 400 ? reply.json["error"]?.text : nil }
            #expect(error(try await stage.luccaTokenReply(tenant, secret: "x")) == "invalid_client")
            #expect(error(try await stage.luccaTokenReply(tenant, scope: "payslips.readonly")) == "invalid_scope")
            #expect(error(try await stage.luccaTokenReply(tenant, grant: "password")) == "unsupported_grant_type")
            #expect(error(try await stage.luccaTokenReply(tenant, contentType: "application/json")) == "invalid_request")
            #expect(try await stage.send("GET", "/connect/token").status == 405)
            tenant.lucca.behaviour.generation2.refusedClientStatus = 401
            #expect(try await stage.luccaTokenReply(tenant, secret: "x").status == 401)
            let unknown = try await stage.send(
                "POST", "/connect/token", headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: "grant_type=client_credentials&client_id=nobody&client_secret=x")
            #expect(error(unknown) == "invalid_client")
        }
    }

    @Test func aRevokedSecretGivesNoNewToken() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            tenant.lucca.behaviour.generation2.isSecretRevoked = true
            #expect(try await stage.luccaTokenReply(tenant).json["error"]?.text == "invalid_client")
            #expect(try await stage.lucca2("employees", token: token).status == 200)
            #expect(try await stage.luccaTokenReply(stage.world.tenants[1]).status == 200)
        }
    }

    @Test func aNewSecretReplacesTheOldOne() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.generation2.newSecret = "another"
            #expect(try await stage.luccaTokenReply(tenant).json["error"]?.text == "invalid_client")
            #expect(try await stage.luccaTokenReply(tenant, secret: "another").status == 200)
        }
    }

    @Test func everyTokenOfOneAccountEndsAtOnce() async throws {
        try await Stage.run { stage, tenant async throws in
            let other = stage.world.tenants[1]
            let (mine, theirs) = (try await stage.luccaToken(tenant), try await stage.luccaToken(other))
            #expect(try await stage.control("DELETE", "tenants/\(tenant.slug)/lucca/tokens").status == 200)
            #expect(try await stage.lucca2("employees", token: mine).status == 401)
            #expect(try await stage.lucca2("employees", token: theirs).status == 200)
            #expect(try await stage.lucca2("employees", token: try await stage.luccaToken(tenant)).status == 200)
        }
    }

    @Test func aTokenOpensWhatItsScopesSay() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant, scope: "\(LuccaScope.employees) \(LuccaScope.jobPositions)")
            let reply = try await stage.lucca2("employees?include=embedded", token: token)
            #expect(reply.status == 200)
            #expect(reply.json["embedded"]?["job-position"] != nil && reply.json["embedded"]?["employment"] == nil)
            for path in [
                "departments", "leaves", "employee-attributes", "employee-attribute-definitions", "business-establishments",
            ] {
                let refused = try await stage.lucca2(path, token: token)
                #expect(refused.status == 403 && refused.json["title"]?.text == "Unauthorized")
            }
        }
    }

    @Test func anApplicationGetsOnlyWhatItWasGranted() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.generation2.grantedScopes = [LuccaScope.employees]
            #expect(try await stage.luccaTokenReply(tenant, scope: LuccaScope.leaves).json["error"]?.text == "invalid_scope")
            tenant.lucca.behaviour.generation2.refusesOtherScopes = false
            let token = try await stage.luccaToken(tenant, scope: "\(LuccaScope.employees) \(LuccaScope.leaves)")
            #expect(try await stage.lucca2("employees", token: token).status == 200)
            #expect(try await stage.lucca2("leaves", token: token).status == 403)
        }
    }

    @Test func aTokenOpensItsOwnAccountAndItsOwnGeneration() async throws {
        try await Stage.run { stage, tenant async throws in
            let other = stage.world.tenants[1]
            let token = try await stage.luccaToken(tenant)
            #expect(try await stage.lucca2("employees", token: token, host: "\(tenant.slug).localhost").status == 200)
            #expect(try await stage.lucca2("employees", token: token, host: "\(other.slug).localhost").status == 401)
            let bearer = [("Authorization", "Bearer \(token)")]
            #expect(try await stage.send("GET", "/api/v3/users", headers: bearer).status == 401)
            let key = [("Authorization", "lucca application=\(tenant.credentials.luccaKey)"), ("Api-Version", "2024-11-01")]
            #expect(try await stage.send("GET", "/lucca-api/employees", headers: key).status == 401)
            tenant.lucca.behaviour.isKeyRevoked = true
            #expect(try await stage.lucca2("employees", token: token).status == 200)
        }
    }

    @Test func theAddressAndTheSecretAreAnnounced() async throws {
        try await Stage.run { stage, tenant async throws in
            let address = await stage.server.luccaTokenURL()
            #expect(address == "http://127.0.0.1:\(stage.port)/connect/token")
            let line = try ReadyLine(ports: [stage.port], world: stage.world, seed: 42).text()
            let card = try #require(JSONValue.parse(line)?["tenants"]?.elements?.first)
            #expect(card["luccaTokenURL"]?.text == address)
            #expect(card["credentials"]?["luccaClientID"]?.text == tenant.credentials.luccaClientID)
            #expect(card["credentials"]?["luccaClientSecret"]?.text == tenant.credentials.luccaClientSecret)
        }
    }
}
