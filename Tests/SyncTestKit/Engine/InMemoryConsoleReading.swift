import Foundation
package import SyncCore
package import SyncEngine

/// `ConsoleReading` in memory.
package struct InMemoryConsoleReading: ConsoleReading {
    private let database: InMemoryDatabase

    package init(_ database: InMemoryDatabase) {
        self.database = database
    }

    private static let complete: Set<RunState> = [.succeeded, .partial, .needsReview]

    /// Of a tenant, the last one first.
    private static func ended(_ tenant: TenantID, _ state: InMemoryDatabase.State) -> [InMemoryDatabase.EndedRun] {
        state.ended.values.filter { $0.run.tenantID == tenant }.sorted { left, right in
            (left.run.finishedAt ?? .zero, left.run.id) > (right.run.finishedAt ?? .zero, right.run.id)
        }
    }

    private static func shown(_ run: Run?) -> EndedRun? {
        run.flatMap { run in run.finishedAt.map { EndedRun(id: run.id, state: run.state, at: $0) } }
    }

    package func standings(of tenant: TenantID?) async throws -> [TenantStanding] {
        let now = database.now
        return try database.read { state throws(SyncError) in
            state.tenants.values.filter { tenant == nil || $0.id == tenant }.sorted { $0.slug.value < $1.slug.value }.map {
                Self.standing($0, state, now)
            }
        }
    }

    private static func standing(_ tenant: Tenant, _ state: InMemoryDatabase.State, _ now: Instant) -> TenantStanding {
        let runs = ended(tenant.id, state).map(\.run)
        let whole = runs.first { complete.contains($0.state) }
        let last = runs.first { $0.purpose == .sync }
        let failing = runs.prefix { $0.id != whole?.id }.last { $0.state == .failed && $0.purpose == .sync }
        let schedule = state.schedules[tenant.id]
        return TenantStanding(
            id: tenant.id, slug: tenant.slug, state: tenant.state, environment: tenant.environment,
            zone: tenant.settings.calendar.zone, isDialectDoubted: tenant.dialect.doubt != nil,
            since: schedule?.since ?? tenant.createdAt, complete: shown(whole), problems: whole?.problems ?? ProblemTally(),
            isReviewOpen: whole?.state == .needsReview && whole?.approvedBy == nil && whole?.rejected == nil,
            isSilent: state.isSilent(tenant.id, now), last: shown(last),
            failure: last?.state == .failed ? last?.error : nil,
            failingSince: last?.state == .failed ? failing?.finishedAt : nil, suspendedBy: schedule?.suspendedBy)
    }

    package func newProblems() async throws -> [NewProblems] {
        try database.read { state throws(SyncError) in
            state.tenants.values.filter { $0.state == .active }.flatMap { tenant -> [NewProblems] in
                let whole = Self.ended(tenant.id, state).first { Self.complete.contains($0.run.state) }
                guard let whole else { return [] }
                let codes = Dictionary(whole.problems.filter(\.isNew).map { ($0.problem.code, 1) }, uniquingKeysWith: +)
                return codes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    NewProblems(tenant: tenant.id, run: whole.run.id, code: $0.key, count: $0.value)
                }
            }
        }
    }

    package func runs(from: Instant, to: Instant, atMost limit: Int) async throws -> [NightRun] {
        try database.read { state throws(SyncError) in
            let runs = state.ended.values.map(\.run).filter { $0.finishedAt ?? from >= from } + state.live.values.map(\.run)
            let bars = runs.map {
                NightRun(id: $0.id, tenant: $0.tenant, state: $0.state, from: $0.startedAt ?? $0.scheduledFor, to: $0.finishedAt)
            }
            return Array(bars.filter { $0.from < to }.sorted { ($0.from, $0.id) < ($1.from, $1.id) }.prefix(limit))
        }
    }

    package func days(of tenants: [TenantID], since: Instant) async throws -> [EndedDay] {
        struct Key: Hashable {
            let tenant: TenantID
            let day: CalendarDay
            let state: RunState
        }
        return try database.read { state throws(SyncError) in
            var days: [Key: [Run]] = [:]
            for run in state.ended.values.map(\.run) where tenants.contains(run.tenantID) {
                guard let tenant = state.tenants[run.tenantID], let end = run.finishedAt, end >= since else { continue }
                let key = Key(tenant: tenant.id, day: end.day(in: tenant.settings.calendar.zone), state: run.state)
                days[key, default: []].append(run)
            }
            return days.map { key, runs in
                EndedDay(
                    tenant: key.tenant, day: key.day, state: key.state, runs: runs.count, last: runs.map(\.id).max() ?? 0,
                    problems: runs.map(\.problems.count).max() ?? 0)
            }
        }
    }

    package func changes(of tenant: TenantID, before number: Int?, limit: Int) async throws -> [TimelineChange] {
        try database.read { state throws(SyncError) in
            let slug = state.tenants[tenant]?.slug.value
            let entries = state.audit.reversed().filter {
                $0.kind == .change && $0.tenant == slug && $0.number < number ?? .max
            }
            return entries.prefix(limit).map {
                TimelineChange(
                    number: $0.number, at: $0.at, login: $0.login, isProven: $0.isProven, operation: $0.operation,
                    object: $0.object, run: $0.run, fields: [])
            }
        }
    }

    package func causes(of run: RunID, in tenant: TenantID) async throws -> [CauseCount] {
        let changes = try changes(of: run, in: tenant)
        var counts: [CauseCount: Int] = [:]
        for change in changes {
            let key = CauseCount(action: change.action, outcome: change.outcome, cause: change.cause.code, count: 0)
            counts[key, default: 0] += 1
        }
        func order(_ count: CauseCount) -> String { "\(count.action.rawValue) \(count.outcome.rawValue) \(count.cause)" }
        return counts.map { CauseCount(action: $0.action, outcome: $0.outcome, cause: $0.cause, count: $1) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : order($0) < order($1) }
    }

    package func problemCounts(of run: RunID, in tenant: TenantID) async throws -> [ProblemCount] {
        let byCode = Dictionary(grouping: try reported(run, tenant), by: \.problem.code)
        return byCode.map { code, problems in
            ProblemCount(code: code, known: problems.count { !$0.isNew }, new: problems.count(where: \.isNew))
        }.sorted { $0.code.rawValue < $1.code.rawValue }
    }

    package func problems(
        of run: RunID, in tenant: TenantID, code: Problem.Code?, employee: EmployeeID?, limit: Int
    ) async throws -> [ReportedProblem] {
        let found = try reported(run, tenant).filter { reported in
            guard code == nil || reported.problem.code == code else { return false }
            guard let employee else { return true }
            if case .event(_, let owner) = reported.problem.subject { return owner == employee }
            return reported.problem.concerns(employee)
        }
        return Array((found.filter(\.isNew) + found.filter { !$0.isNew }).prefix(limit))
    }

    private func reported(_ run: RunID, _ tenant: TenantID) throws -> [ReportedProblem] {
        try database.read { state throws(SyncError) in
            guard let ended = state.ended[run], ended.run.tenantID == tenant else { return [] }
            return ended.problems
        }
    }

    package func tenants(
        with codes: [String], besides tenant: TenantID, from: Instant, to: Instant
    ) async throws -> [SharedCode] {
        try database.read { state throws(SyncError) in
            var slugs: [String: Set<String>] = [:]
            for run in state.ended.values.map(\.run) where run.tenantID != tenant {
                guard let end = run.finishedAt, end >= from, end < to else { continue }
                let own = run.problems.codes.map(\.rawValue) + [run.error?.code.rawValue].compactMap { $0 }
                for code in own where codes.contains(code) { slugs[code, default: []].insert(run.tenant.value) }
            }
            return slugs.map { code, slugs in
                SharedCode(
                    code: code, tenants: slugs.count,
                    named: slugs.sorted().prefix(SharedCode.mostNamed).compactMap { try? TenantSlug($0) })
            }.sorted { ($1.tenants, $0.code) < ($0.tenants, $1.code) }
        }
    }

    package func events(
        of employees: [EmployeeID], in tenant: TenantID, from: Instant, to: Instant
    ) async throws -> [LedgerEntry] {
        try database.read { state throws(SyncError) in
            let entries = state.memories[tenant]?.entries.values.map { $0 } ?? []
            return entries.filter { employees.contains($0.employeeID) && $0.end > from && $0.start < to }
                .sorted { ($0.start, $0.reference.description) < ($1.start, $1.reference.description) }
        }
    }

    private func changes(of run: RunID, in tenant: TenantID) throws -> [RunChange] {
        try database.read { state throws(SyncError) in
            let owner = state.live[run]?.run ?? state.ended[run]?.run
            return owner?.tenantID == tenant ? state.changes[run] ?? [] : []
        }
    }
}

extension Instant {
    fileprivate static let zero = Instant(millisecondsSince1970: 0)
}
