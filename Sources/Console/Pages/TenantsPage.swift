import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// Every tenant, the worst first, each with its last 30 days.
enum TenantsPage {
    static func make(_ visit: Visit) async throws -> Page {
        let fields = visit.request.query
        var query = ListTenantDays.Query()
        let health = fields["health"].flatMap { ConsoleHealth(rawValue: $0) }
        let state = fields["state"].flatMap { Tenant.State(rawValue: $0) }
        let environment = fields["environment"].flatMap { Tenant.Environment(rawValue: $0) }
        if let health { query.healths = [health] }
        if let state { query.states = [state] }
        if let environment { query.environments = [environment] }
        query.text = String((fields["text"] ?? "").prefix(100))
        query.after = fields["after"].flatMap { ListTenantDays.Place($0) }
        // Each row has 30 squares: a page stays below 80 KB.
        query.limit = 50
        let report = try await visit.perform(ListTenantDays(query))
        var page = Page(title: visit.say(Place.tenants.name), place: .tenants)
        (page.readAt, page.zone) = (report.readAt, report.zone)
        page.refreshes = true
        let total = Phrase.counted(report.total, "tenant", "tenants", fr: "client", "clients")
        page.blocks = [
            filters(query.text, health, state, environment, report, visit), .text(visit.say(total) + "."),
            .table(
                visit.say(Place.tenants.name),
                [
                    Heads.tenant, Phrase("health", fr: "santé"), Heads.environment,
                    Phrase("last complete sync", fr: "dernière synchro complète"),
                    Phrase("problems", fr: "problèmes"), Phrase("30 days", fr: "30 jours"),
                ].map(visit.say), report.rows.map { row($0, report.zone, visit) }, empty: visit.say(Heads.nothing)),
        ]
        if let next = report.next {
            page.blocks.append(
                .link(
                    visit.say(Phrase("Next page", fr: "Page suivante")),
                    Link(
                        ["tenants"],
                        [
                            ("text", fields["text"]), ("health", health?.rawValue), ("state", state?.rawValue),
                            ("environment", environment?.rawValue), ("after", next.description),
                        ]), isNext: true))
        }
        return page
    }

    private static func row(_ row: ListTenantDays.Row, _ zone: TimeZone, _ visit: Visit) -> [Cell] {
        let problems = Phrase(
            "\(row.problems)\(row.newProblems > 0 ? ", \(row.newProblems) new" : "")",
            fr: "\(row.problems)\(row.newProblems > 0 ? ", dont \(row.newProblems) nouveaux" : "")")
        let days = Phrase("last 30 days", fr: "30 derniers jours")
        return [
            Cell(row.tenant.value, Link(["tenants", row.tenant.value])),
            Cell(visit.say(ConsoleWords.health(row.health)), tone: ConsoleWords.tone(row.health), detail: row.error?.rawValue),
            Cell(visit.say(ConsoleWords.environment(row.environment))),
            row.complete.map { Cell(visit.moment($0.at, zone), Link(["runs", "\($0.id)"])) } ?? Cell("–"),
            Cell(visit.say(problems), isNumber: true),
            Cell("", picture: DayPictures.squares(row.days, label: "\(row.tenant): \(visit.say(days))", visit.language)),
        ]
    }

    private static func filters(
        _ text: String, _ health: ConsoleHealth?, _ state: Tenant.State?, _ environment: Tenant.Environment?,
        _ report: ListTenantDays.Report, _ visit: Visit
    ) -> Block {
        let any = ("", visit.say(Heads.any))
        return .filters(
            FilterForm(
                action: Link(["tenants"]), button: visit.say(Heads.filter),
                fields: [
                    .init(name: "text", label: visit.say(Heads.tenant), value: text),
                    .init(
                        name: "health", label: visit.say(Phrase("health", fr: "santé")), value: health?.rawValue ?? "",
                        choices: [any]
                            + ConsoleHealth.allCases.map {
                                ($0.rawValue, "\(visit.say(ConsoleWords.health($0))) (\(report.byHealth[$0] ?? 0))")
                            }),
                    .init(
                        name: "state", label: visit.say(Heads.state), value: state?.rawValue ?? "",
                        choices: [any] + Tenant.State.allCases.map { ($0.rawValue, visit.say($0.name)) }),
                    .init(
                        name: "environment", label: visit.say(Heads.environment), value: environment?.rawValue ?? "",
                        choices: [any]
                            + Tenant.Environment.allCases.map { ($0.rawValue, visit.say(ConsoleWords.environment($0))) }),
                ]))
    }
}
