import Foundation
import JSONText
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

    /// Everything of a run but its lists.
    static func summary(_ run: Run, _ review: RunReview?) -> [JSONMember] {
        let error: JSONValue =
            run.error.map { error in
                .object([
                    JSONMember("code", .string(error.code)), JSONMember("message", .string(error.message)),
                    JSONMember("remedy", .string(error.remedy)),
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
            JSONMember("error", error), JSONMember("review", review.map { JSONValue(encoding: $0) } ?? .null),
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
            + [run.error?.code ?? "", run.error?.message ?? "", review?.name ?? "", review?.by?.description ?? ""]
    }

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

/// The days a run considers, in words and in JSON.
enum WindowText {
    static func line(_ window: SyncWindow) -> String { "\(window.from) to \(window.to.adding(days: -1))" }

    static func json(_ window: SyncWindow) -> JSONValue {
        .object([JSONMember("from", .text(window.from)), JSONMember("to", .text(window.to))])
    }
}
