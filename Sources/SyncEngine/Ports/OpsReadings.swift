package import SyncCore

/// What health, readiness and metrics read of the process and of the fleet. None of its values names a tenant or holds a secret.
package protocol OpsReadings: Sendable {
    /// What the process knows by itself, without I/O.
    func process() -> ProcessReading
    /// The database answers and takes writes, and its schema is one that this program works with.
    /// - Throws: `SyncError`: a `schema_…` code when only the schema does not fit.
    func requireDatabase() async throws
    /// The keyring is readable and holds every key id in use. - Throws: `SyncError`.
    func requireKeyring() async throws
    /// The fleet's state, over the database, in a few cheap statements. - Throws: `SyncError`.
    func fleet() async throws -> FleetReading
}

package struct ProcessReading: Sendable, Hashable {
    package var startedAt: Instant
    /// The process was asked to stop and finishes what it has begun.
    package var isDraining: Bool
    package var loops: [LoopReading]
    /// Runs that this process may work at once, and does.
    package var slots: Int
    package var slotsBusy: Int
    package var pool: PoolReading

    package init(startedAt: Instant, isDraining: Bool, loops: [LoopReading], slots: Int, slotsBusy: Int, pool: PoolReading) {
        self.startedAt = startedAt
        self.isDraining = isDraining
        self.loops = loops
        self.slots = slots
        self.slotsBusy = slotsBusy
        self.pool = pool
    }
}

/// When a loop of the process last said that it is alive.
package struct LoopReading: Sendable, Hashable {
    package let name: String
    package let ageSeconds: Double
    /// Older, and the loop counts as stuck.
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
    /// Uses that wait for a connection.
    package var waiting: Int

    package init(lent: Int, idle: Int, limit: Int, waiting: Int) {
        self.lent = lent
        self.idle = idle
        self.limit = limit
        self.waiting = waiting
    }
}

package struct FleetReading: Sendable, Hashable {
    /// One remote system's budgets of requests, taken together.
    package struct Budget: Sendable, Hashable {
        package var remote: SyncMetrics.Remote
        /// The smallest share left of any account's budget, 0 to 1.
        package var smallestShareLeft: Double
        /// Accounts that are not asked before a time still to come.
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
    /// Under a lease that holds.
    package var running: Int
    /// Running under a lease that ended: their workers died.
    package var leftBehind: Int
    package var oldestDueSeconds: Double?
    package var nextDue: Instant?
    package var workersLive: Int
    /// Live workers that something keeps from claiming.
    package var workersTroubled: Int
    package var tenantsActive: Int
    package var tenantsSuspended: Int
    package var tenantsWithoutSuccess: Int
    /// Active in production, by a dialect that nobody saw work.
    package var dialectsAssumed: Int
    /// Active, and nothing is written for them until somebody has looked.
    package var dialectsDoubted: Int
    package var budgets: [Budget]
    package var historyCoveredUntil: Instant?
    /// How far the database's clock is ahead of this machine's; less than 0: behind.
    package var databaseClockOffsetSeconds: Double

    package init(
        due: Int, waiting: Int, running: Int, leftBehind: Int, oldestDueSeconds: Double?, nextDue: Instant?, workersLive: Int,
        workersTroubled: Int, tenantsActive: Int, tenantsSuspended: Int, tenantsWithoutSuccess: Int,
        dialectsAssumed: Int, dialectsDoubted: Int, budgets: [Budget], historyCoveredUntil: Instant?,
        databaseClockOffsetSeconds: Double
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
        self.historyCoveredUntil = historyCoveredUntil
        self.databaseClockOffsetSeconds = databaseClockOffsetSeconds
    }
}

/// Whether the process can work: what it needs from outside is there.
package struct Readiness: Sendable, Hashable {
    /// Why not; nil: usable. What could not be looked at, because something before it failed, is nil and not `isKnown`.
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
    /// Looks at the database, its schema and the keyring, in this order, as far as it gets.
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
