import SyncCore

/// Counts writes in a row that do not stand as they were sent, for each point of the dialect: one may be that event's own, three mean
/// that the planning speaks otherwise than was found out.
struct DisagreementRows: Hashable, Sendable {
    /// So many events at most may be written wrongly (`contracts/planningpme.md`, The dialect).
    static let limit = 3

    private var rows: [DialectPoint: Int] = [:]

    /// How long the longest row is: with the writes under way it is never more than `limit`.
    var longest: Int { rows.values.max() ?? 0 }

    /// The point whose row is full.
    var doubtful: DialectPoint? { rows.filter { $0.value >= Self.limit }.keys.min { $0.rawValue < $1.rawValue } }

    /// A write that agreed ends the rows of what was compared; any other says nothing of them.
    mutating func note(_ result: WriteResult) {
        switch result {
        case .done(_, let compared):
            for point in compared { rows[point] = nil }
        case .disagrees(_, let disagreement):
            rows[disagreement.point, default: 0] += 1
        case .eventIsGone, .refused, .unconfirmed, .notSent: break
        }
    }
}
