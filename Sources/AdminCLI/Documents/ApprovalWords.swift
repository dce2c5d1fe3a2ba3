import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// What became of approved deletions, in words.
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

    /// As JSON shows it.
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
