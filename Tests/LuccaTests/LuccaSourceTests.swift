import Foundation
import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@Suite("LuccaSource")
struct LuccaSourceTests {
    private let from = day(2026, 11, 1)
    private let through = day(2027, 5, 31)

    private func error(_ read: () async throws -> Void) async throws -> SyncError {
        try #require(await #expect(throws: SyncError.self) { try await read() })
    }

    // MARK: What is asked

    @Test func theKeyTravelsInTheHeaderAndNowhereElse() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)])))
        _ = try await fixture.source.employees(in: nil)
        let request = try #require(fixture.exchange.requests.first)
        #expect(request.secretHeader("Authorization") == "lucca application=\(LuccaFixture.key)")
        #expect(request.headers.contains { $0.name == "Accept" && $0.value == "application/json" })
        #expect(!request.url.contains(LuccaFixture.key))
        #expect(!"\(request)".contains(LuccaFixture.key))
    }

    @Test func aKeyPastedWithSpacesAroundStillWorks() async throws {
        let fixture = try LuccaFixture(key: "  abc\n") { _, _ in .json(#"{"data":{"items":[],"count":0}}"#) }
        _ = try await fixture.source.employees(in: nil)
        #expect(fixture.exchange.requests.first?.secretHeader("Authorization") == "lucca application=abc")
    }

    @Test(arguments: ["", "  \n", "clé"]) func whatCanNotBeAKeyIsNotSent(_ key: String) async throws {
        let fixture = try LuccaFixture(key: key) { _, _ in .json("{}") }
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.code == .luccaUnauthorized)
        #expect(fixture.exchange.requests.isEmpty)
    }

    @Test func employeesAreAskedForInOrderWithFewFields() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)])))
        _ = try await fixture.source.employees(in: ["3", "4"])
        let request = try #require(fixture.exchange.requests.first)
        #expect(request.path == "/api/v3/users")
        #expect(request.query("departmentId") == "3,4")
        #expect(request.query("orderBy") == "id,asc")
        #expect(request.query("paging") == "0,1000")
        #expect(
            request.query("fields")
                == "id,firstName,lastName,mail,login,employeeNumber,departmentId,dtContractStart,dtContractEnd,collection.count")
    }

    @Test func leavesAreAskedForByDepartmentAndPeriodInOrder() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(leaves: [Row.leave(1)])))
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3", "4"], from: from, through: through)
        let request = try #require(fixture.exchange.requests.first)
        #expect(request.path == "/api/v3/leaves")
        #expect(request.query("date") == "between,2026-11-01,2027-05-31")
        #expect(request.query("leavePeriod.owner.departmentId") == "3,4")
        #expect(request.query("orderBy") == "id,asc")
        #expect(request.query("paging") == "0,4000")
    }

    @Test func noDepartmentMeansNoRequest() async throws {
        let fixture = try LuccaFixture { _, _ in .json("{}") }
        #expect(try await fixture.source.employees(in: []).rows.isEmpty)
        #expect(try await fixture.source.leaves(ofEmployeesIn: [], from: from, through: through).leaves.isEmpty)
        #expect(fixture.exchange.requests.isEmpty)
    }

    @Test func aSyncOfFiveHundredEmployeesTakesSixRequests() async throws {
        let rows = FakeLucca.Rows(
            users: (1...500).map { Row.user($0) }, leaves: Row.leaves(0..<15_000), departments: [Row.department(3, "/1/")])
        let fixture = try LuccaFixture(FakeLucca(rows))
        _ = try await fixture.source.departments()
        #expect(try await fixture.source.employees(in: ["3"]).rows.count == 500)
        #expect(try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through).leaves.count == 15_000)
        #expect(await fixture.source.requestCount == 6)
    }

    @Test func everyRequestStaysUnderTheLimitOfItsHead() async throws {
        let departments = (1...6000).map { DepartmentID("\($0 * 1000)") }
        let fixture = try LuccaFixture(FakeLucca(.init(users: [Row.user(1)], leaves: Row.leaves(0..<10))))
        let reading = try await fixture.source.leaves(ofEmployeesIn: departments, from: from, through: through)
        _ = try await fixture.source.employees(in: departments)
        #expect(reading.leaves.count == 10)
        #expect(fixture.exchange.requests.allSatisfy { $0.url.utf8.count < 6000 })
        let asked = fixture.exchange.requests.filter { $0.path == "/api/v3/leaves" && $0.query("paging") != "0,1" }
            .flatMap { ($0.query("leavePeriod.owner.departmentId") ?? "").split(separator: ",") }
        #expect(asked.map(String.init) == departments.map(\.value))
        // More departments than one request holds: everyone is read at once.
        let users = fixture.exchange.requests.filter { $0.path == "/api/v3/users" }
        #expect(users.count == 1 && users.first?.query("departmentId") == nil)
    }

    @Test func someoneWhoMovesBetweenTwoListsMakesThemBeReadAgain() async throws {
        let departments = (1...2000).map { DepartmentID("\($0 * 1000)") }
        let moved = Mutex(false)
        let fixture = try LuccaFixture { request, _ in
            let isFirst = (request.query("leavePeriod.owner.departmentId") ?? "").hasPrefix("1000,")
            // After the first list was read, employee 42 moves into one of its departments.
            let rows = moved.withLock { moved in
                let isThere = moved
                if !isFirst { moved = true }
                return isFirst && isThere ? [Row.leave(1), Row.leave(2)] : isFirst ? [Row.leave(1)] : []
            }
            let page = rows.prefix(request.query("paging") == "0,1" ? 1 : 4000)
            return .json(#"{"data":{"items":[\#(page.joined(separator: ","))],"count":\#(rows.count)}}"#)
        }
        let reading = try await fixture.source.leaves(ofEmployeesIn: departments, from: from, through: through)
        #expect(reading.leaves.count == 2)
    }

    // MARK: Paging

    @Test func aPageThatTakesTooLongIsHalvedAndTheReadGoesOn() async throws {
        let fake = FakeLucca(.init(leaves: Row.leaves(0..<5000))) { request, _, _ in
            let limit = request.query("paging")?.split(separator: ",").last.flatMap { Int($0) } ?? 0
            return limit > 1000 ? .json("", status: 408) : nil
        }
        let fixture = try LuccaFixture(fake)
        let reading = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
        #expect(reading.leaves.count == 5000)
        #expect(
            fixture.exchange.requests.compactMap { $0.query("paging") }.prefix(4) == ["0,4000", "0,2000", "0,1000", "999,1000"])
    }

    @Test func aServerThatIsTooSlowForTheSmallestPageFailsTheRead() async throws {
        let fixture = try LuccaFixture { _, _ in .json("", status: 408) }
        let error = try await error { _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through) }
        #expect(error.code == .luccaFailed && error.failureClass == .transient)
        #expect(fixture.exchange.requests.count < 10)
    }

    @Test func aListThatShiftsIsReadAgain() async throws {
        let fake = FakeLucca(.init(users: (1...2500).map { Row.user($0) })) { _, number, rows in
            if number == 2 { rows.users.remove(at: 5) }
            return nil
        }
        let fixture = try LuccaFixture(fake)
        #expect(try await fixture.source.employees(in: nil).rows.count == 2499)
    }

    @Test func aRowThatLeftWhileAnotherCameIsReadAgain() async throws {
        let fake = FakeLucca(.init(users: (1...2500).map { Row.user($0) })) { _, number, rows in
            if number == 2 {
                rows.users.remove(at: 5)
                rows.users.append(Row.user(2501))
            }
            return nil
        }
        let fixture = try LuccaFixture(fake)
        let ids = Set(try await fixture.source.employees(in: nil).rows.map(\.id.value))
        #expect(ids == Set((1...2501).map { "\($0)" }).subtracting(["6"]))
    }

    @Test("Rows that are counted and never arrive, the same at two readings, may be anybody's; the others are read")
    func rowsThatNeverArrive() async throws {
        let fixture = try LuccaFixture { request, _ in
            let items = request.path == "/api/v3/leaves" ? Row.leave(1) : Row.user(1)
            return .json(#"{"data":{"items":[\#(items)],"count":3}}"#)
        }
        let employees = try await fixture.source.employees(in: nil)
        #expect(employees.rows.map(\.id) == ["1"] && employees.unidentified == 2)
        // Two requests each of two times.
        #expect(fixture.exchange.requests.count == 4)
        let leaves = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
        #expect(leaves.leaves.count == 1 && leaves.unowned == 2)
    }

    @Test func departmentsThatNeverArriveAreMissing() async throws {
        let fixture = try LuccaFixture { request, _ in
            let items = request.query("page") == "1" ? Row.department(3, "/1/") : ""
            return .json(#"{"items":[\#(items)],"count":2,"prev":null,"next":null}"#)
        }
        let departments = try await fixture.source.departments()
        #expect(departments.rows.map(\.id) == ["3"] && departments.unidentified == 1)
        #expect(departments.problems.map(\.code) == [.departmentUnreadable])
    }

    @Test("A list that is shorter than its count and differs at each reading changed while it was read")
    func aShortListThatChanges() async throws {
        let fixture = try LuccaFixture { _, number in
            .json(#"{"data":{"items":[\#(Row.user((number + 1) / 2))],"count":3}}"#)
        }
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.code == .luccaIncomplete && error.failureClass == .transient)
        // Two requests each of four times.
        #expect(fixture.exchange.requests.count == 8)
    }

    @Test("A half-day listed twice under one id, the same at each reading, is read; both rows count")
    func oneIDTwice() async throws {
        let cancelled = Row.leave(90).replacing(#""isActive":true"#, with: #""isActive":false"#)
        let fixture = try LuccaFixture(FakeLucca(.init(leaves: [cancelled, Row.leave(90), Row.leave(91, owner: 43)])))
        let reading = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
        #expect(reading.leaves.map(\.status) == [.cancelled, .approved, .approved])
        #expect(reading.problems.isEmpty && reading.unreadable.isEmpty)
    }

    @Test("Any list holds an id twice, identical or different, across pages too, and is read", arguments: [5, 999, 1000, 1001])
    func idsTwiceAnywhere(_ position: Int) async throws {
        var users = (1...2100).map { Row.user($0) }
        users.insert(users[position], at: position)
        users.insert(Row.user(position + 1, department: 4), at: position)
        let departments = (1...40).map { Row.department($0, "/1/\($0)/") }
        let fixture = try LuccaFixture(
            FakeLucca(.init(users: users, departments: departments + [departments[7], Row.department(8, "/2/")])))
        let reading = try await fixture.source.employees(in: nil)
        #expect(Set(reading.rows.map(\.id)).count == 2100 && reading.rows.count == 2101)
        #expect(try await fixture.source.departments().rows.count == 41)
    }

    @Test("A list that holds an id twice and differs at each reading changed while it was read")
    func anOddListThatChanges() async throws {
        let fixture = try LuccaFixture { _, number in
            .json(#"{"data":{"items":[\#(Row.user(1)),\#(Row.user(1, department: number))],"count":2}}"#)
        }
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.code == .luccaIncomplete)
    }

    @Test func aServerThatIgnoresTheLimitIsReadAtOnce() async throws {
        let all = Row.leaves(0..<6000).joined(separator: ",")
        let fixture = try LuccaFixture { _, _ in .json(#"{"data":{"items":[\#(all)],"count":6000}}"#) }
        #expect(try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through).leaves.count == 6000)
        #expect(fixture.exchange.requests.count == 1)
    }

    @Test func aServerThatCutsPagesShorterIsReadToTheEnd() async throws {
        let all = Row.leaves(0..<2500)
        let fixture = try LuccaFixture { request, _ in
            let offset = request.query("paging")?.split(separator: ",").first.flatMap { Int($0) } ?? 0
            return .json(
                #"{"data":{"items":[\#(all.dropFirst(offset).prefix(1000).joined(separator: ","))],"count":2500}}"#)
        }
        #expect(try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through).leaves.count == 2500)
    }

    @Test func withoutACountTheListIsReadUntilNothingNewComes() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(users: (1...1500).map { Row.user($0) }, servesCount: false)))
        #expect(try await fixture.source.employees(in: nil).rows.count == 1500)
    }

    @Test func manyDepartmentsTakeSeveralPages() async throws {
        let fixture = try LuccaFixture(FakeLucca(.init(departments: (1...250).map { Row.department($0, "/1/\($0)/") })))
        #expect(try await fixture.source.departments().rows.count == 250)
        #expect(fixture.exchange.requests.map { $0.query("page") } == ["1", "2", "3"])
        #expect(fixture.exchange.requests.allSatisfy { $0.query("limit") == "100" && $0.query("fields.root") == "count" })
    }

    // MARK: Refusals

    @Test(arguments: [401, 403, 404, 410]) func departmentsThatTheKeyMayNotReadNameTheRight(_ status: Int) async throws {
        let fake = FakeLucca(.init(users: [Row.user(1)], departments: [Row.department(3, "/1/")])) { request, _, _ in
            request.path.hasPrefix("/organization") ? .json("{}", status: status) : nil
        }
        let fixture = try LuccaFixture(fake)
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.code == .luccaForbidden && error.failureClass == .misconfigured)
        #expect(error.message.contains("(\(status))") && error.remedy.contains("Organization structure"))
        #expect(fixture.exchange.requests.allSatisfy { $0.path != "/api/v3/departments" })
    }

    @Test("An unknown key is told as one, though the departments are read first")
    func anUnknownKeyAtTheDepartments() async throws {
        let fixture = try LuccaFixture { _, _ in .json("{}", status: 401) }
        let error = try await error { _ = try await fixture.source.departments() }
        #expect(error.code == .luccaUnauthorized)
        #expect(fixture.exchange.requests.map(\.path) == ["/organization/structure/api/departments", "/api/v3/users"])
    }

    @Test(arguments: [
        (401, SyncError.Code.luccaUnauthorized), (403, .luccaForbidden), (404, .luccaForbidden), (400, .luccaFailed),
        (413, .luccaFailed), (431, .luccaFailed), (418, .luccaFailed),
    ])
    func aRefusalIsSaidInOurWords(_ status: Int, _ code: SyncError.Code) async throws {
        let bodies = [
            #"{"title":"Leaky title","detail":"Leaky detail of Zoé","status":\#(status),"errors":{"leak":["Leaky"]}}"#,
            #"{"Status":\#(status),"Message":"Leaky message","StackTrace":"at Leaky.Stack() in C:\\leak.cs:line 3"}"#,
            "<html><body>Leaky proxy</body></html>", "",
        ]
        for body in bodies {
            let fixture = try LuccaFixture { _, _ in .json(body, status: status) }
            let error = try await error {
                _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
            }
            #expect(error.code == code && error.failureClass == .misconfigured && !error.isAmbiguous)
            #expect(error.message.contains("\(status)"))
            #expect(!error.remedy.isEmpty)
            for text in ["\(error)", error.detail, error.message, error.remedy, String(reflecting: error)] {
                #expect(!text.localizedCaseInsensitiveContains("leak"))
                #expect(!text.contains(LuccaFixture.key))
            }
        }
    }

    private static func throttled(_ retryAfter: String?) -> HTTPResponse {
        HTTPResponse(status: 429, headers: retryAfter.map { [(name: "Retry-After", value: $0)] } ?? [])
    }

    @Test("A 429 below our own count only waits, as long as Lucca asks or its window lasts", arguments: ["20", nil] as [String?])
    func aThrottledAccount(_ retryAfter: String?) async throws {
        let fixture = try LuccaFixture { _, number in
            number <= 2 ? Self.throttled(retryAfter) : .json(#"{"data":{"items":[\#(Row.user(1))],"count":1}}"#)
        }
        #expect(try await fixture.source.employees(in: nil).rows.count == 1)
        #expect(fixture.exchange.requests.count == 3)
    }

    @Test(
        "A 429 that lasts is throttling, no defect: the run waits",
        arguments: [("5", 5...5), ("1800", 1800...1800), (nil, 30...60)] as [(String?, ClosedRange<Int>)])
    func anAccountThatStaysThrottled(_ retryAfter: String?, wait: ClosedRange<Int>) async throws {
        let fixture = try LuccaFixture { _, _ in Self.throttled(retryAfter) }
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.code == .luccaThrottled)
        guard case .throttled(let seconds) = error.failureClass else {
            Issue.record("\(error) is \(error.failureClass)")
            return
        }
        #expect(wait.contains(seconds), "\(seconds)")
        #expect(error.message.contains("takes no more requests") && error.remedy.contains("--lucca-requests"))
    }

    @Test func anUnknownKeySaysWhereToLookInLucca() async throws {
        let fixture = try LuccaFixture { _, _ in .json("{}", status: 401) }
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.remedy.contains("rocket") && error.remedy.contains("Integrations"))
    }

    @Test func anAnswerThatIsNoJSONIsAskedForOnceMore() async throws {
        let fixture = try LuccaFixture { _, number in
            number == 1 ? .json("<html>proxy</html>") : .json(#"{"data":{"items":[\#(Row.user(1))],"count":1}}"#)
        }
        #expect(try await fixture.source.employees(in: nil).rows.count == 1)
    }

    @Test(arguments: ["<html>secret</html>", #"{"data":{"items":[{"id":1}"#, #"{"data":{}}"#, "", #"{"Message":"secret"}"#])
    func anAnswerThatIsNoListFailsTheRead(_ body: String) async throws {
        let fixture = try LuccaFixture { _, _ in .json(body) }
        let error = try await error { _ = try await fixture.source.employees(in: nil) }
        #expect(error.code == .luccaUnreadable && error.failureClass == .transient)
        #expect(!"\(error)\(error.detail)".contains("secret"))
        #expect(fixture.exchange.requests.count == 2)
    }

    @Test func aPageThatFailsFailsTheRead() async throws {
        let fake = FakeLucca(.init(leaves: Row.leaves(0..<9000))) { request, _, _ in
            request.query("paging")?.hasPrefix("3999") == true ? .json("{}", status: 500) : nil
        }
        let fixture = try LuccaFixture(fake)
        let error = try await error { _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through) }
        #expect(error.code == .luccaFailed && error.failureClass == .transient)
    }
}
