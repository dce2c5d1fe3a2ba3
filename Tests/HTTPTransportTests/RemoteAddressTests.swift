import HTTPTransport
import SyncCore
import SyncTestKit
import Testing

@Suite("RemoteAddress")
struct RemoteAddressTests {
    private let strict = OutboundPolicy()
    private let development = OutboundPolicy(allowLoopback: true)

    @Test(arguments: [
        "https://acme.ilucca.net", "https://acme.ilucca.net/", "acme.ilucca.net", "acme.ilucca.net/", "ACME.ILucca.NET",
        "HTTPS://Acme.ilucca.net/timmi-absences/", "https://acme.ilucca.net/login?redirect=https://evil.com#x",
        "  https://acme.ilucca.net \n", "\u{a0}acme.ilucca.net\u{a0}", "//acme.ilucca.net/x", "acme.ilucca.net.",
        "https://acme.ilucca.net./", "acme.ilucca.net?x=1", "acme.ilucca.net#top", "https://acme.ilucca.net/a@b:c/..//",
        "https://acme.ilucca.net:443", "acme.ilucca.net:443/",
    ])
    func aPastedLuccaAddressIsUnderstood(_ pasted: String) throws {
        let address = try RemoteAddress.lucca(pasted: pasted, policy: strict)
        #expect(address.baseURL == "https://acme.ilucca.net/")
        #expect(address.origin == "https://acme.ilucca.net")
        #expect(address.host == "acme.ilucca.net")
        #expect(address.account == "acme")
    }

    @Test(arguments: [
        "acme.ilucca-test.net", "acme.ilucca-demo.net", "acme.ilucca.ch", "acme.ilucca-test.ch", "acme.ilucca-demo.ch",
        "acme-tests.sandbox.eu1.luccasoftware.com", "a1-b2.ilucca.net",
    ])
    func everyDomainOfLuccaIsAccepted(_ host: String) throws {
        #expect(try RemoteAddress.lucca(pasted: host, policy: strict).host == host)
    }

    static let notLucca = [
        "ilucca.net", "https://ilucca.net", ".ilucca.net", "a.b.ilucca.net", "ilucca.net.evil.com", "acme.ilucca.net.evil.com",
        "evililucca.net", "acme.evililucca.net", "acme.ilucca.net.", "acme.ilucca.com", "acme.ilucca.org", "acme-ilucca.net",
        "acme.ilucca-test.com", "acme.ilucca-prod.net", "acme.xilucca.net", "acme.iluccа.net", "acme.ı​lucca.net",
        "acme.ílucca.net",
        "acme。ilucca。net", "ａcme.ilucca.net", "acme.ilucca.nеt", "acme.xn--ilucc-4ve.net", "acme.ilucca.net%2eevil.com",
        "acme%2eilucca.net", "acme.ilucca.net\\@evil.com", "https:\\\\acme.ilucca.net", "sandbox.eu1.luccasoftware.com",
        "acme.sandbox.luccasoftware.com", "acme.sandbox.a.b.luccasoftware.com", "acme.sandbox.eu1.luccasoftware.com.evil.com",
        "acme.sandbox.eu1.evilluccasoftware.com", "acme.eu1.luccasoftware.com", "acme.sandbx.eu1.luccasoftware.com",
        "luccasoftware.com", "lucca.fr", "www.lucca.fr", "evil.com", "evil.com/acme.ilucca.net", "evil.com?acme.ilucca.net",
        "evil.com#acme.ilucca.net", "https://evil.com/https://acme.ilucca.net", "acme..ilucca.net", "-acme.ilucca.net",
        "acme-.ilucca.net", "ac_me.ilucca.net", "acme.ilucca.net..", "", "   ", "https://", "https:///", "//", "/", "?", "acme",
        "http://acme.ilucca.net", "HTTP://acme.ilucca.net", "ftp://acme.ilucca.net", "file:///etc/passwd",
        "gopher://acme.ilucca.net",
        "javascript:alert(1)", "mailto:a@acme.ilucca.net", "ws://acme.ilucca.net", "httpss://acme.ilucca.net",
        "https:acme.ilucca.net", "https:/acme.ilucca.net", "user@acme.ilucca.net", "https://user:pw@acme.ilucca.net",
        "https://acme.ilucca.net@evil.com", "https://evil.com@acme.ilucca.net", "https://@acme.ilucca.net",
        "http://acme.ilucca.net:443", "https://acme.ilucca.net:8443/", "acme.ilucca.net:80", "acme.ilucca.net:",
        "acme.ilucca.net:0", "acme.ilucca.net:65536", "acme.ilucca.net:-1", "acme.ilucca.net:٤٤٣", "acme.ilucca.net:443x",
        "acme .ilucca.net", "acme\t.ilucca.net", "acme.ilucca.net\r\nHost: evil.com", "acme.ilucca.net\u{0}.evil.com",
        "[acme.ilucca.net]", "https://[acme.ilucca.net", "acme.ilucca.net,evil.com", "acme.ilucca.net;evil.com", "*.ilucca.net",
        String(repeating: "a", count: 64) + ".ilucca.net", String(repeating: "a.", count: 200) + "ilucca.net",
        String(repeating: "a", count: 3000),
    ].filter { $0 != "acme.ilucca.net." }

    @Test(arguments: notLucca)
    func whatIsNotLuccasIsRefused(_ pasted: String) throws {
        for policy in [strict, development] {
            let error = try #require(throws: SyncError.self) { _ = try RemoteAddress.lucca(pasted: pasted, policy: policy) }
            #expect(error.code == .addressRefused)
            #expect(error.failureClass == .misconfigured)
            #expect(!error.message.isEmpty && !error.remedy.isEmpty)
        }
    }

    /// Hosts of this machine or of a private network, in every spelling, as written after `https://`.
    static let notPublic = [
        "localhost", "localhost.", "LOCALHOST", "acme.localhost", "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "0x7f.1",
        "0x7f000001", "0X7F.0.0.1", "2130706433", "017700000001", "0177.0.0.1", "127.000.000.001", "0", "0.0.0.0", "0x0",
        "10.0.0.1",
        "10.1", "0xa.0.0.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257", "0xc0a80101",
        "169.254.169.254", "0xa9fea9fe", "2852039166", "169.16689662", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
        "240.0.0.1", "192.0.0.1", "192.0.2.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[fe80::1]",
        "[fe80::1%25eth0]", "[fe80::1%eth0]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[2002:7f00:1::]",
        "[2001::1]", "::1", "fe80::1", "1.2.3", "1.2.3.4.5", "256.256.256.256", "08.8.8.8", "0x", "１２７.０.０.１", "127。0。0。1",
        "①②⑦.0.0.1",
        "١٢٧.0.0.1", "127.0.0.1%00.evil.com", "%31%32%37.0.0.1", "intranet", "printer.local", "db.internal", "nas.lan",
        "a.home.arpa",
        "x.corp", "host.localdomain", "a.onion", "8.8.8.8", "[2606:4700::1111]", "134744072", "foo.0x7f000001", "foo.1",
    ]

    @Test(arguments: notPublic)
    func aHostThatIsNotPublicIsRefused(_ host: String) throws {
        for pasted in [
            "https://\(host)/acme/", "\(host)/acme", "HTTPS://\(host)", "http://\(host)/acme", "https://\(host):443/acme",
        ] {
            for read in [RemoteAddress.lucca, RemoteAddress.planningPME] {
                let error = try #require(throws: SyncError.self) { _ = try read(pasted, strict) }
                #expect(error.code == .addressRefused)
            }
        }
    }

    @Test(arguments: [
        "10.0.0.1", "192.168.1.1", "169.254.169.254", "172.16.0.1", "0.0.0.0", "100.64.0.1", "[fe80::1]", "[fc00::1]", "[::]",
        "[::ffff:10.0.0.1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0xa9fea9fe", "printer.local", "intranet", "8.8.8.8",
        "localhost.evil.com", "notlocalhost", "127.0.0.1.evil.com", "[fe80::1%25eth0]", "128.0.0.1",
    ])
    func developmentAllowsNoOtherPrivateHost(_ host: String) throws {
        for pasted in ["https://\(host)/acme/", "http://\(host)/acme/", "http://\(host):8080/acme/"] {
            let error = try #require(throws: SyncError.self) { _ = try RemoteAddress.lucca(pasted: pasted, policy: development) }
            #expect(error.code == .addressRefused)
            guard !host.contains(".evil.com") || pasted.hasPrefix("http:") else { continue }
            let other = try #require(throws: SyncError.self) {
                _ = try RemoteAddress.planningPME(pasted: pasted, policy: development)
            }
            #expect(other.code == .addressRefused)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"), ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://localhost:8080/x?y", "http://localhost:8080/"), ("HTTP://LocalHost:1", "http://localhost:1/"),
        ("https://localhost", "https://localhost/"), ("http://127.1:80", "http://127.0.0.1:80/"),
        ("http://[::1]:8080", "http://[::1]:8080/"), ("http://[0:0::1]", "http://[::1]/"),
        ("http://127.9.8.7", "http://127.9.8.7/"),
        ("http://acme.localhost:8080", "http://acme.localhost:8080/"),
    ])
    func developmentAllowsLoopback(_ pasted: String, _ base: String) throws {
        #expect(try RemoteAddress.lucca(pasted: pasted, policy: development).baseURL == base)
        #expect(throws: SyncError.self) { _ = try RemoteAddress.lucca(pasted: pasted, policy: strict) }
    }

    @Test func anAccountBelowLocalhostKeepsItsName() throws {
        #expect(try RemoteAddress.lucca(pasted: "http://acme.localhost:8080", policy: development).account == "acme")
    }

    @Test(arguments: [
        ("https://api.planningpme.com/acme/", "https://api.planningpme.com/acme/"),
        ("https://api.planningpme.com/Acme", "https://api.planningpme.com/acme/"),
        ("API.PlanningPME.com/acme/api/config?x=1#y", "https://api.planningpme.com/acme/"),
        ("https://api.planningpme.com/acme/doc/index", "https://api.planningpme.com/acme/"),
        ("https://try.planningpme.com/acme/token", "https://try.planningpme.com/acme/"),
        ("  api.planningpme.com//acme// ", "https://api.planningpme.com/acme/"),
        ("acme", "https://api.planningpme.com/acme/"), ("ACME-2", "https://api.planningpme.com/acme-2/"),
        ("https://planning.acme.fr/PlanningPME/acme", "https://planning.acme.fr/PlanningPME/acme/"),
        ("https://planning.acme.fr/acme/api/do/list", "https://planning.acme.fr/acme/"),
        ("https://planning.acme.fr/api", "https://planning.acme.fr/api/"),
    ])
    func aPastedPlanningPMEAddressIsUnderstood(_ pasted: String, _ base: String) throws {
        #expect(try RemoteAddress.planningPME(pasted: pasted, policy: strict).baseURL == base)
    }

    @Test(arguments: [
        "https://api.planningpme.com", "https://api.planningpme.com/", "https://api.planningpme.com/?acme",
        "https://api.planningpme.com/../", "https://api.planningpme.com/./", "https://api.planningpme.com/a%2fb/",
        "https://api.planningpme.com/caf\u{e9}/", "https://api.planningpme.com/a;b/", "http://api.planningpme.com/acme",
        "https://api.planningpme.com:8443/acme", "https://u:p@api.planningpme.com/acme", "https://planning.acme.fr", "",
        "https://planning.acme.fr/a/../b/",
    ])
    func aPlanningPMEAddressWithoutBrandOrWithTricksIsRefused(_ pasted: String) throws {
        let error = try #require(throws: SyncError.self) { _ = try RemoteAddress.planningPME(pasted: pasted, policy: strict) }
        #expect(error.code == .addressRefused)
    }

    @Test func aRefusalDoesNotRepeatAPassword() throws {
        let error = try #require(throws: SyncError.self) {
            _ = try RemoteAddress.lucca(pasted: "https://me:hunter2@acme.ilucca.net/?key=hunter2", policy: strict)
        }
        #expect(!"\(error) \(error.detail)".contains("hunter2"))
        #expect(!String(reflecting: error).contains("hunter2"))
    }
}
