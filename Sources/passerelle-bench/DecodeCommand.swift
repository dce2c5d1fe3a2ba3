import ArgumentParser
import Foundation
import HTTPTransport
import Logging
import Lucca
import SyncCore
import SyncEngine

/// `passerelle-bench decode`: the cost of decoding half-days from Lucca's answers, without the network.
struct DecodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Prints the milliseconds of CPU that 10,000 half-days cost, from bytes to values.",
        discussion: "Reads a tenant's half-days over HTTP once, then from memory again and again, pages and mapping included.")

    @Option(help: "A simulated Lucca, such as http://acme.localhost:8090.") var lucca: String
    @Option(help: "The file with its key.") var keyFile: String
    @Option(help: "First day.") var from: String
    @Option(help: "Last day.") var through: String
    @Option(help: "How often; the median counts.") var rounds = 15

    func run() async throws {
        guard let from = CalendarDay(from), let through = CalendarDay(through) else {
            throw BenchError("A day is like 2026-12-01.")
        }
        let policy = OutboundPolicy(allowLoopback: true)
        let key = try String(contentsOf: URL(filePath: keyFile), encoding: .utf8)
        let network = AsyncHTTPExchange(policy: policy)
        let exchange = RememberingExchange(network)
        let client = RemoteClient(
            system: .lucca, address: try RemoteAddress.lucca(pasted: lucca, policy: policy), exchange: exchange,
            budget: BoundlessBudget(), scope: BudgetScope(name: "bench", limit: 50, windowSeconds: 62),
            pacing: Pacing(instant: { Instant(secondsSince1970: 0) }),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let source = LuccaSource(client: client, apiKey: Secret(key), today: from)
        let departments = try await source.departments().rows.map(\.id)
        let first = try await source.leaves(ofEmployeesIn: departments, from: from, through: through)
        guard !first.leaves.isEmpty else { throw BenchError("There is no half-day between these days.") }
        await network.shutdown()
        var costs: [Double] = []
        for _ in 0..<rounds {
            let start = Self.cpuMilliseconds
            let reading = try await source.leaves(ofEmployeesIn: departments, from: from, through: through)
            costs.append(Self.cpuMilliseconds - start)
            guard reading.leaves.count == first.leaves.count else { throw BenchError("Another reading gave other half-days.") }
        }
        costs.sort()
        print(
            (costs[costs.count / 2] * 10_000 / Double(first.leaves.count)).formatted(
                .number.precision(.fractionLength(1)).grouping(.never)))
    }

    /// POSIX defines a million per second.
    private static var cpuMilliseconds: Double { Double(clock()) / 1000 }
}

private struct BoundlessBudget: RequestBudget {
    func take(_ scope: BudgetScope, _ count: Int, givingBack unused: Int) async throws -> BudgetAnswer { .taken(count) }
    func block(_ scope: BudgetScope, seconds: Double) async throws {}
}
