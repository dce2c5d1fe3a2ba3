import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import HTTPTransport

/// Wherever an answer points, the credentials stay with their host.
@Suite("Addresses in answers")
struct AddressRedirectTests {
    private static let canary = "Kanari-7f3a"

    /// Where answers point: the other server in every spelling, and things that are no server at all.
    enum Place: String, CaseIterable, Sendable {
        case otherPort, otherName, otherScheme, noScheme, userInfo, relative, backslashes, twoHosts, notHTTP

        func text(_ port: Int) -> String {
            switch self {
            case .otherPort: "http://127.0.0.1:\(port)/x"
            case .otherName: "http://evil.localhost:\(port)/x"
            case .otherScheme: "https://127.0.0.1:\(port)/x"
            case .noScheme: "//127.0.0.1:\(port)/x"
            case .userInfo: "http://127.0.0.1@127.0.0.1:\(port)/x"
            case .relative: "/x"
            case .backslashes: "http:\\\\127.0.0.1:\(port)\\x"
            case .twoHosts: "http://127.0.0.1:\(port)/x, http://evil.localhost:\(port)/x"
            case .notHTTP: "gopher://127.0.0.1:\(port)/x"
            }
        }
    }

    private static func request(_ server: LoopbackServer, _ path: String = "/first") -> HTTPRequest {
        HTTPRequest(
            method: .post, url: "http://127.0.0.1:\(server.port)\(path)",
            secretHeaders: [("Authorization", Secret("lucca application=\(canary)")), ("X-APPKEY", Secret(canary))],
            body: .secret(Secret("password=\(canary)")))
    }

    @Test(arguments: [300, 301, 302, 303, 304, 305, 306, 307, 308], Place.allCases)
    func aRedirectIsHandedBackAndNobodyElseIsAsked(_ status: Int, _ place: Place) async throws {
        let exchange = AsyncHTTPExchange(policy: OutboundPolicy(allowLoopback: true))
        let elsewhere: @Sendable (String) -> LoopbackServer.Answer = { _ in .reply("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        try await LoopbackServer.run(answering: elsewhere) { other in
            let redirect = "HTTP/1.1 \(status) Go\r\nLocation: \(place.text(other.port))\r\nContent-Length: 0\r\n\r\n"
            try await LoopbackServer.run(answering: { _ in .reply(redirect) }) { home in
                let response = try await exchange.exchange(
                    Self.request(home), limits: ExchangeLimits(deadline: 60, bodyLimit: 100))
                #expect(response.status == status)
                #expect(home.requests.count == 1)
                #expect(other.requests.isEmpty)
            }
        }
        await exchange.shutdown()
    }

    /// Headers that make browsers and libraries go elsewhere, or send extra data next time.
    @Test(arguments: [
        "Refresh: 0; url=http://127.0.0.1:PORT/x", "Link: <http://127.0.0.1:PORT/x>; rel=\"next\"",
        "Alt-Svc: h2=\"127.0.0.1:PORT\"; ma=86400, h3=\":PORT\"", "Content-Location: http://127.0.0.1:PORT/x",
        "Set-Cookie: session=planted; Domain=127.0.0.1; Path=/", "WWW-Authenticate: Basic realm=\"x\"",
        "Proxy-Authenticate: Basic", "Upgrade: h2c\r\nConnection: Upgrade", "Location: http://127.0.0.1:PORT/x",
    ])
    func aHeaderSendsNothingElsewhereAndNothingAlong(_ header: String) async throws {
        let exchange = AsyncHTTPExchange(policy: OutboundPolicy(allowLoopback: true))
        let limits = ExchangeLimits(deadline: 60, bodyLimit: 100)
        try await LoopbackServer.run(answering: { _ in .reply("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }) { other in
            let line = header.replacing("PORT", with: "\(other.port)")
            let status = header.hasPrefix("WWW") ? 401 : header.hasPrefix("Proxy") ? 407 : 201
            let answer = "HTTP/1.1 \(status) Go\r\n\(line)\r\nContent-Length: 0\r\n\r\n"
            try await LoopbackServer.run(answering: { _ in .reply(answer) }) { home in
                for path in ["/first", "/second"] {
                    let response = try await exchange.exchange(Self.request(home, path), limits: limits)
                    #expect(response.status == status)
                }
                #expect(home.requests.count == 2)
                let (first, second) = (home.requests[0], home.requests[1])
                #expect(second == first.replacing("/first", with: "/second"), "nothing of an answer is sent along")
                #expect(other.requests.isEmpty)
            }
        }
        await exchange.shutdown()
    }

    /// A message about a redirect shows its host, never the rest: paths carry sessions and names too.
    @Test(arguments: [
        ("https://login.acme.fr/in/KANARI?token=KANARI#KANARI", "to https://login.acme.fr"),
        ("https://u:KANARI@login.acme.fr/", ""),
        ("https://login.acme.fr:8443/KANARI", "to https://login.acme.fr:8443"), ("//login.acme.fr/KANARI", "to login.acme.fr"),
        ("/KANARI", "within the same host"), ("KANARI", "within the same host"), ("?KANARI", "within the same host"),
        ("https://KANARI@/x", ""), ("https://[KANARI]/x", ""), ("https://a.fr\\@KANARI/", ""), ("javascript:KANARI()", ""),
        ("data:text/html,KANARI", ""), ("https://KANARI é.fr/", ""), ("KANARI://login.acme.fr/", ""), ("", ""),
    ])
    func theErrorNamesTheHostAtMost(_ location: String, _ told: String) {
        let failure = RemoteFailure(
            system: .lucca, request: RemoteRequest(.get, "api/v3/users"), attempts: 1)
        let error = failure.redirected(
            HTTPResponse(status: 302, headers: [("Location", location.replacing("KANARI", with: Self.canary))]))
        for text in ["\(error)", String(reflecting: error), error.detail] {
            #expect(!text.lowercased().contains(Self.canary.lowercased()), "\(text)")
        }
        #expect(
            error.message
                == "Lucca redirected GET api/v3/users\(told.isEmpty ? "" : " \(told)") (302); redirects are not followed.")
    }
}
