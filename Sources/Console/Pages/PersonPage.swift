import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// What is recorded of one employee, by Lucca's id: no name is stored, and none is shown.
enum PersonPage {
    /// In each table: a page stays below 80 KB.
    private static let mostShown = 80

    static func make(_ visit: Visit, _ employee: EmployeeID, of tenant: TenantSlug) async throws -> Page {
        let report = try await visit.perform(ShowPerson(employee, of: tenant))
        let zone = report.zone
        var page = Page(
            title: visit.say(Phrase("Employee \(employee)", fr: "Collaborateur \(employee)")), place: .tenants)
        page.zone = zone
        page.blocks = [
            .facts([
                (visit.say(Heads.tenant), Cell(tenant.value, Link(["tenants", tenant.value]))),
                (
                    visit.say(Phrase("last complete sync", fr: "dernière synchronisation complète")),
                    report.complete.map { Cell(visit.moment($0.at, zone), Link(["runs", "\($0.id)"])) } ?? Cell("–")
                ),
            ])
        ]
        page.blocks += problems(report, visit) + events(report, visit) + changes(report, visit)
        page.blocks.append(
            .command(
                "passerelle absence explain \(tenant) --employee \(employee)",
                Phrase(
                    "To read Lucca and PlanningPME now, absence by absence, on a machine that has the keyring:",
                    fr:
                        "Pour interroger Lucca et PlanningPME maintenant, absence par absence, sur une machine qui a le trousseau :"
                ),
                visit.language))
        return page
    }

    private static func problems(_ report: ShowPerson.Report, _ visit: Visit) -> [Block] {
        guard !report.problems.isEmpty else { return [] }
        let words = ProblemWords(tenant: report.tenant, run: report.complete?.id)
        let title = visit.say(Phrase("Problems", fr: "Problèmes"))
        return [
            .heading(title),
            .table(
                title, [Phrase("problem", fr: "problème"), Phrase("remedy", fr: "remède"), Heads.since].map(visit.say),
                report.problems.map { reported in
                    [
                        Cell(
                            visit.say(words.message(reported.problem)), tone: .doubtful,
                            detail: "[\(reported.problem.code.rawValue)]"),
                        Cell(visit.say(words.remedy(reported.problem))),
                        Cell(
                            reported.knownSince.map { visit.moment($0, report.zone) } ?? visit.say(Phrase("new", fr: "nouveau"))),
                    ]
                }, empty: ""),
        ]
    }

    private static func events(_ report: ShowPerson.Report, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("On the planning", fr: "Sur le planning"))
        let range = StripPictures.Range(from: report.from, to: report.to, zone: report.zone)
        let strip = report.events.map { event in
            StripEvent(
                reference: event.event.reference, type: event.event.type, from: event.event.start, to: event.event.end)
        }
        let open = Phrase("an answer was lost: the next run checks", fr: "réponse perdue : la prochaine exécution vérifie")
        return [
            .heading(title), .picture(StripPictures.strip(strip, range, label: title, visit.language)),
            .table(
                title,
                [
                    Phrase("from", fr: "de"), Phrase("to", fr: "à"), Phrase("type", fr: "type"),
                    Phrase("last written by", fr: "dernière écriture"),
                    Phrase("cause", fr: "cause"),
                ].map(visit.say),
                report.events.prefix(mostShown).map { event in
                    let facts = event.event
                    return [
                        Cell(visit.moment(facts.start, report.zone)), Cell(visit.moment(facts.end, report.zone)),
                        Cell("\(facts.type)"),
                        event.last.map {
                            Cell(visit.say(Phrase("Run \($0.run)", fr: "Exécution \($0.run)")), Link(["runs", "\($0.run)"]))
                        }
                            ?? Cell("–"),
                        Cell(
                            event.last.map { visit.say($0.change.cause.words) } ?? "–",
                            tone: event.event.openIntent == nil ? nil : .doubtful,
                            detail: event.event.openIntent == nil ? nil : visit.say(open)),
                    ]
                },
                empty: visit.say(
                    Phrase("Nothing of this employee is on the planning.", fr: "Rien de ce collaborateur n’est sur le planning."))
            ),
        ]
    }

    private static func changes(_ report: ShowPerson.Report, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("What runs did, and why", fr: "Ce que les exécutions ont fait, et pourquoi"))
        var blocks: [Block] = [
            .heading(title),
            .table(
                title,
                [
                    Phrase("when", fr: "quand"), Heads.run, Phrase("change", fr: "modification"), Phrase("period", fr: "période"),
                    Phrase("cause", fr: "cause"),
                ].map(visit.say),
                report.changes.prefix(mostShown).map { entry in
                    let change = entry.change
                    return [
                        Cell(visit.moment(entry.at, report.zone)), Cell("\(entry.run)", Link(["runs", "\(entry.run)"])),
                        Cell(visit.say(change.action.name), detail: visit.say(change.outcome.name)),
                        Cell("\(visit.moment(change.start, report.zone)) – \(visit.moment(change.end, report.zone))"),
                        Cell(visit.say(change.cause.words)),
                    ]
                }, empty: visit.say(Heads.nothing)),
        ]
        if report.hasMore || report.changes.count > mostShown {
            blocks.append(
                .text(
                    visit.say(
                        Phrase("Older changes are not shown.", fr: "Les modifications plus anciennes ne sont pas montrées."))))
        }
        return blocks
    }
}
