import AppWiring
import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

/// `passerelle-bench pages`: what the console's pages and each filter of `run list` read, as the console reads it.
struct PagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages",
        abstract:
            "Reads what each page of the console and each filter of run list shows; prints the name, the median and the 95th percentile in ms.",
        discussion: "Needs the tenants and runs of ops/benchmarks/console-history.sql.")

    @Option(help: "How often each.") var count = 100

    private typealias Page = @Sendable (Services, Tenant) async throws -> Void

    func run() async throws {
        let count = count
        try await BenchGraph.open().withServices(.work) { services in
            let tenants = try await services.registry.list()
            for (name, page) in Self.pages + Self.lists {
                var times: [Double] = []
                for number in 0..<count {
                    // In steps that visit every tenant once before repeating, with neighbours far apart.
                    let tenant = tenants[(number * 7919) % tenants.count]
                    let start = ContinuousClock.now
                    try await page(services, tenant)
                    times.append((ContinuousClock.now - start).milliseconds)
                }
                times.sort()
                print(name + String(format: "\t%.1f\t%.1f", times[times.count / 2], times[times.count * 95 / 100]))
            }
        }
    }

    private static let pages: [(String, Page)] = [
        ("today", { services, _ in _ = try await ShowToday().perform(services) }),
        ("tenants", { services, _ in _ = try await ListTenantDays().perform(services) }),
        (
            "tenants, filtered",
            { services, tenant in
                var query = ListTenantDays.Query()
                (query.text, query.states) = (String(tenant.slug.value.prefix(3)), [.active])
                _ = try await ListTenantDays(query).perform(services)
            }
        ),
        ("tenant", { services, tenant in _ = try await ShowTenantTimeline(tenant.slug).perform(services) }),
        (
            "run",
            { services, tenant in
                guard let run = try await newest(.partial, of: tenant, services) else { return }
                _ = try await ShowRunPicture(run).perform(services)
            }
        ),
        (
            "review",
            { services, tenant in
                guard let run = try await newest(.needsReview, of: tenant, services) else { return }
                _ = try await ShowReview(run).perform(services)
            }
        ),
        ("person", { services, tenant in _ = try await ShowPerson("7", of: tenant.slug).perform(services) }),
        ("fleet", { services, _ in _ = try await ShowFleet().perform(services) }),
        ("audit", { services, tenant in _ = try await ListAudit(of: tenant.slug).perform(services) }),
    ]

    private static func newest(_ state: RunState, of tenant: Tenant, _ services: Services) async throws -> RunID? {
        try await services.runs.list(RunFilter(tenant: tenant.id, state: state, limit: 1)).first?.id
    }

    private static let lists: [(String, Page)] = [
        ("run list", { services, _ in try await list(services) { _ in } }),
        ("run list --tenant", { services, tenant in try await list(services) { $0.tenants = [tenant.slug] } }),
        ("run list --status failed", { services, _ in try await list(services) { $0.states = [.failed] } }),
        (
            "run list --status failed,partial",
            { services, _ in try await list(services) { $0.states = [.failed, .partial] } }
        ),
        (
            "run list --tenant --status failed",
            { services, tenant in
                try await list(services) { ($0.tenants, $0.states) = ([tenant.slug], [.failed]) }
            }
        ),
        ("run list --trigger schedule", { services, _ in try await list(services) { $0.triggers = [.schedule] } }),
        ("run list --problem", { services, _ in try await list(services) { $0.codes = ["event_refused"] } }),
        (
            "run list --problem of no run",
            { services, _ in
                try await list(services) { ($0.codes, $0.since) = (["view_limited"], .ago(seconds: 7 * 86_400)) }
            }
        ),
        ("run list --since yesterday", { services, _ in try await list(services) { $0.since = .daysAgo(1) } }),
        (
            "run list --until a year ago",
            { services, _ in try await list(services) { $0.until = .ago(seconds: 330 * 86_400) } }
        ),
    ]

    private static func list(_ services: Services, _ change: (inout ListRuns.Query) -> Void) async throws {
        var query = ListRuns.Query()
        change(&query)
        let page = try await ListRuns(query).perform(services)
        // And the next page.
        guard page.hasMore else { return }
        query.before = page.runs.last?.run.id
        _ = try await ListRuns(query).perform(services)
    }
}
