package import SyncCore
package import SyncEngine

/// `AlertStore` in memory.
package struct InMemoryAlertStore: AlertStore {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func refreshSilent() async throws {
        try database.write { state, now throws(SyncError) in
            for tenant in Array(state.tenants.keys) {
                let open = Set(state.alerts.filter { $0.tenantID == tenant && $0.closedAt == nil }.map(\.wanted.kind))
                let isSilent = state.isSilent(tenant, now)
                if isSilent && open.isDisjoint(with: [.silent, .failed]) || !isSilent && open.contains(.silent) {
                    state.followAlerts(of: tenant, now)
                }
            }
        }
    }

    package func open(atMost limit: Int) async throws -> [TenantAlert] {
        try database.read { state throws(SyncError) in
            Array(state.alerts.filter { $0.closedAt == nil }.compactMap { $0.shown(state) }.prefix(limit))
        }
    }

    package func toPost(atMost limit: Int) async throws -> AlertBatch {
        let now = database.now
        return try database.read { state throws(SyncError) in
            let over = state.alerts.filter { alert in
                alert.closedAt != nil && alert.settledAt == nil
                    && !state.alerts.contains { other in
                        other.isLike(alert) && (other.closedAt == nil || other.settledAt == nil && other.id > alert.id)
                    }
            }
            let open = state.alerts.filter { alert in
                alert.closedAt == nil && !(alert.postedAt.map { (now.adding(seconds: -30)...now).contains($0) } ?? false)
            }
            let longest = open.sorted {
                ($0.postedAt ?? Instant(secondsSince1970: 0), $0.id) < ($1.postedAt ?? Instant(secondsSince1970: 0), $1.id)
            }
            let due = over.sorted { ($0.closedAt ?? now, $0.id) < ($1.closedAt ?? now, $1.id) } + longest
            return AlertBatch(Array(due.compactMap { $0.shown(state) }.prefix(limit)), readAt: now)
        }
    }

    package func posted(_ alerts: [TenantAlert]) async throws {
        try database.write { state, now throws(SyncError) in
            for alert in alerts {
                guard let told = state.alerts.first(where: { $0.id == alert.id }) else { continue }
                for index in state.alerts.indices where state.alerts[index].isLike(told) || state.alerts[index].id == told.id {
                    if alert.closedAt == nil, state.alerts[index].id == told.id {
                        state.alerts[index].postedAt = now
                        state.alerts[index].settledAt = nil
                    }
                    let isOver = alert.closedAt != nil && told.closedAt != nil && state.alerts[index].id <= told.id
                    let isEarlier = alert.closedAt == nil && state.alerts[index].id < told.id
                    if isOver || isEarlier, state.alerts[index].closedAt != nil, state.alerts[index].settledAt == nil {
                        state.alerts[index].settledAt = now
                    }
                }
            }
        }
    }

    package func hold(_ worker: String, seconds: Int) async throws -> Bool {
        try database.write { state, now throws(SyncError) in
            if let holder = state.alertDelivery.holder, holder != worker, let until = state.alertDelivery.heldUntil,
                (now...now.adding(seconds: seconds)).contains(until)
            {
                return false
            }
            state.alertDelivery.holder = worker
            state.alertDelivery.heldUntil = now.adding(seconds: seconds)
            return true
        }
    }

    package func recordDelivery(_ failure: AlertDeliveryFailure?) async throws {
        try database.write { state, now throws(SyncError) in
            if failure == nil { state.alertDelivery.acceptedAt = now }
            state.alertDelivery.failingSince = failure == nil ? nil : min(state.alertDelivery.failingSince ?? now, now)
            state.alertDelivery.failure = failure
        }
    }

    package func overview() async throws -> AlertOverview {
        let now = database.now
        return try database.read { state throws(SyncError) in
            let delivery = state.alertDelivery
            let isHeld = delivery.heldUntil.map { (now...now.adding(seconds: 300)).contains($0) } ?? false
            let failing = delivery.failingSince.map { max(0, now.millisecondsSince1970 - $0.millisecondsSince1970) } ?? 0
            return AlertOverview(
                open: state.alerts.count { $0.closedAt == nil },
                failed: state.alerts.count { $0.closedAt == nil && $0.wanted.kind == .failed },
                toSettle: state.alerts.count { $0.closedAt != nil && $0.settledAt == nil },
                holder: isHeld ? delivery.holder : nil,
                acceptedAt: delivery.acceptedAt, failingSeconds: Double(failing) / 1000, failure: delivery.failure)
        }
    }
}

extension InMemoryDatabase {
    struct WantedAlert {
        var kind: TenantAlert.Kind
        var code = ""
        var run: RunID?
        var count = 0
        var newCount = 0
    }

    struct StoredAlert {
        let id: Int
        let tenantID: TenantID
        var wanted: WantedAlert
        let openedAt: Instant
        var closedAt: Instant?
        var closedBy: RunID?
        var postedAt: Instant?
        var settledAt: Instant?

        func says(_ other: WantedAlert) -> Bool {
            wanted.kind == other.kind && (other.kind != .problems || wanted.code == other.code)
        }

        func isLike(_ other: StoredAlert) -> Bool { id != other.id && tenantID == other.tenantID && says(other.wanted) }

        func shown(_ state: State) -> TenantAlert? {
            guard let tenant = state.tenants[tenantID] else { return nil }
            return TenantAlert(
                id: id, tenant: tenant.slug, environment: tenant.environment, recipient: tenant.settings.alertRecipient,
                kind: wanted.kind, code: wanted.code, run: wanted.run, count: wanted.count, newCount: wanted.newCount,
                openedAt: openedAt, closedAt: closedAt, closedBy: closedBy, postedAt: postedAt)
        }
    }

    struct StoredDelivery {
        var holder: String?
        var heldUntil: Instant?
        var acceptedAt: Instant?
        var failingSince: Instant?
        var failure: AlertDeliveryFailure?
    }
}

extension InMemoryDatabase.State {
    func isSilent(_ id: TenantID, _ now: Instant) -> Bool {
        guard let tenant = tenants[id], tenant.state == .active else { return false }
        let recent = now.adding(seconds: -26 * 3600)...now
        guard !recent.contains(schedules[id]?.since ?? tenant.createdAt) else { return false }
        return !ended.values.contains { ended in
            ended.run.tenantID == id && [.succeeded, .partial, .needsReview].contains(ended.run.state)
                && ended.run.finishedAt.map(recent.contains) ?? false
        }
    }

    /// What the tenant's last runs, its state and its dialect say.
    private func wantedAlerts(of id: TenantID, _ now: Instant) -> [InMemoryDatabase.WantedAlert] {
        guard let tenant = tenants[id], [.active, .suspended].contains(tenant.state) else { return [] }
        let runs = ended.values.filter { $0.run.tenantID == id }.sorted { $0.run.id > $1.run.id }
        let last = runs.first { $0.run.purpose == .sync && $0.run.state != .cancelled }
        let decided = runs.first { [.succeeded, .partial, .needsReview].contains($0.run.state) }
        var wanted: [InMemoryDatabase.WantedAlert] = []
        if let last, last.run.state == .failed {
            wanted.append(.init(kind: .failed, code: last.run.error?.code.rawValue ?? "", run: last.run.id))
        }
        if tenant.state == .suspended {
            wanted.append(.init(kind: .suspended, run: schedules[id]?.suspendedBy, count: schedules[id]?.failedDays ?? 0))
        }
        if let decided, decided.run.state == .needsReview, decided.run.approvedBy == nil, decided.run.rejected == nil {
            let withheld = changes[decided.run.id]?.count { $0.outcome == .withheld } ?? 0
            wanted.append(.init(kind: .needsReview, run: decided.run.id, count: withheld))
        }
        let problems = Dictionary(grouping: decided?.problems ?? []) { $0.problem.code.rawValue }
        for (code, found) in problems.sorted(by: { $0.key < $1.key }) where code != Problem.Code.deletionsWithheld.rawValue {
            wanted.append(
                .init(
                    kind: .problems, code: code, run: decided?.run.id, count: found.count, newCount: found.count(where: \.isNew)))
        }
        if tenant.dialect.doubt != nil { wanted.append(.init(kind: .dialectDoubt)) }
        if last?.run.state != .failed, isSilent(id, now) { wanted.append(.init(kind: .silent)) }
        return wanted
    }

    mutating func followAlerts(of id: TenantID, by run: RunID? = nil, _ now: Instant) {
        let wanted = wantedAlerts(of: id, now)
        for index in alerts.indices where alerts[index].tenantID == id && alerts[index].closedAt == nil {
            guard !wanted.contains(where: alerts[index].says) else { continue }
            alerts[index].closedAt = now
            alerts[index].closedBy = run
            if alerts[index].postedAt == nil { alerts[index].settledAt = now }
        }
        for alert in wanted {
            if let index = alerts.firstIndex(where: { $0.tenantID == id && $0.closedAt == nil && $0.says(alert) }) {
                alerts[index].wanted = alert
            } else {
                alerts.append(
                    InMemoryDatabase.StoredAlert(
                        id: (alerts.last?.id ?? 0) + 1, tenantID: id, wanted: alert, openedAt: now))
            }
        }
        let past = now.adding(seconds: -90 * 86_400)
        alerts.removeAll { $0.tenantID == id && $0.closedAt.map { $0 < past } ?? false }
    }
}
