import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// One run whole (`contracts/cli.md`, `run show`).
enum RunDocument {
    /// - Parameters:
    ///   - approved: what became of the deletions that the run was to perform, where that is known.
    ///   - shows: the lists that were asked for.
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

    /// What is listed besides the run itself.
    struct Lists: OptionSet {
        let rawValue: Int

        /// Every event that was written, not only the withheld deletions.
        static let changes = Lists(rawValue: 1)
        /// In a CSV, which holds one table.
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

    /// Everything of a run but its lists, as JSON shows it.
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
            Field(Phrase("run", fr: "exécution"), Cell(run.id, .strong)), Field("tenant", run.tenant.value),
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
                    Phrase("the tenant's events of today and later", fr: "les événements du tenant à partir d’aujourd’hui")))
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

    private static func counts(_ run: Run) -> FieldList {
        let counts = run.counts
        func part(_ count: Int, _ english: String, _ un: String, _ plusieurs: String) -> (String, String) {
            ("\(count) \(english)", "\(Typography.french(count)) \(count < 2 ? un : plusieurs)")
        }
        var events = [
            part(counts.created, "created", "créé", "créés"), part(counts.updated, "updated", "modifié", "modifiés"),
            part(counts.deleted, "deleted", "supprimé", "supprimés"),
            part(counts.unchanged, "unchanged", "inchangé", "inchangés"),
        ]
        if counts.failed > 0 { events.append(part(counts.failed, "failed", "en échec", "en échec")) }
        return FieldList([
            Field(Phrase("read", fr: "lu"), read(counts)),
            Field(
                Phrase("events", fr: "événements"),
                Phrase(events.map(\.0).joined(separator: ", "), fr: events.map(\.1).joined(separator: ", "))),
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

/// The days a run considers.
enum WindowText {
    static func line(_ window: SyncWindow) -> Phrase {
        let last = window.to.adding(days: -1)
        return Phrase("\(window.from) to \(last)", fr: "du \(window.from) au \(last)")
    }
}
