import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Console

@Suite("The console's sign-in")
struct DoorTests {
    @Test func whoIsNotSignedInSeesNothing() async throws {
        let stage = try ConsoleStage()
        let (tenant, run) = try await stage.makeWorld()
        let nobody = Browser(stage: stage)
        for target in ["/", "/tenants/\(tenant.slug)", "/runs/\(run)", "/nowhere", "/audit", "/search?q=1"] {
            let answer = await nobody.get(target)
            #expect(answer.status == 303 && answer.field("location") == "/signin" && answer.body.isEmpty, "\(target)")
        }
    }

    @Test func aLinkSignsInOnce() async throws {
        let stage = try ConsoleStage()
        try await stage.give("lea", .operator)
        let link = try await stage.link(of: "lea")
        let nobody = Browser(stage: stage)
        // Mail scanners and chat previews.
        for _ in 0..<20 {
            let page = await nobody.get("/signin/\(link.text)")
            #expect(page.status == 200 && page.text.contains("value=\"\(link.text)\"") && page.field("set-cookie") == nil)
            #expect(await nobody.send("HEAD", "/signin/\(link.text)").status == 200)
        }
        let answer = await nobody.post("/signin", ["link": link.text])
        #expect(answer.status == 303 && answer.field("location") == "/signed-in")
        let cookie = try #require(answer.field("set-cookie"))
        #expect(cookie.hasPrefix("__Host-passerelle="))
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=43200"] { #expect(cookie.contains("; \(part)")) }
        #expect(!cookie.contains("Domain") && !cookie.contains(link.text))
        let again = await nobody.post("/signin", ["link": link.text])
        #expect(again.status == 403 && again.field("set-cookie") == nil)
        let browser = try #require(Browser(stage: stage, after: answer))
        #expect(await browser.get("/signed-in").field("location") == "/")
        #expect(await browser.get("/").text.contains("lea · operator"))
    }

    @Test(arguments: ["", "abc", String(repeating: "0", count: 64), String(repeating: "Z", count: 64), "../../x"])
    func anInventedLinkTeachesNothing(link: String) async throws {
        let stage = try ConsoleStage()
        let before = try await stage.entries.count
        let answer = await Browser(stage: stage).post("/signin", ["link": link])
        #expect(answer.status == 403 && answer.field("set-cookie") == nil)
        #expect(try await stage.entries.count == before)
    }

    @Test func anOldLinkDoesNotSignIn() async throws {
        let stage = try ConsoleStage()
        try await stage.give("lea", .viewer)
        let link = try await stage.link(of: "lea")
        stage.database.clock.advance(by: .seconds(ConsoleSession.linkSeconds + 1))
        #expect(await Browser(stage: stage).post("/signin", ["link": link.text]).status == 403)
    }

    @Test func aBrowserThatDropsTheCookieIsShownWhy() async throws {
        let answer = await Browser(stage: try ConsoleStage()).get("/signed-in")
        #expect(answer.status == 403 && answer.text.contains("http://localhost"))
    }

    @Test func aStolenCookieIsWorthlessAfterSigningOut() async throws {
        let stage = try ConsoleStage()
        let browser = try await stage.signIn()
        let answer = await browser.post("/signout", ["key": try await browser.key()])
        #expect(answer.status == 303 && answer.field("set-cookie")?.contains("Max-Age=0") == true)
        #expect(await browser.get("/").field("location") == "/signin")
        #expect(await browser.post("/tenants/acme/start", ["key": "x"]).field("location") == "/signin")
    }

    @Test func aSessionEndsWhenNobodyIsThereAndAfterTwelveHours() async throws {
        let stage = try ConsoleStage()
        let browser = try await stage.signIn()
        for _ in 0..<26 {
            stage.database.clock.advance(by: .seconds(ConsoleSession.idleSeconds - 60))
            _ = await browser.get("/")
        }
        #expect(await browser.get("/").field("location") == "/signin")
        let other = try await stage.signIn()
        stage.database.clock.advance(by: .seconds(ConsoleSession.idleSeconds + 1))
        #expect(await other.get("/").field("location") == "/signin")
    }

    @Test func aPersonWhoIsDisabledIsOutAtOnce() async throws {
        let stage = try ConsoleStage()
        let browser = try await stage.signIn()
        #expect(await browser.get("/").status == 200)
        try await stage.disable("lea")
        #expect(await browser.get("/").field("location") == "/signin")
        // Nor later, with another role.
        try await stage.give("lea", .admin)
        #expect(await browser.get("/").field("location") == "/signin")
    }

    @Test(arguments: [
        ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"], ["sec-fetch-site": "none"],
        ["origin": "https://evil.example"], ["origin": "null", "sec-fetch-site": ""],
        ["origin": "null", "sec-fetch-site": "cross-site"],
        ["origin": "http://127.0.0.1:8751"],
        ["origin": "", "sec-fetch-site": ""],
    ])
    func anotherSitesFormDoesNothing(fields: [String: String]) async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        var browser = try await stage.signIn("lea", .operator)
        let key = try await browser.key()
        browser.fields = fields
        let answer = await browser.post("/tenants/acme/start", ["key": key])
        #expect(answer.status == 403 && answer.text.contains("request_foreign"))
        #expect(try await stage.services.runs.list(RunFilter(state: .queued)).isEmpty)
        let entry = try #require(try await stage.entries.first)
        #expect(entry.kind == .refusal && entry.code == "request_foreign" && entry.login == "lea")
    }

    /// The pages tell no one their address, so that their own forms come from the origin null.
    @Test(arguments: [["origin": "null"], ["origin": ""], ["sec-fetch-site": ""]])
    func aFormOfThisConsoleIsRead(fields: [String: String]) async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        var browser = try await stage.signIn("lea", .operator)
        let key = try await browser.key()
        browser.fields = fields
        #expect(await browser.post("/tenants/acme/pause", ["key": key]).status == 303)
    }

    @Test(arguments: ["", "form-0", "x"]) func aFormWithoutTheSessionsKeyDoesNothing(key: String) async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        let browser = try await stage.signIn("lea", .operator)
        #expect(await browser.post("/tenants/acme/start", ["key": key]).status == 403)
        #expect(await browser.post("/signout", ["key": key]).status == 403)
        #expect(await browser.get("/").status == 200)
    }

    @Test func anotherSitesNameForThisMachineIsNotAnswered() async throws {
        let stage = try ConsoleStage()
        var browser = try await stage.signIn()
        for host in ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.1:8750"] {
            browser.fields = ["host": host]
            #expect(await browser.get("/").status == 421, "\(host)")
        }
        for host in ["localhost:8750", "LOCALHOST", "[::1]:8750", "127.0.0.1"] {
            browser.fields = ["host": host]
            #expect(await browser.get("/").status == 200, "\(host)")
        }
    }

    @Test func theWayBackStaysHere() async throws {
        let browser = Browser(stage: try ConsoleStage())
        for (back, place) in [
            ("/tenants?text=a", "/tenants?text=a"), ("//evil.example", "/"), ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nset-cookie: x", "/"), ("", "/"),
        ] {
            let answer = await browser.post("/language", ["lang": "fr", "back": back])
            #expect(answer.status == 303 && answer.field("location") == place, "\(back)")
            #expect(answer.field("set-cookie")?.hasPrefix("language=fr;") == true)
        }
        #expect(await browser.post("/language", ["lang": "xx"]).field("set-cookie") == nil)
    }

    // MARK: A reverse proxy

    @Test func aProxysHeaderSignsInAnOperator() async throws {
        let stage = try ConsoleStage(trustedHeader: "X-Remote-User", acceptsAnyHost: true)
        try await stage.give("lea", .viewer)
        try await stage.give("tom", .operator)
        var browser = Browser(stage: stage)
        browser.fields = ["x-remote-user": "lea", "host": "passerelle.example"]
        let first = await browser.get("/")
        #expect(first.status == 200 && first.text.contains("lea · viewer"))
        browser.cookie = first.field("set-cookie")?.split(separator: ";").first.map(String.init)
        #expect(await browser.get("/").field("set-cookie") == nil)
        // Somebody else at the proxy is somebody else here, whatever the cookie.
        browser.fields["x-remote-user"] = "tom"
        #expect(await browser.get("/").text.contains("tom · operator"))
        browser.fields["x-remote-user"] = ""
        #expect(await browser.get("/").field("location") == "/signin")
        browser.fields["x-remote-user"] = "mallory"
        #expect(await browser.get("/").field("location") == "/signin")
    }

    @Test func withoutAProxyItsHeaderIsNotBelieved() async throws {
        let stage = try ConsoleStage()
        try await stage.give("lea", .viewer)
        var browser = Browser(stage: stage)
        browser.fields = ["x-remote-user": "lea"]
        #expect(await browser.get("/").field("location") == "/signin")
    }

    @Test func aHeaderIsOnlyTrustedOnASocket() throws {
        let stage = try ConsoleStage()
        #expect(throws: SyncError.self) {
            try ConsoleServer(address: .standard, ports: stage.ports, trustedHeader: "X-Remote-User")
        }
        _ = try ConsoleServer(address: .socket(path: "/run/x.sock"), ports: stage.ports, trustedHeader: "X-Remote-User")
    }

    @Test(arguments: ["0.0.0.0:80", "example.com:80", ":80", "127.0.0.1", "127.0.0.1:99999", "unix:relative", "unix:", "[::]:80"])
    func itListensOnThisMachineOnly(address: String) {
        #expect(throws: SyncError.self) { try ConsoleAddress(address) }
    }

    @Test(arguments: ["127.0.0.1:8750", "[::1]:0", "localhost:1", "unix:/run/passerelle/console.sock"])
    func anAddressIsReadAsItIsWritten(address: String) throws {
        #expect(try ConsoleAddress(address).description == address)
    }

    @Test func aSecretDoesNotPrintItself() {
        let secret = ConsoleSecret()
        #expect(secret.text.utf8.count == 64 && ConsoleSecret(secret.text) == secret && ConsoleSecret() != secret)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])"] { #expect(!text.contains(secret.text)) }
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains(secret.text))
    }
}
