import Foundation
import JSONText
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
        let words = ProblemWords(tenant: run.tenant, run: run.id, review: review?.over)
        var sections: [Document.Section] = [.fields(fields(run, review, report.people)), .fields(counts(run))]
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
        sections += ProblemTable.sections(problems, words, in: zone)
        if !withheld.isEmpty {
            sections += [
                .title(
                    Phrase("Withheld deletions (\(withheld.count))", fr: "Suppressions retenues (\(withheld.count))")),
                .table(WithheldTable.table(withheld, in: zone)), .note(WithheldTable.summary(withheld)),
                .note(note(run, review ?? .open)),
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
        if shows.contains(.steps) {
            sections += [
                .title(Phrase("Steps (\(report.steps.count))", fr: "Étapes (\(report.steps.count))")),
                .table(StepTable.table(report.steps)),
            ]
        }
        let texts = problems.map { ShownProblem($0, words) }
        var facts =
            facts(report.run) + report.people.facts + [
                "problems": texts, "withheldDeletions": withheld.map(ChangeTable.facts),
                "withheldByEmployee": WithheldTable.facts(withheld),
            ]
        if let approved { facts = facts + ["approvedDeletions": approved.map(ApprovalWords.facts)] }
        if shows.contains(.changes) { facts = facts + ["changes": changes.map(ChangeTable.facts)] }
        if shows.contains(.steps) { facts = facts + ["steps": report.steps.map(StepTable.facts)] }
        if shows.contains(.steps), !shows.contains(.changes) {
            return Document(sections, of: facts, rows: "steps", csv: ["step", "beganAt", "endedAt", "milliseconds"], in: zone)
        }
        if shows.contains(.changes) { return Document(sections, of: facts, rows: "changes", csv: ChangeTable.columns, in: zone) }
        if shows.contains(.problems) {
            return Document(sections, of: facts, csv: ProblemTable.csv(texts, reported: true, in: zone))
        }
        return Document(sections, of: facts, csv: columns, in: zone)
    }

    /// The lists in addition to the run itself.
    struct Lists: OptionSet {
        let rawValue: Int

        /// Every written event, not only the withheld deletions.
        static let changes = Lists(rawValue: 1)
        /// In a CSV, which is one table.
        static let problems = Lists(rawValue: 2)
        /// What the run spent its time on.
        static let steps = Lists(rawValue: 4)
    }

    private static func note(_ run: Run, _ review: RunReview) -> Phrase {
        switch review {
        case .open:
            Phrase(
                "If these are right, `passerelle run approve \(run.id)` performs those that still apply. If not, `passerelle run "
                    + "reject \(run.id)` rejects them; correct the cause in Lucca or in the scope. `passerelle run log \(run.id)` lists each event.",
                fr:
                    "Si elles sont justifiées, `passerelle run approve \(run.id)` effectue celles qui s’appliquent encore. Sinon, "
                    + "`passerelle run reject \(run.id)` les rejette ; corrigez la cause dans Lucca ou dans le périmètre. "
                    + "`passerelle run log \(run.id)` liste chaque événement.")
        case .approved(let other, only: let only?):
            Phrase(
                "They were partly approved, for \(Phrase.employees(only).english): run \(other) performed those that still applied. The "
                    + "rest was left out: it stays on the planning, and the next run withholds it again.",
                fr:
                    "Elles ont été approuvées en partie, pour \(Phrase.employees(only).french) : l’exécution \(other) a effectué celles qui "
                    + "s’appliquaient encore. Le reste a été écarté : il demeure sur le planning, et la prochaine exécution le retient de "
                    + "nouveau.")
        case .approved(let other, only: nil):
            Phrase(
                "They were approved: run \(other) performed those that still applied.",
                fr: "Elles ont été approuvées : l’exécution \(other) a effectué celles qui s’appliquaient encore.")
        case .rejected(let decline):
            Phrase(
                "\(decline.by ?? "?") rejected them on \(LocalTime.utc(decline.at)): they stay on the planning. The next run withholds "
                    + "them again, unless their absences are back.",
                fr:
                    "\(decline.by ?? "?") les a rejetées le \(LocalTime.utc(decline.at)) : elles restent sur le planning. La prochaine "
                    + "exécution les retient de nouveau, sauf si leurs absences sont revenues.")
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
            "errorMessage=error.message", "review=review.state", "reviewedBy=review.by", "problemCodes",
            "newProblems=newProblemCount", "problems=problemCount",
        ]
        + ["fieldsWritten", "fieldsCleared", "fieldsRefused", "fieldsWithheld"].map { .init($0, "counts.\($0)") }

    private static func fields(_ run: Run, _ review: RunReview?, _ people: RunPeople) -> FieldList {
        var fields = [
            Field(Phrase("run", fr: "exécution"), Cell(run.id, .strong)), Field(.tenant, run.tenant.value),
            Field(Phrase("status", fr: "état"), Cell(run.state.name, run.tone)),
            Field(Phrase("trigger", fr: "origine"), run.trigger.name),
        ]
        if let starter = people.starter {
            fields.append(Field(Phrase("started by", fr: "lancée par"), starter.actorAndReason))
        }
        fields += [
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
                    run.approvesOnly.map { only in
                        let whom = Phrase.employees(only.sorted())
                        return Phrase(
                            "what run \(approved) withheld of \(whom.english)",
                            fr: "ce que l’exécution \(approved) a retenu, pour \(whom.french)")
                    } ?? Phrase("what run \(approved) withheld", fr: "ce que l’exécution \(approved) a retenu")))
        }
        if let decision = review?.decision(by: people.decider, moment: LocalTime.utc) {
            fields.append(Field(Phrase("decision", fr: "décision"), decision))
        }
        return FieldList(fields)
    }

    private static func counts(_ run: Run) -> FieldList {
        var fields = [
            Field(Phrase("read", fr: "lu"), read(run.counts)),
            Field(Phrase("events", fr: "événements"), events(run.counts)),
        ]
        if let extraData = extraData(run.counts) {
            fields.append(Field(Phrase("extra data", fr: "données supplémentaires"), extraData))
        }
        fields.append(
            Field(
                Phrase("requests", fr: "requêtes"),
                Phrase(
                    "\(run.requests.lucca) to Lucca, \(run.requests.planningPME) to PlanningPME",
                    fr: "\(Typography.french(run.requests.lucca)) à Lucca, \(Typography.french(run.requests.planningPME)) à "
                        + "PlanningPME")))
        return FieldList(fields)
    }
}

/// What a run spent its time on.
enum StepTable {
    static func table(_ steps: [RunStep]) -> Table {
        Table(
            [
                .init(Phrase("step", fr: "étape"), wraps: true), .init(Phrase("started", fr: "commencée le")),
                .init(Phrase("took", fr: "durée"), .right),
            ],
            steps.map { step in
                [
                    Cell(SyncProgress.Phase(rawValue: step.name)?.words ?? Phrase(same: step.name)),
                    Cell(LocalTime.utc(step.beganAt)), Cell(duration(step.milliseconds)),
                ]
            })
    }

    static func facts(_ step: RunStep) -> Facts {
        ["step": step.name, "beganAt": step.beganAt, "endedAt": step.endedAt, "milliseconds": step.milliseconds]
    }

    private static func duration(_ milliseconds: Int) -> String {
        if milliseconds < 2000 { return "\(milliseconds) ms" }
        return milliseconds < 120_000 ? "\(milliseconds / 1000) s" : "\(milliseconds / 60_000) min"
    }
}

extension RunStep {
    var milliseconds: Int { endedAt.millisecondsSince1970 - beganAt.millisecondsSince1970 }
}

extension Run {
    /// Without a new problem, there is nothing that the runs before did not show.
    fileprivate var tone: Cell.Tone { state == .partial && problems.new == 0 ? .plain : state.tone }
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
    /// - Parameter zones: of the tenants, for CSV.
    static func make(_ reports: [RunReport], zones: [TenantSlug: TimeZone]) -> Document {
        let table = Table(
            [
                .init(Phrase("run", fr: "n°"), .right), .init(.tenant, clips: true), .init(Phrase("status", fr: "état")),
                .init(Phrase("started", fr: "commencée le")), .init(Phrase("took", fr: "durée"), .right, yields: true),
                .init(Phrase("trigger", fr: "origine"), yields: true), .init(Phrase("as of", fr: "en date du"), yields: true),
                .init(Phrase("events", fr: "événements")), .init(Phrase("why", fr: "pourquoi"), clips: true, isOptional: true),
            ],
            reports.map { report in
                let run = report.run
                return [
                    Cell(run.id), Cell(run.tenant), Cell(run.state.name, run.tone),
                    Cell(run.startedAt.map(LocalTime.utc)).shortened(to: run.startedAt.map(LocalTime.shortUTC)),
                    Cell(duration(run)), Cell(run.trigger.name), Cell(run.window.asOf), Cell(events(run.counts)),
                    Cell(why(run, report.review)),
                ]
            })
        return Document(
            [.table(table)], of: reports.map(RunDocument.facts), csv: RunDocument.columns,
            zone: { row in row["tenant"]?.string.flatMap { try? TenantSlug($0) }.flatMap { zones[$0] } })
    }

    /// `1,000`, in English.
    static func grouped(_ number: Int) -> String {
        number < 1000 ? "\(number)" : "\(number / 1000)," + "\(1000 + number % 1000)".dropFirst()
    }

    private static func why(_ run: Run, _ review: RunReview?) -> Phrase? {
        if let error = run.error { return Phrase(same: error.code.rawValue) }
        if let review { return review.words }
        if run.purpose == .removal { return Phrase("removes events", fr: "supprime les événements") }
        return problems(run.problems)
    }

    /// `1 new, 25 known`.
    private static func problems(_ problems: ProblemTally) -> Phrase? {
        switch (problems.new, problems.known) {
        case (0, 0): return nil
        case (let new, 0): return .counted(new, "new problem", "new problems", fr: "nouveau problème", "nouveaux problèmes")
        case (0, let known):
            return .counted(known, "known problem", "known problems", fr: "problème connu", "problèmes connus")
        case (let new, let known):
            let parts = [
                Phrase.counted(new, "new", "new", fr: "nouveau", "nouveaux"),
                .counted(known, "known", "known", fr: "connu", "connus"),
            ]
            return Phrase(parts.map(\.english).joined(separator: ", "), fr: parts.map(\.french).joined(separator: ", "))
        }
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
