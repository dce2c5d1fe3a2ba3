import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// One run with its lists (`contracts/cli.md`, `run show`).
enum RunDocument {
    /// - Parameters:
    ///   - approved: the result of the approved deletions, if known.
    ///   - shows: the requested lists.
    static func make(_ report: ShowRun.Report, approved: [ApprovedDeletion]? = nil, shows: Lists) -> Document {
        let (run, review) = (report.run.run, report.run.review)
        let (problems, changes, zone) = (report.problems, report.changes, report.zone)
        let withheld = changes.filter { $0.outcome == .withheld }
        let words = ProblemWords(tenant: run.tenant, run: run.id)
        var sections: [Document.Section] = [.fields(fields(run)), .fields(counts(run))]
        if let error = run.error {
            let failures = FailureWords(tenant: run.tenant)
            sections += [
                .title(
                    run.state == .queued
                        ? Phrase("Paused because", fr: "Cause de la pause") : Phrase("Failed because", fr: "Cause de l’échec")),
                .fields(
                    FieldList([
                        Field(Phrase("what", fr: "constat"), Cell(failures.message(error), .bad)),
                        Field(Phrase("remedy", fr: "remède"), failures.remedy(error)), Field("code", Cell(error.code)),
                    ])),
            ]
        }
        if !problems.isEmpty {
            sections += [
                .title(Phrase("Problems (\(problems.count))", fr: "Problèmes (\(problems.count))")),
                ProblemTable.section(problems, words),
            ]
        }
        if !withheld.isEmpty {
            sections += [
                .title(
                    Phrase("Withheld deletions (\(withheld.count))", fr: "Suppressions retenues (\(withheld.count))")),
                .table(ChangeTable.table(withheld, in: zone)), .note(note(run, review ?? .open)),
            ]
        }
        if let kept = approved?.filter({ $0.fate != .done }), !kept.isEmpty {
            sections += [
                .title(
                    Phrase(
                        "Approved and not deleted (\(kept.count))", fr: "Approuvées et non supprimées (\(kept.count))")),
                .table(ApprovalWords.table(kept, in: zone)),
            ]
        }
        if shows.contains(.changes), !changes.isEmpty {
            sections += [
                .title(Phrase("Changes (\(changes.count))", fr: "Modifications (\(changes.count))")),
                .table(ChangeTable.table(changes, in: zone)),
            ]
        }
        let texts = problems.map { ShownProblem($0, words) }
        var facts =
            facts(report.run) + ["problems": texts, "withheldDeletions": withheld.map(ChangeTable.facts)]
        if let approved { facts = facts + ["approvedDeletions": approved.map(ApprovalWords.facts)] }
        if shows.contains(.changes) { facts = facts + ["changes": changes.map(ChangeTable.facts)] }
        if shows.contains(.changes) { return Document(sections, of: facts, rows: "changes", csv: ChangeTable.columns) }
        if shows.contains(.problems) { return Document(sections, of: facts, csv: ProblemTable.csv(texts)) }
        return Document(sections, of: facts, csv: columns + ["problems=problems.count"])
    }

    /// The lists in addition to the run itself.
    struct Lists: OptionSet {
        let rawValue: Int

        /// Every written event, not only the withheld deletions.
        static let changes = Lists(rawValue: 1)
        /// In a CSV, which is one table.
        static let problems = Lists(rawValue: 2)
    }

    private static func note(_ run: Run, _ review: RunReview) -> Phrase {
        switch review {
        case .open:
            Phrase(
                "If these are right, `passerelle run approve \(run.id)` performs those that still apply. If not, something is wrong in "
                    + "Lucca or in the scope: correct that, and the next run is clean.",
                fr:
                    "Si elles sont justes, `passerelle run approve \(run.id)` fait celles qui s’appliquent encore. Sinon, quelque chose "
                    + "ne va pas dans Lucca ou dans le périmètre : corrigez-le, et la prochaine exécution sera bonne.")
        case .approved(let other):
            Phrase(
                "They were approved: run \(other) performed those that still applied.",
                fr: "Elles ont été approuvées : l’exécution \(other) a fait celles qui s’appliquaient encore.")
        case .superseded(let other):
            Phrase(
                "Run \(other) came after and looked at everything again: see that one.",
                fr: "L’exécution \(other) est venue ensuite et a tout réexaminé : voyez celle-là.")
        }
    }

    /// A run without its lists, as in JSON.
    static func facts(_ report: RunReport) -> Facts {
        let words = FailureWords(tenant: report.run.tenant)
        return report.facts { failure in
            [
                "code": failure.code.rawValue, "message": words.message(failure).english,
                "remedy": words.remedy(failure).english,
            ]
        }
    }

    static let columns: [CSVTable.Column] =
        [
            "id", "tenant", "status", "trigger", "asOf", "windowFrom=window.from", "windowTo=window.to", "scheduledFor",
            "startedAt", "finishedAt", "attempt", "worker",
        ]
        + ["departments", "employees", "leaves", "absences", "created", "updated", "deleted", "unchanged", "failed"].map {
            .init($0, "counts.\($0)")
        } + [
            "luccaRequests=requests.lucca", "planningpmeRequests=requests.planningpme", "errorCode=error.code",
            "errorMessage=error.message", "review=review.state", "reviewedBy=review.by",
        ]

    private static func fields(_ run: Run) -> FieldList {
        var fields = [
            Field(Phrase("run", fr: "exécution"), Cell(run.id, .strong)), Field(.tenant, run.tenant.value),
            Field(Phrase("status", fr: "état"), Cell(run.state.name, run.state.tone)),
            Field(Phrase("trigger", fr: "origine"), run.trigger.name),
            Field(Phrase("as of", fr: "en date du"), run.window.asOf.description),
            Field(Phrase("window", fr: "fenêtre"), WindowText.line(run.window)),
            Field(Phrase("scheduled for", fr: "prévue le"), LocalTime.utc(run.scheduledFor)),
            Field(Phrase("started", fr: "commencée le"), run.startedAt.map(LocalTime.utc)),
            Field(Phrase("finished", fr: "terminée le"), run.finishedAt.map(LocalTime.utc)),
        ]
        if run.state == .queued {
            fields.append(Field(Phrase("not before", fr: "pas avant le"), LocalTime.utc(run.notBefore)))
        }
        fields += [Field(Phrase("attempt", fr: "tentative"), String(run.attempt)), Field("worker", run.worker)]
        if run.purpose == .removal {
            fields.append(
                Field(
                    Phrase("removes", fr: "supprime"),
                    Phrase("the tenant's events of today and later", fr: "les événements du client à partir d’aujourd’hui")))
        }
        if let approved = run.approves {
            fields.append(
                Field(
                    Phrase("approves", fr: "approuve"),
                    Phrase("the deletions of run \(approved)", fr: "les suppressions de l’exécution \(approved)")))
        }
        return FieldList(fields)
    }

    static func read(_ counts: RunCounts) -> Phrase {
        let parts = [
            Phrase.counted(counts.departments, "department", "departments", fr: "département", "départements"),
            .counted(counts.employees, "employee", "employees", fr: "collaborateur", "collaborateurs"),
            .counted(counts.leaves, "half-day", "half-days", fr: "demi-journée", "demi-journées"),
            .counted(counts.absences, "absence", "absences", fr: "absence", "absences"),
        ]
        return Phrase(parts.map(\.english).joined(separator: ", "), fr: parts.map(\.french).joined(separator: ", "))
    }

    /// The results for the events, or the expected ones.
    static func events(_ counts: RunCounts) -> Phrase {
        func part(_ count: Int, _ english: String, _ un: String, _ plusieurs: String) -> (String, String) {
            ("\(count) \(english)", "\(Typography.french(count)) \(count < 2 ? un : plusieurs)")
        }
        var events = [
            part(counts.created, "created", "créé", "créés"), part(counts.updated, "updated", "modifié", "modifiés"),
            part(counts.deleted, "deleted", "supprimé", "supprimés"),
            part(counts.unchanged, "unchanged", "inchangé", "inchangés"),
        ]
        if counts.failed > 0 { events.append(part(counts.failed, "failed", "en échec", "en échec")) }
        return Phrase(events.map(\.0).joined(separator: ", "), fr: events.map(\.1).joined(separator: ", "))
    }

    private static func counts(_ run: Run) -> FieldList {
        FieldList([
            Field(Phrase("read", fr: "lu"), read(run.counts)),
            Field(Phrase("events", fr: "événements"), events(run.counts)),
            Field(
                Phrase("requests", fr: "requêtes"),
                Phrase(
                    "\(run.requests.lucca) to Lucca, \(run.requests.planningPME) to PlanningPME",
                    fr: "\(Typography.french(run.requests.lucca)) à Lucca, \(Typography.french(run.requests.planningPME)) à "
                        + "PlanningPME")),
        ])
    }
}

extension RunState {
    var tone: Cell.Tone {
        switch self {
        case .succeeded: .good
        case .partial, .needsReview: .doubtful
        case .failed: .bad
        case .queued, .running, .cancelled: .plain
        }
    }
}

enum WindowText {
    static func line(_ window: SyncWindow) -> Phrase {
        let last = window.to.adding(days: -1)
        return Phrase("\(window.from) to \(last)", fr: "du \(window.from) au \(last)")
    }
}

/// Runs, newest first.
enum RunListDocument {
    static func make(_ reports: [RunReport]) -> Document {
        let table = Table(
            [
                .init(Phrase("run", fr: "exécution"), .right), .init(.tenant, wraps: true), .init(Phrase("status", fr: "état")),
                .init(Phrase("trigger", fr: "origine"), yields: true), .init(Phrase("as of", fr: "en date du")),
                .init(Phrase("started", fr: "commencée le")), .init(Phrase("took", fr: "durée"), .right, yields: true),
                .init(Phrase("events", fr: "événements")), .init(Phrase("why", fr: "pourquoi"), wraps: true, isOptional: true),
            ],
            reports.map { report in
                let run = report.run
                return [
                    Cell(run.id), Cell(run.tenant), Cell(run.state.name, run.state.tone), Cell(run.trigger.name),
                    Cell(run.window.asOf), Cell(run.startedAt.map(LocalTime.utc)), Cell(duration(run)), Cell(events(run.counts)),
                    Cell(why(run, report.review)),
                ]
            })
        return Document([.table(table)], of: reports.map(RunDocument.facts), csv: RunDocument.columns)
    }

    private static func why(_ run: Run, _ review: RunReview?) -> Phrase? {
        if let error = run.error { return Phrase(same: error.code.rawValue) }
        return review?.words ?? (run.purpose == .removal ? Phrase("removes events", fr: "supprime les événements") : nil)
    }

    /// Created, updated, deleted, and failed if any: `+99 ~3 -1 !2`.
    private static func events(_ counts: RunCounts) -> String {
        "+\(counts.created) ~\(counts.updated) -\(counts.deleted)" + (counts.failed > 0 ? " !\(counts.failed)" : "")
    }

    private static func duration(_ run: Run) -> String? {
        guard let start = run.startedAt, let end = run.finishedAt else { return nil }
        let seconds = (end.millisecondsSince1970 - start.millisecondsSince1970 + 500) / 1000
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    }
}

extension RunReview {
    /// For lists.
    var words: Phrase {
        switch self {
        case .open: Phrase("waits for approval", fr: "attend une approbation")
        case .approved(let run): Phrase("approved by \(run)", fr: "approuvée par \(run)")
        case .superseded(let run): Phrase("superseded by \(run)", fr: "remplacée par \(run)")
        }
    }
}

enum ApprovalWords {
    static func summary(of deletions: [ApprovedDeletion], withheldBy run: RunID) -> Phrase {
        let kept = deletions.filter { $0.fate != .done }
        let reasons = ApprovedDeletion.Fate.allCases.compactMap { fate in
            let count = kept.count { $0.fate == fate }
            return count == 0 ? nil : fate.words.mapped { "\(count) \($0)" }
        }
        let done = deletions.count - kept.count
        return Phrase(
            "Of the deletions withheld by run \(run), \(done) done, \(kept.count) not"
                + (kept.isEmpty ? "." : ": \(reasons.map(\.english).joined(separator: ", "))."),
            fr: "Des suppressions retenues par l’exécution \(run), \(done) \(done < 2 ? "faite" : "faites"), \(kept.count) non"
                + (kept.isEmpty ? "." : " : \(reasons.map(\.french).joined(separator: ", "))."))
    }

    static func table(_ deletions: [ApprovedDeletion], in zone: TimeZone) -> Table {
        Table(
            [
                .init(Phrase("employee", fr: "collaborateur")), .init(Phrase("from", fr: "début")),
                .init(Phrase("to", fr: "fin")),
                .init(Phrase("why not", fr: "pourquoi"), wraps: true),
                .init(Phrase("reference", fr: "référence"), wraps: true, yields: true),
            ],
            deletions.map { deletion in
                [
                    Cell(deletion.change.employeeID), Cell(LocalTime.text(deletion.change.start, in: zone)),
                    Cell(LocalTime.endText(deletion.change.end, in: zone)), Cell(deletion.fate.words, .doubtful),
                    Cell(deletion.change.reference),
                ]
            })
    }

    static func facts(_ deletion: ApprovedDeletion) -> Facts {
        let change = deletion.change
        return [
            "result": deletion.fate.rawValue, "reference": change.reference, "employeeId": change.employeeID,
            "resourceKey": change.resource, "start": change.start, "end": change.end,
        ]
    }
}

extension ApprovedDeletion.Fate {
    fileprivate var words: Phrase {
        switch self {
        case .done: Phrase("done", fr: "faite")
        case .alreadyGone: Phrase("already gone", fr: "déjà absente")
        case .wantedAgain: Phrase("wanted again by Lucca", fr: "de nouveau dans Lucca")
        case .over: Phrase("over", fr: "passée")
        case .undecided: Phrase("undecided, see the employee's problem", fr: "indécise, voir le problème du collaborateur")
        case .rejected: Phrase("rejected by PlanningPME", fr: "refusée par PlanningPME")
        case .unconfirmed: Phrase("unconfirmed, the next run looks", fr: "non confirmée, la prochaine exécution regarde")
        case .notReached: Phrase("not reached", fr: "non atteinte")
        }
    }
}
