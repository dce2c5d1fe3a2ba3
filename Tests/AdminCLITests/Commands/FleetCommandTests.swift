import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing
import Words

@testable import AdminCLI

@Suite("fleet")
struct FleetCommandTests {
    /// One silent worker, one draining, one in trouble and one with a run; another run is queued.
    private func fleet() async throws -> CommandLineBench {
        let bench = CommandLineBench()
        await bench.register("acme")
        await bench.register("beta")
        let store = InMemoryFleetStore(bench.database)
        func worker(_ number: Int) -> WorkerIdentity {
            WorkerIdentity(name: "host:\(number)", host: "host", processID: number, version: "1.2.3", concurrency: 4)
        }
        try await store.beat(worker(1), isDraining: false, trouble: nil)
        bench.database.clock.advance(by: .seconds(46))
        try await store.beat(worker(2), isDraining: true, trouble: nil)
        try await store.beat(worker(3), isDraining: false, trouble: "keyring_unusable")
        try await store.beat(worker(4), isDraining: false, trouble: nil)
        let runs = InMemoryRunStore(bench.database)
        let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
        for (slug, claimer) in [("acme", "host:4"), ("beta", nil)] {
            let tenant = try await InMemoryTenantRegistry(bench.database).tenant(TenantSlug(slug))
            let id = try await runs.enqueue(NewRun(tenantID: tenant.id, trigger: .manual, window: window))
            if let claimer { _ = try await runs.claim(id, worker: claimer, leaseSeconds: 60) }
        }
        bench.database.clock.advance(by: .seconds(5))
        return bench
    }

    @Test func asJSONEachWorkerHasItsStateAndItsRuns() async throws {
        let outcome = await (try await fleet()).run("fleet", "--output", "json")
        #expect(outcome.status == .done)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        let workers = try #require(document["workers"] as? [[String: Any]])
        #expect(workers.map { $0["name"] as? String } == ["host:1", "host:2", "host:3", "host:4"])
        #expect(workers.map { $0["state"] as? String } == ["silent", "draining", "keyring_unusable", "working"])
        #expect(workers.map { $0["runs"] as? [Int] } == [[], [], [], [1]])
        #expect(workers.first?["version"] as? String == "1.2.3" && workers.first?["concurrency"] as? Int == 4)
        #expect((workers.first?["heartbeatAt"] as? String)?.hasSuffix("Z") == true)
        let running = try #require(document["running"] as? [[String: Any]])
        #expect(running.map { $0["tenant"] as? String } == ["acme"])
        let queue = try #require(document["queue"] as? [String: Any])
        for (key, count) in ["due": 1, "waiting": 0, "running": 1, "leftBehind": 0] {
            #expect(queue[key] as? Int == count, "\(key)")
        }
        #expect(queue["oldestDueTenant"] as? String == "beta")
    }

    @Test func clocksThatDifferAreReported() {
        let now = Instant(secondsSince1970: 1_796_083_200)
        #expect(FleetCommand.difference(database: now.adding(seconds: 20), here: now) == nil)
        #expect(
            FleetCommand.difference(database: now.adding(seconds: 6 * 3600), here: now)?.english
                == "The database's clock is 6 h ahead of this machine's.")
        #expect(
            FleetCommand.difference(database: now.adding(seconds: -40 * 86_400), here: now)?.english
                == "The database's clock is 40 days behind this machine's.")
    }

    @Test func asCSVEachWorkerIsARow() async throws {
        let outcome = await (try await fleet()).run("fleet", "--output", "csv")
        let rows = outcome.data.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(
            rows.first?.map(String.init) == [
                "worker", "host", "processId", "version", "state", "runs", "concurrency", "startedAt", "heartbeatAt",
            ])
        #expect(
            rows.dropFirst().map { $0.prefix(7).joined(separator: " ") } == [
                "host:1 host 1 1.2.3 silent 0 4", "host:2 host 2 1.2.3 draining 0 4",
                "host:3 host 3 1.2.3 keyring_unusable 0 4", "host:4 host 4 1.2.3 working 1 4",
            ])
    }

    @Test func aFleetThatIsAllSilentIsWarnedOf() async throws {
        let bench = try await fleet()
        #expect(!(await bench.run("fleet").messages.contains("No worker is alive")))
        bench.database.clock.advance(by: .seconds(60))
        let outcome = await bench.run("fleet")
        #expect(outcome.messages.contains("No worker is alive"))
        #expect(outcome.data.contains("left behind"))
    }
}
