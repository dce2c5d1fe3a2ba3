import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import Testing

/// Reading people to look one up.
@Suite("LuccaSource: everyone")
struct EveryoneTests {
    @Test func formerEmployeesAreAskedForWithoutAnyonesName() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1), Row.user(2, end: #""2026-01-31T00:00:00""#)])))
        let everyone = try await fixture.source.everyone()
        #expect(everyone.rows.map(\.id) == ["1", "2"] && everyone.rows.last?.contractEnd == day(2026, 1, 31))
        let request = try #require(fixture.exchange.requests.first)
        #expect(request.query("formerEmployees") == "true" && request.query("departmentId") == nil)
        let names = (request.url.split(separator: "?").last ?? "").split(separator: "&").map { $0.prefix { $0 != "=" } }
        #expect(names.sorted() == ["fields", "formerEmployees", "orderBy", "paging"])
    }

    @Test func aRunDoesNotAskForFormerEmployees() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)])))
        _ = try await fixture.source.employees(in: nil)
        #expect(fixture.exchange.requests.allSatisfy { $0.query("formerEmployees") == nil })
    }
}
