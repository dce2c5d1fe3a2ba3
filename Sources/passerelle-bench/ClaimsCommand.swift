import AppWiring
import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

/// `passerelle-bench claims`: one worker's claims and records, without the work.
struct ClaimsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims", abstract: "Claims due runs and ends them at once, until none is due; prints how many.",
        discussion: "When the first was claimed and the last one ended is in run_history.")

    @Option(help: "Names the worker.") var name: String
    @Option(help: "Runs at once, as passerelle worker --concurrency.") var concurrency = 32

    func run() async throws {
        let graph = try await BenchGraph.open()
        let (name, concurrency) = (name, concurrency)
        let count = try await graph.withWorkerServices(concurrency: concurrency) { services in
            let runs = services.runs
            return try await withThrowingTaskGroup { group in
                var working = 0
                var done = 0
                while true {
                    let leases = try await runs.claimDue(
                        worker: name, leaseSeconds: 60, atMost: concurrency - working, isIdle: true)
                    for lease in leases {
                        working += 1
                        group.addTask {
                            _ = try await runs.claimed(lease)
                            try await runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
                        }
                    }
                    guard working > 0 else { return done }
                    // A claim is worthwhile when half the slots are free.
                    while working > concurrency / 2 || (leases.isEmpty && working > 0) {
                        guard try await group.next() != nil else { break }
                        working -= 1
                        done += 1
                    }
                }
            }
        }
        print(count)
    }
}

/// `passerelle-bench listings`: the database work of `passerelle run list --tenant`, for one random tenant after another.
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
                // In steps that visit every tenant once before repeating, with neighbours far apart.
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
