import SyncCore
package import SyncEngine

/// `FleetStore` in memory.
package struct InMemoryFleetStore: FleetStore {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func beat(_ worker: WorkerIdentity, isDraining: Bool, trouble: String?) async throws {
        try database.write { state, now throws(SyncError) in
            state.workers[worker.name] = WorkerPresence(
                identity: worker, startedAt: state.workers[worker.name]?.startedAt ?? now, heartbeatAt: now,
                isDraining: isDraining, trouble: trouble)
        }
    }

    package func leave(_ worker: String) async throws {
        try database.write { state, _ throws(SyncError) in state.workers[worker] = nil }
    }

    package func workers() async throws -> [WorkerPresence] {
        let believed = database.now.adding(seconds: -86_400)...database.now.adding(seconds: 60)
        return try database.read { state throws(SyncError) in
            state.workers.values.filter { believed.contains($0.heartbeatAt) }.sorted {
                ($0.identity.host, $0.identity.name) < ($1.identity.host, $1.identity.name)
            }
        }
    }

    package func forgetWorkers(silentForSeconds seconds: Int) async throws {
        try database.write { state, now throws(SyncError) in
            let believed = now.adding(seconds: -seconds)...now.adding(seconds: seconds)
            state.workers = state.workers.filter { believed.contains($0.value.heartbeatAt) }
        }
    }

    package func overview() async throws -> QueueOverview {
        let now = database.now
        return try database.read { state throws(SyncError) in
            var overview = QueueOverview(readAt: now)
            let syncs = state.live.values.filter { $0.run.purpose == .sync }
            let queued = syncs.filter { $0.run.state == .queued }.map(\.run)
            let due = queued.filter { run in
                run.notBefore <= now && (run.trigger != .schedule || state.tenants[run.tenantID]?.state == .active)
            }
            let running = syncs.filter { $0.run.state == .running }
            overview.queued = queued.count
            overview.due = due.count
            overview.running = running.count
            overview.leftBehind = running.filter { ($0.leaseUntil ?? now) <= now }.count
            let oldest = due.min { (max($0.scheduledFor, $0.notBefore), $0.id) < (max($1.scheduledFor, $1.notBefore), $1.id) }
            overview.oldestDueAt = oldest.map { max($0.scheduledFor, $0.notBefore) }
            overview.oldestDueTenant = oldest?.tenant
            overview.nextDueAt = queued.map(\.notBefore).filter { $0 > now }.min()
            let active = state.tenants.values.filter { $0.state == .active }
            overview.activeTenants = active.count
            overview.assumedDialects = active.count { $0.environment == .production && !$0.dialect.standing.isReliable }
            overview.doubtedDialects = active.count { $0.dialect.doubt != nil }
            overview.withoutRecentSuccess = active.count { state.isSilent($0.id, now) }
            return overview
        }
    }

    package func pause() async throws -> FleetPause? {
        try database.read { state throws(SyncError) in state.pause }
    }

    package func beginPause(reason: String?) async throws -> Bool {
        try database.write { state, now throws(SyncError) in
            guard state.pause == nil else { return false }
            state.pause = FleetPause(since: now, by: "tester", reason: reason)
            return true
        }
    }

    package func endPause() async throws -> Bool {
        try database.write { state, _ throws(SyncError) in
            defer { state.pause = nil }
            return state.pause != nil
        }
    }

    package func suspensions() async throws -> [TenantSuspension] {
        try database.read { state throws(SyncError) in
            state.tenants.values.filter { $0.state == .suspended }.sorted { $0.slug.value < $1.slug.value }
                .map { TenantSuspension(tenant: $0.slug, run: state.schedules[$0.id]?.suspendedBy) }
        }
    }

    package func healths() async throws -> [TenantHealth] {
        try database.read { state throws(SyncError) in
            state.tenants.keys.map { tenant in
                let ended = state.ended.values.map(\.run).filter { $0.tenantID == tenant }.sorted { $0.id > $1.id }
                let last = ended.first { $0.purpose == .sync }
                let success = ended.first { [.succeeded, .partial].contains($0.state) && $0.purpose == .sync }
                let decided = ended.first { [.succeeded, .partial, .needsReview].contains($0.state) }
                let isOpen = decided?.state == .needsReview && decided?.approvedBy == nil && decided?.rejected == nil
                return TenantHealth(
                    tenantID: tenant, lastSuccessAt: success?.finishedAt,
                    lastRun: last.map {
                        TenantHealth.LastRun(id: $0.id, state: $0.state, error: $0.state == .failed ? $0.error?.code : nil)
                    },
                    lastCompleteRun: decided?.id, newProblems: decided?.problems.new ?? 0, openReview: isOpen ? decided?.id : nil)
            }
        }
    }
}
