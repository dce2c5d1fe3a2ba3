import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// Queued operations in each state; recorded like `GoldenTests`.
@Suite("What commands show of queued operations")
struct QueueGoldenTests {
    @Test(arguments: OutputFormat.allCases)
    func ofTheQueue(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        let world = try await ProbedWorld()
        let bench = world.bench
        let queue = InMemoryWorkQueue(bench.database)
        await transcript.show(bench, "queue list")
        await transcript.show(bench, "tenant probe acme --resource 318 --yes --queue")
        bench.database.clock.advance(by: .seconds(QueuedOperation.hoursQueued * 3600 + 60))
        await transcript.show(bench, "tenant check acme --queue")
        await transcript.show(bench, "run preview acme --as-of 2026-12-01 --queue")
        let leases = try await queue.claim(worker: "worker:1", leaseSeconds: 60, atMost: 2)
        let services = StubInstallation(bench.database, connector: bench.connector, checks: bench.checks).services
        try await queue.finish(leases[0], result: try await queue.claimed(leases[0]).perform(services))
        try await queue.fail(leases[1], .remote(.hostNotResolved, .lucca))
        await transcript.show(bench, "tenant check acme --queue")
        await transcript.show(bench, "queue list")
        await transcript.show(bench, "queue list --tenant acme --limit 1")
        for id in 1...5 { await transcript.show(bench, "queue show \(id)") }
        await transcript.show(bench, "run approve 9 --queue")
        try transcript.expect("queue")
    }
}
