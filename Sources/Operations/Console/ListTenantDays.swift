package import Foundation
package import SyncCore
package import SyncEngine

/// Lists tenants by health, the worst first, each with its last 30 days.
package struct ListTenantDays: ServiceOperation {
    package struct Query: Sendable, Hashable {
        /// Empty for all, like the other sets.
        package var states: Set<Tenant.State> = []
        package var environments: Set<Tenant.Environment> = []
        package var healths: Set<ConsoleHealth> = []
        /// Part of the slug, in any letter case.
        package var text = ""
        package var after: Place?
        package var limit = 100

        package init() {}
    }

    /// The last tenant of a page: the next page begins after it, whatever changed meanwhile.
    package struct Place: Sendable, Hashable, Comparable, LosslessStringConvertible {
        let rank: Int
        let slug: String

        init(_ health: ConsoleHealth, _ slug: TenantSlug) { (rank, self.slug) = (health.rank, slug.value) }

        /// As `description` writes it.
        package init?(_ text: String) {
            let parts = text.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let rank = Int(parts[0]) else { return nil }
            (self.rank, slug) = (rank, String(parts[1]))
        }

        /// For links, such as `2.acme`.
        package var description: String { "\(rank).\(slug)" }

        package static func < (left: Place, right: Place) -> Bool { (left.rank, left.slug) < (right.rank, right.slug) }
    }

    package struct Report: Sendable, Encodable {
        package let readAt: Instant
        /// The one that all tenants share, else UTC.
        package let zone: TimeZone
        package let rows: [Row]
        /// How many match, on every page.
        package let total: Int
        /// Of those that match, whatever the filter on health.
        package let byHealth: [ConsoleHealth: Int]
        /// Where the next page begins; nil on the last one.
        package let next: Place?

        package func encode(to encoder: any Encoder) throws {
            let counts = ConsoleHealth.allCases.map { ["health": $0, "tenants": byHealth[$0] ?? 0] as Facts }
            let facts: Facts = [
                "readAt": readAt, "timeZone": zone.identifier, "rows": rows, "total": total, "byHealth": counts,
                "next": next?.description,
            ]
            try facts.encode(to: encoder)
        }
    }

    package struct Row: Sendable, Encodable {
        package let tenant: TenantSlug
        package let state: Tenant.State
        package let environment: Tenant.Environment
        package let health: ConsoleHealth
        /// The last run that read Lucca to its end.
        package let complete: EndedRun?
        package let last: EndedRun?
        /// Of `last`, if it failed.
        package let error: SyncError.Code?
        /// Of `complete`.
        package let problems: Int
        package let newProblems: Int
        /// Of `complete`: what it withheld waits for approval.
        package let isReviewOpen: Bool
        /// Its last 30 local days, the oldest first.
        package let days: [ConsoleDay]

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "tenant": tenant, "state": state, "environment": environment.rawValue, "health": health,
                "lastComplete": complete?.facts, "lastRun": last?.facts, "error": error?.rawValue, "problemCount": problems,
                "newProblemCount": newProblems, "isReviewOpen": isReviewOpen, "days": days,
            ]
            try facts.encode(to: encoder)
        }
    }

    package static let shownDays = 30

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let query: Query

    package init(_ query: Query = Query()) { self.query = query }

    package func perform(_ services: Services) async throws -> Report {
        let now = try await services.schedules.now()
        let text = query.text.lowercased()
        let standings = try await services.console.standings(of: nil)
        let matching = standings.filter { standing in
            (query.states.isEmpty || query.states.contains(standing.state))
                && (query.environments.isEmpty || query.environments.contains(standing.environment))
                && (text.isEmpty || standing.slug.value.contains(text))
        }.map { (standing: $0, health: $0.health) }
        let chosen = matching.filter { query.healths.isEmpty || query.healths.contains($0.health) }
            .map { (standing: $0.standing, health: $0.health, place: Place($0.health, $0.standing.slug)) }
            .sorted { $0.place < $1.place }
        let rest = chosen.drop { place in query.after.map { place.place <= $0 } ?? false }
        let page = rest.prefix(max(1, query.limit))
        // A day earlier: the tenants' days begin at other moments than UTC's.
        let since = now.adding(seconds: -(Self.shownDays + 1) * 86_400)
        let days = Dictionary(
            grouping: try await services.console.days(of: page.map(\.standing.id), since: since), by: \.tenant)
        return Report(
            readAt: now, zone: standings.sharedZone,
            rows: page.map { row in
                let today = now.day(in: row.standing.zone)
                return Row(
                    row.standing, row.health,
                    ConsoleDay.days(
                        today.adding(days: 1 - Self.shownDays)...today, from: days[row.standing.id] ?? []))
            }, total: chosen.count, byHealth: Dictionary(matching.map { ($0.health, 1) }, uniquingKeysWith: +),
            next: rest.count > page.count ? page.last?.place : nil)
    }
}

extension ListTenantDays.Row {
    fileprivate init(_ standing: TenantStanding, _ health: ConsoleHealth, _ days: [ConsoleDay]) {
        self.init(
            tenant: standing.slug, state: standing.state, environment: standing.environment, health: health,
            complete: standing.complete, last: standing.last, error: standing.failure?.code, problems: standing.problems.count,
            newProblems: standing.problems.new, isReviewOpen: standing.isReviewOpen, days: days)
    }
}

extension EndedRun {
    var facts: Facts { ["id": id, "status": state, "at": at] }
}
