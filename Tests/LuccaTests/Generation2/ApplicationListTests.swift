import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Synchronization
import Testing

@testable import Lucca

@Suite("Lucca 2: lists")
struct ApplicationListTests {
    private static func world(_ employees: Range<Int>) -> FakeApplication.World {
        FakeApplication.World(employees: employees.map { ApplicationJSON.employee($0) }, embedded: ApplicationJSON.people())
    }

    private func error(_ read: () async throws -> Void) async throws -> SyncError {
        try #require(await #expect(throws: SyncError.self) { try await read() })
    }

    @Test func oneRequestReadsAHundredPeople() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world(1..<501)))
        #expect(try await fixture.source.employees(in: ["3", "4"]).rows.count == 500)
        #expect(fixture.reads.count == 5)
        let first = try #require(fixture.reads.first)
        #expect(first.path == "/lucca-api/employees" && first.query("status") == "active,upcoming")
        #expect(first.query("limit") == "100" && first.query("sort") == "id")
        #expect(first.query("include") == "embedded,links,totalCount")
        #expect(first.query("applicableJobPosition.department.id") == "3,4")
        #expect(fixture.reads.dropFirst().map { $0.query("page") } == ["!100", "!200", "!300", "!400"])
    }

    @Test func moreDepartmentsThanAFilterHoldsMeanEveryone() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world(1..<3)))
        _ = try await fixture.source.employees(in: (1...101).map { DepartmentID("\($0)") })
        #expect(fixture.reads.map { $0.query("applicableJobPosition.department.id") } == [nil])
    }

    @Test func noDepartmentMeansNoRequest() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world(1..<3)))
        #expect(try await fixture.source.employees(in: []).rows.isEmpty)
        #expect(
            try await fixture.source.leaves(ofEmployeesIn: [], from: day(2026, 12, 1), through: day(2026, 12, 2)).leaves.isEmpty)
        #expect(fixture.exchange.requests.isEmpty)
    }

    // MARK: Links

    @Test(arguments: [
        "https://evil.example/lucca-api/employees?page=!1", "//evil.example/lucca-api/employees?page=!1",
        "http://acme.ilucca.net/lucca-api/employees?page=!1", "https://acme.ilucca.net:8443/lucca-api/employees?page=!1",
        "https://acme.ilucca.net.evil.example/lucca-api/employees", "https://acme.ilucca.net@evil.example/lucca-api/employees",
        "https://user:pass@acme.ilucca.net/lucca-api/employees", "https://acme.ilucca.net/api/v3/users",
        "https://acme.ilucca.net/lucca-api/../api/v3/users", "https://acme.ilucca.net/lucca-api/%2e%2e/users",
        "https://acme.ilucca.net/lucca-api//employees", "https://acme.ilucca.net/lucca-apix/employees", "lucca-api/employees",
        "https://acme.ilucca.net/lucca-api/employees#x", #"https://acme.ilucca.net\\evil.example/lucca-api/employees"#,
        "https://acme.ilucca.net/lucca-api/employees?page=a b", "https://acme.ilucca.net/lucca-api/employees?page=é", "",
        "https://other.ilucca.net/lucca-api/employees?page=!1", "javascript:alert(1)",
    ])
    func aLinkElsewhereIsNotFollowed(_ href: String) async throws {
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, world in
            guard request.path == "/lucca-api/employees" else { return nil }
            return .json(#"{"items":[\#(world.employees[0])],"totalCount":2,"links":{"next":{"href":"\#(href)"}}}"#)
        }
        let fixture = try ApplicationFixture(lucca)
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.failure == .lucca(.unreadable(subject: .employees)))
        #expect(fixture.reads.count == 1)
        #expect(fixture.exchange.requests.allSatisfy { !$0.url.contains("evil") && !$0.url.contains("v3") })
    }

    @Test(arguments: [#"{"href":7}"#, #"{}"#, "7", "[]", "true"]) func aLinkThatIsNoAddressIsUnreadable(_ next: String)
        async throws
    {
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, _ in
            request.path == "/lucca-api/employees" ? .json(#"{"items":[],"links":{"next":\#(next)}}"#) : nil
        }
        let fixture = try ApplicationFixture(lucca)
        #expect(try await error { _ = try await fixture.source.employees(in: nil) }.code == .luccaUnreadable)
    }

    @Test(arguments: [
        "https://acme.ilucca.net/lucca-api/employees?page=!x+%2B1&limit=1",
        "HTTPS://ACME.ilucca.net:443/lucca-api/employees?page=!x",
        "/lucca-api/employees?page=!x",
    ])
    func aLinkWithinTheAccountIsSentAsItIs(_ href: String) async throws {
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, world in
            guard request.path == "/lucca-api/employees" else { return nil }
            let isSecond = request.url.contains("page=")
            let next = isSecond ? "null" : #"{"href":"\#(href)"}"#
            return .json(
                #"{"items":[\#(world.employees[isSecond ? 1 : 0])],"totalCount":2,"links":{"next":\#(next)},"#
                    + #""embedded":{\#(world.embedded)}}"#)
        }
        let fixture = try ApplicationFixture(lucca)
        #expect(try await fixture.source.employees(in: nil).rows.count == 2)
        let query = href.split(separator: "?").last ?? ""
        #expect(fixture.reads.last?.url == "https://acme.ilucca.net/lucca-api/employees?\(query)")
        #expect(fixture.reads.last?.secretHeader("Authorization") == "Bearer token-1")
    }

    // MARK: Lists that change

    @Test func aListThatShiftedIsReadAgain() async throws {
        let shifts = Mutex(1)
        let lucca = FakeApplication(Self.world(1..<251)) { request, _, world in
            if request.query("page") == "!100", shifts.withLock({ $0 > 0 }) {
                shifts.withLock { $0 -= 1 }
                world.employees.removeFirst()
            }
            return nil
        }
        let fixture = try ApplicationFixture(lucca)
        #expect(try await fixture.source.employees(in: nil).rows.map(\.id.value).count == 249)
        #expect(fixture.reads.count == 2 + 3)
    }

    @Test func aPageThatComesAgainIsReadAgain() async throws {
        let faults = Mutex(1)
        let lucca = FakeApplication(Self.world(1..<251)) { request, _, world in
            guard request.query("page") == "!100", faults.withLock({ $0 > 0 }) else { return nil }
            faults.withLock { $0 -= 1 }
            var again = request
            again.url = request.url.replacing("page=!100", with: "page=!0")
            return FakeApplication.page(world.employees, again, world)
        }
        let fixture = try ApplicationFixture(lucca)
        let reading = try await fixture.source.employees(in: nil)
        #expect(Set(reading.rows.map(\.id)).count == 250 && reading.unidentified == 0)
    }

    @Test func aListThatKeepsChangingIsIncomplete() async throws {
        let lucca = FakeApplication(Self.world(1..<1000)) { request, _, world in
            if request.query("page") != nil { world.employees.removeLast() }
            return nil
        }
        let fixture = try ApplicationFixture(lucca)
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.failure == .lucca(.incomplete(subject: .employees, readings: 4)))
        #expect(fixture.reads.count == 8)
    }

    @Test func rowsThatAreCountedAndNeverComeMayBeAnyones() async throws {
        let lucca = FakeApplication(Self.world(1..<4)) { request, _, world in
            guard request.path == "/lucca-api/employees" else { return nil }
            return .json(
                #"{"items":[\#(world.employees.joined(separator: ","))],"totalCount":5,"links":{"next":null},"#
                    + #""embedded":{\#(world.embedded)}}"#)
        }
        let fixture = try ApplicationFixture(lucca)
        let reading = try await fixture.source.employees(in: nil)
        #expect(reading.rows.count == 3 && reading.unidentified == 2)
        #expect(fixture.reads.count == 2, "it is read twice to be sure")
    }

    @Test func pagesThatOverlapAndMatchTheCountStillLackRows() async throws {
        // The second page begins a row early: 200 rows come, and employee 200 does not.
        let lucca = FakeApplication(Self.world(1..<201)) { request, _, world in
            guard request.query("page") == "!100" else { return nil }
            return .json(
                #"{"items":[\#(world.employees[99..<199].joined(separator: ","))],"totalCount":200,"links":{"next":null},"#
                    + #""embedded":{\#(world.embedded)}}"#)
        }
        let fixture = try ApplicationFixture(lucca)
        let reading = try await fixture.source.employees(in: nil)
        #expect(reading.rows.count == 199 && reading.unidentified == 1)
        #expect(fixture.reads.count == 4, "it is read twice to be sure")
    }

    @Test func aListWithoutACountEndsWithItsLinks() async throws {
        var world = Self.world(1..<251)
        world.servesCount = false
        let fixture = try ApplicationFixture(FakeApplication(world))
        #expect(try await fixture.source.employees(in: nil).rows.count == 250)
    }

    @Test func aListWithoutEndEnds() async throws {
        var limits = ReadLimits.standard
        limits.pages = 40
        let lucca = FakeApplication(Self.world(1..<3)) { request, number, _ in
            guard request.path == "/lucca-api/employees" else { return nil }
            let next = #"{"href":"/lucca-api/employees?page=!\#(number)"}"#
            return .json(#"{"items":[\#(ApplicationJSON.employee(number))],"links":{"next":\#(next)}}"#)
        }
        let fixture = try ApplicationFixture(lucca, limits: limits)
        #expect(try await error { _ = try await fixture.source.employees(in: nil) }.code == .luccaTooLarge)
        #expect(fixture.reads.count == 40)
    }

    @Test(arguments: ["", #"{"id":{}}"#]) func thePageThatComesAgainAndAgainEnds(_ row: String) async throws {
        var limits = ReadLimits.standard
        limits.pages = 40
        let row = row.isEmpty ? ApplicationJSON.employee(1) : row
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, _ in
            request.path == "/lucca-api/employees"
                ? .json(#"{"items":[\#(row)],"totalCount":3,"links":{"next":{"href":"/lucca-api/employees?page=!1"}}}"#) : nil
        }
        let fixture = try ApplicationFixture(lucca, limits: limits)
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect([.luccaIncomplete, .luccaTooLarge].contains(error.code))
        #expect(fixture.reads.count <= 40)
    }

    // MARK: Limits

    @Test func aPageThatTakesTooLongIsHalvedForGood() async throws {
        let lucca = FakeApplication(Self.world(1..<121)) { request, _, _ in
            Int(request.query("limit") ?? "0") ?? 0 > 30 ? HTTPResponse(status: 408) : nil
        }
        let fixture = try ApplicationFixture(lucca)
        #expect(try await fixture.source.employees(in: nil).rows.count == 120)
        #expect(fixture.reads.map { $0.query("limit") } == ["100", "50", "25", "25", "25", "25", "25"])
    }

    @Test func thePageThatIsTooSlowAtItsSmallestEndsTheReading() async throws {
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, _ in
            request.path == "/connect/token" ? nil : HTTPResponse(status: 408)
        }
        let fixture = try ApplicationFixture(lucca)
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.failure == .lucca(.tooSlow(subject: .employees)))
        #expect(fixture.reads.map { $0.query("limit") } == ["100", "50", "25", "12", "10"])
    }

    @Test func aThrottledRequestWaitsAsLongAsLuccaSays() async throws {
        let isFirst = Mutex(true)
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, _ in
            guard request.path == "/lucca-api/employees", isFirst.withLock({ $0 }) else { return nil }
            isFirst.withLock { $0 = false }
            return HTTPResponse(status: 429, headers: [("Retry-After", "17")])
        }
        let fixture = try ApplicationFixture(lucca)
        #expect(try await fixture.source.employees(in: nil).rows.count == 2)
        #expect(fixture.time.sleeps == [17])
    }

    @Test(arguments: [
        (403, Failure.Lucca.application(.forbidden(subject: .employees, status: 403))),
        (404, .application(.forbidden(subject: .employees, status: 404))), (400, .rejected(subject: .employees, status: 400)),
        (431, .requestTooLarge(subject: .employees, status: 431)),
    ])
    func aRefusalIsToldByItsStatus(_ status: Int, _ failure: Failure.Lucca) async throws {
        let lucca = FakeApplication(Self.world(1..<3)) { request, _, _ in
            request.path == "/lucca-api/employees" ? .json(#"{"title":"Unauthorized","detail":"Zoé"}"#, status: status) : nil
        }
        let fixture = try ApplicationFixture(lucca)
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.failure == .lucca(failure))
        #expect(!"\(error)".contains("Zoé"))
    }
}
