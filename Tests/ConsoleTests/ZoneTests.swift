import Foundation
import Operations
import SyncCore
import SyncEngine
import Testing
import Words

@testable import Console

/// In which zone pages show times.
@Suite("The console's time zones")
struct ZoneTests {
    private static let ofSeveralTenants = ["/", "/tenants", "/fleet", "/audit"]

    private func zone(named page: String) -> String? {
        page.firstMatch(of: /Times are in the time zone ([A-Za-z\/]+)\./).map { String($0.1) }
    }

    @Test func everyPageNamesTheZoneThatAllTenantsShare() async throws {
        let stage = try ConsoleStage()
        let (_, run) = try await stage.makeWorld()
        let browser = try await stage.signIn()
        let ofOne = ["/tenants/acme", "/runs/\(run)", "/runs/\(run)/review", "/tenants/acme/employees/42"]
        for target in Self.ofSeveralTenants + ofOne {
            #expect(zone(named: await browser.get(target).text) == "Europe/Paris", "\(target)")
        }
        var french = browser
        french.language = "fr"
        #expect(await french.get("/fleet").text.contains("Fuseau horaire\u{202F}: Europe/Paris."))
    }

    @Test func ofTenantsWithSeveralZonesListsAreInUTCAndATenantsPagesInItsOwn() async throws {
        let stage = try ConsoleStage()
        let (_, run) = try await stage.makeWorld()
        let other = try #require(TimeZone(identifier: "Indian/Reunion"))
        _ = try await stage.services.registry.create(
            NewTenant(
                slug: TenantSlug("globex"), name: "Globex", environment: .test, luccaURL: "https://globex.ilucca.net",
                planningPMEURL: "https://api.planningpme.com/globex/", contact: nil,
                settings: TenantSettings(calendar: TenantCalendar(zone: other)), formerAccounts: []))
        let browser = try await stage.signIn()
        for target in Self.ofSeveralTenants { #expect(zone(named: await browser.get(target).text) == "UTC", "\(target)") }
        #expect(zone(named: await browser.get("/runs/\(run)").text) == "Europe/Paris")
        #expect(zone(named: await browser.get("/tenants/globex").text) == "Indian/Reunion")
    }

    @Test func oneMomentReadsAlikeOnThePagesOfTheFleetAndOfTheTenant() async throws {
        let stage = try ConsoleStage()
        let (tenant, run) = try await stage.makeWorld()
        let browser = try await stage.signIn()
        let end = try #require(try await stage.services.runs.run(run).finishedAt)
        let text = ConsoleTime.text(end, in: tenant.settings.calendar.zone, .english)
        for target in ["/", "/tenants", "/tenants/acme", "/runs/\(run)"] {
            #expect(await browser.get(target).text.contains(text), "\(target)")
        }
    }
}
