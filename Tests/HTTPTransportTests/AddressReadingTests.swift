import Foundation
import SyncCore
import Testing

@testable import HTTPTransport

/// Two readers of one address must see the same host: the judged host is the one that is connected to.
@Suite("Two readers of one address")
struct AddressReadingTests {
    /// Pieces that readers of URLs disagree about.
    private static let pieces = [
        "https://", "http://", "HTTPS://", "//", "/", "\\", "@", ":", "443", "8080", "?", "#", "%2f", "%40", "%2e", "%00", "%",
        "..", ".",
        "acme.ilucca.net", "evil.com", "127.0.0.1", "[::1]", "[", "]", "0x7f.1", "2130706433", "é", "。", "％", " ", "\t", "\r\n",
        "\u{0}",
        "a", "-", "_", "user", "pw", ";", ",", "&", "=", "xn--", "localhost", "acme.localhost", "\u{202e}", "\u{ad}",
    ]

    @Test func whatIsJudgedIsWhatTheClientConnectsTo() {
        var random = SplitMix(seed: 20_261_124)
        var understood = 0
        for _ in 0..<30_000 {
            let count = Int.random(in: 1...7, using: &random)
            var text = Bool.random(using: &random) ? "https://" : ""
            for _ in 0..<count { text += Self.pieces.randomElement(using: &random) ?? "" }
            guard let judged = try? PastedURL(text), let scheme = judged.scheme else { continue }
            // As the client parses it; what it cannot parse, it does not send.
            guard let url = URL(string: text), let host = url.host(percentEncoded: false) else { continue }
            understood += 1
            let expected =
                switch judged.host {
                case .name(let name): name
                case .literal(let address): "\(address)"
                }
            var found = host.lowercased()
            if found.hasPrefix("["), found.hasSuffix("]") { found = String(found.dropFirst().dropLast()) }
            if found.hasSuffix(".") { found.removeLast() }
            let same =
                found == expected || IPAddress(anyIPv4Spelling: found)?.description == expected
                || IPAddress(canonical: found)?.description == expected
            #expect(same, "\(text.debugDescription): judged \(expected), connected to \(found)")
            #expect(url.scheme?.lowercased() == scheme, "\(text.debugDescription)")
            #expect(url.port == judged.port, "\(text.debugDescription)")
            #expect((url.user ?? "").isEmpty && (url.password ?? "").isEmpty, "\(text.debugDescription)")
        }
        #expect(understood > 1000)
    }

    /// Paths are ours, but ids in them come from elsewhere.
    @Test func noPathAndNoQueryLeavesTheAddress() throws {
        let address = try RemoteAddress.planningPME(pasted: "https://api.planningpme.com/acme/", policy: OutboundPolicy())
        var random = SplitMix(seed: 7)
        var made = 0
        for _ in 0..<30_000 {
            func text() -> String {
                (0..<Int.random(in: 0...5, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            }
            let request = RemoteRequest(.get, text(), query: [(text(), text()), ("b", text())])
            guard let url = RemoteURL.make(address, request) else { continue }
            made += 1
            #expect(url.hasPrefix("https://api.planningpme.com/acme/"))
            #expect(url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
            let parts = try #require(URLComponents(string: url))
            #expect(parts.host == "api.planningpme.com" && parts.port == nil && parts.user == nil && parts.fragment == nil)
            #expect(parts.percentEncodedPath.hasPrefix("/acme/"))
            #expect(!parts.path.split(separator: "/").contains(".."))
            #expect(parts.queryItems?.count == 2)
        }
        #expect(made > 1000)
    }
}
