import Foundation
package import SyncCore
package import SyncEngine

/// `RunStore` in memory, under the same conformance suite as PostgreSQL's.
package struct InMemoryRunStore: RunStore, RunHistory {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    package func enqueue(_ new: NewRun) async throws -> RunID {
        try database.write { state, now throws(SyncError) in try Self.insert(new, &state, now) }
    }

    package func begin(_ new: NewRun, worker: String, leaseSeconds: Int) async throws -> ClaimedRun {
        try database.write { state, now throws(SyncError) in
            let id = try Self.insert(new, &state, now)
            guard let claimed = Self.claim(id, worker, leaseSeconds, &state, now) else { throw .leaseLost(id) }
            return claimed
        }
    }

    private static func insert(
        _ new: NewRun, _ state: inout InMemoryDatabase.State, _ now: Instant
    ) throws(SyncError) -> RunID {
        guard let tenant = state.tenants[new.tenantID] else { throw .tenantUnknown(new.tenantID.description) }
        if let active = state.live.values.first(where: { $0.run.tenantID == new.tenantID }) { throw .runActive(active.run) }
        if new.isBoundByLastSync { try requireNotPassed(new, of: tenant, state, now) }
        if let approved = new.approves { try requireOpen(approved, of: tenant.id, state) }
        state.lastRunID += 1
        let id = RunID(state.lastRunID)
        state.live[id] = InMemoryDatabase.LiveRun(
            run: Run(
                id: id, tenantID: new.tenantID, tenant: tenant.slug, state: .queued, trigger: new.trigger, window: new.window,
                scheduledFor: now, notBefore: now, startedAt: nil, finishedAt: nil, attempt: 0, worker: nil,
                counts: RunCounts(), requests: RequestCounts(), error: nil, approves: new.approves, purpose: new.purpose,
                approvesOnly: new.approvesOnly),
            waitSetAt: now)
        return id
    }

    private static func requireNotPassed(
        _ new: NewRun, of tenant: Tenant, _ state: InMemoryDatabase.State, _ now: Instant
    ) throws(SyncError) {
        let last = state.ended.values.map(\.run)
            .filter { $0.tenantID == tenant.id && [.succeeded, .partial].contains($0.state) }.max { $0.id < $1.id }
        let bound = now.day(in: .gmt).adding(days: 1).adding(months: tenant.settings.horizonMonths)
        let isBelieved = last.map { ($0.finishedAt ?? now) <= now && $0.window.asOf <= bound } ?? false
        let approved = new.approves.flatMap { state.ended[$0]?.run }.flatMap { $0.tenantID == tenant.id ? $0 : nil }
        let later = [approved, isBelieved ? last : nil].compactMap { $0 }.filter { $0.window.asOf > new.window.asOf }
            .max { $0.window.asOf < $1.window.asOf }
        guard let later else { return }
        throw .asOfPassed(new.window.asOf, run: later.id, asOf: later.window.asOf, of: tenant.slug)
    }

    private static func requireOpen(
        _ id: RunID, of tenant: TenantID, _ state: InMemoryDatabase.State
    ) throws(SyncError) {
        guard let run = state.ended[id]?.run, run.tenantID == tenant else { throw .runUnknown(id) }
        let isSuperseded = state.ended.values.contains {
            $0.run.tenantID == tenant && $0.run.id > id && [.succeeded, .partial, .needsReview].contains($0.run.state)
        }
        guard run.state == .needsReview, run.approvedBy == nil, run.rejected == nil, !isSuperseded else {
            throw .approvalRefused(id)
        }
    }

    package func claim(_ id: RunID, worker: String, leaseSeconds: Int) async throws -> ClaimedRun? {
        try database.write { state, now throws(SyncError) in
            state.mend(now: now)
            return Self.claim(id, worker, leaseSeconds, &state, now)
        }
    }

    package func claimDue(worker: String, leaseSeconds: Int, atMost: Int, isIdle: Bool) async throws -> [LeaseTerm] {
        try database.write { state, now throws(SyncError) in
            guard state.pause == nil else { return [] }
            state.mend(now: now)
            let syncs = state.live.values.filter { $0.run.purpose == .sync }
            func holds(_ row: InMemoryDatabase.LiveRun) -> Bool {
                row.run.state == .running && row.run.worker == worker && (row.leaseUntil ?? now) > now
            }
            func isSuspect(_ row: InMemoryDatabase.LiveRun) -> Bool { row.deaths + Self.death(row, worker) == 2 }
            guard !syncs.contains(where: { holds($0) && $0.deaths >= 2 }) else { return [] }
            let leftBehind =
                syncs
                .filter { $0.run.state == .running && ($0.leaseUntil ?? now) <= now }
                .sorted { ($0.leaseUntil ?? now, $0.run.id) < ($1.leaseUntil ?? now, $1.run.id) }
            let queued =
                syncs
                .filter { row in
                    row.run.state == .queued && row.run.notBefore <= now
                        && (row.run.trigger != .schedule || state.tenants[row.run.tenantID]?.state == .active)
                }
                .sorted {
                    ($0.run.trigger == .schedule ? 1 : 0, $0.run.scheduledFor, $0.run.id)
                        < ($1.run.trigger == .schedule ? 1 : 0, $1.run.scheduledFor, $1.run.id)
                }
            let claimable = leftBehind + queued
            let alone = isIdle && !syncs.contains(where: holds) ? claimable.first(where: isSuspect) : nil
            return (alone.map { [$0] } ?? claimable.filter { !isSuspect($0) }).prefix(atMost)
                .compactMap { Self.claim($0.run.id, worker, leaseSeconds, &state, now)?.lease }
        }
    }

    /// 1 when that worker's claim takes the run over from a dead one.
    private static func death(_ row: InMemoryDatabase.LiveRun, _ worker: String) -> Int {
        row.run.state == .running && row.run.worker != worker ? 1 : 0
    }

    package func secondsUntilClaimable() async throws -> Double? {
        let now = database.now
        return try database.read { state throws(SyncError) in
            state.live.values.filter { $0.run.purpose == .sync }
                .compactMap { $0.run.state == .running ? $0.leaseUntil : $0.run.notBefore }
                .filter { $0 > now }.min().map { Double($0.millisecondsSince1970 - now.millisecondsSince1970) / 1000 }
        }
    }

    package func claimed(_ lease: LeaseTerm) async throws -> ClaimedRun {
        let now = database.now
        return try database.read { state throws(SyncError) in
            try state.requireLease(lease, now: now)
            guard let row = state.live[lease.runID] else { throw .leaseLost(lease.runID) }
            return row.claimed(state.background(of: row.run))
        }
    }

    private static func claim(
        _ id: RunID, _ worker: String, _ leaseSeconds: Int, _ state: inout InMemoryDatabase.State, _ now: Instant
    ) -> ClaimedRun? {
        guard var row = state.live[id] else { return nil }
        switch row.run.state {
        case .queued:
            guard row.run.notBefore <= now else { return nil }
            row.run.attempt = max(1, row.run.attempt)
            row.isTakenOver = false
        case .running:
            guard let until = row.leaseUntil, until <= now else { return nil }
            row.deaths += death(row, worker)
            row.run.attempt += 1
            row.isTakenOver = true
        default:
            return nil
        }
        row.run.state = .running
        row.run.startedAt = row.run.startedAt ?? now
        row.run.worker = worker
        row.run.error = nil
        row.term += 1
        row.leaseUntil = now.adding(seconds: leaseSeconds)
        row.leaseSeconds = leaseSeconds
        state.live[id] = row
        return row.claimed(state.background(of: row.run))
    }

    package func hurry(_ tenant: TenantID, waitingFor code: SyncError.Code) async throws -> RunID? {
        try database.write { state, now throws(SyncError) in
            guard
                let row = state.live.values.first(where: {
                    $0.run.tenantID == tenant && $0.run.state == .queued && $0.run.notBefore > now
                        && $0.run.error?.code == code
                })
            else { return nil }
            state.live[row.run.id]?.run.notBefore = now
            return row.run.id
        }
    }

    @discardableResult
    package func renew(_ lease: LeaseTerm, leaseSeconds: Int) async throws -> LeaseRenewal {
        try database.fenced(lease) { state, now throws(SyncError) in
            state.live[lease.runID]?.leaseUntil = now.adding(seconds: leaseSeconds)
            state.live[lease.runID]?.leaseSeconds = leaseSeconds
            return LeaseRenewal(isCancelRequested: state.live[lease.runID]?.isCancelRequested ?? false)
        }
    }

    package func renew(_ leases: [LeaseTerm], leaseSeconds: Int) async throws -> [LeaseTerm: LeaseAnswer] {
        var answers: [LeaseTerm: LeaseAnswer] = [:]
        for lease in leases {
            do {
                answers[lease] = .renewed(try await renew(lease, leaseSeconds: leaseSeconds))
            } catch let error as SyncError where error.code == .leaseLost {
                continue
            }
        }
        return answers
    }

    package func survived(_ lease: LeaseTerm) async throws {
        try database.write { state, _ throws(SyncError) in
            guard let row = state.live[lease.runID], row.term > lease.term, row.deaths > 0 else { return }
            state.live[lease.runID]?.deaths -= 1
        }
    }

    package func progress(_ lease: LeaseTerm, counts: RunCounts, requests: RequestCounts) async throws {
        try database.fenced(lease) { state, _ throws(SyncError) in
            state.live[lease.runID]?.run.counts = counts
            state.live[lease.runID]?.run.requests = requests
        }
    }

    @discardableResult
    package func finish(_ lease: LeaseTerm, _ outcome: RunOutcome, withheld: [RunChange]) async throws -> FinishedRun {
        try database.fenced(lease) { state, now throws(SyncError) in
            guard var row = state.live.removeValue(forKey: lease.runID) else { throw .leaseLost(lease.runID) }
            row.run.state = outcome.state
            row.run.counts = outcome.counts
            row.run.requests = outcome.requests
            row.run.error = outcome.error
            let problems = Self.reported(outcome.problems, of: row.run, state)
            row.run.problems = ProblemTally(outcome.problems, new: problems.count(where: \.isNew))
            row.run.finishedAt = now
            let steps = outcome.steps.map { step in
                RunStep(
                    name: step.name, beganAt: Instant(millisecondsSince1970: now.millisecondsSince1970 - step.beganBefore),
                    endedAt: Instant(millisecondsSince1970: now.millisecondsSince1970 - step.endedBefore))
            }
            state.ended[lease.runID] = InMemoryDatabase.EndedRun(run: row.run, problems: problems, steps: steps)
            state.changes[lease.runID, default: []] += withheld
            state.forgetNotices(of: lease.tenantID, now: now)
            state.note(outcome.notices, of: lease.tenantID, now: now)
            if let approved = row.run.approves, [.succeeded, .partial, .needsReview].contains(outcome.state) {
                state.ended[approved]?.run.approvedBy = lease.runID
                if let only = row.run.approvesOnly {
                    state.declineClears(of: approved, lease.tenantID, Decline(at: now, by: nil), except: Set(only))
                }
            }
            let isSuspended = Self.count(outcome, of: row.run, &state, now)
            if outcome.state != .cancelled { state.followAlerts(of: lease.tenantID, by: lease.runID, now) }
            return FinishedRun(isTenantSuspended: isSuspended)
        }
    }

    /// With the time since when the tenant's last runs have had them.
    private static func reported(
        _ problems: [Problem], of run: Run, _ state: InMemoryDatabase.State
    ) -> [ReportedProblem] {
        let previous = state.ended.values.filter { other in
            other.run.tenantID == run.tenantID && other.run.id < run.id && other.run.purpose == .sync
                && [.succeeded, .partial, .needsReview].contains(other.run.state)
        }.max { $0.run.id < $1.run.id }
        return problems.map { problem in
            let alike = previous?.problems.filter {
                $0.problem.code == problem.code && $0.problem.subject == problem.subject
            }
            let since = alike?.compactMap { $0.knownSince ?? previous?.run.finishedAt }.min()
            return ReportedProblem(problem, knownSince: since)
        }
    }

    private static func count(
        _ outcome: RunOutcome, of run: Run, _ state: inout InMemoryDatabase.State, _ now: Instant
    ) -> Bool {
        switch outcome.state {
        case .succeeded, .partial, .needsReview:
            state.schedules[run.tenantID]?.failedDays = 0
            return false
        case .failed where outcome.isMisconfigured && run.trigger == .schedule:
            state.schedules[run.tenantID, default: .init(since: now)].failedDays += 1
            guard state.schedules[run.tenantID, default: .init(since: now)].failedDays >= Tenant.failedDaysBeforeSuspension,
                state.tenants[run.tenantID]?.state == .active
            else { return false }
            state.tenants[run.tenantID]?.state = .suspended
            state.schedules[run.tenantID]?.suspendedBy = run.id
            return true
        case .failed, .cancelled, .queued, .running:
            return false
        }
    }

    package func retry(
        _ lease: LeaseTerm, afterSeconds: Int, reason: Failure, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try await release(lease, afterSeconds: afterSeconds, reason: reason, counts: counts, requests: requests)
        try database.write { state, _ throws(SyncError) in state.live[lease.runID]?.retries += 1 }
    }

    package func release(
        _ lease: LeaseTerm, afterSeconds seconds: Int?, reason: Failure?, counts: RunCounts, requests: RequestCounts
    ) async throws {
        try database.fenced(lease) { state, now throws(SyncError) in
            guard var row = state.live[lease.runID] else { throw .leaseLost(lease.runID) }
            row.run.state = .queued
            if let seconds { row.run.notBefore = now.adding(seconds: seconds) }
            row.waitSetAt = now
            row.run.error = reason
            row.run.counts = counts
            row.run.requests = requests
            row.run.worker = nil
            row.leaseUntil = nil
            state.live[lease.runID] = row
        }
    }

    @discardableResult
    package func cancel(_ id: RunID) async throws -> CancelAnswer {
        try database.write { state, now throws(SyncError) in
            state.mend(now: now)
            guard var row = state.live[id] else {
                if let ended = state.ended[id] { throw .runHasEnded(ended.run) }
                throw .runUnknown(id)
            }
            if row.run.state == .running, let until = row.leaseUntil, until > now {
                state.live[id]?.isCancelRequested = true
                return .requested(worker: row.run.worker ?? "")
            }
            state.live[id] = nil
            row.run.state = .cancelled
            row.run.finishedAt = now
            state.ended[id] = InMemoryDatabase.EndedRun(run: row.run, problems: [])
            return .cancelled
        }
    }

    package func reject(_ id: RunID) async throws {
        try database.write { state, now throws(SyncError) in
            guard let run = state.live[id]?.run ?? state.ended[id]?.run else { throw .runUnknown(id) }
            if let live = state.live.values.first(where: { $0.run.approves == id }) { throw .runActive(live.run) }
            try Self.requireOpen(id, of: run.tenantID, state)
            let decline = Decline(at: now, by: state.login ?? "test")
            state.ended[id]?.run.rejected = decline
            state.changes[id] = state.changes[id]?.map { change in
                var change = change
                if change.outcome == .withheld { change.declined = decline }
                return change
            }
            state.declineClears(of: id, run.tenantID, decline, except: [])
            state.followAlerts(of: run.tenantID, now)
        }
    }

    package func declined(of tenant: TenantID) async throws -> [EventReference: Decline] {
        try database.read { state throws(SyncError) in state.declined(of: tenant) }
    }

    package func run(_ id: RunID) async throws -> Run {
        try database.read { state throws(SyncError) in
            guard let run = state.live[id]?.run ?? state.ended[id]?.run else { throw .runUnknown(id) }
            return run
        }
    }

    package func reportedProblems(of run: RunID) async throws -> [ReportedProblem] {
        try database.read { state throws(SyncError) in state.ended[run]?.problems ?? [] }
    }

    package func steps(of run: RunID) async throws -> [RunStep] {
        try database.read { state throws(SyncError) in state.ended[run]?.steps ?? [] }
    }

    package func changes(of run: RunID) async throws -> [RunChange] {
        try database.read { state throws(SyncError) in state.changes[run] ?? [] }
    }

    package func list(_ filter: RunFilter) async throws -> [Run] {
        try database.read { state throws(SyncError) in
            let all = state.live.values.map(\.run) + state.ended.values.map(\.run)
            let matching = all.filter { run in
                (filter.tenant == nil || run.tenantID == filter.tenant)
                    && (filter.state == nil || run.state == filter.state)
                    && filter.since.map { since in run.finishedAt.map { $0 >= since } ?? true } ?? true
            }
            return Array(matching.sorted { $0.id > $1.id }.prefix(filter.limit))
        }
    }

    package func page(_ query: RunQuery) async throws -> [Run] {
        let now = database.now
        return try database.read { state throws(SyncError) in
            var before: Run?
            if let id = query.before {
                guard let run = state.live[id]?.run ?? state.ended[id]?.run else { throw .runUnknown(id) }
                before = run
            }
            let found = Self.matching(query, state, now).filter { run in before.map { Self.comes(run, after: $0) } ?? true }
            return Array(found.sorted { Self.comes($1, after: $0) }.prefix(query.limit))
        }
    }

    package func count(_ query: RunQuery, atMost limit: Int) async throws -> Int {
        let now = database.now
        return try database.read { state throws(SyncError) in min(limit, Self.matching(query, state, now).count) }
    }

    private static func matching(_ query: RunQuery, _ state: InMemoryDatabase.State, _ now: Instant) -> [Run] {
        (state.live.values.map(\.run) + state.ended.values.map(\.run)).filter { run in
            let codes = run.problems.codes.map(\.rawValue) + [run.error?.code.rawValue].compactMap { $0 }
            return query.tenants?.contains(run.tenantID) ?? true
                && (query.states.isEmpty || query.states.contains(run.state))
                && (query.triggers.isEmpty || query.triggers.contains(run.trigger))
                && (query.codes.isEmpty || !query.codes.isDisjoint(with: codes))
                && query.since.map { since in run.finishedAt.map { $0 >= since } ?? true } ?? true
                && query.until.map { $0 > run.finishedAt ?? now } ?? true
        }
    }

    private static func comes(_ run: Run, after other: Run) -> Bool {
        guard run.finishedAt != other.finishedAt else { return run.id < other.id }
        guard let end = run.finishedAt else { return false }
        return other.finishedAt.map { end < $0 } ?? true
    }

    package func liveRun(of tenant: TenantID) async throws -> Run? {
        try database.read { state throws(SyncError) in state.live.values.first { $0.run.tenantID == tenant }?.run }
    }

    package func lastSuccess(of tenant: TenantID) async throws -> LastSuccess? {
        try database.read { state throws(SyncError) in state.lastSuccess(of: tenant) }
    }

    package func pruneHistory(keepMonths: Int) async throws -> Int {
        try database.write { state, now throws(SyncError) in
            let limit = now.day(in: .gmt).adding(months: -keepMonths)
            let old = state.ended.filter { $0.value.run.finishedAt.map { $0.day(in: .gmt) < limit } ?? false }.keys
            for id in old {
                state.ended[id] = nil
                state.changes[id] = nil
            }
            return old.count
        }
    }
}

extension InMemoryDatabase.State {
    /// As the triggers of `operators.sql` do.
    fileprivate mutating func declineClears(
        of run: RunID, _ tenant: TenantID, _ decline: Decline, except approved: Set<EmployeeID>
    ) {
        let employees = (ended[run]?.problems ?? []).map(\.problem).withheldClears
        for employee in Set(employees).subtracting(approved) {
            for target in memories[tenant]?.fields[employee]?.keys.sorted() ?? [] {
                if decline.by == nil, memories[tenant]?.fields[employee]?[target]?.declined != nil { continue }
                memories[tenant]?.fields[employee]?[target]?.declined = decline
            }
        }
    }

    func background(of run: Run) -> Result<RunBackground, SyncError> {
        guard let tenant = tenants[run.tenantID] else { return .failure(.tenantUnknown(run.tenantID.description)) }
        return .success(
            RunBackground(
                tenant: tenant, changes: changes[run.id] ?? [], declined: declined(of: run.tenantID),
                lastSuccess: lastSuccess(of: run.tenantID)))
    }

    func declined(of tenant: TenantID) -> [EventReference: Decline] {
        let runs = ended.values.map(\.run).filter { $0.tenantID == tenant }.map(\.id).sorted()
        var declined: [EventReference: Decline] = [:]
        for change in runs.flatMap({ changes[$0] ?? [] }) {
            if change.outcome == .done { declined[change.reference] = nil }
            if let decline = change.declined { declined[change.reference] = decline }
        }
        return declined
    }

    func lastSuccess(of tenant: TenantID) -> LastSuccess? {
        ended.values.map(\.run)
            .filter { $0.tenantID == tenant && [.succeeded, .partial].contains($0.state) }
            .max { $0.id < $1.id }
            .flatMap { run in
                run.finishedAt.map {
                    LastSuccess(
                        runID: run.id, finishedAt: $0, departments: run.counts.departments, employees: run.counts.employees,
                        luccaRequests: run.requests.lucca)
                }
            }
    }
}
