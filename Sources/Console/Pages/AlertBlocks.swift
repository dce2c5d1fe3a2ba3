import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// Open alerts, and whether they arrive.
enum AlertBlocks {
    /// A page stays below 80 KB.
    private static let mostAlerts = 50

    static func make(_ report: FleetReport, _ visit: Visit) async throws -> [Block] {
        let title = visit.say(Phrase("Alerts", fr: "Alertes"))
        let open = report.alerts.open
        let alerts = open == 0 ? [] : try await visit.perform(ListTenantAlerts(limit: mostAlerts)).alerts
        var blocks: [Block] = [
            .heading("\(title) (\(open))"), .text(visit.say(delivery(report, visit)), tone: tone(report.alerts)),
            .table(
                title,
                [
                    Heads.tenant, Phrase("alert", fr: "alerte"), Heads.since, Phrase("posted", fr: "envoyée"),
                    Phrase("remedy", fr: "remède"),
                ].map(visit.say),
                alerts.map { alert in
                    [
                        Cell(alert.tenant.value, Link(["tenants", alert.tenant.value])),
                        Cell(
                            visit.say(AlertWords.summary(alert)), link(alert),
                            tone: alert.kind == .problems || alert.kind == .needsReview ? .doubtful : .bad),
                        Cell(visit.moment(alert.openedAt, report.zone)), Cell(visit.moment(alert.postedAt, report.zone)),
                        Cell(visit.say(AlertWords.remedy(alert))),
                    ]
                }, empty: visit.say(Phrase("None is open.", fr: "Aucune n’est ouverte."))),
        ]
        if open > alerts.count {
            blocks.append(
                .command(
                    "passerelle alert list",
                    Phrase(
                        "Only the \(alerts.count) oldest are shown. To see all of them:",
                        fr: "Seules les \(alerts.count) plus anciennes sont montrées. Pour les voir toutes :"), visit.language))
        }
        return blocks
    }

    private static func link(_ alert: TenantAlert) -> Link? {
        alert.run.map { Link(["runs", "\($0)"] + (alert.kind == .needsReview ? ["review"] : [])) }
    }

    private static func tone(_ overview: AlertOverview) -> Tone? {
        if overview.failure != nil { return .bad }
        if overview.acceptedAt == nil { return overview.open > 0 ? .doubtful : nil }
        return overview.holder == nil ? .doubtful : .good
    }

    private static func delivery(_ report: FleetReport, _ visit: Visit) -> Phrase {
        let overview = report.alerts
        if let failure = overview.failure {
            let lasting = ConsoleTime.span(seconds: Int(overview.failingSeconds), visit.language)
            return Phrase(
                "Alertmanager has accepted none for \(lasting).", fr: "Alertmanager n’en accepte aucune depuis \(lasting).")
                + AlertWords.message(failure) + AlertWords.remedy(failure)
        }
        guard let accepted = overview.acceptedAt else {
            return Phrase("They are posted nowhere.", fr: "Elles ne sont envoyées nulle part.")
        }
        let time = visit.moment(accepted, report.zone)
        guard let holder = overview.holder else {
            return Phrase(
                "No worker posts them; Alertmanager last accepted some on \(time).",
                fr: "Aucun worker ne les envoie ; Alertmanager en a accepté pour la dernière fois le \(time).")
        }
        return Phrase(
            "Posted by \(holder); Alertmanager last accepted on \(time).",
            fr: "Envoyées par \(holder) ; dernière acceptation par Alertmanager le \(time).")
    }
}
