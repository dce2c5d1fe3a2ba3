public import SyncCore

/// What health, readiness and metrics read of the process and of the fleet. None of its values names a tenant or holds a secret.
public protocol OpsReadings: Sendable {
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

public struct ProcessReading: Sendable, Hashable {
    public var startedAt: Instant
    /// The process was asked to stop and finishes what it has begun.
    public var isDraining: Bool
    public var loops: [LoopReading]
    /// Runs that this process may work at once, and does.
    public var slots: Int
    public var slotsBusy: Int
    public var pool: PoolReading

    public init(startedAt: Instant, isDraining: Bool, loops: [LoopReading], slots: Int, slotsBusy: Int, pool: PoolReading) {
        self.startedAt = startedAt
        self.isDraining = isDraining
        self.loops = loops
        self.slots = slots
        self.slotsBusy = slotsBusy
        self.pool = pool
    }
}

/// When a loop of the process last said that it is alive.
public struct LoopReading: Sendable, Hashable {
    public let name: String
    public let ageSeconds: Double
    /// Older, and the loop counts as stuck.
    public let limitSeconds: Double

    public init(name: String, ageSeconds: Double, limitSeconds: Double) {
        self.name = name
        self.ageSeconds = ageSeconds
        self.limitSeconds = limitSeconds
    }

    public var isAlive: Bool { ageSeconds <= limitSeconds }
}

/// The process's connections to the database.
public struct PoolReading: Sendable, Hashable {
    public var lent: Int
    public var idle: Int
    public var limit: Int
    /// Uses that wait for a connection.
    public var waiting: Int

    public init(lent: Int, idle: Int, limit: Int, waiting: Int) {
        self.lent = lent
        self.idle = idle
        self.limit = limit
        self.waiting = waiting
    }
}

public struct FleetReading: Sendable, Hashable {
    /// One remote system's budgets of requests, taken together.
    public struct Budget: Sendable, Hashable {
        public var remote: SyncMetrics.Remote
        /// The smallest share left of any account's budget, 0 to 1.
        public var smallestShareLeft: Double
        /// Accounts that are not asked before a time still to come.
        public var blocked: Int

        public init(remote: SyncMetrics.Remote, smallestShareLeft: Double, blocked: Int) {
            self.remote = remote
            self.smallestShareLeft = smallestShareLeft
            self.blocked = blocked
        }
    }

    public var due: Int
    /// Queued for later.
    public var waiting: Int
    /// Under a lease that holds.
    public var running: Int
    /// Running under a lease that ended: their workers died.
    public var leftBehind: Int
    public var oldestDueSeconds: Double?
    public var nextDue: Instant?
    public var workersLive: Int
    /// Live workers that something keeps from claiming.
    public var workersTroubled: Int
    public var tenantsActive: Int
    public var tenantsSuspended: Int
    public var tenantsWithoutSuccess: Int
    /// Active in production, by a dialect that nobody saw work.
    public var dialectsAssumed: Int
    /// Active, and nothing is written for them until somebody has looked.
    public var dialectsDoubted: Int
    public var budgets: [Budget]
    public var historyCoveredUntil: Instant?
    /// How far the database's clock is ahead of this machine's; less than 0: behind.
    public var databaseClockOffsetSeconds: Double

    public init(
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
public struct Readiness: Sendable, Hashable {
    /// Why not; nil: usable. What could not be looked at, because something before it failed, is nil and not `isKnown`.
    public struct Finding: Sendable, Hashable {
        public let isKnown: Bool
        public let failure: SyncError.Code?

        public static let usable = Finding(isKnown: true, failure: nil)
        public static let unknown = Finding(isKnown: false, failure: nil)
        public static func unusable(_ code: SyncError.Code) -> Finding { Finding(isKnown: true, failure: code) }

        public var isUsable: Bool { isKnown && failure == nil }
    }

    public var database: Finding
    public var schema: Finding
    public var keyring: Finding

    public init(database: Finding, schema: Finding, keyring: Finding) {
        self.database = database
        self.schema = schema
        self.keyring = keyring
    }
}

extension OpsReadings {
    /// Looks at the database, its schema and the keyring, in this order, as far as it gets.
    /// - Throws: `CancellationError` only.
    public func readiness() async throws -> Readiness {
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
