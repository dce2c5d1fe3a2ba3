import Simulators
import Testing

@Suite("Generation 2: access, limits, pages")
struct Generation2AccessTests {
    @Test func theVersionIsRequired() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            #expect(try await stage.lucca2("employees", token: token, version: nil).status == 400)
            #expect(try await stage.lucca2("employees", token: token, version: "2023-01-01").status == 400)
            #expect(try await stage.lucca2("employees", token: token, version: "2027-01-01").status == 200)
            let reply = try await stage.lucca2("employees", token: token)
            #expect(reply.headers["api-version"] == "2024-11-01")
        }
    }

    @Test func itOnlyReadsAndProblemsHaveDetails() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            #expect(try await stage.lucca2("employees", token: token, method: "POST").status == 405)
            #expect(try await stage.lucca2("payslips", token: token).status == 404)
            let reply = try await stage.lucca2("employees?limit=101", token: token)
            #expect(reply.status == 400 && reply.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            #expect(reply.json["status"]?.integer == 400 && reply.json["errors"]?["limit"]?.elements?.isEmpty == false)
            #expect(reply.json["extensions"]?["traceId"]?.text != nil)
            tenant.lucca.behaviour.errorShape = .html
            #expect(try await stage.lucca2("employees?limit=0", token: token).text.hasPrefix("<!DOCTYPE html>"))
        }
    }

    @Test func pagesAreOf25AndLinkToTheNext() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let bare = try await stage.lucca2("employees", token: token)
            #expect(bare.items.count == 25)
            #expect(bare.json["links"] == nil && bare.json["totalCount"] == nil && bare.json["embedded"] == nil)
            let first = try await stage.lucca2("employees?include=links,totalCount&limit=40", token: token)
            let total = tenant.lucca.employees.count
            #expect(first.json["totalCount"]?.integer == total && first.items.count == 40)
            #expect(first.json["links"]?["prev"] == .null)
            let next = try #require(first.json["links"]?["next"]?["href"]?.text)
            #expect(next.hasPrefix("http://127.0.0.1:\(stage.port)/lucca-api/employees?include=links,totalCount&limit=40&page=!"))
            let rest = try await stage.everyRow("employees?include=links&limit=40", token: token)
            #expect(rest.compactMap { $0["id"]?.text } == tenant.lucca.employees.map { String($0.id) })
            let last = try await stage.lucca2(
                "employees?include=links&limit=40&page=\(next.split(separator: "=").last ?? "")", token: token)
            #expect(last.json["links"]?["next"] == .null && last.json["links"]?["prev"]?["href"] != nil)
            #expect(try await stage.lucca2("employees?page=!abc", token: token).status == 400)
            #expect(try await stage.lucca2("employees?page=2", token: token).status == 400)
            #expect(try await stage.lucca2("employees?include=everything", token: token).status == 400)
            #expect(try await stage.lucca2("employees?sort=login", token: token).status == 400)
        }
    }

    @Test func pagesShiftWhenRowsGo() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let first = try await stage.lucca2("leaves?include=links&limit=10", token: token)
            let next = try #require(first.json["links"]?["next"]?["href"]?.text).split(separator: "page=").last ?? ""
            let gone = try #require(tenant.lucca.absences.first)
            let expected = tenant.lucca.absences[10].id
            let rows = tenant.lucca.leaves.filter { $0.period == gone.period && $0.account == gone.account }.map(\.id)
            #expect(try await stage.lucca2("leaves?limit=10&page=\(next)", token: token).ids.first == expected)
            try tenant.lucca.apply(.eraseLeaves(leaves: rows))
            #expect(try await stage.lucca2("leaves?limit=10&page=\(next)", token: token).ids.first != expected)
        }
    }

    @Test func theNextPageMayBeOnAnotherHost() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            tenant.lucca.behaviour.generation2.nextHost = "elsewhere.example"
            let next = try await stage.lucca2("employees?include=links", token: token).json["links"]?["next"]?["href"]?.text
            #expect(next?.hasPrefix("https://elsewhere.example/lucca-api/employees?include=links&page=!") == true)
        }
    }

    @Test func aHundredIDsFitIntoAFilter() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            func ids(_ count: Int) -> String { (1...count).map(String.init).joined(separator: ",") }
            #expect(try await stage.lucca2("employees?id=\(ids(100))", token: token).status == 200)
            for filter in ["employees?id=", "leaves?employee.id=", "employee-attributes?definition.id="] {
                #expect(try await stage.lucca2(filter + ids(101), token: token).status == 400)
            }
        }
    }

    @Test func largePagesMayTakeTooLong() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            tenant.lucca.behaviour.generation2.rowsWithinTime = 20
            #expect(try await stage.lucca2("leaves?limit=40", token: token).status == 408)
            #expect(try await stage.lucca2("leaves?limit=20", token: token).status == 200)
        }
    }

    @Test func bothGenerationsAndOtherIntegrationsShareOneLimit() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 2, employees: 30)) { stage, tenant async throws in
            tenant.lucca.behaviour.otherRequestsPerMinute = 30
            // Of another host: these count nowhere.
            for _ in 0..<20 { _ = try await stage.luccaToken(tenant) }
            let token = try await stage.luccaToken(tenant)
            for _ in 0..<10 {
                #expect(try await stage.lucca("/api/v3/users?fields=id", as: tenant).status == 200)
                #expect(try await stage.lucca2("employees", token: token).status == 200)
            }
            stage.clock.advance(seconds: 20)
            let refused = try await stage.lucca2("employees", token: token)
            #expect(refused.status == 429 && refused.headers["retry-after"] == "40")
            #expect(try await stage.lucca("/api/v3/users?fields=id", as: tenant).status == 429)
            #expect(stage.world.journal.luccaRates == [tenant.slug: 22])
            tenant.lucca.behaviour.otherRequestsPerMinute = 50
            stage.clock.advance(seconds: 60)
            #expect(try await stage.lucca2("employees", token: token).status == 429)
        }
    }

    @Test(arguments: [(LuccaBehaviour.Access.forbidden, 403), (.missing, 404)])
    func whatLuccaDidNotOpenIsRefused(_ access: LuccaBehaviour.Access, _ status: Int) async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            tenant.lucca.behaviour.generation2.leaves = access
            tenant.lucca.behaviour.generation2.attributes = access
            for path in ["leaves", "employee-attributes", "employee-attribute-definitions"] {
                #expect(try await stage.lucca2(path, token: token).status == status)
            }
            #expect(try await stage.lucca2("employees", token: token).status == 200)
        }
    }

    @Test func faultsAndTheJournalKnowTheRoutes() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            stage.world.faults.add(
                Fault(.tokenEnded, remote: .lucca, tenant: tenant.slug, method: "GET", route: "/lucca-api/leaves"))
            #expect(try await stage.lucca2("leaves", token: token).status == 401)
            stage.world.faults.add(
                Fault(
                    .status(code: 503, afterWork: false, retryAfter: nil), remote: .lucca, method: "POST", route: "/connect/token"
                ))
            #expect(try await stage.luccaTokenReply(tenant).status == 503)
            stage.world.faults.add(Fault(.pageRepeated, remote: .lucca, route: "/lucca-api/employees"))
            stage.world.faults.add(Fault(.pageShifted(rows: 1), remote: .lucca, route: "/lucca-api/employees", skipping: 1))
            let fresh = try await stage.luccaToken(tenant)
            let first = try await stage.lucca2("employees?include=links&limit=10", token: fresh)
            let page = try #require(first.json["links"]?["next"]?["href"]?.text).split(separator: "page=").last ?? ""
            let shifted = try await stage.lucca2("employees?limit=10&page=\(page)", token: fresh)
            #expect(shifted.ids == tenant.lucca.employees[11..<21].map(\.id))
            let entries = stage.world.journal.entries(remote: .lucca)
            #expect(entries.allSatisfy { $0.tenant == tenant.slug })
            #expect(
                entries.map { "\($0.method) \($0.path.prefix { $0 != "?" }) \($0.status)" } == [
                    "POST /connect/token 200", "GET /lucca-api/leaves 401", "POST /connect/token 503", "POST /connect/token 200",
                    "GET /lucca-api/employees 200", "GET /lucca-api/employees 200",
                ])
        }
    }
}
