import Foundation
import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import Testing

/// Answers may name where the next page is; the adapter knows by itself, and asks its own host alone.
@Suite("Lucca: links in answers")
struct ForeignLinksTests {
    private static let links =
        #""next":"https://evil.example/next","nextPage":"https://evil.example/page","prev":"//evil.example/","#
        + #""url":"https://evil.example/self","links":{"next":{"href":"https://evil.example/hal"}}"#

    @Test func noLinkOfAnAnswerIsFollowed() async throws {
        let users = (1...1500).map { Row.user($0) }
        let lucca = FakeLucca(.init(users: users, leaves: Row.leaves(1..<1500), departments: [Row.department(3, "/1/")]))
        let fixture = try LuccaFixture { request, number in
            let answer = try lucca.answer(request, number)
            // The same object, with links in front.
            let text = String(decoding: answer.body, as: UTF8.self)
            return HTTPResponse(
                status: answer.status,
                headers: answer.headers + [("Link", "<https://evil.example/link>; rel=\"next\"")],
                body: Data(("{" + Self.links + "," + text.dropFirst()).utf8))
        }
        _ = try await fixture.source.departments()
        #expect(try await fixture.source.employees(in: ["3"]).rows.count == 1500)
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: day(2026, 11, 1), through: day(2027, 5, 31))
        #expect(fixture.exchange.requests.count >= 4, "there were several pages")
        for request in fixture.exchange.requests { #expect(request.url.hasPrefix("https://acme.ilucca.net/"), "\(request)") }
    }
}
