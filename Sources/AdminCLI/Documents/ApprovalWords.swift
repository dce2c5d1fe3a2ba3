import Foundation
import Operations
import SyncCore
import SyncEngine

/// What became of approved deletions, in words.
enum ApprovalWords {
    static func summary(of deletions: [ApprovedDeletion], heldBackBy run: RunID) -> String {
        let kept = deletions.filter { $0.fate != .done }
        let reasons = ApprovedDeletion.Fate.allCases.compactMap { fate in
            let count = kept.count { $0.fate == fate }
            return count == 0 ? nil : "\(count) \(fate.words)"
        }
        return "Of the deletions held back by run \(run), \(deletions.count - kept.count) done, \(kept.count) not"
            + (kept.isEmpty ? "." : ": \(reasons.joined(separator: ", ")).")
    }

    static func table(_ deletions: [ApprovedDeletion], in zone: TimeZone) -> Table {
        Table(
            [
                .init("employee"), .init("from"), .init("to"), .init("why not", wraps: true),
                .init("reference", wraps: true, yields: true),
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
    fileprivate var words: String {
        switch self {
        case .done: "done"
        case .alreadyGone: "already gone"
        case .wantedAgain: "wanted again by Lucca"
        case .over: "over"
        case .undecided: "undecided, see the employee's problem"
        case .rejected: "rejected by PlanningPME"
        case .unconfirmed: "unconfirmed, the next run looks"
        case .notReached: "not reached"
        }
    }
}
