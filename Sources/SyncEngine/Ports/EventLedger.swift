package import SyncCore

/// What the connector remembers of a tenant's planning between runs: its events, open writes, links and rules. Every write names
/// the lease and throws `SyncError` `lease_lost` if its term has ended.
package protocol EventLedger: Sendable {
    func load(_ tenant: TenantID) async throws -> TenantMemory

    /// Before the remote writes: `create` adds a row, `update` and `delete` mark one. One statement for all of them.
    func recordIntents(_ intents: [EventOperation<EventFacts>], _ lease: LeaseTerm) async throws
    /// After the remote writes, together with the run's changes. One transaction.
    func recordOutcomes(_ outcomes: [LedgerOutcome], changes: [RunChange], _ lease: LeaseTerm) async throws
    /// Settlement and adoption: sets these rows to what was found on the planning. One transaction.
    func settle(_ settlement: LedgerSettlement, _ lease: LeaseTerm) async throws

    func remember(_ memory: MemoryUpdate, _ lease: LeaseTerm) async throws
}

/// Everything remembered of one tenant.
package struct TenantMemory: Sendable, Equatable {
    package var entries: [LedgerEntry] = []
    package var links: [ResourceLink] = []
    package var reasonRules: [ReasonRule] = []
    package var departmentLinks: [DepartmentLink] = []
    package var neutralType: UnavailabilityTypeKey?
    package var fieldRules: [FieldRule] = []
    package var fields: [FieldMemory] = []
    /// When the planning was last read whole. nil: the ledger may lack events, and references must be adopted first.
    package private(set) var reconciledAt: Instant?
    /// A run that created types, departments or resources ended before all answers were received.
    package var isMaking = false
    /// When the catalog was last read.
    package var catalogReadAt: Instant?
    /// The database's clock when this was loaded, to compare the two above with. It may be wrong: a time above that is later is
    /// ignored.
    package var loadedAt: Instant
    /// A time that has surely passed, even if that clock is wrong; nil if unknown. Old entries are removed based on it.
    package var surelyPast: Instant?

    package init(loadedAt: Instant) {
        self.loadedAt = loadedAt
    }

    /// The planning was read whole at that time. This proves nothing once entries are missing, after manual deletion or a
    /// restored backup.
    /// - Parameter recorded: how many entries that read and every write since have recorded.
    package mutating func setReconciled(at moment: Instant?, recorded: Int) {
        reconciledAt = entries.count < recorded ? nil : moment
    }

    /// Whether the planning was read whole within the last `seconds`.
    package func isReconciled(within seconds: Int) -> Bool { isWithin(seconds, reconciledAt) }

    /// Whether the catalog was read within the last `seconds`.
    package func hasReadCatalog(within seconds: Int) -> Bool { isWithin(seconds, catalogReadAt) }

    /// A time in the future comes from a wrong clock and is ignored.
    private func isWithin(_ seconds: Int, _ moment: Instant?) -> Bool {
        moment.map { $0 <= loadedAt && loadedAt < $0.adding(seconds: seconds) } ?? false
    }

    /// The outcome of some write is unknown: it may still take effect.
    package var hasOpenWrites: Bool { isMaking || entries.contains { $0.openIntent != nil } }
}

package enum LedgerOutcome: Sendable, Hashable {
    /// The create or update happened: the row becomes this entry (`replacing` is the row's previous reference).
    case written(LedgerEntry, replacing: EventReference)
    /// The delete happened, or the event was already gone: the row is removed.
    case gone(EventReference)
    /// Certainly not written: an open create's row is removed, an open update or delete is closed unchanged.
    case notWritten(EventReference)
}

package struct LedgerSettlement: Sendable, Equatable {
    /// Rows to remove, by reference.
    package var remove: [EventReference]
    /// Rows to write as found, without open intents; removals come first.
    package var write: [LedgerEntry]
    /// The whole planning was read: sets `reconciledAt` to the database's clock.
    package var isWholePlanning: Bool

    package init(remove: [EventReference], write: [LedgerEntry], isWholePlanning: Bool) {
        self.remove = remove
        self.write = write
        self.isWholePlanning = isWholePlanning
    }
}

/// Upserts; rows not named are unchanged.
package struct MemoryUpdate: Sendable, Equatable {
    package var links: [ResourceLink] = []
    /// Never overwrites a rule whose origin is `operator`.
    package var reasonRules: [ReasonRule] = []
    /// Never overwrites an explicit one.
    package var departmentLinks: [DepartmentLink] = []
    package var neutralType: UnavailabilityTypeKey?
    package var fields: [FieldMemory] = []
    /// Targets that were cleared: nothing is remembered of them any more.
    package var clearedFields: [EmployeeID: Set<FieldTarget>] = [:]
    /// Sets `catalogReadAt` to the database's clock.
    package var catalogWasRead = false
    /// True before types, departments or resources are created, false once every answer was received; nil leaves it unchanged.
    package var isMaking: Bool?

    package init() {}
}
