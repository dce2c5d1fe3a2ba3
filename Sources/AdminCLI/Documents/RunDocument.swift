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
            sections += [
                .title(run.state == .queued ? "Paused because" : "Failed because"),
                .fields(
                    FieldList([
                        Field("what", Cell(error.message, .bad)), Field("remedy", error.remedy), Field("code", error.code),
                    ])),
            ]
        }
        if !problems.isEmpty {
            sections += [.title("Problems (\(problems.count))"), ProblemTable.section(problems, words, .english)]
        }
        if !withheld.isEmpty {
            sections += [
                .title("Deletions held back (\(withheld.count))"), .table(ChangeTable.table(withheld, in: zone)),
                .note(note(run, review ?? .open)),
            ]
        }
        if let kept = approved?.filter({ $0.fate != .done }), !kept.isEmpty {
            sections += [.title("Approved and not deleted (\(kept.count))"), .table(ApprovalWords.table(kept, in: zone))]
        }
        if shows.contains(.changes), !changes.isEmpty {
            sections += [.title("Changes (\(changes.count))"), .table(ChangeTable.table(changes, in: zone))]
        }
        let texts = problems.map { ShownProblem($0, words) }
        var facts =
            report.run.facts + ["problems": texts, "withheldDeletions": withheld.map(ChangeTable.facts)]
        if let approved { facts = facts + ["approvedDeletions": approved.map(ApprovalWords.facts)] }
        if shows.contains(.changes) { facts = facts + ["changes": changes.map(ChangeTable.facts)] }
        if shows.contains(.changes) { return Document(sections, of: facts, rows: "changes", csv: ChangeTable.columns) }
        if shows.contains(.problems) { return Document(sections, of: facts, csv: ProblemTable.csv(texts)) }
        return Document(sections, of: facts, csv: columns + ["problems=problems.count"])
    }

    /// What is listed besides the run itself.
    struct Lists: OptionSet {
        let rawValue: Int

        /// Every event that was written, not only the deletions that were held back.
        static let changes = Lists(rawValue: 1)
        /// In a CSV, which holds one table.
        static let problems = Lists(rawValue: 2)
    }

    private static func note(_ run: Run, _ review: RunReview) -> String {
        switch review {
        case .open:
            "If these are right, `passerelle run approve \(run.id)` performs those that still hold. If not, something is wrong in "
                + "Lucca or in the scope: mend that, and the next run is clean."
        case .approved(let other): "They were approved: run \(other) performed those that still held."
        case .superseded(let other): "Run \(other) came after and looked at everything again: see that one."
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
            Field("run", Cell(run.id, .strong)), Field("tenant", run.tenant.value),
            Field("status", Cell(run.state.rawValue, run.state.tone)), Field("trigger", run.trigger.rawValue),
            Field("as of", run.window.asOf.description), Field("window", WindowText.line(run.window)),
            Field("scheduled for", LocalTime.utc(run.scheduledFor)), Field("started", run.startedAt.map(LocalTime.utc)),
            Field("finished", run.finishedAt.map(LocalTime.utc)),
        ]
        if run.state == .queued { fields.append(Field("not before", LocalTime.utc(run.notBefore))) }
        fields += [Field("attempt", String(run.attempt)), Field("worker", run.worker)]
        if run.purpose == .removal { fields.append(Field("removes", "the tenant's events of today and later")) }
        if let approved = run.approves { fields.append(Field("approves", "the deletions of run \(approved)")) }
        return FieldList(fields)
    }

    static func read(_ counts: RunCounts) -> String {
        [
            Plural.of(counts.departments, "department"), Plural.of(counts.employees, "employee"),
            Plural.of(counts.leaves, "half-day"),
            Plural.of(counts.absences, "absence"),
        ].joined(separator: ", ")
    }

    private static func counts(_ run: Run) -> FieldList {
        let counts = run.counts
        let failed = counts.failed == 0 ? "" : ", \(counts.failed) failed"
        return FieldList([
            Field(
                "read",
                read(counts)
            ),
            Field(
                "events",
                "\(counts.created) created, \(counts.updated) updated, \(counts.deleted) deleted, \(counts.unchanged) unchanged\(failed)"
            ),
            Field("requests", "\(run.requests.lucca) to Lucca, \(run.requests.planningPME) to PlanningPME"),
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
    static func line(_ window: SyncWindow) -> String { "\(window.from) to \(window.to.adding(days: -1))" }
}
