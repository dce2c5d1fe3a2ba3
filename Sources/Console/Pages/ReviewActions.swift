import Operations
import SyncCore
import SyncEngine
import Words

/// What an approver decides about withheld deletions. The forms send the digest of what the page shows, so that nobody decides on
/// what was not shown.
enum ReviewActions {
    /// The form to which the boxes beside employees belong.
    static let tickedForm = "ticked"

    /// Somebody waits for a decision, and this person may take it.
    static func canDecide(_ report: ShowReview.Report, _ visit: Visit) -> Bool {
        isOpen(report) && report.decider == nil && visit.refusal(.approver) == nil
    }

    private static func isOpen(_ report: ShowReview.Report) -> Bool { if case .open = report.review { true } else { false } }

    static func notice(_ report: ShowReview.Report, _ visit: Visit) -> String? {
        switch visit.done {
        case .approved:
            guard let run = report.decider, run.approves == report.run.run.id, !run.state.isEnded else { return nil }
            return visit.say(
                Phrase(
                    "The approval is queued: run \(run.id) deletes what still applies.",
                    fr: "L’approbation est en file d’attente : l’exécution \(run.id) supprime ce qui est encore à supprimer."))
        case .rejected:
            guard case .rejected = report.review else { return nil }
            return visit.say(
                Phrase(
                    "The deletions are rejected: the events stay on the planning.",
                    fr: "Les suppressions sont rejetées : tout reste sur le planning."))
        default: return nil
        }
    }

    static func blocks(_ report: ShowReview.Report, _ visit: Visit) async throws -> [Block] {
        guard isOpen(report) else { return [] }
        let heading = Block.heading(visit.say(Phrase("Decision", fr: "Décision")))
        if let run = report.decider { return [heading] + (try await performing(run, visit)) }
        return [heading] + forms(report, visit)
    }

    /// The run that performs an approval at this moment.
    private static func performing(_ run: Run, _ visit: Visit) async throws -> [Block] {
        var blocks: [Block] = [
            .facts([
                (
                    visit.say(Phrase("approved, performed by", fr: "approuvées, effectuées par")),
                    Cell(visit.say(Phrase("Run \(run.id)", fr: "Exécution \(run.id)")), Link(["runs", "\(run.id)"]))
                ),
                (visit.say(Heads.state), Cell(visit.say(run.state.name), tone: ConsoleWords.tone(run.state))),
            ])
        ]
        if let only = run.approvesOnly {
            let ids = only.map(\.value).sorted().joined(separator: ", ")
            blocks.append(
                .text(
                    visit.say(
                        Phrase(
                            "Only of the employees \(ids); the rest stays on the planning.",
                            fr: "Seulement pour les collaborateurs \(ids) ; le reste demeure sur le planning."))))
        }
        if run.state == .queued { blocks += try await WaitingFor.aWorker(visit) }
        return blocks
    }

    private static func forms(_ report: ShowReview.Report, _ visit: Visit) -> [Block] {
        let run = report.run.run.id
        let digest = [("digest", "\(report.digest)")]
        func form(_ name: String, _ label: Phrase, _ explanation: Phrase, id: String? = nil) -> Block {
            .form(
                ActionForm(
                    action: Link(["runs", "\(run)", name]), label: label, explanation: explanation,
                    refusal: visit.refusal(.approver), key: visit.formKey, hidden: digest, id: id), visit.language)
        }
        var blocks = [
            form(
                "approve", Phrase("Approve everything", fr: "Tout approuver"),
                Phrase(
                    "Queues a run that reads Lucca again and deletes what still applies, of every employee, those on other pages too.",
                    fr: "Met en file une exécution qui relit Lucca et supprime ce qui est encore à supprimer, pour tous les "
                        + "collaborateurs, ceux des autres pages aussi."))
        ]
        if !report.employees.isEmpty {
            blocks.append(
                form(
                    "approve-ticked", Phrase("Approve those ticked above", fr: "Approuver ceux qui sont cochés ci-dessus"),
                    Phrase(
                        "Only the ticked employees of this page. The rest stays on the planning, as if it were rejected.",
                        fr: "Seulement les collaborateurs cochés de cette page. Le reste demeure sur le planning, comme s’il "
                            + "était rejeté."),
                    id: tickedForm))
        }
        blocks += [
            form(
                "reject", Phrase("Reject the deletions", fr: "Rejeter les suppressions"),
                Phrase(
                    "The events stay on the planning, and extra data stays too. Later runs withhold these deletions and clearings until "
                        + "they are approved.",
                    fr:
                        "Les événements restent sur le planning, et les données supplémentaires aussi. Les exécutions suivantes "
                        + "retiennent ces suppressions et ces effacements jusqu’à ce qu’ils soient approuvés.")),
            .command(
                "passerelle run approve \(run) --queue",
                Phrase("The same, on the command line:", fr: "La même chose, en ligne de commande :"), visit.language),
        ]
        return blocks
    }
}

/// What is said while something waits in the queue.
enum WaitingFor {
    static func aWorker(_ visit: Visit) async throws -> [Block] {
        guard try await !visit.perform(FindWorker()) else { return [] }
        return [
            .text(
                visit.say(
                    Phrase(
                        "No worker takes it at the moment: see the fleet.",
                        fr: "Aucun worker ne la prend pour le moment : voyez la flotte.")), tone: .bad),
            .link(visit.say(Place.fleet.name), Place.fleet.link),
        ]
    }
}
