import Foundation
import JSONText
import Operations
import SyncCore
import SyncEngine
import Words

extension RunReview {
    /// For lists.
    var words: Phrase {
        switch self {
        case .open: Phrase("waits for approval", fr: "attend une approbation")
        case .approved(let run, only: nil): Phrase("approved by \(run)", fr: "approuvée par \(run)")
        case .approved(let run, only: _?): Phrase("partly approved by \(run)", fr: "approuvée en partie par \(run)")
        case .rejected: Phrase("rejected", fr: "rejetée")
        case .superseded(let run): Phrase("superseded by \(run)", fr: "remplacée par \(run)")
        }
    }
}

extension Phrase {
    /// `employees 38, 73`, at most twenty of them.
    static func employees(_ ids: [EmployeeID]) -> Phrase {
        let shown = ids.prefix(20).map(\.description).joined(separator: ", ") + (ids.count > 20 ? ", …" : "")
        return Phrase(
            "\(ids.count == 1 ? "employee" : "employees") \(shown)",
            fr: "\(ids.count == 1 ? "collaborateur" : "collaborateurs") \(shown)")
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
        let suppressed = Phrase.counted(done, "", "", fr: "supprimée", "supprimées").french
        let left = Phrase.counted(kept.count, "", "", fr: "restante", "restantes").french
        return Phrase(
            "Of the deletions withheld by run \(run), \(done) done, \(kept.count) not"
                + (kept.isEmpty ? "." : ": \(reasons.map(\.english).joined(separator: ", "))."),
            fr: "Des suppressions retenues par l’exécution \(run), \(suppressed), \(left)"
                + (kept.isEmpty ? "." : " : \(reasons.map(\.french).joined(separator: ", "))."))
    }

    static func summary(of clears: [ApprovedClear], withheldBy run: RunID) -> Phrase {
        let done = clears.count(where: \.isDone)
        let kept = clears.count - done
        return Phrase(
            "Of the clearings of extra data withheld by run \(run), \(done) done, \(kept) not.",
            fr: "Des effacements de données supplémentaires retenus par l’exécution \(run), \(Typography.french(done)) "
                + "\(done < 2 ? "fait" : "faits"), \(Typography.french(kept)) \(kept < 2 ? "restant" : "restants").")
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
        case .unconfirmed: Phrase("unconfirmed, the next run checks", fr: "non confirmée, la prochaine exécution vérifie")
        case .notReached: Phrase("not reached", fr: "non atteinte")
        }
    }
}
