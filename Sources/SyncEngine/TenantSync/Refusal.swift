import SyncCore

/// A write that the planning refused.
struct Refusal: Hashable, Sendable {
    let write: EventWrite
    let error: SyncError
}

/// An update that waits for another one's time while it has what another one waits for: neither works before one of them is gone.
struct RefusalKnot: Hashable, Sendable {
    let entry: LedgerEntry
    let draft: EventFacts

    /// - Parameter tried: entries that are not to be untied, because that was in vain.
    static func first(in refused: [Refusal], except tried: Set<EventReference>) -> RefusalKnot? {
        let knots = refused.compactMap { refusal -> RefusalKnot? in
            if case .ours(.update(let entry, let draft)) = refusal.write { RefusalKnot(entry: entry, draft: draft) } else { nil }
        }
        let standing = Dictionary(grouping: knots, by: \.entry.resource)
        let wanted = Dictionary(grouping: refused.compactMap(Wish.init), by: \.draft.resource)
        return knots.first { knot in
            !tried.contains(knot.entry.reference)
                && (standing[knot.draft.resource] ?? []).contains { $0 != knot && $0.isInTheWay(of: knot.draft) }
                && (wanted[knot.entry.resource] ?? []).contains {
                    $0.row != knot.entry.reference && knot.isInTheWay(of: $0.draft)
                }
        }
    }

    private struct Wish {
        let row: EventReference
        let draft: EventFacts

        init?(_ refusal: Refusal) {
            guard let row = refusal.write.row, let draft = refusal.write.wanted else { return nil }
            (self.row, self.draft) = (row, draft)
        }
    }

    /// On the same resource.
    private func isInTheWay(of draft: EventFacts) -> Bool {
        entry.start < draft.end && draft.start < entry.end
    }
}
