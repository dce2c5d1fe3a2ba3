import Foundation
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
}

/// What became of an approved deletion, as JSON shows it.
struct ShownApproval: Encodable {
    let result: String
    let reference: EventReference
    let employeeID: EmployeeID
    let resourceKey: ResourceKey
    let start: Instant
    let end: Instant

    init(_ deletion: ApprovedDeletion) {
        let change = deletion.change
        result = deletion.fate.rawValue
        reference = change.reference
        employeeID = change.employeeID
        resourceKey = change.resource
        start = change.start
        end = change.end
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
