package import SyncCore

/// What health, readiness and metrics read from the process and the fleet. No value names a tenant or holds a secret.
package protocol OpsReadings: Sendable {
    /// The process's own state, without I/O.
    func process() -> ProcessReading
    /// Checks that the database answers, is writable, and has a schema this program works with.
    /// - Throws: `SyncError`: a `schema_…` code if only the schema does not fit.
    func requireDatabase() async throws
    /// Checks that the keyring is readable and holds every key id in use. - Throws: `SyncError`.
    func requireKeyring() async throws
    /// The fleet's state, from the database, in a few cheap statements. - Throws: `SyncError`.
    func fleet() async throws -> FleetReading
}

package struct ProcessReading: Sendable, Hashable {
    package var startedAt: Instant
    /// The process received a stop request and finishes its runs.
    package var isDraining: Bool
    package var loops: [LoopReading]
    /// Runs that this process may perform at once, and those it performs.
    package var slots: Int
    package var slotsBusy: Int
    package var pool: PoolReading
    /// nil until the audit log was checked for the first time.
    package var audit: AuditReading?

    package init(
        startedAt: Instant, isDraining: Bool, loops: [LoopReading], slots: Int, slotsBusy: Int, pool: PoolReading,
        audit: AuditReading? = nil
    ) {
        self.startedAt = startedAt
        self.isDraining = isDraining
        self.loops = loops
        self.slots = slots
        self.slotsBusy = slotsBusy
        self.pool = pool
        self.audit = audit
    }
}

/// The last check of the audit log by the process.
package struct AuditReading: Sendable, Hashable {
    package let entries: Int
    package let isBroken: Bool

    package init(entries: Int, isBroken: Bool) {
        self.entries = entries
        self.isBroken = isBroken
    }
}

/// When a loop of the process was last active.
package struct LoopReading: Sendable, Hashable {
    package let name: String
    package let ageSeconds: Double
    /// A loop with an older beat counts as stuck.
    package let limitSeconds: Double

    package init(name: String, ageSeconds: Double, limitSeconds: Double) {
        self.name = name
        self.ageSeconds = ageSeconds
        self.limitSeconds = limitSeconds
    }

    package var isAlive: Bool { ageSeconds <= limitSeconds }
}

/// The process's connections to the database.
package struct PoolReading: Sendable, Hashable {
    package var lent: Int
    package var idle: Int
    package var limit: Int
    /// Callers waiting for a connection.
    package var waiting: Int

    package init(lent: Int, idle: Int, limit: Int, waiting: Int) {
        self.lent = lent
        self.idle = idle
        self.limit = limit
        self.waiting = waiting
    }
}

package struct FleetReading: Sendable, Hashable {
    /// The request budgets of one remote system, in total.
    package struct Budget: Sendable, Hashable {
        package var remote: SyncMetrics.Remote
        /// The smallest remaining share of any account's budget, 0 to 1.
        package var smallestShareLeft: Double
        /// Accounts blocked until a later time.
        package var blocked: Int

        package init(remote: SyncMetrics.Remote, smallestShareLeft: Double, blocked: Int) {
            self.remote = remote
            self.smallestShareLeft = smallestShareLeft
            self.blocked = blocked
        }
    }

    package var due: Int
    /// Queued for later.
    package var waiting: Int
    /// Under a valid lease.
    package var running: Int
    /// Running under an expired lease: their workers died.
    package var leftBehind: Int
    package var oldestDueSeconds: Double?
    package var nextDue: Instant?
    package var workersLive: Int
    /// Live workers that cannot claim.
    package var workersTroubled: Int
    /// A person paused the fleet: runs wait.
    package var isPaused = false
    package var tenantsActive: Int
    package var tenantsSuspended: Int
    package var tenantsWithoutSuccess: Int
    /// Active in production with an unconfirmed dialect.
    package var dialectsAssumed: Int
    /// Active with a dialect in doubt: nothing is written for them until it is checked.
    package var dialectsDoubted: Int
    package var budgets: [Budget]
    package var notices: [APINoticeOverview]
    package var alerts: AlertOverview
    package var historyCoveredUntil: Instant?
    /// How far the database's clock is ahead of this machine's; negative if behind.
    package var databaseClockOffsetSeconds: Double

    package init(
        due: Int, waiting: Int, running: Int, leftBehind: Int, oldestDueSeconds: Double?, nextDue: Instant?, workersLive: Int,
        workersTroubled: Int, tenantsActive: Int, tenantsSuspended: Int, tenantsWithoutSuccess: Int,
        dialectsAssumed: Int, dialectsDoubted: Int, budgets: [Budget], notices: [APINoticeOverview] = [],
        alerts: AlertOverview = AlertOverview(), historyCoveredUntil: Instant?, databaseClockOffsetSeconds: Double
    ) {
        self.due = due
        self.waiting = waiting
        self.running = running
        self.leftBehind = leftBehind
        self.oldestDueSeconds = oldestDueSeconds
        self.nextDue = nextDue
        self.workersLive = workersLive
        self.workersTroubled = workersTroubled
        self.tenantsActive = tenantsActive
        self.tenantsSuspended = tenantsSuspended
        self.tenantsWithoutSuccess = tenantsWithoutSuccess
        self.dialectsAssumed = dialectsAssumed
        self.dialectsDoubted = dialectsDoubted
        self.budgets = budgets
        self.notices = notices
        self.alerts = alerts
        self.historyCoveredUntil = historyCoveredUntil
        self.databaseClockOffsetSeconds = databaseClockOffsetSeconds
    }
}

/// Whether the process has everything it needs to work.
package struct Readiness: Sendable, Hashable {
    /// The failure; nil if usable. A check skipped after an earlier failure is nil and not `isKnown`.
    package struct Finding: Sendable, Hashable {
        package let isKnown: Bool
        package let failure: SyncError.Code?

        package static let usable = Finding(isKnown: true, failure: nil)
        package static let unknown = Finding(isKnown: false, failure: nil)
        package static func unusable(_ code: SyncError.Code) -> Finding { Finding(isKnown: true, failure: code) }

        package var isUsable: Bool { isKnown && failure == nil }
    }

    package var database: Finding
    package var schema: Finding
    package var keyring: Finding

    package init(database: Finding, schema: Finding, keyring: Finding) {
        self.database = database
        self.schema = schema
        self.keyring = keyring
    }
}

extension OpsReadings {
    /// Checks the database, its schema and the keyring, in this order, until one fails.
    /// - Throws: `CancellationError` only.
    package func readiness() async throws -> Readiness {
        do {
            try await requireDatabase()
        } catch {
            try Task.checkCancellation()
            let code = Self.code(error)
            let isSchema: Set<SyncError.Code> = [.schemaOutdated, .schemaTooNew, .schemaMismatch]
            return isSchema.contains(code)
                ? Readiness(database: .usable, schema: .unusable(code), keyring: .unknown)
                : Readiness(database: .unusable(code), schema: .unknown, keyring: .unknown)
        }
        do {
            try await requireKeyring()
        } catch {
            try Task.checkCancellation()
            return Readiness(database: .usable, schema: .usable, keyring: .unusable(Self.code(error)))
        }
        return Readiness(database: .usable, schema: .usable, keyring: .usable)
    }

    private static func code(_ error: any Error) -> SyncError.Code { (error as? SyncError)?.code ?? .defect }
}
