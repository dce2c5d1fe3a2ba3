import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// One run: what it spent its time on, what it changed and why, its problems.
enum RunPage {
    /// A page stays below 80 KB.
    private static let mostProblems = 50

    static func make(_ visit: Visit, _ id: RunID) async throws -> Page {
        let report = try await visit.perform(ShowRunPicture(id))
        let run = report.run.run
        var page = Page(title: visit.say(Phrase("Run \(id)", fr: "Exécution \(id)")), place: .tenants)
        (page.readAt, page.zone) = (report.readAt, report.zone)
        page.refreshes = !run.state.isEnded
        page.notice = notice(visit, run)
        page.blocks = [.facts(facts(report, visit))]
        if let review = report.run.review { page.blocks.append(link(run.id, review, visit)) }
        page.blocks += time(report, visit) + causes(report, visit) + problems(report, visit)
        if !run.state.isEnded { page.blocks += [cancel(run, visit)] }
        return page
    }

    private static func notice(_ visit: Visit, _ run: Run) -> String? {
        switch visit.done {
        case .started where !run.state.isEnded:
            visit.say(Phrase("The sync is queued.", fr: "La synchronisation est en file d’attente."))
        case .cancelled where run.state == .cancelled:
            visit.say(Phrase("The run is cancelled.", fr: "L’exécution est annulée."))
        case .cancelled where run.state == .running:
            visit.say(
                Phrase(
                    "Its worker was asked to stop: it ends at the next safe point.",
                    fr: "Son worker l’arrête au prochain point sûr."))
        default: nil
        }
    }

    private static func facts(_ report: ShowRunPicture.Report, _ visit: Visit) -> [(String, Cell)] {
        func row(_ name: Phrase, _ cell: Cell) -> (String, Cell) { (visit.say(name), cell) }
        let (run, zone, people) = (report.run.run, report.zone, report.people)
        let counts = run.counts
        var rows = [
            row(Heads.tenant, Cell(run.tenant.value, Link(["tenants", run.tenant.value]))),
            row(Heads.state, Cell(visit.say(run.state.name), tone: ConsoleWords.tone(run.state))),
            row(
                Phrase("trigger", fr: "origine"),
                Cell(visit.say(run.trigger.name), detail: people.starter.map { visit.say($0.actorAndReason) })),
            row(Phrase("as of", fr: "en date du"), Cell(ConsoleTime.day(run.window.asOf, visit.language))),
            row(Phrase("due", fr: "à faire à"), Cell(visit.moment(run.scheduledFor, zone))),
            row(Phrase("started", fr: "début"), Cell(visit.moment(run.startedAt, zone))),
            row(Phrase("ended", fr: "fin"), Cell(visit.moment(run.finishedAt, zone))),
            row(Phrase("attempt", fr: "tentative"), Cell("\(run.attempt)", detail: run.worker)),
            row(Phrase("employees", fr: "collaborateurs"), Cell("\(counts.employees)")),
            row(Phrase("absences", fr: "absences"), Cell("\(counts.absences)")),
            row(
                Phrase("events", fr: "événements"),
                Cell(
                    visit.say(
                        Phrase(
                            "\(counts.created) created, \(counts.updated) updated, \(counts.deleted) deleted, "
                                + "\(counts.unchanged) unchanged, \(counts.failed) failed",
                            fr: "\(counts.created) créés, \(counts.updated) modifiés, \(counts.deleted) supprimés, "
                                + "\(counts.unchanged) inchangés, \(counts.failed) en échec")))),
            row(
                Phrase("requests", fr: "requêtes"),
                Cell("Lucca \(run.requests.lucca), PlanningPME \(run.requests.planningPME)")),
        ]
        if let decision = report.run.review?.decision(by: people.decider, moment: { visit.moment($0, zone) }) {
            rows.append(row(Phrase("decision", fr: "décision"), Cell(visit.say(decision))))
        }
        if let error = run.error {
            let words = FailureWords(tenant: run.tenant)
            rows += [
                row(
                    Phrase("cause", fr: "cause"),
                    Cell(visit.say(words.message(error)), tone: run.state == .failed ? .bad : .idle, detail: error.code.rawValue)),
                row(Phrase("remedy", fr: "remède"), Cell(visit.say(words.remedy(error)))),
            ]
        }
        return rows
    }

    private static func link(_ run: RunID, _ review: RunReview, _ visit: Visit) -> Block {
        let words =
            switch review {
            case .open: Phrase("Review the withheld deletions", fr: "Examiner les suppressions retenues")
            case .approved(let other, only: _?):
                Phrase(
                    "Withheld deletions, partly approved by run \(other)",
                    fr: "Suppressions retenues, approuvées en partie par l’exécution \(other)")
            case .approved(let other, only: nil):
                Phrase(
                    "Withheld deletions, approved by run \(other)",
                    fr: "Suppressions retenues, approuvées par l’exécution \(other)")
            case .rejected: Phrase("Withheld deletions, rejected", fr: "Suppressions retenues, rejetées")
            case .superseded(let other):
                Phrase(
                    "Withheld deletions, superseded by run \(other)",
                    fr: "Suppressions retenues, remplacées par l’exécution \(other)")
            }
        return .link(visit.say(words), Link(["runs", "\(run)", "review"]))
    }

    private static func time(_ report: ShowRunPicture.Report, _ visit: Visit) -> [Block] {
        guard !report.segments.isEmpty else { return [] }
        let title = visit.say(Phrase("Where the time went", fr: "Où est passé le temps"))
        return [
            .heading(title),
            .picture(RunPictures.timeline(report.segments, label: title, visit.language)),
            .table(
                title,
                [Phrase("step", fr: "étape"), Phrase("from", fr: "de"), Phrase("to", fr: "à"), Phrase("lasted", fr: "durée")].map(
                    visit.say),
                report.segments.map { segment in
                    [
                        Cell(visit.say(ConsoleWords.segment(segment))), Cell(ConsoleTime.clock(segment.from, in: report.zone)),
                        Cell(ConsoleTime.clock(segment.to, in: report.zone)),
                        Cell(seconds(segment.seconds, visit), isNumber: true),
                    ]
                }, empty: ""),
        ]
    }

    private static func seconds(_ seconds: Double, _ visit: Visit) -> String {
        guard seconds < 10 else { return ConsoleTime.span(seconds: Int(seconds), visit.language) }
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10)\(visit.language == .french ? "," : ".")\(tenths % 10) s"
    }

    private static func causes(_ report: ShowRunPicture.Report, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("Changes by cause", fr: "Modifications par cause"))
        return [
            .heading(title),
            .table(
                title,
                [
                    Phrase("change", fr: "modification"), Phrase("outcome", fr: "résultat"), Phrase("cause", fr: "cause"),
                    Phrase("events", fr: "événements"),
                ]
                .map(visit.say),
                report.causes.map { cause in
                    [
                        Cell(visit.say(cause.action.name)),
                        Cell(visit.say(cause.outcome.name), tone: tone(cause.outcome)), Cell(visit.say(cause.cause.words)),
                        .number(cause.count),
                    ]
                }, empty: visit.say(Phrase("It changed nothing.", fr: "Elle n’a rien modifié."))),
            .command(
                "passerelle run log \(report.run.run.id)",
                Phrase("To list each event:", fr: "Pour lister chaque événement :"), visit.language),
        ]
    }

    private static func tone(_ outcome: RunChange.Outcome) -> Tone {
        switch outcome {
        case .done: .good
        case .rejected: .bad
        case .unconfirmed, .withheld: .doubtful
        }
    }

    private static func problems(_ report: ShowRunPicture.Report, _ visit: Visit) -> [Block] {
        let run = report.run.run
        let title = visit.say(Phrase("Problems", fr: "Problèmes"))
        guard run.problems.count > 0 || !report.shared.isEmpty else {
            return run.state.isEnded ? [.heading(title), .text(visit.say(Phrase("None.", fr: "Aucun.")), tone: .good)] : []
        }
        let words = ProblemWords(tenant: run.tenant, run: run.id)
        let shown = report.problems.prefix(mostProblems)
        let rows = shown.map { reported -> [Cell] in
            let problem = reported.problem
            var subject = Cell(visit.say(words.subject(problem)))
            if case .employee(let id, _) = problem.subject {
                subject.link = Link(["tenants", run.tenant.value, "employees", id.value])
            }
            let known = reported.knownSince.map {
                Cell(
                    visit.say(
                        Phrase(
                            "known since \(visit.moment($0, report.zone))", fr: "connu depuis \(visit.moment($0, report.zone))")))
            }
            return [
                subject, Cell(visit.say(words.message(problem)), detail: "[\(problem.code.rawValue)]"),
                Cell(visit.say(words.remedy(problem))),
                known ?? Cell(visit.say(Phrase("new", fr: "nouveau")), tone: .doubtful),
            ]
        }
        var blocks: [Block] = [
            .heading("\(title) (\(run.problems.count))"),
            .table(
                title,
                [Phrase("about", fr: "sujet"), Phrase("problem", fr: "problème"), Phrase("remedy", fr: "remède"), Heads.since]
                    .map(visit.say), rows,
                empty: ""),
        ]
        if run.problems.count > shown.count {
            blocks.append(
                .command(
                    "passerelle run show \(run.id)",
                    Phrase(
                        "Only the first \(shown.count) are shown. To see all of them:",
                        fr: "Seuls les \(shown.count) premiers sont montrés. Pour les voir tous :"), visit.language))
        }
        if !report.shared.isEmpty {
            blocks.append(
                .text(visit.say(Phrase("The same elsewhere, within 12 hours:", fr: "La même chose ailleurs, à 12 heures près :")))
            )
            blocks.append(
                .list(
                    report.shared.map { shared in
                        let tenants = Phrase.counted(shared.tenants, "tenant", "tenants", fr: "client", "clients")
                        return Cell(
                            "\(shared.code): \(visit.say(tenants))", detail: shared.named.map(\.value).joined(separator: ", "))
                    }))
        }
        return blocks
    }

    private static func cancel(_ run: Run, _ visit: Visit) -> Block {
        .form(
            ActionForm(
                action: Link(["runs", "\(run.id)", "cancel"]), label: Phrase("Cancel the run", fr: "Annuler l’exécution"),
                explanation: Phrase(
                    "If it is running, its worker stops it at the next safe point; what it wrote stays.",
                    fr: "Si elle est en cours, son worker l’arrête au prochain point sûr ; ce qu’elle a écrit reste."),
                refusal: visit.refusal(.operator), key: visit.formKey), visit.language)
    }
}
