import HTTPTestKit
import HTTPTransport
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("PlanningPME's check")
struct PlanningPMECheckTests {
    private static let list = #"{"items":[{"key":1}],"total":40}"#

    private func fixture(
        closing path: String = "", status: Int = 403, writing: Int = 404
    ) throws -> PlanningFixture {
        try PlanningFixture { request, _ in
            if request.path == path { return .json(#"{"message":"leak"}"#, status: status) }
            if request.method == .delete { return .json("", status: writing) }
            return .json(request.path == "/acme/api/config" ? #"{"enums":{}}"# : Self.list)
        }
    }

    @Test func everythingThatIsThereIsOK() async throws {
        let fixture = try fixture()
        let results = await fixture.target.check()
        #expect(
            results.map(\.name) == [
                "PlanningPME: address and AppKey", "PlanningPME: user", "PlanningPME: user's session", "PlanningPME: resources",
                "PlanningPME: departments",
                "PlanningPME: unavailability types", "PlanningPME: events", "PlanningPME: writing",
            ])
        #expect(results.allSatisfy { $0.state == .ok && $0.remedy.isEmpty })
        #expect(results[3].detail.contains("40"))
    }

    @Test func theCheckChangesNothing() async throws {
        let fixture = try fixture()
        _ = await fixture.target.check()
        let writes = fixture.calls.filter { $0.method != .get && $0.path != "/acme/api/do/list" }
        #expect(writes.map(\.method) == [.delete])
        #expect(writes.map(\.path) == ["/acme/api/do/0"])
    }

    @Test func theAppKeyIsTestedWithoutTheUser() async throws {
        let fixture = try fixture(closing: "/acme/api/config", status: 401)
        let results = await fixture.target.check()
        #expect(results.map(\.state) == [.failed] + Array(repeating: .unknown, count: 7))
        #expect(fixture.exchange.requests.count == 1)
        #expect(fixture.exchange.requests.first?.secretHeader("Authorization") == nil)
        #expect(!"\(results)".contains("leak"))
    }

    @Test(arguments: [
        ("/acme/api/config", 503, 1, "since PlanningPME did not answer"),
        ("/acme/api/config", 401, 1, "since the AppKey does not work"),
        ("/acme/token", 503, 2, "since PlanningPME did not answer"), ("/acme/token", 401, 2, "since the user can't sign in"),
    ]) func whatIsNotTestedSaysWhy(_ path: String, _ status: Int, _ tested: Int, _ reason: String) async throws {
        let fixture = try PlanningFixture(
            rawAppKey: PlanningFixture.appKey, login: .authToken(Secret("assertion"))
        ) { request, _ in
            request.path == path ? .json("{}", status: status) : .json(#"{"enums":{}}"#)
        }
        let results = await fixture.target.check()
        #expect(results.count == 8)
        #expect(results.dropFirst(tested).allSatisfy { $0.state == .unknown && $0.detail.contains(reason) })
    }

    @Test func aPageOfHTMLKnowsNoAppKey() async throws {
        let fixture = try PlanningFixture { _, _ in .json("<html>Bienvenue</html>") }
        let results = await fixture.target.check()
        #expect(results.first?.state == .failed && results.first?.detail.contains("could not be understood") == true)
    }

    @Test(arguments: [
        ("/acme/api/category", 2), ("/acme/api/resource", 3), ("/acme/api/department", 4), ("/acme/api/unavailability", 5),
        ("/acme/api/do/list", 6), ("/acme/api/do/0", 7),
    ])
    func eachRightIsTestedOnItsOwn(_ path: String, _ position: Int) async throws {
        let results = await (try fixture(closing: path)).target.check()
        for (index, result) in results.enumerated() {
            #expect(result.state == (index == position ? .failed : .ok))
        }
        #expect(results[position].detail.contains("403") && results[position].remedy.contains("Without it"))
        #expect(!"\(results)".contains("leak"))
    }

    @Test(arguments: [204, 400, 405]) func anUnclearAnswerLeavesWritingUnknown(_ status: Int) async throws {
        let results = await (try fixture(writing: status)).target.check()
        #expect(results.last?.state == .unknown)
    }

    @Test func aUserWhoCanNotSignInLeavesTheRestUnknown() async throws {
        let fixture = try PlanningFixture(
            rawAppKey: PlanningFixture.appKey, login: .authToken(Secret("assertion"))
        ) { request, _ in
            request.path == "/acme/token" ? .json("{}", status: 400) : .json(#"{"enums":{}}"#)
        }
        #expect(await fixture.target.check().map(\.state) == [.ok, .failed] + Array(repeating: .unknown, count: 6))
    }
}
