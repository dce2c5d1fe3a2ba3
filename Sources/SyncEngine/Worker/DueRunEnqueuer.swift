package import Logging
package import SyncCore

/// Queues the scheduled runs that are due. Several workers may do it at once: the store lets one of them succeed for each day.
package struct DueRunEnqueuer: Sendable {
    /// A run this late was delayed by an outage.
    static let lateSeconds = 15 * 60
    /// The backlog of an outage is spread over an hour at most, one tenant every two seconds.
    static let catchUpSeconds = 3600
    static let catchUpPace = 2
    /// After this many tenants it reads again who is due: other workers queue at the same time.
    static let batch = 100

    private let schedules: any ScheduleStore
    private let registry: any TenantRegistry
    private let runs: any RunStore
    private let logger: Logger
    private let witness: @Sendable () -> Instant?

    /// - Parameter witness: this machine's clock. Only the store's clock decides what is due; if it conflicts with what the store
    ///   remembers, the witness decides which is wrong.
    package init(
        schedules: any ScheduleStore, registry: any TenantRegistry, runs: any RunStore, logger: Logger,
        witness: @escaping @Sendable () -> Instant? = { nil }
    ) {
        self.witness = witness
        self.schedules = schedules
        self.registry = registry
        self.runs = runs
        self.logger = logger
    }

    /// One pass over all active tenants in random order, so that concurrent workers mostly process different ones.
    /// - Parameter onProgress: called after each tenant, as a pass over many takes minutes.
    /// - Returns: the runs that this pass queued. A tenant that cannot be queued for its own reason does not block the others.
    /// - Throws: transient errors and those that affect every tenant, such as an unreachable database.
    @discardableResult
    package func enqueueDue(onProgress: () -> Void = {}) async throws -> [RunID] {
        var (now, tenants, unknownZones) = try await schedules.schedules()
        for tenant in unknownZones {
            logger.error(
                "A tenant is not scheduled: this machine does not know its time zone",
                metadata: [LogKey.tenant: "\(tenant)", LogKey.errorCode: "time_zone_unknown"])
        }
        let behind = tenants.count { $0.isClockBehind(at: now, witness: witness()) }
        if behind > 0 {
            logger.error(
                "The database's clock is behind: nothing is queued for these tenants until it is right",
                metadata: [LogKey.count: "\(behind)", LogKey.errorCode: "database_clock_behind"])
        }
        var due = due(tenants, at: now)
        let delays = Self.delays(of: due.map { ($0.0.tenantID, $0.1) }, at: now)
        var queued: [RunID] = []
        var seen: Set<TenantID> = []
        while !due.isEmpty {
            for (tenant, moment) in due.shuffled().prefix(Self.batch) {
                try Task.checkCancellation()
                seen.insert(tenant.tenantID)
                if let run = try await enqueue(tenant, moment, now, delays) { queued.append(run) }
                onProgress()
            }
            if due.count <= Self.batch { break }
            (now, tenants, _) = try await schedules.schedules()
            due = self.due(tenants, at: now).filter { !seen.contains($0.0.tenantID) }
        }
        if !queued.isEmpty { logger.info("Queued due runs", metadata: [LogKey.count: "\(queued.count)"]) }
        return queued
    }

    private func due(_ tenants: [TenantSchedule], at now: Instant) -> [(TenantSchedule, DailySchedule.Due)] {
        let witness = witness()
        return tenants.filter { !$0.isBusy }.compactMap { tenant in tenant.due(at: now, witness: witness).map { (tenant, $0) } }
    }

    /// - Returns: nil if there is nothing to queue, or the tenant cannot be queued for its own reason.
    private func enqueue(
        _ tenant: TenantSchedule, _ due: DailySchedule.Due, _ now: Instant, _ delays: [TenantID: Int]
    ) async throws -> RunID? {
        do {
            return try await enqueue(tenant, due, now, delays[tenant.tenantID] ?? 0)
        } catch let error as SyncError where error.code == .tenantUnknown {
            // Deleted in the meantime.
            return nil
        } catch let error as SyncError where error.failureClass != .transient && error.failureClass != .cancelled {
            logger.error(
                "A due run can't be queued",
                metadata: [
                    LogKey.tenant: "\(tenant.tenant)", LogKey.errorCode: "\(error.code)",
                    LogKey.errorDetail: "\(error.detail)",
                ])
            return nil
        }
    }

    private func enqueue(
        _ schedule: TenantSchedule, _ due: DailySchedule.Due, _ now: Instant, _ delay: Int
    ) async throws -> RunID? {
        let tenant = try await registry.tenant(schedule.tenantID)
        // The scope is empty: no one would be synced, and the brake would have to withhold the deletions.
        guard !tenant.scope.bases.isEmpty else { return nil }
        let hasSucceeded = try await runs.lastSuccess(of: tenant.id) != nil
        let window = SyncWindow(of: tenant, asOf: now.day(in: schedule.zone), hasSucceeded: hasSucceeded)
        return try await schedules.enqueue(
            DueRun(
                tenantID: tenant.id, due: due, window: window, delaySeconds: delay, zone: schedule.zone, dailyAt: schedule.dailyAt
            ))
    }

    /// The delay of each late run: every worker computes the same order, so that they do not all start at once.
    static func delays(of due: [(TenantID, DailySchedule.Due)], at now: Instant) -> [TenantID: Int] {
        let late = due.filter { $0.1.moment.adding(seconds: lateSeconds) <= now }.map(\.0)
            .sorted { (DailySchedule.spread(of: $0), $0.description) < (DailySchedule.spread(of: $1), $1.description) }
        guard late.count > 1 else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: late.enumerated().map { index, tenant in
                (tenant, min(index * catchUpPace, index * catchUpSeconds / late.count))
            })
    }
}

/// How long past data is kept (`docs/contracts/sync.md`, Privacy).
package enum Retention {
    /// In the ledger, after an absence has ended; in the history, unless PASSERELLE_HISTORY_MONTHS is set.
    package static let months = 13
}

/// Removes the details of old runs.
package struct HistoryPruner: Sendable {
    private let history: any RunHistory
    private let keepMonths: Int
    private let logger: Logger

    package init(history: any RunHistory, keepMonths: Int = Retention.months, logger: Logger) {
        self.history = history
        self.keepMonths = keepMonths
        self.logger = logger
    }

    /// - Returns: the number of partitions dropped.
    /// - Throws: `SyncError`.
    @discardableResult
    package func prune() async throws -> Int {
        let dropped = try await history.pruneHistory(keepMonths: keepMonths)
        if dropped > 0 { logger.info("Old history was removed", metadata: [LogKey.count: "\(dropped)"]) }
        return dropped
    }
}
