import SyncCore
import Testing

@testable import Words

@Suite("Words for alerts")
struct AlertWordsTests {
    private func alert(
        _ kind: TenantAlert.Kind, code: String = "", run: RunID? = 12, count: Int = 0, newCount: Int = 0, closedAfter: Int? = nil,
        closedBy: RunID? = nil
    ) throws -> TenantAlert {
        let opened = Instant(secondsSince1970: 1_800_000_000)
        return TenantAlert(
            id: 1, tenant: try TenantSlug("acme"), environment: .production, kind: kind, code: code, run: run, count: count,
            newCount: newCount, openedAt: opened, closedAt: closedAfter.map(opened.adding(seconds:)), closedBy: closedBy)
    }

    @Test(arguments: TenantAlert.Kind.allCases)
    func everyKindHasTextsInBothLanguages(_ kind: TenantAlert.Kind) throws {
        let alert = try alert(kind, code: kind == .problems ? "event_locked" : "", count: 2, newCount: 1)
        for text in [AlertWords.name(kind), AlertWords.summary(alert), AlertWords.remedy(alert)] {
            #expect(!text.english.isEmpty && !text.french.isEmpty)
        }
        #expect(AlertWords.summary(alert).english.contains("acme") && AlertWords.summary(alert).french.contains("acme"))
        #expect(
            AlertWords.remedy(alert).english.contains("passerelle ") && AlertWords.remedy(alert).french.contains("passerelle "))
        #expect(AlertWords.recovery(alert) == nil)
    }

    @Test func aRefusedKeyHasItsOwnRemedy() throws {
        let refused = try alert(.failed, code: "lucca_unauthorized")
        #expect(AlertWords.summary(refused).english == "The last run of acme failed (lucca_unauthorized).")
        #expect(AlertWords.remedy(refused).english.hasSuffix("passerelle tenant check acme"))
        #expect(AlertWords.remedy(try alert(.failed, code: "lucca_unreachable")).english == "passerelle run show 12")
        #expect(AlertWords.remedy(try alert(.failed, run: nil)).english == "passerelle run list --tenant acme")
    }

    @Test func numbersAgreeWithTheirNouns() throws {
        #expect(
            AlertWords.summary(try alert(.needsReview, count: 1)).english
                == "acme: 1 deletion withheld, until someone approves or rejects.")
        let problems = try alert(.problems, code: "event_locked", count: 3, newCount: 1)
        #expect(AlertWords.summary(problems).english == "acme: 3 problems event_locked, 1 of them new.")
        #expect(AlertWords.summary(problems).french == "acme\u{202F}: 3 problèmes event_locked, dont 1 nouveau.")
    }

    @Test func anEndSaysHowLongItLasted() throws {
        let mended = try alert(.failed, closedAfter: 200_000, closedBy: 14)
        #expect(AlertWords.recovery(mended)?.english == "Over after 2 days, by run 14.")
        #expect(AlertWords.recovery(mended)?.french == "Terminé après 2 jours, par l’exécution 14.")
        let paused = try alert(.failed, closedAfter: 7_000)
        #expect(AlertWords.recovery(paused)?.english == "Over after 116 min: someone changed the tenant.")
    }
}
