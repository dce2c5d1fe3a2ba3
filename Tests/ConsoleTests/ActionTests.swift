import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Console

@Suite("The console's actions")
struct ActionTests {
    @Test func anOperatorStartsCancelsAndPauses() async throws {
        let stage = try ConsoleStage()
        let (tenant, _) = try await stage.makeWorld()
        let browser = try await stage.signIn("lea", .operator)
        let key = try await browser.key()
        let started = await browser.post("/tenants/acme/start", ["key": key, "reason": "asked by the customer"])
        let run = try #require(try await stage.services.runs.list(RunFilter(state: .queued)).first)
        #expect(started.status == 303 && started.field("location") == "/runs/\(run.id)?done=started")
        #expect(await browser.get("/runs/\(run.id)?done=started").text.contains("The sync is queued."))
        #expect(await browser.post("/runs/\(run.id)/cancel", ["key": key]).field("location") == "/runs/\(run.id)?done=cancelled")
        #expect(try await stage.services.runs.run(run.id).state == .cancelled)
        #expect(await browser.post("/tenants/acme/pause", ["key": key]).field("location") == "/tenants/acme?done=paused")
        #expect(try await stage.services.registry.tenant(tenant.id).state == .paused)
    }

    @Test(arguments: [
        "/tenants/acme/start", "/tenants/acme/pause", "/tenants/acme/check", "/tenants/acme/preview", "/runs/1/cancel",
    ])
    func aViewerIsRefusedAndThatIsRecorded(target: String) async throws {
        let stage = try ConsoleStage()
        let (tenant, _) = try await stage.makeWorld()
        let browser = try await stage.signIn()
        let answer = await browser.post(target, ["key": try await browser.key()])
        #expect(answer.status == 403 && answer.text.contains("[right_missing]"))
        let entry = try #require(try await stage.entries.first)
        #expect(entry.kind == .refusal && entry.code == "right_missing" && entry.login == "lea")
        #expect(try await stage.services.registry.tenant(tenant.id).state == .active)
        #expect(try await stage.services.runs.list(RunFilter(state: .queued)).isEmpty)
    }

    @Test(arguments: [
        "/tenants/acme/delete", "/runs/1/absolve", "/tenants/acme/probe", "/operations/1/approve", "/tenants/acme", "/",
        "/tenants/%00/start", "/tenants/%zz/start",
    ])
    func whatIsNoActionIsNotFound(target: String) async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        let browser = try await stage.signIn("lea", .admin)
        #expect(await browser.post(target, ["key": try await browser.key()]).status == 404)
    }

    @Test func aGetChangesNothing() async throws {
        let stage = try ConsoleStage()
        let (tenant, _) = try await stage.makeWorld()
        let browser = try await stage.signIn("lea", .admin)
        for target in ["/tenants/acme/start", "/tenants/acme/pause", "/runs/1/cancel", "/signout"] {
            #expect(await browser.get(target).status == 404)
        }
        #expect(try await stage.services.registry.tenant(tenant.id).state == .active)
        #expect(await browser.get("/").status == 200)
    }
}
