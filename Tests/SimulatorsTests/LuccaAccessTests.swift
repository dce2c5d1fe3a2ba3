import Simulators
import Testing

@Suite("Lucca access and limits")
struct LuccaAccessTests {
    private let users = "/api/v3/users?fields=id&paging=0,1"

    @Test func anUnknownOrRevokedKeyIsRefused() async throws {
        try await Stage.run { stage, tenant async throws in
            #expect(try await stage.send("GET", users).status == 401)
            let wrong = [("Authorization", "lucca application=00000000-0000-0000-0000-000000000000")]
            #expect(try await stage.send("GET", users, headers: wrong).status == 401)
            #expect(try await stage.lucca(users, as: tenant).status == 200)
            tenant.lucca.behaviour.isKeyRevoked = true
            #expect(try await stage.lucca(users, as: tenant).status == 401)
        }
    }

    @Test func aKeyOpensItsOwnAccountOnly() async throws {
        try await Stage.run { stage, tenant async throws in
            let other = stage.world.tenants[1]
            let mine = try await stage.lucca("/api/v3/users?fields=mail&paging=0,1000", as: tenant).text.lowercased()
            #expect(mine.contains("@\(tenant.slug).example"))
            #expect(!mine.contains("@\(other.slug).example"))
        }
    }

    @Test func theFirstLabelOfTheHostNamesTheAccountAsWell() async throws {
        try await Stage.run { stage, tenant async throws in
            let key = [("Authorization", "lucca application=\(tenant.credentials.luccaKey)")]
            let other = stage.world.tenants[1].slug
            #expect(try await stage.send("GET", users, headers: key, host: "\(tenant.slug).localhost").status == 200)
            #expect(try await stage.send("GET", users, headers: key, host: "\(other).localhost").status == 401)
            #expect(try await stage.send("GET", users, headers: key, host: "nobody.localhost").status == 401)
        }
    }

    @Test func missingPermissionsAreRefused() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.readsUsers = false
            tenant.lucca.behaviour.readsLeaves = false
            #expect(try await stage.lucca(users, as: tenant).status == 403)
            #expect(try await stage.lucca("/api/v3/leaves?date=2026-12-01&leavePeriod.ownerId=1", as: tenant).status == 403)
            #expect(try await stage.lucca("/api/leaves?date=2026-12-01", as: tenant).status == 404)
        }
    }

    @Test func errorsComeInThreeShapes() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.readsUsers = false
            let problem = try await stage.lucca(users, as: tenant)
            #expect(problem.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            #expect(problem.json["title"]?.text == "Forbidden")
            #expect(problem.json["status"]?.integer == 403)
            tenant.lucca.behaviour.errorShape = .older
            let older = try await stage.lucca(users, as: tenant)
            #expect(older.json["Status"]?.integer == 403)
            #expect(older.json["StackTrace"]?.text?.contains("   at ") == true)
            tenant.lucca.behaviour.errorShape = .html
            let html = try await stage.lucca(users, as: tenant)
            #expect(html.status == 403)
            #expect(html.text.hasPrefix("<!DOCTYPE html>"))
        }
    }

    @Test func fiftyRequestsFitIntoAnySixtySeconds() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 2, employees: 30)) { stage, tenant async throws in
            for _ in 0..<25 { #expect(try await stage.lucca(users, as: tenant).status == 200) }
            stage.clock.advance(seconds: 30)
            for _ in 0..<25 { #expect(try await stage.lucca(users, as: tenant).status == 200) }
            let refused = try await stage.lucca(users, as: tenant)
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "30")
            #expect(try await stage.lucca(users, as: stage.world.tenants[1]).status == 200)
            tenant.lucca.behaviour.sendsRetryAfter = false
            #expect(try await stage.lucca(users, as: tenant).headers["retry-after"] == nil)
            stage.clock.advance(seconds: 30)
            for _ in 0..<25 { #expect(try await stage.lucca(users, as: tenant).status == 200) }
            #expect(try await stage.lucca(users, as: tenant).status == 429)
            #expect(stage.world.journal.luccaRates[tenant.slug] == 53)
            stage.world.hasLimits = false
            #expect(try await stage.lucca(users, as: tenant).status == 200)
        }
    }

    @Test func moreThanEightKilobytesOfHeadersAreTooMuch() async throws {
        try await Stage.run { stage, tenant async throws in
            let long = String(repeating: "1,", count: 4100)
            #expect(try await stage.lucca(users + "&departmentId=" + long + "1", as: tenant).status == 431)
            #expect(
                try await stage.lucca(users, as: tenant, headers: [("X-Long", String(repeating: "a", count: 8000))]).status == 431
            )
            #expect(
                try await stage.lucca(users, as: tenant, headers: [("X-Long", String(repeating: "a", count: 7000))]).status == 200
            )
        }
    }

    @Test func theConnectorsKeyOnlyReads() async throws {
        try await Stage.run { stage, tenant async throws in
            let key = [("Authorization", "lucca application=\(tenant.credentials.luccaKey)")]
            #expect(try await stage.send("POST", "/api/v3/users", headers: key, body: "{}").status == 405)
        }
    }
}
