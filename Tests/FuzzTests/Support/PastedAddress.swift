import SyncTestKit

/// Addresses, right and wrong.
enum PastedAddress {
    private static let schemes = [
        "https://", "https://", "https://", "HTTPS://", "http://", "", "", "//", "ftp://", "file:///", "javascript:", "https:/",
        "https:", "://", "ht\u{301}tps://", "https:\\\\", "data:", "a://b://",
    ]
    private static let hosts = [
        "acme.ilucca.net", "ACME.ILUCCA.NET.", "acme.ilucca-test.net", "acme.ilucca.ch", "ilucca.net", "a.b.ilucca.net",
        "acme-s.sandbox.eu1.luccasoftware.com", "api.planningpme.com", "try.planningpme.com", "planning.acme.fr", "acme",
        "localhost", "x.localhost", "localhost.", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0x7f000001",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1%eth0]", "[::]", "[", "[]", "[::1", "::1", "10.0.0.1",
        "169.254.169.254", "192.168.1.1", "1.2.3.4", "8.8.8.8", "0", "0x", "1.0x", "1.1.1.1.1", "256.1.1.1", "4294967296",
        "99999999999999999999", "1.-1", "-1", "a-.b.com", "-a.b.com", "a..b.com", ".a.com", "é.ilucca.net", "e\u{301}.net",
        "acme.ilucca.net\u{301}", "acme。ilucca。net", "acme.ilucca.net.evil.example", "evil.example#acme.ilucca.net",
        "acme.local", "acme.internal", "K.ilucca.net", "xn--e1a.ilucca.net", "٣.٣.٣.٣", "acme.٣", "1.2.3.٤", "a.1b", "a.0x1",
        "acme.ilucca.net\u{0}.evil.example", "a_b.ilucca.net",
    ]
    private static let users = ["", "", "", "", "", "", "user@", "user:pass@", "@", "a@b@", "acme.ilucca.net@", "u\u{301}@"]
    private static let ports = [
        "", "", "", "", ":443", ":80", ":0", ":65535", ":65536", ":", ":-1", ":+1", ":٣", ":99999999999999999999", "::", ":4 4",
    ]
    private static let paths = [
        "", "", "/", "/acme/", "/acme/api/do", "/ACME", "/acme/token", "/a b", "/..", "/../x", "/acme/../x", "/%2e%2e/", "/é",
        "//", "///", "/acme//b", "/a?b=c#d", "?x", "#x", "/acme?@evil", "/\\evil", "/acme/doc/", "/api/", "/token", "/acme;x",
        "/./",
        "/a/b/c/d", "/%", "/acme%00", "/\u{301}", "/doc", "/~a", "/acme/API",
    ]
    private static let edges = ["", "", "", "", " ", "\n", "\t", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{0}", "\"", "<"]

    static func text(_ random: inout SplitMix64) -> String {
        if random.chance(3) { return String(decoding: Mutator.noise(&random), as: UTF8.self) }
        func piece(_ pieces: [String]) -> String { random.element(of: pieces) ?? "" }
        var text = piece(edges) + piece(schemes) + piece(users) + piece(hosts)
        if random.chance(10) { text += "." + piece(hosts) }
        text += piece(ports) + piece(paths) + piece(edges)
        if random.chance(25) {
            var bytes = Array(text.utf8)
            Mutator.damage(&bytes, &random)
            text = String(decoding: bytes, as: UTF8.self)
        }
        if random.chance(2) {
            text += String(repeating: piece(["a", "a.", "/", "[", "1.", "0", "é"]), count: random.pick(60, 255, 2100))
        }
        return text
    }
}
