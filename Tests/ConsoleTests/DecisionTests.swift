import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Console

/// Approving and declining what a run withheld.
@Suite("The console's decisions")
struct DecisionTests {
    private struct Scene {
        let stage: ConsoleStage
        let tenant: Tenant
        let run: RunID
        let browser: Browser
        let key: String

        init(_ right: Right = .approver) async throws {
            stage = try ConsoleStage()
            (tenant, run) = try await stage.makeWorld()
            browser = try await stage.signIn("lea", right)
            key = try await browser.key()
        }

        var review: String { "/runs/\(run)/review" }

        /// As the page has it.
        func digest() async throws -> String {
            let match = try #require(await browser.get(review).text.firstMatch(of: /name="digest" value="([0-9a-f]{16})"/))
            return String(match.1)
        }

        func post(_ action: String, _ form: [String: String], ticked: [String] = []) async -> ConsoleAnswer {
            await browser.post("/runs/\(run)/\(action)", form.merging(["key": key]) { own, _ in own }, ticked: ticked)
        }

        func isUndecided() async throws -> Bool {
            let isQueued = try await stage.services.runs.liveRun(of: tenant.id) != nil
            let isDeclined = try await stage.services.runs.run(run).rejected != nil
            return !isQueued && !isDeclined
        }
    }

    static let actions = ["approve", "approve-ticked", "reject"]

    @Test(arguments: [
        ("en", "The approval is queued", "No worker takes it"),
        ("fr", "L’approbation est en file d’attente", "Aucun worker ne la prend"),
    ]) func anApproverApprovesEverything(language: String, notice: String, waiting: String) async throws {
        let scene = try await Scene()
        let done = await scene.post("approve", ["digest": try await scene.digest(), "reason": "ticket 4711"])
        #expect(done.status == 303 && done.field("location") == "\(scene.review)?done=approved")
        let queued = try #require(try await scene.stage.services.runs.liveRun(of: scene.tenant.id))
        #expect(queued.approves == scene.run && queued.approvesOnly == nil && queued.state == .queued)
        var browser = scene.browser
        browser.language = language
        let page = await browser.get("\(scene.review)?done=approved").text
        #expect(page.contains(notice) && page.contains("href=\"/runs/\(queued.id)\"") && page.contains(waiting))
        #expect(!page.contains("name=\"digest\"") && page.contains("href=\"/audit?tenant=acme\""), "it is decided")
        let again = await scene.post("reject", ["digest": try await shown(scene)])
        #expect(again.status == 409 && again.text.contains("[run_active]"))
    }

    /// What a page shown before still has.
    private func shown(_ scene: Scene) async throws -> String {
        "\(try await scene.stage.services.withheldDigest(by: scene.run))"
    }

    @Test func onlyTheTickedEmployeesAreApproved() async throws {
        let scene = try await Scene()
        let digest = try await scene.digest()
        let nobody = await scene.post("approve-ticked", ["digest": digest])
        #expect(nobody.status == 409 && nobody.text.contains("No one is ticked"))
        let stranger = await scene.post("approve-ticked", ["digest": digest], ticked: ["42", "<script>alert(1)</script>"])
        #expect(stranger.status == 409 && stranger.text.contains("[employees_not_withheld]"))
        #expect(stranger.text.contains("&lt;script&gt;") && !stranger.text.contains("<script>"))
        #expect(try await scene.isUndecided())
        #expect(await scene.post("approve-ticked", ["digest": digest], ticked: ["42"]).status == 303)
        #expect(try await scene.stage.services.runs.liveRun(of: scene.tenant.id)?.approvesOnly == ["42"])
        #expect(await scene.browser.get(scene.review).text.contains("Only of the employees 42"))
    }

    @Test(arguments: actions, ["", "0000000000000000", "x", "<script>"])
    func whatWasNotShownIsNotDecided(action: String, digest: String) async throws {
        let scene = try await Scene()
        for (language, words) in [("en", "Look again"), ("fr", "Regarder à nouveau")] {
            var browser = scene.browser
            browser.language = language
            let answer = await browser.post(
                "/runs/\(scene.run)/\(action)", ["key": scene.key, "digest": digest], ticked: ["42"])
            #expect(answer.status == 409 && answer.text.contains("[review_differs]"))
            #expect(answer.text.contains(words) && answer.text.contains("href=\"\(scene.review)\""))
            #expect(!answer.text.contains("<script>"))
        }
        #expect(try await scene.isUndecided())
    }

    @Test(arguments: [("en", "rejected by"), ("fr", "rejetées par")])
    func whatAnApproverDeclinesSaysWhoDidAndIsNotDecidedAgain(language: String, words: String) async throws {
        let scene = try await Scene()
        let digest = try await scene.digest()
        let done = await scene.post("reject", ["digest": digest, "reason": "a right was lost"])
        #expect(done.status == 303 && done.field("location") == "\(scene.review)?done=rejected")
        let decline = try #require(try await scene.stage.services.runs.run(scene.run).rejected)
        var browser = scene.browser
        browser.language = language
        let page = await browser.get("\(scene.review)?done=rejected").text
        #expect(page.contains("\(words) \(decline.by ?? "?")") && page.contains("role=\"status\""))
        for action in Self.actions {
            let answer = await scene.post(action, ["digest": digest], ticked: ["42"])
            #expect(answer.status == 409 && answer.text.contains("[run_state_refused]"))
        }
        #expect(!(await browser.get("/").text.contains("href=\"\(scene.review)\"")), "it no longer waits")
    }

    @Test(arguments: [("en", "rejected on", "by eve: ticket 8"), ("fr", "rejet le", "par eve\u{202F}: ticket 8")])
    func theRunSaysWhoStartedItAndWhoDecidedWhenAndWhy(language: String, decided: String, who: String) async throws {
        let scene = try await Scene()
        #expect(await scene.post("reject", ["digest": try await scene.digest()]).status == 303)
        let log = InMemoryAuditLog(scene.stage.database)
        try log.noteChange(of: scene.run, "run.now", by: "lea", reason: ConsoleStage.hostile, InMemoryAuditLog.started)
        try log.noteChange(of: scene.run, "run.reject", by: "eve", reason: "ticket 8", InMemoryAuditLog.rejected)
        var browser = scene.browser
        browser.language = language
        let page = await browser.get("/runs/\(scene.run)").text
        #expect(page.contains(decided) && page.contains(who), "\(page)")
        #expect(page.contains("lea") && !page.contains(ConsoleStage.hostile))
    }

    @Test func aSupersededReviewNamesTheRunAndOffersNothing() async throws {
        let scene = try await Scene()
        let digest = try await scene.digest()
        let newer = try await scene.stage.end(scene.tenant, .succeeded)
        let page = await scene.browser.get(scene.review).text
        #expect(page.contains("superseded: run \(newer)") && !page.contains("name=\"digest\""))
        #expect(await scene.post("approve", ["digest": digest]).status == 409)
        #expect(try await scene.isUndecided())
    }

    @Test(arguments: actions, [Right.viewer, .operator])
    func whoIsNoApproverIsRefused(action: String, right: Right) async throws {
        let scene = try await Scene(right)
        let answer = await scene.post(action, ["digest": try await shown(scene)], ticked: ["42"])
        #expect(answer.status == 403 && answer.text.contains("[right_missing]"))
        #expect(try await scene.isUndecided())
        let entry = try #require(try await scene.stage.entries.first)
        #expect(entry.kind == .refusal && entry.code == "right_missing" && entry.login == "lea")
    }

    @Test(arguments: actions.map { "/runs/3/\($0)" } + ["/tenants/acme/check", "/tenants/acme/preview"])
    func aFormOfAnotherSiteDoesNothing(target: String) async throws {
        let scene = try await Scene(.admin)
        let form = ["digest": try await scene.digest()]
        #expect(await scene.browser.post(target, form).status == 403, "without the session's key")
        #expect(await scene.browser.post(target, form.merging(["key": "x"]) { own, _ in own }).status == 403)
        var foreign = scene.browser
        foreign.fields = ["origin": "https://evil.example", "sec-fetch-site": "cross-site"]
        let answer = await foreign.post(target, form.merging(["key": scene.key]) { own, _ in own })
        #expect(answer.status == 403 && answer.text.contains("[request_foreign]"))
        #expect(await Browser(stage: scene.stage).post(target, form).field("location") == "/signin")
        #expect(await scene.browser.get(target).status == 404, "a link does nothing")
        #expect(try await scene.isUndecided())
        #expect(try await scene.stage.services.queue.list(of: nil, limit: 9).isEmpty)
    }

    @Test(arguments: ["two\nlines", "right\u{202e}to left", String(repeating: "a", count: 501)])
    func aReasonIsOnePlainLine(reason: String) async throws {
        let scene = try await Scene()
        let answer = await scene.post("approve", ["digest": try await scene.digest(), "reason": reason])
        #expect(answer.status == 400 && answer.text.contains("[invalid_input]"))
        #expect(try await scene.isUndecided())
        let longest = String(repeating: "a", count: 500)
        #expect(await scene.post("approve", ["digest": try await scene.digest(), "reason": longest]).status == 303)
    }
}

extension Services {
    fileprivate func withheldDigest(by run: RunID) async throws -> ReviewDigest {
        try await RunReviews(runs: runs).withheld(by: run).digest
    }
}
