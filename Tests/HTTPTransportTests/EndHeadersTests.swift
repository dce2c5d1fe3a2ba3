import Foundation
import HTTPTestKit
import Logging
import SyncCore
import SyncEngine
import Testing

@testable import HTTPTransport

@Suite("Headers that announce an end")
struct EndHeadersTests {
    static let readable = [
        "Sun, 06 Jun 2027 16:00:00 GMT", "2027-06-06T16:00:00Z", "2027-06-06T18:00:00+02:00", "2027-06-06T16:00:00",
        "2027-06-06T16:00:00.1234567Z", "2027-06-06 16:00Z", "2027-06-06T11:30:00-0430", "@1812297600", " @1812297600\t",
        "\"2027-06-06T16:00:00Z\"", "2027-06-06t16:00:00z",
    ]

    static let unreadable = [
        "", "soon", "2027", "2027-13-01", "2027-02-30T10:00:00Z", "2027-06-06T25:00:00Z", "2027-06-06T10:61:00Z", "2027-06-06T",
        "2027-06-06T10:00:00+", "2027-06-06T10:00:00+99:00", "2027-06-06T10:00:00.Z", "@", "@x", "@+1", "@1.5", "@-1",
        "@9223372036854775807", "@99999999999999999999999", "1812297600", "Sunday, 06-Jun-27 16:00:00 GMT",
        "2027-06-06T10:00:00Z;x",
        "Congés de Zoé \u{7}", String(repeating: "2", count: 70_000),
    ]

    private func notices(_ headers: [(name: String, value: String)]) -> [APINotice] {
        let notices = APINotices()
        EndHeaders(headers).note(in: notices, at: APIEndpoint(.lucca, "GET", path: "api/v3/users"))
        return notices.collected
    }

    @Test(arguments: readable) func aDateIsReadInEachForm(_ value: String) {
        let expected = Instant(secondsSince1970: 1_812_297_600)
        for (name, header) in [("Sunset", "SUNSET"), ("Deprecation", "deprecation")] {
            let found = notices([("Content-Type", "text/html"), (header, value)])
            #expect(found.map(\.code) == [.sunset], "\(value)")
            #expect(found.first?.sunsetAt == (name == "Sunset" ? expected : nil), "\(value)")
            #expect(found.first?.deprecatedAt == (name == "Deprecation" ? expected : nil), "\(value)")
        }
    }

    @Test func aDayAloneBeginsInUTC() {
        #expect(notices([("Sunset", "2027-06-06")]).first?.sunsetAt == Instant(secondsSince1970: 1_812_240_000))
    }

    @Test(arguments: ["true", "True", "?1"]) func deprecatedWithoutADateIsAnAnnouncement(_ value: String) {
        #expect(notices([("Deprecation", value)]) == [APINotice(Self.key(.sunset))])
    }

    @Test(arguments: ["false", "?0"]) func notDeprecatedIsNone(_ value: String) {
        #expect(notices([("Deprecation", value)]).isEmpty)
    }

    @Test func bothHeadersMakeOneNotice() {
        let found = notices([("deprecation", "@1796083200"), ("sunset", "Sun, 06 Jun 2027 16:00:00 GMT")])
        #expect(
            found == [
                APINotice(
                    Self.key(.sunset), deprecatedAt: Instant(secondsSince1970: 1_796_083_200),
                    sunsetAt: Instant(secondsSince1970: 1_812_297_600))
            ])
    }

    @Test(arguments: unreadable) func anUnreadableHeaderIsCountedAndNeverQuoted(_ value: String) {
        #expect(notices([("Sunset", value)]) == [APINotice(Self.key(.headerUnreadable, "Sunset"))], "\(value.prefix(40))")
        let both = notices([("Deprecation", value), ("Sunset", "2027-06-06")])
        #expect(both.map(\.code) == [.headerUnreadable, .sunset])
        #expect(both.first?.property == "Deprecation")
    }

    @Test func trueIsNoSunset() {
        #expect(notices([("Sunset", "true")]).map(\.code) == [.headerUnreadable])
    }

    @Test func otherHeadersSayNothing() {
        #expect(notices([("Date", "Sun, 06 Jun 2027 16:00:00 GMT"), ("X-Sunset", "2027-06-06"), ("Sunse\u{288}", "x")]).isEmpty)
    }

    private static func key(_ code: APINotice.Code, _ property: String = "") -> APINotice.Key {
        APINotice.Key(code, APIEndpoint(.lucca, "GET", path: "api/v3/users"), property: property)
    }

    // MARK: through the client

    private struct Rig {
        let client: RemoteClient
        let notices = APINotices()
        let log = RecordingLog()

        init(_ script: [ScriptedExchange.Entry], system: RemoteSystem = .lucca) throws {
            let time = StandingTime()
            let address =
                switch system {
                case .lucca: try RemoteAddress.lucca(pasted: "acme.ilucca.net", policy: OutboundPolicy())
                case .planningPME: try RemoteAddress.planningPME(pasted: "acme", policy: OutboundPolicy())
                }
            client = RemoteClient(
                system: system, address: address, exchange: ScriptedExchange(script), budget: EndlessBudget(),
                scope: BudgetScope(name: "test", limit: 50, windowSeconds: 62), pacing: time.pacing, notices: notices,
                logger: log.logger)
        }
    }

    @Test(arguments: [200, 301, 400, 401, 404, 408, 410, 429, 500, 503])
    func everyAnswerIsHeard(_ status: Int) async throws {
        let rig = try Rig([.status(status, [("Sunset", "2027-06-06T16:00:00Z")]), .status(200)])
        _ = try? await rig.client.send(RemoteRequest(.get, "api/v3/users", query: [("departmentId", "12")]))
        #expect(rig.notices.collected.map(\.endpoint.name) == ["GET /api/v3/users"])
        #expect(rig.notices.collected.map(\.count) == [1])
    }

    @Test func answersAreCountedByMethodAndTemplate() async throws {
        let rig = try Rig([.status(200, [("Deprecation", "true")])], system: .planningPME)
        for request in [RemoteRequest(.get, "api/do/17"), RemoteRequest(.get, "api/do/18"), RemoteRequest(.put, "api/do/17")] {
            _ = try await rig.client.send(request)
        }
        #expect(rig.notices.collected.map(\.endpoint.name) == ["GET /api/do/{id}", "PUT /api/do/{id}"])
        #expect(rig.notices.collected.map(\.count) == [2, 1])
        #expect(rig.notices.collected.allSatisfy { $0.endpoint.system == .planningPME })
    }

    @Test func answersWithoutThemLeaveNothing() async throws {
        let rig = try Rig([.status(200, [("Date", "Sun, 06 Jun 2027 16:00:00 GMT")])])
        _ = try await rig.client.send(RemoteRequest(.get, "api/v3/users"))
        #expect(rig.notices.collected.isEmpty)
    }

    @Test func nothingOfAHeaderIsLoggedOrKept() async throws {
        let canary = "canary-7f3a"
        let rig = try Rig([
            .status(200, [("Sunset", canary), ("Deprecation", "\(canary); Zoé"), ("Link", "<https://\(canary)>")])
        ])
        _ = try await rig.client.send(RemoteRequest(.get, "api/v3/users/e_\(canary)", query: [("q", canary)]))
        #expect(rig.notices.collected.map(\.property) == ["Deprecation", "Sunset"])
        #expect(!"\(rig.notices.collected)".contains(canary))
        // The path of a request is logged, as it always was; its headers' answers are not.
        #expect(!rig.log.lines.contains { $0.contains(canary) && !$0.contains("path=api/v3/users/e_\(canary)") })
    }
}
