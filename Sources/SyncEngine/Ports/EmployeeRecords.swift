package import SyncCore

/// What is recorded of one employee. Every method throws `SyncError`.
package protocol EmployeeRecords: Sendable {
    /// The events that the ledger has of theirs, by start. The same transaction leaves an entry of this read in the audit log.
    func events(of employee: EmployeeID, in tenant: TenantID) async throws -> [LedgerEntry]

    /// What runs did to their events, the last change first, as far back as history is kept.
    /// - Parameters:
    ///   - before: continues after the change with this number.
    ///   - limit: how many, at most.
    func changes(
        of employee: EmployeeID, in tenant: TenantID, before: Int?, limit: Int
    ) async throws -> [RecordedChange]
}

/// One change of an event, as a run recorded it.
package struct RecordedChange: Sendable, Hashable {
    /// Grows from change to change.
    package let number: Int
    package let run: RunID
    package let at: Instant
    package let change: RunChange

    package init(number: Int, run: RunID, at: Instant, change: RunChange) {
        self.number = number
        self.run = run
        self.at = at
        self.change = change
    }
}
