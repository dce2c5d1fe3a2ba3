import AppWiring
import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

/// `passerelle-bench listings`: what `passerelle run list --tenant` asks of the database, for one random tenant after another.
struct ListingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listings", abstract: "Lists the newest runs of random tenants; prints how long that took.")

    @Option(help: "How often.") var count = 1000
    @Option(help: "Runs of each.") var limit = 20

    func run() async throws {
        let (count, limit) = (count, limit)
        let times = try await BenchGraph.open().withServices(.look) { services in
            let tenants = try await services.registry.list()
            var times: [Double] = []
            for number in 0..<count {
                // In steps that meet every tenant before any of them again, neighbours far apart.
                let tenant = tenants[(number * 7919) % tenants.count]
                let start = ContinuousClock.now
                let runs = try await services.runs.list(RunFilter(tenant: tenant.id, limit: limit))
                times.append((ContinuousClock.now - start).milliseconds)
                guard runs.count == limit else { throw BenchError("\(tenant.slug) has \(runs.count) runs.") }
            }
            return times.sorted()
        }
        print(String(format: "p50 %.2f ms, p99 %.2f ms", times[times.count / 2], times[times.count * 99 / 100]))
    }
}
