package import Foundation
package import SyncCore
package import SyncEngine

/// Shows 13 months of one tenant by day, and what happened to it: its runs, and changes of its settings, keys and approvals.
package struct ShowTenantTimeline: ServiceOperation {
    /// Where a page ends: the last run and the last change of it. What follows is shown once, however many end in one moment.
    package struct Place: Sendable, Hashable, LosslessStringConvertible {
        let run: RunID?
        let change: Int?

        init(run: RunID?, change: Int?) {
            self.run = run
            self.change = change
        }

        /// As `description` writes it.
        package init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            guard parts[0].isEmpty || Int(parts[0]) != nil, parts[1].isEmpty || Int(parts[1]) != nil else { return nil }
            self.init(run: Int(parts[0]).map { RunID($0) }, change: Int(parts[1]))
        }

        /// For links, such as `1042.77`.
        package var description: String { "\(run.map(\.description) ?? "").\(change.map(String.init) ?? "")" }
    }

    package enum Item: Sendable, Encodable {
        case run(RunReport)
        case change(TimelineChange)

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts =
                switch self {
                case .run(let report): ["run": report.facts { ["code": $0.code.rawValue] }]
                case .change(let change): ["change": change]
                }
            try facts.encode(to: encoder)
        }
    }

    package struct Report: Sendable, Encodable {
        package let readAt: Instant
        package let tenant: TenantSlug
        package let state: Tenant.State
        package let environment: Tenant.Environment
        package let zone: TimeZone
        package let standing: TenantStanding?
        /// nil if the tenant has just been registered.
        package let health: ConsoleHealth?
        /// 13 months, the oldest first.
        package let days: [ConsoleDay]
        /// The last one first.
        package let items: [Item]
        /// Where the next page begins; nil on the last one.
        package let next: Place?

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "readAt": readAt, "tenant": tenant, "state": state, "environment": environment.rawValue,
                "timeZone": zone.identifier, "health": health, "days": days, "items": items, "next": next?.description,
            ]
            try facts.encode(to: encoder)
        }
    }

    package static let shownMonths = 13

    package static let right = Right.viewer
    package static let access = Access.look
    /// The changes have no values: those are in the audit log, whose reading is recorded.
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug
    private let place: Place
    private let limit: Int

    /// - Parameters:
    ///   - place: of the page before.
    ///   - limit: items on a page.
    package init(_ tenant: TenantSlug, after place: Place? = nil, limit: Int = 50) {
        self.tenant = tenant
        self.place = place ?? Place(run: nil, change: nil)
        self.limit = max(1, limit)
    }

    /// - Throws: `tenant_unknown`; `run_unknown` for the run of an unknown place.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let zone = tenant.settings.calendar.zone
        let now = try await services.schedules.now()
        let today = now.day(in: zone)
        let first = today.adding(months: -Self.shownMonths).adding(days: 1)
        let since = TenantCalendar(zone: zone).startOfDay(first)
        let standing = try await services.console.standings(of: tenant.id).first
        let (items, next) = try await items(of: tenant, services)
        return Report(
            readAt: now, tenant: tenant.slug, state: tenant.state, environment: tenant.environment, zone: zone,
            standing: standing, health: standing?.health,
            days: ConsoleDay.days(first...today, from: try await services.console.days(of: [tenant.id], since: since)),
            items: items, next: next)
    }

    private func items(of tenant: Tenant, _ services: Services) async throws -> ([Item], Place?) {
        var query = RunQuery(tenants: [tenant.id], limit: limit + 1)
        query.before = place.run
        var runs = try await services.runs.page(query)[...]
        var changes = try await services.console.changes(of: tenant.id, before: place.change, limit: limit + 1)[...]
        let reviews = try await RunReviews(runs: services.runs).reviews(of: Array(runs))
        var (last, items) = (place, [Item]())
        while items.count < limit {
            if let run = runs.first, changes.first.map({ $0.at <= run.finishedAt ?? .distantFuture }) ?? true {
                items.append(.run(RunReport(run, reviews[run.id])))
                last = Place(run: run.id, change: last.change)
                runs.removeFirst()
            } else if let change = changes.first {
                items.append(.change(change))
                last = Place(run: last.run, change: change.number)
                changes.removeFirst()
            } else {
                return (items, nil)
            }
        }
        return (items, runs.isEmpty && changes.isEmpty ? nil : last)
    }
}

extension Instant {
    fileprivate static let distantFuture = Instant(millisecondsSince1970: .max)
}
