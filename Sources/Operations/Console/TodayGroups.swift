import Foundation
import SyncCore
import SyncEngine

extension ShowToday {
    private struct Key: Hashable {
        let code: String?
        /// Tells those without a code apart.
        let health: ConsoleHealth?
    }

    static func groups(_ standings: [TenantStanding], _ problems: [NewProblems], at now: Instant) -> [Group] {
        let byTenant = Dictionary(grouping: problems, by: \.tenant)
        var items: [Key: [Item]] = [:]
        for standing in standings {
            if let item = stopped(standing, at: now) {
                let code = item.failure?.code.rawValue
                items[Key(code: code, health: code == nil ? item.health : nil), default: []].append(item)
            }
            guard standing.state == .active else { continue }
            if standing.isDialectDoubted {
                items[Key(code: nil, health: .doubted), default: []].append(
                    Item(standing, .doubted, since: nil, run: standing.complete?.id, at: now))
            }
            for new in byTenant[standing.id] ?? [] where new.code != .deletionsWithheld {
                let item = Item(
                    standing, .newProblems, since: standing.complete?.at, run: new.run, count: new.count, at: now)
                items[Key(code: new.code.rawValue, health: nil), default: []].append(item)
            }
        }
        return items.map { key, items in Group(code: key.code, items) }.sorted(by: isBefore)
    }

    /// Why nothing comes to the tenant's planning; nil if something does.
    private static func stopped(_ standing: TenantStanding, at now: Instant) -> Item? {
        if standing.state == .suspended {
            return Item(
                standing, .suspended, since: standing.failingSince ?? standing.last?.at,
                run: standing.suspendedBy ?? standing.last?.id, at: now)
        }
        guard standing.state == .active else { return nil }
        if standing.last?.state == .failed {
            return Item(standing, .failed, since: standing.failingSince, run: standing.last?.id, at: now)
        }
        guard standing.isSilent else { return nil }
        return Item(standing, .silent, since: standing.complete?.at ?? standing.since, run: standing.last?.id, at: now)
    }

    private static func isBefore(_ left: Group, _ right: Group) -> Bool {
        if (left.newTenants > 0) != (right.newTenants > 0) { return left.newTenants > 0 }
        if left.health != right.health { return left.health < right.health }
        if left.tenants != right.tenants { return left.tenants > right.tenants }
        return left.code ?? "" < right.code ?? ""
    }

    static func sample(_ group: Group, _ console: any ConsoleReading) async throws -> Sample? {
        guard let first = group.items.first, let code = group.code else { return nil }
        if let failure = first.failure { return .failure(failure) }
        guard let run = first.run else { return nil }
        let problem = try await console.problems(
            of: run, in: first.tenantID, code: Problem.Code(rawValue: code), employee: nil, limit: 1
        ).first
        return problem.map { .problem($0.problem) }
    }

    static func reviews(
        _ open: [TenantStanding], _ console: any ConsoleReading, at now: Instant
    ) async throws -> [Review] {
        let newest = open.compactMap { standing in standing.complete.map { (standing, $0) } }
            .sorted { ($0.1.at, $0.1.id) > ($1.1.at, $1.1.id) }
        var reviews: [Review] = []
        for (standing, run) in newest.prefix(mostReviews) {
            let causes = try await console.causes(of: run.id, in: standing.id)
            reviews.append(
                Review(
                    tenant: standing.slug, environment: standing.environment, run: run.id, since: run.at,
                    isNew: isNew(run.at, at: now),
                    deletions: causes.reduce(0) { $0 + ($1.outcome == .withheld ? $1.count : 0) }))
        }
        return reviews
    }

    fileprivate static func isNew(_ since: Instant?, at now: Instant) -> Bool {
        since.map { $0 >= now.adding(seconds: -newSeconds) } ?? false
    }

    static func night(_ console: any ConsoleReading, at now: Instant, in zone: TimeZone) async throws -> Night {
        let calendar = TenantCalendar(zone: zone)
        let today = now.day(in: zone)
        let evening = calendar.startOfDay(today).adding(seconds: 20 * 3600)
        let from = now >= evening ? evening : calendar.startOfDay(today.adding(days: -1)).adding(seconds: 20 * 3600)
        let to = max(from, min(now, from.adding(seconds: 12 * 3600)))
        let runs = try await console.runs(from: from, to: to, atMost: mostRuns + 1)
        return Night(from: from, to: to, runs: Array(runs.prefix(mostRuns)), isCut: runs.count > mostRuns)
    }
}

extension ShowToday.Group {
    fileprivate init(code: String?, _ items: [ShowToday.Item]) {
        let sorted = items.sorted { left, right in
            if left.isNew != right.isNew { return left.isNew }
            if left.environment != right.environment { return left.environment == .production }
            if left.since != right.since { return left.since ?? left.latest < right.since ?? right.latest }
            return left.tenant.value < right.tenant.value
        }
        self.init(
            health: items.map(\.health).min() ?? .good, code: code, tenants: Set(items.map(\.tenant)).count,
            newTenants: Set(items.filter(\.isNew).map(\.tenant)).count,
            items: Array(sorted.prefix(ShowToday.mostItems)), sample: nil)
    }
}

extension ShowToday.Item {
    fileprivate init(
        _ standing: TenantStanding, _ health: ConsoleHealth, since: Instant?, run: RunID?, count: Int = 1, at now: Instant
    ) {
        self.init(
            tenant: standing.slug, tenantID: standing.id, environment: standing.environment, health: health, since: since,
            isNew: ShowToday.isNew(since, at: now), run: run, count: count,
            failure: health == .newProblems || health == .doubted || health == .silent ? nil : standing.failure)
    }

    fileprivate var latest: Instant { Instant(millisecondsSince1970: .max) }
}
