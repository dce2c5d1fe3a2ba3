import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import Console

/// What the console asks the fleet for.
@Suite("The console's queue")
struct QueueTests {
    private static let code = "[\(Failure.lucca(.keyUnknown).code.rawValue)]"

    @Test(arguments: [
        ("en", "It is queued", "No worker takes it", "Lucca: address and API key"),
        ("fr", "C’est en file d’attente", "Aucun worker ne la prend", "adresse et clé d’API"),
    ]) func aCheckIsQueuedAndItsRowsAreShown(language: String, notice: String, waiting: String, row: String) async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        var browser = try await stage.signIn("lea", .operator)
        browser.language = language
        let key = try await browser.key()
        let queued = await browser.post("/tenants/acme/check", ["key": key])
        let operation = try #require(try await stage.services.queue.list(of: nil, limit: 2).first)
        #expect(queued.status == 303 && queued.field("location") == "/operations/\(operation.id)?done=queued")
        let before = await browser.get("/operations/\(operation.id)?done=queued").text
        #expect(before.contains(notice) && before.contains(waiting) && before.contains("data-refresh"))
        try await stage.work()
        let after = await browser.get("/operations/\(operation.id)").text
        #expect(after.contains(row) && after.contains(Self.code))
        #expect(after.contains("passerelle queue show \(operation.id)") && !after.contains("data-refresh"))
        let tenant = await browser.get("/tenants/acme").text
        #expect(tenant.contains("href=\"/operations/\(operation.id)\""))
    }

    @Test func aPreviewShowsIdsAndDatesAndNothingElse() async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        let browser = try await stage.signIn("lea", .operator)
        #expect(await browser.post("/tenants/acme/preview", ["key": try await browser.key()]).status == 303)
        try await stage.work()
        let page = await browser.get("/operations/1").text
        #expect(page.contains("1 created, 0 updated, 0 deleted") && page.contains("2026-12-24"))
        #expect(page.contains("/tenants/acme/employees/42") && !page.contains("canary-"))
    }

    /// No probe finds it: what a check says, and what to do, is what the command line says.
    @Test(arguments: [("en", "no list shows"), ("fr", "aucune liste ne montre")])
    func anEventThatNoListShowsIsForAPerson(language: String, words: String) async throws {
        let stage = try ConsoleStage()
        let (tenant, _) = try await stage.makeWorld()
        var browser = try await stage.signIn()
        browser.language = language
        let check = try await stage.services.queue.queue(.check, of: tenant.id)
        let lease = try #require(try await stage.services.queue.claim(worker: "w", leaseSeconds: 60, atMost: 1).first)
        let day = CalendarDay(ordinal: 20_810)
        let lost = String(decoding: try JSONEncoder().encode([LostProbeEvent(resource: 7, day: day)]), as: UTF8.self)
        try await stage.services.queue.finish(
            lease, result: "{\"check\":{\"_0\":[{\"dialect\":{\"_0\":{\"lostEvents\":{\"_0\":\(lost)}}}}]}}")
        let page = await browser.get("/operations/\(check)").text
        #expect(page.contains(words) && page.contains("\(day)"))
        #expect(!page.contains("passerelle tenant probe"))
    }

    @Test func whatFailedOrExpiredSaysWhyAndWhatToDo() async throws {
        let stage = try ConsoleStage()
        let (tenant, _) = try await stage.makeWorld()
        let browser = try await stage.signIn()
        let failed = try await stage.services.queue.queue(.check, of: tenant.id)
        let lease = try #require(try await stage.services.queue.claim(worker: "w", leaseSeconds: 60, atMost: 1).first)
        try await stage.services.queue.fail(lease, .lucca(.keyUnknown))
        let page = await browser.get("/operations/\(failed)").text
        #expect(page.contains(Self.code) && page.contains("→"))
        #expect(await browser.get("/operations/77").status == 404)
        #expect(await browser.get("/operations/-1").status == 404)
    }
}

/// Pages of the audit log, and what the fleet page says of a maintenance and of alerts.
@Suite("The console's lists")
struct ListTests {
    @Test func theAuditLogHasPagesAndAnEnd() async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        let browser = try await stage.signIn()
        for _ in 0..<65 {
            stage.database.clock.advance(by: .seconds(61))
            _ = await browser.get("/audit")
        }
        let first = await browser.get("/audit?actor=lea").text
        let next = try #require(first.firstMatch(of: /href="([^"]*before=[0-9]+)"/))
        let address = String(next.1).replacing("&amp;", with: "&")
        #expect(address.contains("actor=lea"))
        let numbers = Self.numbers(in: await browser.get(address).text)
        #expect(!numbers.isEmpty && Set(numbers).isDisjoint(with: Self.numbers(in: first)))
        #expect(Self.numbers(in: await browser.get("/audit?until=2000-01-01").text).isEmpty)
        #expect(await browser.get("/audit?until=yesterday").text.contains("That is no day"))
    }

    private static func numbers(in page: String) -> [String] {
        page.matches(of: /data-label="no\." class="n">\s*([0-9]+)/).map { String($0.1) }
    }

    @Test(arguments: [
        ("en", "The fleet is paused since", "They are posted nowhere", "has accepted none"),
        ("fr", "La flotte est en pause depuis", "Elles ne sont envoyées nulle part", "n’en accepte aucune"),
    ]) func theFleetPageSaysWhetherItIsPausedAndAlertsArrive(
        language: String, paused: String, nowhere: String, failing: String
    ) async throws {
        let stage = try ConsoleStage()
        _ = try await stage.makeWorld()
        var browser = try await stage.signIn()
        browser.language = language
        let before = await browser.get("/fleet").text
        #expect(!before.contains(paused) && before.contains(nowhere) && !before.contains("TLS"))
        #expect(before.contains("href=\"/tenants/acme\""), "its open alert")
        _ = try await stage.services.fleet.beginPause(reason: ConsoleStage.hostile)
        _ = try await stage.services.alerts.hold("w1", seconds: 60)
        try await stage.services.alerts.recordDelivery(.tls)
        let after = await browser.get("/fleet").text
        #expect(after.contains(paused) && after.contains("&lt;script&gt;") && !after.contains("<script>"))
        #expect(after.contains(failing) && after.contains("TLS"), "the reason in words")
    }
}
