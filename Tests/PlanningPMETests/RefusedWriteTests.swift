import HTTPTestKit
import HTTPTransport
import JSONText
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("PlanningPMETarget: refused writes and sign-in")
struct RefusedWriteTests {
    private func error(_ call: () async throws -> Void) async throws -> SyncError {
        try #require(await #expect(throws: SyncError.self) { try await call() })
    }

    private static let held = [
        JSONObject.Member("isBlocked", .bool(true)), .init("readonly", .bool(true)), .init("editor", .text("someone")),
        .init("editor", .object(["key": .integer(3)])),
    ]

    @Test(arguments: RefusedWriteTests.held.indices) func anEventThatIsHeldIsLocked(_ place: Int) async throws {
        let brand = FakeBrand()
        brand.add {
            $0.remark = "\(Draft.reference)"
            $0.others[Self.held[place].name] = Self.held[place].value
        }
        let fixture = try PlanningFixture(brand)
        let update = try await error { _ = try await fixture.target.update(101, to: Draft.event(), replacing: Draft.reference) }
        let deletion = try await error { try await fixture.target.delete(101) }
        let release = try await error { try await fixture.target.release(101) }
        for error in [update, deletion, release] {
            #expect(error.code == .planningPMELocked && error.failureClass == .rejected && !error.isAmbiguous)
            #expect(error.message.contains("Event 101") && !error.remedy.isEmpty && !"\(error)".contains("someone"))
        }
    }

    @Test(arguments: [
        (400, SyncError.Code.planningPMERejected), (403, .planningPMEForbidden), (405, .planningPMERejected),
        (409, .planningPMERejected), (404, .planningPMERejected), (422, .planningPMERejected), (423, .planningPMERejected),
    ])
    func anEventThatNobodyHoldsIsRefused(_ status: Int, _ code: SyncError.Code) async throws {
        let event =
            #"{"key":12,"start":"2026-12-24T01:00:00","end":"2026-12-25T00:00:00","remark":"\#(Draft.reference)","editor":null}"#
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, _ in
            request.method == .get ? .json(event) : .json(#"{"Message":"leak"}"#, status: status)
        }
        #expect(try await error { try await fixture.target.delete(12) }.code == code)
        let update = try await error { _ = try await fixture.target.update(12, to: Draft.event(), replacing: Draft.reference) }
        #expect(update.code == code && !"\(update)\(update.detail)".contains("leak"))
        #expect(fixture.calls.map(\.method) == [.get, .delete, .get, .get, .put, .get])
    }

    @Test func anEventThatIsGoneWhenItIsLookedAtIsGone() async throws {
        let event = #"{"key":12,"start":"2026-12-24T01:00:00","end":"2026-12-25T00:00:00","remark":"\#(Draft.reference)"}"#
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { request, number in
            if request.method != .get { return .json("{}", status: 400) }
            return number > 2 ? .json("{}", status: 404) : .json(event)
        }
        #expect(try await fixture.target.update(12, to: Draft.event(), replacing: Draft.reference) == nil)
    }

    @Test(arguments: [
        #"{"message":"leak"}"#, #"{"Message":"leak","ModelState":{"do.Start":["leak"],"leak":["x"]}}"#,
        #"{"error":"leak","error_description":"leak"}"#, #"{"errors":{"start":["leak"]}}"#, "leak",
    ])
    func whatARefusalSaysIsNeverShown(_ body: String) async throws {
        let fixture = try PlanningFixture(dialect: PlanningDialect()) { _, _ in .json(body, status: 400) }
        let error = try await error { _ = try await fixture.target.create(Draft.event()) }
        #expect(!"\(error)\(error.detail)".contains("leak"))
        #expect(error.message.contains("start") == body.lowercased().contains("start"))
    }

    // MARK: signing in

    @Test(arguments: [PlanningDialect.Token.put, .post], [404, 405]) func theOtherMethodIsTriedOnceAndRemembered(
        _ first: PlanningDialect.Token, _ status: Int
    ) async throws {
        var dialect = PlanningDialect()
        dialect.token = first
        let wrong: HTTPMethod = first == .put ? .put : .post
        let fixture = try PlanningFixture(rawAppKey: "k", login: .authToken(Secret("a")), dialect: dialect) { request, number in
            if request.path == "/acme/token" {
                return request.method == wrong ? .json("{}", status: status) : .json(#"{"access_token":"t\#(number)"}"#)
            }
            return number < 5 ? .json("{}", status: 401) : .json(#"{"items":[],"total":0}"#)
        }
        _ = try await fixture.target.types()
        #expect(
            fixture.exchange.requests.filter { $0.path == "/acme/token" }.map(\.method) == [wrong, other(wrong), other(wrong)])
    }

    private func other(_ method: HTTPMethod) -> HTTPMethod { method == .put ? .post : .put }

    @Test func aBrandWithoutAnyMethodIsReported() async throws {
        let fixture = try PlanningFixture(rawAppKey: "k", login: .authToken(Secret("a"))) { _, _ in .json("{}", status: 404) }
        #expect(try await error { _ = try await fixture.target.types() }.failureClass == .misconfigured)
        #expect(fixture.exchange.requests.count == 2)
    }

    /// Beside a 404, a 405 for the other method says nothing.
    @Test func theMoreSpecificAnswerOfTwoMethodsIsReported() async throws {
        let fixture = try PlanningFixture(rawAppKey: "k", login: .authToken(Secret("a"))) { request, _ in
            .json("{}", status: request.method == .put ? 404 : 405)
        }
        let error = try await error { _ = try await fixture.target.types() }
        #expect(error.message.contains("(404)") && fixture.exchange.requests.count == 2)
    }

    @Test func aRefusedPasswordExplainsAccountAuthentication() async throws {
        for (login, isPassword) in [
            (PlanningPMELogin.password(username: Secret("u"), password: Secret("p")), true), (.authToken(Secret("a")), false),
        ] {
            let fixture = try PlanningFixture(rawAppKey: "k", login: login) { _, _ in
                .json(#"{"error":"invalid_grant"}"#, status: 400)
            }
            let error = try await error { _ = try await fixture.target.types() }
            #expect(error.code == .planningPMEUnauthorized)
            #expect(error.remedy.contains("account authentication") == isPassword)
            #expect(fixture.exchange.requests.count == 1)
        }
    }

    @Test func archivedResourcesAreReported() async throws {
        let fixture = try PlanningFixture { request, _ in
            .json(
                request.path.hasSuffix("resource")
                    ? #"{"items":[{"key":1,"notValid":true},{"key":2,"notValid":false},{"key":3,"department":{"key":9}}],"total":3}"#
                    : request.path.hasSuffix("config") ? #"{"enums":{}}"# : #"{"items":[],"total":0}"#)
        }
        let resources = try await fixture.target.resources()
        #expect(resources.map(\.isArchived) == [true, false, false] && resources.last?.departments == [9])
        let check = await fixture.target.check()
        #expect(check.first { $0.name == "PlanningPME: resources" }?.detail.contains("1 of the first 3 are archived") == true)
    }

    @Test func aResourceIsWrittenInItsDepartmentForm() async throws {
        var dialect = PlanningDialect()
        dialect.department = .single
        let read = #"{"key":8,"label":"R","departments":[{"key":2}],"registrationNumber":"1"}"#
        for update in PlanningDialect.Update.allCases {
            dialect.update = update
            let fixture = try PlanningFixture(dialect: dialect) { request, _ in
                .json(request.method == .get ? read : #"{"key":8}"#)
            }
            _ = try await fixture.target.updateResource(8, ResourceChange(department: 3))
            #expect(
                fixture.puts.first?.text
                    == (update == .merge
                        ? #"{"department":{"key":3}}"#
                        : #"{"key":8,"label":"R","registrationNumber":"1","department":{"key":3}}"#))
            let created = try PlanningFixture(dialect: dialect) { _, _ in .json(#"{"key":8}"#) }
            #expect(try await created.target.createResource(Draft.resource).key == 8)
            #expect(created.calls.first?.text.hasSuffix(#""department":{"key":3}}"#) == true)
        }
    }
}
