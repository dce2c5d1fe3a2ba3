import Foundation
package import SyncCore
import SyncEngine
import Synchronization

/// The state that the in-memory ports share, like the tables of one database. Its clock is the test's.
package final class InMemoryDatabase: Sendable {
    struct LiveRun {
        var run: Run
        var term = 0
        var leaseUntil: Instant?
        var retries = 0
        var isCancelRequested = false
        var isTakenOver = false
        var deaths = 0
        var leaseSeconds = 0
        var waitSetAt: Instant
        var scheduledDay: CalendarDay?

        func claimed(_ background: Result<RunBackground, SyncError>) -> ClaimedRun {
            ClaimedRun(
                run: run, lease: LeaseTerm(runID: run.id, tenantID: run.tenantID, term: term), retries: retries,
                isCancelRequested: isCancelRequested, isTakenOver: isTakenOver, deaths: deaths,
                background: background)
        }
    }

    struct Batch {
        let operation: String
        let parameters: String
        var items: [BatchItem]
        var taken: [TenantSlug: Instant]
        var isHeld = false
    }

    struct Schedule {
        var since: Instant
        var lastDay: CalendarDay?
        var takenAt: Instant?
        var failedDays = 0
        var suspendedBy: RunID?
    }

    struct EndedRun {
        var run: Run
        var problems: [ReportedProblem]
        var steps: [RunStep] = []
    }

    struct Memory {
        var entries: [EventReference: LedgerEntry] = [:]
        var links: [EmployeeID: ResourceLink] = [:]
        var reasonRules: [LeaveAccountID: ReasonRule] = [:]
        var fieldRules: [FieldTarget: FieldRule] = [:]
        var fields: [EmployeeID: [FieldTarget: FieldMemory]] = [:]
        var departmentLinks: [DepartmentID: DepartmentLink] = [:]
        var neutralType: UnavailabilityTypeKey?
        var reconciledAt: Instant?
        /// Entries that the last whole read and every later write have recorded.
        var recordedEntries = 0
        var catalogReadAt: Instant?
        var isMaking = false
    }

    struct StoredSecret {
        var secret: Secret
        var setAt: Instant
        var host: CredentialHost?
    }

    struct State {
        var tenants: [TenantID: Tenant] = [:]
        var live: [RunID: LiveRun] = [:]
        var ended: [RunID: EndedRun] = [:]
        var changes: [RunID: [RunChange]] = [:]
        var lastRunID = 0
        var schedules: [TenantID: Schedule] = [:]
        /// The local days whose runs were queued, in order.
        var scheduledDays: [TenantID: [CalendarDay]] = [:]
        var workers: [String: WorkerPresence] = [:]
        var pause: FleetPause?
        var batches: [Batch] = []
        var memories: [TenantID: Memory] = [:]
        var notices: [TenantID: [APINotice.Key: KeptAPINotice]] = [:]
        var alerts: [StoredAlert] = []
        var alertDelivery = StoredDelivery()
        var operations: [OperationID: InMemoryWorkQueue.Row] = [:]
        var lastOperationID = 0
        var audit: [AuditEntry] = []
        var operators: [String: OperatorLogin] = [:]
        var strangers: [StrangeLogin] = []
        var consoleLinks: [ConsoleSecret: KeptConsoleLink] = [:]
        var consoleSessions: [ConsoleSecret: KeptConsoleSession] = [:]
        /// The login of every session; nil for the owner's.
        var login: String?
        var secrets: [TenantID: [CredentialKind: StoredSecret]] = [:]
        var formerSecrets: [TenantID: [CredentialKind: StoredSecret]] = [:]
        /// The error of using the keyring.
        var keyringFailure: SyncError?
        var activeTenants: Set<TenantID> { Set(live.values.map(\.run.tenantID)) }
        /// Writes that changed something, counted.
        var writes = 0
        var outage: SyncError?

        /// - Throws: the outage that a test set.
        func requireReachable() throws(SyncError) {
            if let outage { throw outage }
        }

        /// Shortens times that are later than possible because the clock was ahead.
        mutating func mend(now: Instant) {
            for (id, row) in live {
                let longest = now.adding(seconds: row.leaseSeconds)
                if row.run.state == .running, let until = row.leaseUntil, until > longest { live[id]?.leaseUntil = longest }
                if row.run.state == .queued, row.waitSetAt > now.adding(seconds: 1) {
                    live[id]?.run.notBefore = min(row.run.notBefore, now)
                    live[id]?.waitSetAt = now
                }
            }
        }

        /// - Throws: `lease_lost` unless that term holds the run.
        func requireLease(_ lease: LeaseTerm, now: Instant) throws(SyncError) {
            try requireReachable()
            guard let row = live[lease.runID], row.run.state == .running, row.term == lease.term,
                row.run.tenantID == lease.tenantID, let until = row.leaseUntil, until > now
            else { throw .leaseLost(lease.runID) }
        }
    }

    let state = Mutex(State())
    package let clock: ManualClock

    package init(clock: ManualClock = ManualClock()) {
        self.clock = clock
    }

    var now: Instant { clock.wall }

    /// How many writes changed something so far.
    package var writeCount: Int { state.withLock { $0.writes } }

    /// From now on every call throws this; nil ends the outage.
    package func setOutage(_ error: SyncError?) {
        state.withLock { $0.outage = error }
    }

    /// Expires the lease.
    package func expireLease(of run: RunID) {
        let now = now
        state.withLock { $0.live[run]?.leaseUntil = now.adding(seconds: -1) }
    }

    /// As if that tenant's memory were lost: an older database restored, or the tenant registered again.
    package func forget(_ tenant: TenantID) {
        state.withLock { $0.memories[tenant] = nil }
    }

    /// As if rows of that tenant's ledger were deleted.
    package func loseEntries(_ references: [EventReference], of tenant: TenantID) {
        state.withLock { state in
            for reference in references { state.memories[tenant]?.entries[reference] = nil }
        }
    }

    func write<Result>(_ body: (inout State, Instant) throws(SyncError) -> Result) throws(SyncError) -> Result {
        let now = now
        return try state.withLock { state throws(SyncError) in
            try state.requireReachable()
            let result = try body(&state, now)
            state.writes += 1
            return result
        }
    }

    func fenced<Result>(
        _ lease: LeaseTerm, _ body: (inout State, Instant) throws(SyncError) -> Result
    ) throws(SyncError) -> Result {
        try write { state, now throws(SyncError) in
            try state.requireLease(lease, now: now)
            return try body(&state, now)
        }
    }

    func read<Result>(_ body: (State) throws(SyncError) -> Result) throws(SyncError) -> Result {
        try state.withLock { state throws(SyncError) in
            try state.requireReachable()
            return try body(state)
        }
    }
}
