import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// One tenant: 13 months by day, and what happened to it.
enum TenantPage {
    static func make(_ visit: Visit, _ slug: TenantSlug) async throws -> Page {
        let place = visit.request.query["after"].flatMap { ShowTenantTimeline.Place($0) }
        let report = try await visit.perform(ShowTenantTimeline(slug, after: place, limit: 40))
        var page = Page(title: report.tenant.value, place: .tenants)
        (page.readAt, page.zone) = (report.readAt, report.zone)
        // A later page does not change.
        page.refreshes = place == nil
        if visit.done == .paused, report.state == .paused {
            page.notice = visit.say(Phrase("The tenant is paused.", fr: "Le client est en pause."))
        }
        if place == nil {
            page.blocks = head(report, visit)
            page.blocks += [
                .heading(visit.say(Phrase("13 months", fr: "13 mois"))),
                .picture(
                    DayPictures.months(
                        report.days, label: visit.say(Phrase("Runs by day", fr: "Exécutions par jour")), visit.language)),
            ]
        }
        page.blocks += timeline(report, visit)
        if place == nil { page.blocks += try await OperationPage.list(of: slug, in: report.zone, visit) + actions(report, visit) }
        return page
    }

    private static func head(_ report: ShowTenantTimeline.Report, _ visit: Visit) -> [Block] {
        var facts: [(String, Cell)] = [
            (visit.say(Heads.state), Cell(visit.say(report.state.name))),
            (visit.say(Heads.environment), Cell(visit.say(ConsoleWords.environment(report.environment)))),
        ]
        if let health = report.health {
            facts.insert(
                (
                    visit.say(Phrase("health", fr: "santé")),
                    Cell(visit.say(ConsoleWords.health(health)), tone: ConsoleWords.tone(health))
                ), at: 0)
        }
        if let complete = report.standing?.complete {
            facts.append(
                (
                    visit.say(Phrase("last complete sync", fr: "dernière synchronisation complète")),
                    Cell(visit.moment(complete.at, report.zone), Link(["runs", "\(complete.id)"]))
                ))
        }
        if let failure = report.standing?.failure {
            let words = FailureWords(tenant: report.tenant)
            facts += [
                (visit.say(Phrase("last failure", fr: "dernier échec")), Cell(visit.say(words.message(failure)), tone: .bad)),
                (visit.say(Phrase("remedy", fr: "remède")), Cell(visit.say(words.remedy(failure)))),
            ]
        }
        var blocks: [Block] = [.facts(facts)]
        if report.standing?.isReviewOpen == true, let run = report.standing?.complete?.id {
            blocks.append(
                .link(
                    visit.say(Phrase("Review the withheld deletions", fr: "Examiner les suppressions retenues")),
                    Link(["runs", "\(run)", "review"])))
        }
        return blocks
    }

    /// Which ones changed, by the names that `tenant show` uses.
    private static func fields(_ change: TimelineChange, _ visit: Visit) -> String {
        change.fields.map { visit.say(AuditedColumnWords.label($0, of: change.object)) }.joined(separator: ", ")
    }

    private static func timeline(_ report: ShowTenantTimeline.Report, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("What happened", fr: "Ce qui s’est passé"))
        let rows = report.items.map { item -> [Cell] in
            switch item {
            case .run(let entry):
                let run = entry.run
                let (counts, problems) = (run.counts, run.problems)
                let found = Phrase.counted(problems.count, "problem", "problems", fr: "problème", "problèmes")
                let fresh = Phrase.counted(problems.new, "new", "new", fr: "nouveau", "nouveaux")
                let written = Phrase(
                    "\(counts.created) created, \(counts.updated) updated, \(counts.deleted) deleted; \(found.english)"
                        + (problems.new > 0 ? ", \(fresh.english)" : ""),
                    fr:
                        "\(counts.created) créés, \(counts.updated) modifiés, \(counts.deleted) supprimés ; \(found.french)"
                        + (problems.new > 0 ? ", dont \(fresh.french)" : ""))
                return [
                    Cell(visit.moment(run.finishedAt ?? run.startedAt ?? run.scheduledFor, report.zone)),
                    Cell(
                        visit.say(Phrase("Run \(run.id)", fr: "Exécution \(run.id)")), Link(["runs", "\(run.id)"]),
                        tone: ConsoleWords.tone(run.state), detail: visit.say(run.state.name)),
                    Cell(visit.say(run.trigger.name)), Cell(visit.say(written), detail: run.error?.code.rawValue),
                ]
            case .change(let change):
                return [
                    Cell(visit.moment(change.at, report.zone)),
                    Cell(
                        change.operation ?? "sql", Link(["audit"], [("tenant", report.tenant.value)]),
                        detail: fields(change, visit)),
                    Cell(change.login, detail: change.isProven ? nil : visit.say(Phrase("unproven", fr: "non prouvé"))),
                    change.run.map { Cell(visit.say(Phrase("Run \($0)", fr: "Exécution \($0)")), Link(["runs", "\($0)"])) }
                        ?? Cell(visit.say(AuditedObjectWords.noun(change.object))),
                ]
            }
        }
        var blocks: [Block] = [
            .heading(title),
            .table(
                title,
                [
                    Phrase("when", fr: "quand"), Phrase("what", fr: "quoi"), Phrase("by", fr: "par"),
                    Phrase("details", fr: "détails"),
                ].map(visit.say), rows, empty: visit.say(Heads.nothing)),
        ]
        if let next = report.next {
            blocks.append(
                .link(
                    visit.say(Heads.older), Link(["tenants", report.tenant.value], [("after", next.description)]), isNext: true))
        }
        return blocks
    }

    private static func actions(_ report: ShowTenantTimeline.Report, _ visit: Visit) -> [Block] {
        let (slug, state) = (report.tenant, report.state)
        let missing = visit.refusal(.operator)
        var pause = missing
        if pause == nil, state != .active && state != .suspended {
            pause = Phrase(
                "Only an active or suspended tenant can be paused.",
                fr: "Seul un client actif ou suspendu peut être mis en pause.")
        }
        var blocks: [Block] = [
            .heading(visit.say(Phrase("Actions", fr: "Actions"))),
            .form(
                ActionForm(
                    action: Link(["tenants", slug.value, "start"]),
                    label: Phrase("Start a sync", fr: "Lancer une synchronisation"),
                    explanation: Phrase(
                        "Queues a sync as of today for the fleet.",
                        fr: "Met en file d’attente une synchronisation à la date du jour."),
                    refusal: missing, key: visit.formKey), visit.language),
            .form(
                ActionForm(
                    action: Link(["tenants", slug.value, "check"]),
                    label: Phrase("Check the connections", fr: "Contrôler les connexions"),
                    explanation: Phrase(
                        "Asks a worker to try both connections and every right that a sync needs.",
                        fr: "Demande à un worker d’essayer les deux connexions et chaque droit dont une synchronisation a besoin."
                    ),
                    refusal: missing, key: visit.formKey), visit.language),
            .form(
                ActionForm(
                    action: Link(["tenants", slug.value, "preview"]),
                    label: Phrase("Preview a sync", fr: "Voir ce qu’une synchronisation ferait"),
                    explanation: Phrase(
                        "Asks a worker what a sync as of today would change. Nothing is written.",
                        fr: "Demande à un worker ce qu’une synchronisation à la date du jour modifierait. Rien n’est écrit."),
                    refusal: missing, key: visit.formKey), visit.language),
            .form(
                ActionForm(
                    action: Link(["tenants", slug.value, "pause"]), label: Phrase("Pause", fr: "Mettre en pause"),
                    explanation: Phrase(
                        "Stops its daily syncs until it is activated again. What is on the planning stays.",
                        fr: "Arrête ses synchronisations quotidiennes jusqu’à sa réactivation. Le planning reste tel quel."),
                    refusal: pause, key: visit.formKey), visit.language),
        ]
        if state != .active {
            blocks.append(
                .command(
                    "passerelle tenant activate \(slug)",
                    Phrase(
                        "To activate it, on a machine that has the keyring, since its connections are checked first:",
                        fr: "Pour l’activer, sur une machine qui a le trousseau, car ses connexions sont d’abord vérifiées :"),
                    visit.language))
        }
        return blocks
    }
}
