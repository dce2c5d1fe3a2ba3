package import Foundation
package import SyncCore
package import SyncEngine

/// Shows what needs a person, grouped by what is to be done, and the last night.
package struct ShowToday: ServiceOperation {
    package struct Report: Sendable, Encodable {
        /// By the store's clock.
        package let readAt: Instant
        /// The one that the tenants share, else UTC.
        package let zone: TimeZone
        /// Those with new entries first, then the worst.
        package let groups: [Group]
        /// Deletions that wait for approval, the newest first.
        package let reviews: [Review]
        /// How many reviews there are, beyond those listed too.
        package let reviewCount: Int
        package let activeTenants: Int
        /// Active tenants that need nobody, known problems or not.
        package let inOrder: Int
        /// Those of them with known problems.
        package let knownProblems: Int
        /// The end of the last run that read a Lucca to its end.
        package let lastCompleteAt: Instant?
        package let night: Night

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "readAt": readAt, "timeZone": zone.identifier, "groups": groups, "reviews": reviews, "reviewCount": reviewCount,
                "activeTenants": activeTenants, "inOrder": inOrder, "knownProblems": knownProblems,
                "lastCompleteAt": lastCompleteAt, "night": night,
            ]
            try facts.encode(to: encoder)
        }
    }

    /// Tenants with the same remedy.
    package struct Group: Sendable, Encodable {
        /// The worst of its items: `suspended`, `failed`, `silent`, `doubted` or `newProblems`.
        package let health: ConsoleHealth
        /// Of an error or a problem; nil for silence and doubts.
        package let code: String?
        package let tenants: Int
        /// Those whose trouble began in the last 24 hours.
        package let newTenants: Int
        /// New ones first, then the oldest; at most `mostItems`.
        package let items: [Item]
        /// Of the first item, for the words; nil if the run was deleted meanwhile.
        package var sample: Sample?

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "health": health, "code": code, "tenants": tenants, "newTenants": newTenants, "items": items,
            ]
            try facts.encode(to: encoder)
        }
    }

    package enum Sample: Sendable {
        case failure(Failure)
        case problem(Problem)
    }

    package struct Item: Sendable, Hashable, Encodable {
        package let tenant: TenantSlug
        package let tenantID: TenantID
        package let environment: Tenant.Environment
        package let health: ConsoleHealth
        /// When it began, as far as is known.
        package let since: Instant?
        package let isNew: Bool
        /// The run to look at.
        package let run: RunID?
        /// Problems of the code; 1 for others.
        package let count: Int
        let failure: Failure?

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "tenant": tenant, "environment": environment.rawValue, "health": health, "since": since, "isNew": isNew,
                "run": run, "count": count,
            ]
            try facts.encode(to: encoder)
        }
    }

    /// Deletions that wait for approval.
    package struct Review: Sendable, Hashable, Encodable {
        package let tenant: TenantSlug
        package let environment: Tenant.Environment
        package let run: RunID
        package let since: Instant
        package let isNew: Bool
        /// Of events; 0 if it withheld only clearings of extra data.
        package let deletions: Int

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "tenant": tenant, "environment": environment.rawValue, "run": run, "since": since, "isNew": isNew,
                "deletions": deletions,
            ]
            try facts.encode(to: encoder)
        }
    }

    /// From 20:00 to 08:00, or until now.
    package struct Night: Sendable, Encodable {
        package let from: Instant
        package let to: Instant
        /// By begin; at most `mostRuns`.
        package let runs: [NightRun]
        /// There were more.
        package let isCut: Bool
    }

    package static let mostItems = 20
    package static let mostReviews = 10
    package static let mostRuns = 2000
    /// What began in this time is new.
    package static let newSeconds = 24 * 3600

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    package init() {}

    package func perform(_ services: Services) async throws -> Report {
        let console = services.console
        let now = try await services.schedules.now()
        async let problems = console.newProblems()
        let standings = try await console.standings(of: nil)
        let zone = standings.sharedZone
        var groups = Self.groups(standings, try await problems, at: now)
        for index in groups.indices { groups[index].sample = try await Self.sample(groups[index], console) }
        let active = standings.filter { $0.state == .active }
        let healths = active.map(\.health)
        let open = standings.filter { $0.state == .active && $0.isReviewOpen }
        return Report(
            readAt: now, zone: zone, groups: groups, reviews: try await Self.reviews(open, console, at: now),
            reviewCount: open.count, activeTenants: active.count, inOrder: healths.count { !$0.needsPerson },
            knownProblems: healths.count { $0 == .knownProblems }, lastCompleteAt: standings.compactMap(\.complete?.at).max(),
            night: try await Self.night(console, at: now, in: zone))
    }
}
