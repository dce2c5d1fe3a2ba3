import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// The deletions that a run withheld, employee by employee.
enum ReviewPage {
    static func make(_ visit: Visit, _ id: RunID) async throws -> Page {
        let after = visit.request.query["after"].map { EmployeeID(String($0.prefix(64))) }
        let report = try await visit.perform(ShowReview(id, after: after, limit: 20))
        let run = report.run.run
        var page = Page(
            title: visit.say(Phrase("Withheld deletions of run \(id)", fr: "Suppressions retenues de l’exécution \(id)")),
            place: .tenants)
        page.zone = report.zone
        page.refreshes = report.decider?.state.isEnded == false
        page.notice = ReviewActions.notice(report, visit)
        page.blocks = [
            .facts([
                (visit.say(Heads.tenant), Cell(run.tenant.value, Link(["tenants", run.tenant.value]))),
                (visit.say(Heads.run), Cell("\(id)", Link(["runs", "\(id)"]))),
                (visit.say(Heads.state), state(report, visit)),
                (
                    visit.say(Phrase("would be deleted", fr: "seraient supprimés")),
                    Cell(visit.say(amount(report)), tone: report.deletions > 0 ? .doubtful : .good)
                ),
                (visit.say(Phrase("digest", fr: "empreinte")), Cell("\(report.digest)")),
            ])
        ]
        page.blocks += report.brakes.map { .text(visit.say(ProblemWords.brake($0)), tone: .doubtful) }
        let causes = visit.say(Phrase("By cause", fr: "Par cause"))
        page.blocks += [
            .heading(causes),
            .table(
                causes, [Phrase("cause", fr: "cause"), Phrase("events", fr: "événements")].map(visit.say),
                report.causes.map { [Cell(visit.say($0.cause.words)), .number($0.count)] }, empty: visit.say(Heads.nothing)),
        ]
        page.blocks += employees(report, visit)
        if !report.clears.isEmpty {
            let ids = report.clears.map(\.value).joined(separator: ", ")
            page.blocks.append(
                .text(
                    visit.say(
                        Phrase(
                            "Extra data would be cleared for: \(ids).",
                            fr: "Des données supplémentaires seraient effacées pour : \(ids)."))))
        }
        page.blocks += try await ReviewActions.blocks(report, visit)
        if let decider = report.decider, decider.approves == id {
            page.blocks.append(
                .link(
                    visit.say(
                        Phrase("Who approved: the audit log of the tenant", fr: "Qui a approuvé : le journal d’audit du client")),
                    Link(["audit"], [("tenant", run.tenant.value)])))
        }
        return page
    }

    /// What became of it: who decided, and when.
    private static func state(_ report: ShowReview.Report, _ visit: Visit) -> Cell {
        let ended = report.decider?.finishedAt.map { visit.moment($0, report.zone) }
        switch report.review {
        case .open: return Cell(visit.say(Phrase("waits for a decision", fr: "attend une décision")), tone: .doubtful)
        case .approved(let run, only: let only):
            let words =
                only == nil
                ? Phrase("approved, performed by run \(run)", fr: "approuvées, effectuées par l’exécution \(run)")
                : Phrase(
                    "partly approved, performed by run \(run)", fr: "approuvées en partie, effectuées par l’exécution \(run)")
            return Cell(
                visit.say(words),
                Link(["runs", "\(run)"]), tone: .good, detail: ended)
        case .rejected(let decline):
            let who = decline.by ?? "–"
            return Cell(
                visit.say(Phrase("rejected by \(who)", fr: "rejetées par \(who)")), tone: .idle,
                detail: visit.moment(decline.at, report.zone))
        case .superseded(let run):
            return Cell(
                visit.say(
                    Phrase(
                        "superseded: run \(run) looked at everything again",
                        fr: "remplacées : l’exécution \(run) a tout réexaminé")),
                Link(["runs", "\(run)"]), tone: .idle, detail: ended)
        case nil: return Cell(visit.say(Phrase("nothing was withheld", fr: "rien n’a été retenu")), tone: .good)
        }
    }

    private static func amount(_ report: ShowReview.Report) -> Phrase {
        let events = Phrase.counted(report.deletions, "event", "events", fr: "événement", "événements")
        let people = Phrase.counted(report.employeeCount, "employee", "employees", fr: "collaborateur", "collaborateurs")
        let share = report.percent.map { Phrase(" (\($0)% of those to come)", fr: " (\($0) % de ceux à venir)") }
        return Phrase(
            "\(events.english) of \(people.english)\(share?.english ?? "")",
            fr: "\(events.french) de \(people.french)\(share?.french ?? "")")
    }

    private static func employees(_ report: ShowReview.Report, _ visit: Visit) -> [Block] {
        let run = report.run.run
        guard !report.employees.isEmpty else { return [] }
        let title = visit.say(Phrase("By employee", fr: "Par collaborateur"))
        let range = StripPictures.Range(from: report.from, to: report.to, zone: report.zone)
        let ticks = ReviewActions.canDecide(report, visit) ? ReviewActions.tickedForm : nil
        let rows = report.employees.map { employee -> [Cell] in
            let share = employee.share
            let going = employee.events.filter(\.isWithheld)
            let label = visit.say(
                Phrase(
                    "Employee \(share.employee): \(share.deletions) of \(employee.events.count) events would go",
                    fr:
                        "Collaborateur \(share.employee) : \(share.deletions) événements sur \(employee.events.count) disparaîtraient"
                ))
            let why = Set(going.compactMap { $0.cause.map { visit.say($0.words) } }).sorted().joined(separator: "; ")
            return [
                Cell(
                    share.employee.value, Link(["tenants", run.tenant.value, "employees", share.employee.value]),
                    tickedIn: ticks),
                .number(share.deletions),
                Cell("\(visit.moment(share.start, report.zone)) – \(visit.moment(share.end, report.zone))"), Cell(why),
                Cell("", picture: StripPictures.beforeAndAfter(employee.events, range, label: label, visit.language)),
            ]
        }
        var blocks: [Block] = [
            .heading(title),
            .table(
                title,
                [
                    Phrase("employee", fr: "collaborateur"), Phrase("deletions", fr: "suppressions"),
                    Phrase("period", fr: "période"),
                    Phrase("cause", fr: "cause"), Phrase("before and after", fr: "avant et après"),
                ].map(visit.say), rows, empty: ""),
        ]
        if let next = report.next {
            blocks.append(
                .link(
                    visit.say(Phrase("More employees", fr: "Autres collaborateurs")),
                    Link(["runs", "\(run.id)", "review"], [("after", next.value)]), isNext: true))
        }
        return blocks
    }
}
