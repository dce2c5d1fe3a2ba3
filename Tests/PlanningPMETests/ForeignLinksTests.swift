import Foundation
import HTTPTestKit
import HTTPTransport
import PlanningPME
import SyncCore
import SyncEngine
import Testing

/// Answers may contain a link to the next page; the adapter builds its own, and requests only its own host.
@Suite("PlanningPME: links in answers")
struct ForeignLinksTests {
    @Test func noLinkOfAnAnswerIsFollowed() async throws {
        let links =
            #""next":"https://evil.example/next","nextPageUrl":"https://evil.example/page","links":[{"href":"//evil.example/"}]"#
        let fixture = try PlanningFixture { request, _ in
            let index = Int(request.query("pageIndex") ?? "") ?? (request.json?["pageIndex"] as? Int) ?? 1
            let size = Int(request.query("pageSize") ?? "") ?? (request.json?["pageSize"] as? Int) ?? 50
            let keys = (1...(2 * size + 1)).dropFirst((index - 1) * size).prefix(size)
            let items = keys.map { #"{"key":\#($0),"label":"x","url":"https://evil.example/\#($0)"}"# }.joined(separator: ",")
            return HTTPResponse(
                status: 200,
                headers: [("Link", "<https://evil.example/link>; rel=\"next\""), ("Location", "https://evil.example/")],
                body: Data(#"{\#(links),"items":[\#(items)],"total":\#(2 * size + 1)}"#.utf8))
        }
        let types = try await fixture.target.types()
        _ = try await fixture.target.departments()
        #expect(types.count > 50, "there were several pages")
        #expect(fixture.calls.count > 4)
        for request in fixture.exchange.requests {
            #expect(request.url.hasPrefix("https://api.planningpme.com/acme/"), "\(request)")
        }
    }
}
