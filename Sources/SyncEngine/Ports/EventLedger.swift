package import SyncCore

/// What the connector remembers of a tenant's planning between runs: the events it made with the writes under way, links, rules.
/// Every write names the lease and throws `SyncError` `lease_lost` when that has passed on.
package protocol EventLedger: Sendable {
    func load(_ tenant: TenantID) async throws -> TenantMemory

    /// Before the remote writes: `create` adds a row, `update` and `delete` mark one. One statement for all of them.
    func recordIntents(_ intents: [EventOperation<EventFacts>], _ lease: LeaseTerm) async throws
    /// After them, together with the run's changes. One transaction.
    func recordOutcomes(_ outcomes: [LedgerOutcome], changes: [RunChange], _ lease: LeaseTerm) async throws
    /// Settlement and adoption: makes these rows what was really found on the planning. One transaction.
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
    /// When the planning was last read whole: nil means that the ledger may lack events, and references must be adopted first.
    package private(set) var reconciledAt: Instant?
    /// A run that created types, departments or resources ended before all of them had their answer.
    package var isMaking = false
    /// When resources, departments and types were last read.
    package var directoryReadAt: Instant?
    /// The database's clock when this was loaded, to compare the two above with. It may be wrong: a moment above that is later counts
    /// as none.
    package var loadedAt: Instant
    /// A moment that has passed even if that clock is wrong; nil when none is known. What is forgotten by age is judged by it.
    package var surelyPast: Instant?

    package init(loadedAt: Instant) {
        self.loadedAt = loadedAt
    }

    /// The planning was read whole then. That proves nothing once entries are missing: rows deleted by hand, or restored from a backup.
    /// - Parameter recorded: how many entries that reading and every write since have recorded.
    package mutating func setReconciled(at moment: Instant?, recorded: Int) {
        reconciledAt = entries.count < recorded ? nil : moment
    }

    /// Whether the planning was read whole within so many seconds.
    package func isReconciled(within seconds: Int) -> Bool { isWithin(seconds, reconciledAt) }

    /// Whether resources, departments and types were read within so many seconds.
    package func hasReadDirectory(within seconds: Int) -> Bool { isWithin(seconds, directoryReadAt) }

    /// A moment later than now is a wrong clock's: it counts as none.
    private func isWithin(_ seconds: Int, _ moment: Instant?) -> Bool {
        moment.map { $0 <= loadedAt && loadedAt < $0.adding(seconds: seconds) } ?? false
    }

    /// The answer to something that was sent is not known: it may still be under way.
    package var hasOpenWrites: Bool { isMaking || entries.contains { $0.openIntent != nil } }
}

package enum LedgerOutcome: Sendable, Hashable {
    /// The create or update happened: the row is now this entry (`replacing` is the row's reference until now).
    case written(LedgerEntry, replacing: EventReference)
    /// The delete happened, or the event was found gone: the row goes.
    case gone(EventReference)
    /// Surely not written: an open create's row goes, an open update or delete is closed as it was.
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

/// Upserts; what is not named stays.
package struct MemoryUpdate: Sendable, Equatable {
    package var links: [ResourceLink] = []
    /// Never overwrites a rule whose origin is `operator`.
    package var reasonRules: [ReasonRule] = []
    /// Never overwrites an explicit one.
    package var departmentLinks: [DepartmentLink] = []
    package var neutralType: UnavailabilityTypeKey?
    /// Sets `directoryReadAt` to the database's clock.
    package var directoryWasRead = false
    /// True before types, departments or resources are created, false once each of them has its answer; nil says nothing.
    package var isMaking: Bool?

    package init() {}
}
