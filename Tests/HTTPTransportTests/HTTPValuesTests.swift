import Foundation
import HTTPTransport
import SyncCore
import Testing

@Suite("HTTP values")
struct HTTPValuesTests {
    @Test func aHeaderIsFoundWhateverItsLetterCase() {
        let response = HTTPResponse(status: 200, headers: [("X-Thing", "a"), ("x-thing", "b")])
        #expect(response.header("x-THING") == "a")
        #expect(response.header("X-Other") == nil)
    }

    @Test func aFormIsEncodedAndSecretAsAWhole() throws {
        let body = HTTPBody.form([
            ("grant_type", .clear("password")), ("username", .secret(Secret("zoé@acme.fr"))),
            ("password", .secret(Secret("a&b=c d+%"))),
        ])
        guard case .secret(let secret) = body else {
            Issue.record("a form with a password is shown in clear")
            return
        }
        secret.reveal { text in
            #expect(text == "grant_type=password&username=zo%C3%A9%40acme.fr&password=a%26b%3Dc%20d%2B%25")
        }
    }

    @Test func nothingOfARequestButMethodAndPathIsPrinted() {
        let request = HTTPRequest(
            method: .post, url: "https://acme.ilucca.net/api/v3/users?mail=jeanne%40acme.fr#x",
            headers: [("X-Note", "jeanne")], secretHeaders: [("Authorization", Secret("lucca application=jeanne"))],
            body: .clear(Data("jeanne".utf8)))
        let remote = RemoteRequest(
            .post, "api/v3/users", query: [("mail", "jeanne@acme.fr")], headers: [("X-Note", "jeanne")],
            secretHeaders: [("Authorization", Secret("jeanne"))], body: .form([("a", .clear("jeanne"))]))
        let response = HTTPResponse(status: 200, headers: [("X-Note", "jeanne")], body: Data("jeanne".utf8))
        for value in [request, remote, response, HTTPBody.clear(Data("jeanne".utf8))] as [any Sendable] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), "\([value])", dumped] {
                #expect(!text.contains("jeanne"))
            }
        }
        #expect("\(request)" == "POST https://acme.ilucca.net/api/v3/users")
    }
}
