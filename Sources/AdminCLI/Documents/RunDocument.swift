import Foundation
import SyncCore
import SyncEngine
import Words

/// One run whole (`contracts/cli.md`, `run show`).
enum RunDocument {
    /// - Parameters:
    ///   - changes: all writes of the run.
    ///   - review: of a `needs_review` run.
    ///   - approved: what became of the deletions that the run was to perform, where that is known.
    ///   - shows: the lists that were asked for.
    ///   - zone: the tenant's, for what stands on the planning.
    static func make(
        _ run: Run, review: RunReview? = nil, problems: [Problem], changes: [RunChange],
        approved: [ApprovedDeletion]? = nil, shows: Lists, zone: TimeZone
    ) -> Document {
        let withheld = changes.filter { $0.outcome == .withheld }
        let words = ProblemWords(tenant: run.tenant, run: run.id)
        var members =
            summary(run, review) + [
                JSONMember("problems", .array(problems.map { ProblemTable.json($0, words) })),
                JSONMember("withheldDeletions", .array(withheld.map(ChangeTable.json))),
            ]
        if let approved { members.append(JSONMember("approvedDeletions", .array(approved.map(ApprovalWords.json)))) }
        if shows.contains(.changes) { members.append(JSONMember("changes", .array(changes.map(ChangeTable.json)))) }

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
        return Document(
            sections: sections, json: .object(members),
            csv: shows.contains(.changes)
                ? ChangeTable.csv(changes)
                : shows.contains(.problems)
                    ? ProblemTable.csv(problems, words)
                    : CSVTable(csvHeader + ["problems"], [csvRow(run, review) + [String(problems.count)]]))
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

    /// Everything of a run but its lists.
    static func summary(_ run: Run, _ review: RunReview?) -> [JSONMember] {
        let words = FailureWords(tenant: run.tenant)
        let error: JSONValue =
            run.error.map { error in
                .object([
                    JSONMember("code", .text(error.code)), JSONMember("message", .string(words.message(error).english)),
                    JSONMember("remedy", .string(words.remedy(error).english)),
                ])
            } ?? .null
        return [
            JSONMember("id", .int(run.id.value)),
            JSONMember("tenant", .text(run.tenant)),
            JSONMember("status", .string(run.state.rawValue)),
            JSONMember("trigger", .string(run.trigger.rawValue)),
            JSONMember("purpose", .string(run.purpose.rawValue)),
            JSONMember("asOf", .text(run.window.asOf)),
            JSONMember("window", WindowText.json(run.window)),
            JSONMember("scheduledFor", .text(run.scheduledFor)),
            JSONMember("notBefore", .text(run.notBefore)),
            JSONMember("startedAt", .text(run.startedAt)),
            JSONMember("finishedAt", .text(run.finishedAt)),
            JSONMember("attempt", .int(run.attempt)),
            JSONMember("worker", .text(run.worker)),
            JSONMember("approves", .number(run.approves?.value)),
            JSONMember("counts", .object(countPairs(run.counts).map { JSONMember($0.0, .int($0.1)) })),
            JSONMember(
                "requests",
                .object([
                    JSONMember("lucca", .int(run.requests.lucca)), JSONMember("planningpme", .int(run.requests.planningPME)),
                ])),
            JSONMember("error", error), JSONMember("review", review?.json ?? .null),
        ]
    }

    private static func countPairs(_ counts: RunCounts) -> [(String, Int)] {
        [
            ("departments", counts.departments), ("employees", counts.employees), ("leaves", counts.leaves),
            ("absences", counts.absences), ("created", counts.created), ("updated", counts.updated),
            ("deleted", counts.deleted), ("unchanged", counts.unchanged), ("failed", counts.failed),
        ]
    }

    static let csvHeader =
        [
            "id", "tenant", "status", "trigger", "asOf", "windowFrom", "windowTo", "scheduledFor", "startedAt", "finishedAt",
            "attempt", "worker",
        ] + countPairs(RunCounts()).map(\.0) + [
            "luccaRequests", "planningpmeRequests", "errorCode", "errorMessage", "review", "reviewedBy",
        ]

    static func csvRow(_ run: Run, _ review: RunReview?) -> [String] {
        let dates = [run.scheduledFor.description, run.startedAt?.description ?? "", run.finishedAt?.description ?? ""]
        let head = [run.id.description, run.tenant.value, run.state.rawValue, run.trigger.rawValue, run.window.asOf.description]
        let window = [run.window.from.description, run.window.to.description]
        let numbers =
            countPairs(run.counts).map { String($0.1) } + [String(run.requests.lucca), String(run.requests.planningPME)]
        return head + window + dates + [String(run.attempt), run.worker ?? ""] + numbers
            + [
                run.error?.code.rawValue ?? "", run.error.map { FailureWords(tenant: run.tenant).message($0).english } ?? "",
                review?.name ?? "", review?.by?.description ?? "",
            ]
    }

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

/// The days a run considers, in words and in JSON.
enum WindowText {
    static func line(_ window: SyncWindow) -> Phrase {
        let last = window.to.adding(days: -1)
        return Phrase("\(window.from) to \(last)", fr: "du \(window.from) au \(last)")
    }

    static func json(_ window: SyncWindow) -> JSONValue {
        .object([JSONMember("from", .text(window.from)), JSONMember("to", .text(window.to))])
    }
}
