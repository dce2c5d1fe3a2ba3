import Operations
import SyncCore
import Words

/// Two runs of one tenant, side by side (`contracts/cli.md`, `run diff`).
enum RunDiffDocument {
    static func make(_ report: DiffRuns.Report) -> Document {
        let (first, second) = (report.first.run, report.second.run)
        // What a run did not look for is not gone: then neither problems nor numbers say anything of the other run.
        let isComparable = report.unread.isEmpty
        let shown = isComparable ? numbers.filter { $0.isShown(first, second) } : []
        var sections: [Document.Section] = [
            .fields(FieldList([Field(.tenant, Cell(second.tenant, .strong))])),
            .table(sideBySide(statements + shown.map(\.statement), first, second)),
        ]
        sections += report.unread.map { .note(note($0)) }
        for state in DiffRuns.ComparedProblem.State.allCases where isComparable {
            let found = report.problems.filter { $0.state == state }.map(\.problem)
            guard !found.isEmpty else { continue }
            sections += [
                .title(title(state, found.count, first.id, second.id)), ProblemTable.section(found, words(state, report)),
            ]
        }
        if !report.changes.isEmpty {
            sections += [
                .title(Phrase("Changes by cause", fr: "Modifications par cause")), .table(changes(report.changes, first, second)),
            ]
        }
        let facts: Facts = [
            "tenant": second.tenant, "first": RunDocument.facts(report.first), "second": RunDocument.facts(report.second),
            "unread": report.unread.map(\.id),
            "problems": report.problems.map { Self.facts($0, words($0.state, report)) },
            "changes": report.changes.map(Self.facts),
        ]
        return Document(sections, of: facts, csv: csv(report))
    }

    /// A remedy names the run that has the problem; of both, the later one.
    private static func words(_ state: DiffRuns.ComparedProblem.State, _ report: DiffRuns.Report) -> ProblemWords {
        let (first, second) = (report.first, report.second)
        let named =
            switch state {
            case .new: second
            case .gone: first
            case .both: first.run.id > second.run.id ? first : second
            }
        return ProblemWords(tenant: named.run.tenant, run: named.run.id, review: named.review?.over)
    }

    /// Why the problems of a run are not known.
    private static func note(_ run: Run) -> Phrase {
        let why =
            switch run.state {
            case .queued, .running:
                Phrase("has not ended (\(run.state.name.english))", fr: "n’est pas terminée (\(run.state.name.french))")
            case _ where run.purpose == .removal:
                Phrase("removes events and looks for no problems", fr: "supprime des événements et ne cherche pas de problèmes")
            case .cancelled:
                Phrase("was cancelled before it looked for problems", fr: "a été annulée avant de chercher des problèmes")
            case .failed, .succeeded, .partial, .needsReview:
                Phrase("failed before it looked for problems", fr: "a échoué avant de chercher des problèmes")
            }
        return Phrase(
            "Run \(run.id) \(why.english): its problems and counts are not known.",
            fr: "L’exécution \(run.id) \(why.french) : ses problèmes et ses nombres ne sont pas connus.")
    }

    /// A fact of a run.
    private struct Statement {
        /// In CSV.
        let name: String
        let title: Phrase
        let cell: (Run) -> Cell
        let text: (Run) -> String?
        var number: ((Run) -> Int)?
    }

    /// A fact that is a number.
    private struct Number {
        let name: String
        let title: Phrase
        /// 0 in both runs is not shown.
        var isRare = false
        let value: (Run) -> Int

        func isShown(_ first: Run, _ second: Run) -> Bool { !isRare || value(first) != 0 || value(second) != 0 }

        var statement: Statement {
            Statement(name: name, title: title, cell: { Cell(value($0)) }, text: { "\(value($0))" }, number: value)
        }
    }

    private static var statements: [Statement] {
        [
            Statement(
                name: "status", title: Phrase("status", fr: "état"), cell: { Cell($0.state.name, $0.state.tone) },
                text: { $0.state.rawValue }),
            Statement(
                name: "trigger", title: Phrase("trigger", fr: "origine"), cell: { Cell($0.trigger.name) },
                text: { $0.trigger.rawValue }),
            Statement(
                name: "asOf", title: Phrase("as of", fr: "en date du"), cell: { Cell($0.window.asOf) },
                text: { $0.window.asOf.description }),
            Statement(
                name: "windowFrom", title: Phrase("window from", fr: "fenêtre du"), cell: { Cell($0.window.from) },
                text: { $0.window.from.description }),
            // As everywhere: a table shows the last day, CSV the day after it.
            Statement(
                name: "windowTo", title: Phrase("window to", fr: "fenêtre au"), cell: { Cell($0.window.to.adding(days: -1)) },
                text: { $0.window.to.description }),
            Statement(
                name: "startedAt", title: Phrase("started", fr: "commencée le"), cell: { Cell($0.startedAt.map(LocalTime.utc)) },
                text: { $0.startedAt?.description }),
            Statement(
                name: "finishedAt", title: Phrase("finished", fr: "terminée le"),
                cell: { Cell($0.finishedAt.map(LocalTime.utc)) },
                text: { $0.finishedAt?.description }),
            Statement(
                name: "errorCode", title: Phrase("error", fr: "erreur"), cell: { Cell($0.error?.code.rawValue, .bad) },
                text: { $0.error?.code.rawValue }),
        ]
    }

    private static var numbers: [Number] {
        [
            Number(name: "departments", title: Phrase("departments", fr: "départements")) { $0.counts.departments },
            Number(name: "employees", title: Phrase("employees", fr: "collaborateurs")) { $0.counts.employees },
            Number(name: "leaves", title: Phrase("half-days", fr: "demi-journées")) { $0.counts.leaves },
            Number(name: "absences", title: Phrase(same: "absences")) { $0.counts.absences },
            Number(name: "created", title: Phrase("created", fr: "créés")) { $0.counts.created },
            Number(name: "updated", title: Phrase("updated", fr: "modifiés")) { $0.counts.updated },
            Number(name: "deleted", title: Phrase("deleted", fr: "supprimés")) { $0.counts.deleted },
            Number(name: "unchanged", title: Phrase("unchanged", fr: "inchangés")) { $0.counts.unchanged },
            Number(name: "failed", title: Phrase("failed", fr: "en échec"), isRare: true) { $0.counts.failed },
            Number(name: "fieldsWritten", title: Phrase("extra data written", fr: "données suppl. écrites"), isRare: true) {
                $0.counts.fieldsWritten
            },
            Number(name: "fieldsCleared", title: Phrase("extra data cleared", fr: "données suppl. effacées"), isRare: true) {
                $0.counts.fieldsCleared
            },
            Number(name: "fieldsRefused", title: Phrase("extra data refused", fr: "données suppl. refusées"), isRare: true) {
                $0.counts.fieldsRefused
            },
            Number(name: "fieldsWithheld", title: Phrase("extra data withheld", fr: "données suppl. retenues"), isRare: true) {
                $0.counts.fieldsWithheld
            },
            Number(name: "luccaRequests", title: Phrase("requests to Lucca", fr: "requêtes à Lucca")) { $0.requests.lucca },
            Number(name: "planningpmeRequests", title: Phrase("requests to PlanningPME", fr: "requêtes à PlanningPME")) {
                $0.requests.planningPME
            },
            Number(name: "problems", title: Phrase("problems", fr: "problèmes")) { $0.problems.count },
        ]
    }

    private static func sides(_ first: Run, _ second: Run) -> [Table.Column] {
        [first.id, second.id].map { .init(Phrase("run \($0)", fr: "exécution \($0)"), .right, wraps: true) }
    }

    private static func sideBySide(_ statements: [Statement], _ first: Run, _ second: Run) -> Table {
        Table(
            [.init(Phrase("item", fr: "élément"), wraps: true)] + sides(first, second) + [
                .init(Phrase("difference", fr: "écart"), .right)
            ],
            statements.map { statement in
                let difference = statement.number.map { $0(second) - $0(first) } ?? 0
                return [
                    Cell(statement.title), statement.cell(first), statement.cell(second), signed(difference),
                ]
            }.filter { !$0[1].isBlank || !$0[2].isBlank })
    }

    /// `+3`; nothing for no difference.
    private static func signed(_ number: Int) -> Cell { Cell(number == 0 ? nil : number > 0 ? "+\(number)" : "\(number)") }

    private static func title(
        _ state: DiffRuns.ComparedProblem.State, _ count: Int, _ first: RunID, _ second: RunID
    ) -> Phrase {
        switch state {
        case .new:
            Phrase("Problems of run \(second) alone (\(count))", fr: "Problèmes de la seule exécution \(second) (\(count))")
        case .gone:
            Phrase("Problems of run \(first) alone (\(count))", fr: "Problèmes de la seule exécution \(first) (\(count))")
        case .both: Phrase("Problems of both runs (\(count))", fr: "Problèmes des deux exécutions (\(count))")
        }
    }

    private static func changes(_ changes: [DiffRuns.ComparedChanges], _ first: Run, _ second: Run) -> Table {
        Table(
            [.init("action"), .init(Phrase("outcome", fr: "résultat")), .init("cause", wraps: true)] + sides(first, second) + [
                .init(Phrase("difference", fr: "écart"), .right)
            ],
            changes.map { row in
                [
                    Cell(row.action.name), Cell(row.outcome.name, row.outcome == .done ? .plain : .doubtful),
                    Cell(row.cause.words),
                    Cell(row.first), Cell(row.second), signed(row.second - row.first),
                ]
            })
    }

    private static func facts(_ compared: DiffRuns.ComparedProblem, _ words: ProblemWords) -> Facts {
        let shown = ShownProblem(compared.problem, words)
        return [
            "state": compared.state.rawValue, "code": shown.code, "subject": shown.subject, "parameters": shown.parameters,
            "message": shown.message, "remedy": shown.remedy,
        ]
    }

    private static func facts(_ row: DiffRuns.ComparedChanges) -> Facts {
        [
            "action": row.action, "outcome": row.outcome.rawValue, "cause": row.cause.rawValue, "first": row.first,
            "second": row.second,
        ]
    }

    /// Everything in one table: a CSV has no more.
    private static func csv(_ report: DiffRuns.Report) -> CSVTable {
        let (first, second) = (report.first.run, report.second.run)
        func row(_ kind: String, _ fact: Statement) -> [String] {
            [kind, fact.name, "", "", "", fact.text(first) ?? "", fact.text(second) ?? ""]
        }
        let problems = report.problems.map { compared in
            [
                "problem", compared.problem.code.rawValue, words(compared.state, report).subject(compared.problem).english, "",
                "",
                compared.state == .new ? "0" : "1", compared.state == .gone ? "0" : "1",
            ]
        }
        let changes = report.changes.map { row in
            [
                "change", row.cause.rawValue, "", row.action.rawValue, row.outcome.rawValue, "\(row.first)", "\(row.second)",
            ]
        }
        return CSVTable(
            ["kind", "name", "subject", "action", "outcome", "first", "second"],
            statements.map { row("run", $0) } + numbers.map { row("count", $0.statement) } + problems + changes,
            in: report.zone)
    }
}
