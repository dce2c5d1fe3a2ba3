import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import Console

@Suite("The console's pages")
struct PageTests {
    private static func targets(_ tenant: Tenant, _ run: RunID) -> [String] {
        [
            "/", "/tenants", "/tenants?text=ac&health=withheld&state=active&environment=production", "/tenants/\(tenant.slug)",
            "/runs/\(run)", "/runs/\(run.value - 1)", "/runs/\(run)/review", "/tenants/\(tenant.slug)/employees/42", "/fleet",
            "/audit", "/audit?tenant=acme&actor=lea", "/audit?until=2026-12-31&before=2", "/audit?until=\(ConsoleStage.escaped)",
            "/operations/1", "/operations/2", "/operations/3", "/operations/x", "/nowhere", "/runs/999",
        ]
    }

    @Test(arguments: [("en", "Sign out"), ("fr", "Se déconnecter")])
    func everyPageIsWholeSmallAndEscapedInBothLanguages(language: String, signOut: String) async throws {
        let stage = try ConsoleStage()
        let (tenant, withheld) = try await stage.makeWorld()
        for work in [QueuedWork.check, .preview(asOf: nil, reconcile: false)] {
            _ = try await stage.services.queue.queue(work, of: tenant.id)
        }
        try await stage.work()
        _ = try await stage.services.queue.queue(.check, of: tenant.id)
        _ = try await stage.services.fleet.beginPause(reason: ConsoleStage.hostile)
        var browser = try await stage.signIn()
        browser.language = language
        for target in Self.targets(tenant, withheld) {
            let answer = await browser.get(target)
            let page = answer.text
            #expect([200, 404].contains(answer.status), "\(target): \(answer.status)")
            #expect(page.contains("<html lang=\"\(language)\">") && page.hasSuffix("</html>"), "\(target)")
            #expect(page.contains(signOut), "\(target)")
            #expect(!page.contains("<script>"), "\(target)")
            #expect(page.firstMatch(of: /\sstyle=|\son[a-z]+=|javascript:/) == nil, "\(target): the policy blocks it")
            #expect(answer.body.count <= 80 * 1024, "\(target): \(answer.body.count)")
            #expect(!page.contains("canary-"), "\(target): a name, a contact or a secret")
        }
    }

    @Test func everyAnswerHasTheGuards() async throws {
        let stage = try ConsoleStage()
        let browser = try await stage.signIn()
        let nobody = Browser(stage: stage)
        let answers = [
            await browser.get("/"), await browser.get("/nowhere"), await nobody.get("/"), await nobody.get("/signin"),
            await nobody.get("/style.css"), await nobody.get("/script.js"), await nobody.send("PUT", "/"),
            await nobody.post("/tenants/acme/start", [:]), await nobody.get("/" + String(repeating: "a", count: 3000)),
            await stage.handler.tooLong(ConsoleRequest(method: "POST", target: "/")),
        ]
        for answer in answers {
            #expect(answer.field("content-security-policy") == ConsoleAnswer.policy)
            #expect(answer.field("cache-control") == "no-store")
            #expect(answer.field("referrer-policy") == "no-referrer")
            #expect(answer.field("cross-origin-opener-policy") == "same-origin")
            #expect(answer.field("x-content-type-options") == "nosniff")
        }
        #expect(answers.map(\.status) == [200, 404, 303, 200, 200, 200, 405, 303, 413, 413])
    }

    @Test func theReviewShowsWhatWouldGoAndHowToApproveIt() async throws {
        let stage = try ConsoleStage()
        let (_, run) = try await stage.makeWorld()
        let page = await (try await stage.signIn("lea", .approver)).get("/runs/\(run)/review").text
        #expect(page.contains("passerelle run approve \(run)"))
        #expect(page.contains("<button type=\"submit\">Approve everything") && page.contains("name=\"only\" value=\"42\""))
        let other = await (try await stage.signIn("tom", .operator)).get("/runs/\(run)/review").text
        #expect(other.contains("disabled>Approve everything") && other.contains("You lack the role approver"))
        #expect(!other.contains("name=\"only\""))
        #expect(page.contains("/tenants/acme/employees/42") && page.contains("<svg"))
    }

    @Test func aButtonThatMayNotBePressedSaysWhy() async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        let page = await (try await stage.signIn()).get("/tenants/acme").text
        #expect(page.contains("disabled>Start a sync") && page.contains("You lack the role operator"))
        let other = await (try await stage.signIn("tom", .operator)).get("/tenants/acme").text
        #expect(other.contains("<button type=\"submit\">Start a sync"))
    }

    @Test func aSearchLeadsToARunOrToTenants() async throws {
        let stage = try ConsoleStage()
        let browser = try await stage.signIn()
        #expect(await browser.get("/search?q=%231042").field("location") == "/runs/1042")
        #expect(await browser.get("/search?q=acme+x").field("location") == "/tenants?text=acme%20x")
        #expect(await browser.get("/search?q=").field("location") == "/tenants")
    }

    @Test func lookingAtAPersonAndAtTheLogIsRecordedAsThatPerson() async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        let browser = try await stage.signIn()
        _ = await browser.get("/tenants/acme/employees/42")
        _ = await browser.get("/audit")
        let found = try await stage.entries.prefix(2).map { [$0.operation, $0.login, $0.subject] }
        #expect(found == [["audit.list", "lea", nil], ["person.show", "lea", "42"]])
    }

    @Test func theLanguageIsTheChosenOneThenTheBrowsers() {
        func language(_ accept: String?, cookie: String? = nil) -> String {
            var fields: [(String, String)] = []
            if let accept { fields.append(("Accept-Language", accept)) }
            if let cookie { fields.append(("Cookie", "a=b; language=\(cookie)")) }
            return Tongue.of(ConsoleRequest(method: "GET", target: "/", fields: fields)).rawValue
        }
        #expect(language(nil) == "en")
        #expect(language("de, fr;q=0.8, en;q=0.5") == "fr")
        #expect(language("fr-CA, en") == "fr")
        #expect(language("fr;q=0, en;q=0.1") == "en")
        #expect(language("en", cookie: "fr") == "fr")
        #expect(language("fr", cookie: "xx") == "fr")
    }

    @Test func aDatabaseThatIsDownIsSaidWithoutDetails() async throws {
        let stage = try ConsoleStage()
        let browser = try await stage.signIn()
        stage.database.setOutage(
            SyncError(.database(.unreachable(reason: ShownText("refused"))), .transient, detail: "host=canary-host"))
        let answer = await browser.get("/")
        #expect(answer.status == 503)
        #expect(!answer.text.contains("canary-host") && answer.text.contains("[database_unreachable]"))
    }
}
