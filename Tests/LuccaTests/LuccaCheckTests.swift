import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Lucca's check")
struct LuccaCheckTests {
    private let rows = FakeLucca.Rows(
        users: [Row.user(1), Row.user(2, start: "2027-01-04T00:00:00")], leaves: Row.leaves(0..<10),
        departments: [Row.department(3, "/1/")])

    private func states(_ fixture: LuccaFixture) async -> [CheckResult.State] { await fixture.source.check().map(\.state) }

    @Test func everythingThatIsThereIsOK() async throws {
        let results = await (try LuccaFixture(FakeLucca(rows))).source.check()
        #expect(
            results.map(\.name) == [
                "Lucca: address and API key", "Lucca: employees", "Lucca: departments", "Lucca: absences",
                "Lucca: absence details",
                "Lucca: future employees",
            ])
        #expect(results.allSatisfy { $0.state == .ok && $0.remedy.isEmpty })
    }

    @Test func anUnknownKeyFailsOnceAndTheRestIsUnknown() async throws {
        let fixture = try LuccaFixture { _, _ in .json(#"{"StackTrace":"leak"}"#, status: 401) }
        #expect(await states(fixture) == [.failed, .unknown, .unknown, .unknown, .unknown, .unknown])
        #expect(fixture.exchange.requests.count == 1)
    }

    @Test(arguments: [
        ("/api/v3/users", [CheckResult.State.ok, .failed, .ok, .ok, .ok, .unknown]),
        ("/organization/structure/api/departments", [.ok, .ok, .failed, .ok, .ok, .ok]),
        ("/api/v3/leaves", [.ok, .ok, .ok, .failed, .unknown, .ok]),
    ])
    func eachPermissionIsTestedOnItsOwn(_ path: String, _ expected: [CheckResult.State]) async throws {
        let fake = FakeLucca(rows) { request, _, _ in
            request.path == path ? .json("{}", status: 403) : nil
        }
        let results = await (try LuccaFixture(fake)).source.check()
        #expect(results.map(\.state) == expected)
        #expect(results.filter { $0.state == .failed }.allSatisfy { $0.detail.contains("403") && !$0.remedy.isEmpty })
    }

    @Test(arguments: [401, 403, 404, 410]) func departmentsThatTheKeyMayNotReadFailAndNameTheRight(_ status: Int) async throws {
        let fake = FakeLucca(rows) { request, _, _ in
            request.path.hasPrefix("/organization") ? .json("{}", status: status) : nil
        }
        let result = try #require(await (try LuccaFixture(fake)).source.check().first { $0.name == "Lucca: departments" })
        #expect(result.state == .failed && result.failure?.code == .luccaForbidden)
        #expect(result.detail.contains("(\(status))") && result.remedy.contains("Organization structure"))
    }

    @Test(arguments: [
        (#""leaveAccountId":7,"#, #""leaveAccountId":null,"#), (#""ownerId":42"#, #""ownerId":null"#),
        (#""isConfirmed":true"#, #""isConfirmed":null"#),
    ])
    func detailsThatAreHiddenFailTheCheck(_ before: String, _ after: String) async throws {
        var rows = rows
        let hidden = Row.leave(1).replacing(before, with: after).replacing(
            #""leaveAccount":{"id":7,"#, with: #""leaveAccount":{"#)
        rows.leaves = [hidden]
        let result = try #require(
            await (try LuccaFixture(FakeLucca(rows))).source.check().first { $0.name == "Lucca: absence details" })
        #expect(result.state == .failed && result.detail.hasPrefix("Of 1 in 1 half-days"))
    }

    @Test func reasonsWithoutNamesAreUncertain() async throws {
        var rows = rows
        rows.leaves = [Row.leave(1).replacing(#""name":"Congés payés","#, with: "")]
        let result = try #require(
            await (try LuccaFixture(FakeLucca(rows))).source.check().first { $0.name == "Lucca: absence details" })
        #expect(result.state == .unknown)
    }

    @Test func emptyListsAreNotTakenForPermission() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)], departments: [Row.department(3, "/1/")])))
        #expect(await states(fixture) == [.ok, .ok, .ok, .unknown, .unknown, .unknown])
        let nobody = try LuccaFixture(FakeLucca(.init(departments: [Row.department(3, "/1/")])))
        #expect(await states(nobody)[1] == .failed)
    }

    @Test func noResultQuotesAPersonOrTheKey() async throws {
        for result in await (try LuccaFixture(FakeLucca(rows))).source.check() {
            #expect(!"\(result)".contains("Zoé") && !"\(result)".contains(LuccaFixture.key))
        }
    }
}
