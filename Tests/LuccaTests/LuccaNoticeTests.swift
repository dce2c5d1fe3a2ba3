import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

/// What generation 1 returns and this release does not know, beside the problems of the employees concerned.
@Suite("Lucca's notices")
struct LuccaNoticeTests {
    private let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
    private let leaves = APIEndpoint(.lucca, "GET", path: "api/v3/leaves")
    private let departments = APIEndpoint(.lucca, "GET", path: "organization/structure/api/departments")

    private func read(_ rows: FakeLucca.Rows) async throws -> (notices: [APINotice], problems: [Problem]) {
        let fixture = try LuccaFixture(FakeLucca(rows))
        let departments = try await fixture.source.departments()
        let employees = try await fixture.source.employees(in: nil)
        let leaves = try await fixture.source.leaves(
            ofEmployeesIn: ["3"], from: day(2026, 11, 1), through: day(2027, 5, 31))
        return (fixture.source.api.notices.collected, departments.problems + employees.problems + leaves.problems)
    }

    private func notice(_ code: APINotice.Code, _ endpoint: APIEndpoint, _ property: String, _ count: Int = 1) -> APINotice {
        APINotice(APINotice.Key(code, endpoint, property: property), count: count)
    }

    @Test func rowsAsDocumentedSayNothing() async throws {
        let rows = FakeLucca.Rows(
            users: [Row.user(1), Row.user(2)],
            leaves: [Row.leave(1), Row.leave(2).replacing("\"value\":null", with: "\"value\":\"02:30:00\"")],
            departments: [Row.department(3, "/1/")])
        #expect(try await read(rows).notices.isEmpty)
    }

    /// A key's role may hide any of them.
    @Test(arguments: ["isAm", "isActive", "cancellationDate", "isConfirmed", "ownerId", "value", "date"])
    func whatIsHiddenIsNotUnknown(_ property: String) async throws {
        let row = Row.leave(1).replacing(try Regex("\"\(property)\":[^,}]+"), with: "\"\(property)\":null")
        #expect(try await read(FakeLucca.Rows(leaves: [row], departments: [Row.department(3, "/1/")])).notices.isEmpty)
    }

    @Test(arguments: [
        ("isAm", "\"EVENING\"", APINotice.Code.valueUnknown), ("isActive", "\"archived\"", .valueUnknown),
        ("isConfirmed", "{\"status\":2}", .valueUnknown), ("isAm", "7", .valueUnknown),
        ("date", "\"24/12/2026\"", .shapeUnknown), ("cancellationDate", "{}", .shapeUnknown),
        ("value", "\"half a day\"", .shapeUnknown), ("ownerId", "[42]", .shapeUnknown),
        ("leavePeriodId", "{\"id\":9}", .shapeUnknown),
    ])
    func unknownValuesOfHalfDaysAreCountedBesideTheProblem(_ property: String, _ value: String, _ code: APINotice.Code)
        async throws
    {
        let odd = try (1...3).map {
            Row.leave($0).replacing(try Regex("\"\(property)\":[^,}]+"), with: "\"\(property)\":\(value)")
        }
        let found = try await read(
            FakeLucca.Rows(leaves: odd + [Row.leave(4, owner: 7)], departments: [Row.department(3, "/1/")]))
        #expect(found.notices == [notice(code, leaves, property, 3)])
        if property != "ownerId", property != "leavePeriodId" { #expect(found.problems.count == 1) }
        #expect(!"\(found.notices)".contains(value))
    }

    @Test func unknownFormsOfEmployeesAndDepartmentsAreCounted() async throws {
        let rows = FakeLucca.Rows(
            users: [
                Row.user(1, start: "next week"), Row.user(2, end: "\"2026\""), Row.user(3, end: "false"),
                Row.user(4).replacing("\"departmentId\":3", with: "\"departmentId\":[3]"),
                Row.user(5).replacing("\"id\":5", with: "\"id\":{}"),
            ],
            departments: [
                Row.department(3, "/1/").replacing("\"isActive\":true", with: "\"isActive\":\"maybe\""),
                Row.department(4, "/1/").replacing("\"hierarchy\":\"/1/\"", with: "\"hierarchy\":{}"),
            ])
        let found = try await read(rows)
        #expect(
            found.notices == [
                notice(.shapeUnknown, users, "departmentId"), notice(.shapeUnknown, users, "dtContractEnd", 2),
                notice(.shapeUnknown, users, "dtContractStart"), notice(.shapeUnknown, users, "id"),
                notice(.shapeUnknown, departments, "hierarchy"), notice(.valueUnknown, departments, "isActive"),
            ])
    }

    @Test func aDocumentWithoutAListIsAnUnknownForm() async throws {
        let fixture = try LuccaFixture { _, _ in .json(#"{"data":{"results":[]}}"#) }
        await #expect(throws: SyncError.self) { try await fixture.source.employees(in: nil) }
        #expect(fixture.source.api.notices.collected == [notice(.shapeUnknown, users, "items")])
    }

    @Test func aPageOfAProxyIsNone() async throws {
        let fixture = try LuccaFixture { _, _ in .json("<html>Maintenance</html>") }
        await #expect(throws: SyncError.self) { try await fixture.source.employees(in: nil) }
        #expect(fixture.source.api.notices.collected.isEmpty)
    }

    @Test func aListThatIsReadAgainIsCountedOnce() async throws {
        let odd = Row.leave(1).replacing("\"isAm\":true", with: "\"isAm\":\"noon\"")
        // The count changes at the first reading's second page.
        let lucca = FakeLucca(.init(leaves: [odd] + Row.leaves(2..<4_010), departments: [Row.department(3, "/1/")])) {
            request, number, rows in
            if number == 2, request.path == "/api/v3/leaves" { rows.leaves.append(Row.leave(5_000)) }
            return nil
        }
        let fixture = try LuccaFixture(lucca)
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: day(2026, 11, 1), through: day(2027, 5, 31))
        #expect(fixture.exchange.requests.count > 3)
        #expect(fixture.source.api.notices.collected == [notice(.valueUnknown, leaves, "isAm")])
    }

    @Test func aCheckCountsThemToo() async throws {
        let odd = Row.leave(1).replacing("\"isConfirmed\":true", with: "\"isConfirmed\":\"soon\"")
        let fixture = try LuccaFixture(
            FakeLucca(.init(users: [Row.user(1, end: "\"never\"")], leaves: [odd], departments: [Row.department(3, "/1/")])))
        _ = await fixture.source.check()
        #expect(
            fixture.source.api.notices.collected == [
                notice(.valueUnknown, leaves, "isConfirmed"), notice(.shapeUnknown, users, "dtContractEnd"),
            ])
    }
}
