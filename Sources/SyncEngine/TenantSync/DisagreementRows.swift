import SyncCore

/// Counts writes in a row that do not stand as they were sent, for each point of the dialect and for all together: one may be that
/// event's own, three mean that the planning speaks otherwise than was found out. Those that could not be compared are a row of their
/// own: each may stand wrong.
struct DisagreementRows: Hashable, Sendable {
    /// So many events, or resources, at most may be written wrongly (`contracts/planningpme.md`, The dialect).
    static let limit = 3

    private struct Row: Hashable, Sendable {
        var length = 0
        /// Which the last of them was, of all that `count` counts.
        var last = 0
    }

    private var rows: [DialectPoint: Row] = [:]
    /// Whatever their points: nothing that was sent since the first of them stands as it was sent.
    private var unbroken = Row()
    private var lastPoint: DialectPoint?
    private var unverified = Row()
    /// Disagreements and writes that could not be compared so far: a write that is sent remembers how many there were.
    private(set) var count = 0

    /// How long the longest row is: with the writes under way it is never more than `limit`.
    var longest: Int { max(unbroken.length, unverified.length, rows.values.map(\.length).max() ?? 0) }

    /// Three writes in a row could not be compared: what becomes of the next ones could not be told either.
    var isBlind: Bool { unverified.length >= Self.limit }

    /// The point whose row is full.
    var doubtful: DialectPoint? {
        rows.filter { $0.value.length >= Self.limit }.keys.min { $0.rawValue < $1.rawValue }
            ?? (unbroken.length >= Self.limit ? lastPoint : nil)
    }

    /// A write that agreed ends the rows of what was compared, unless it was sent before their last one was known: then the planning may
    /// speak otherwise since. Any other write says nothing of them.
    /// - Parameter sent: how many disagreements were known when the write was sent.
    mutating func note(_ result: WriteResult, sentAfter sent: Int) {
        switch result {
        case .done(_, let compared):
            for point in compared where rows[point].map({ $0.last <= sent }) == true { rows[point] = nil }
            if !compared.isEmpty, unbroken.last <= sent { unbroken.length = 0 }
            if !compared.isEmpty, unverified.last <= sent { unverified.length = 0 }
        case .disagrees(_, let disagreement):
            count += 1
            rows[disagreement.point, default: Row()].length += 1
            rows[disagreement.point]?.last = count
            unbroken.length += 1
            unbroken.last = count
            lastPoint = disagreement.point
            if unverified.last <= sent { unverified.length = 0 }
        case .unverified:
            count += 1
            unverified.length += 1
            unverified.last = count
        case .eventIsGone, .refused, .unconfirmed, .notSent: break
        }
    }
}

extension DisagreementRows {
    /// What a full row ends the run with.
    func failure(_ tenant: TenantSlug) -> SyncError? {
        doubtful.map { .writesDisagree($0, tenant) } ?? (isBlind ? .writesUnverified(tenant) : nil)
    }
}
