import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("run show of a run that was reviewed")
struct ReviewedRunTests {
    /// A run whose deletion is withheld.
    private func braked(_ world: SmallWorld) async throws -> String {
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        _ = await world.run("tenant", "edit", "acme", "--brake-count", "0", "--brake-percent", "0")
        _ = await world.run("scope", "set", "acme", "--department", "2")
        return try await performed(world)
    }

    private func performed(_ world: SmallWorld) async throws -> String {
        let outcome = await world.run("run", "now", "acme", "--as-of", "2026-12-01", "--output", "json")
        let run = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        return "\(run["id"] as? Int ?? 0)"
    }

    @Test("its problem is to be approved while it can be", arguments: ["table", "json"])
    func open(format: String) async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        let shown = await world.run("run", "show", id, "--output", format)
        #expect(shown.data.contains("run approve \(id)"), "\(shown.data)")
    }

    @Test("an approved run's problem names the run that approved it", arguments: ["table", "json"])
    func approved(format: String) async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        let approval = await world.run("run", "approve", id)
        // It has the problems that the world has.
        #expect(approval.status == .partial, "\(approval.messages)")
        let shown = await world.run("run", "show", id, "--output", format)
        #expect(!shown.data.contains("run approve"), "\(shown.data)")
        #expect(shown.data.contains("It was approved: run "), "\(shown.data)")
    }

    @Test("a superseded run's problem names the run that came after", arguments: ["table", "json"])
    func superseded(format: String) async throws {
        let world = try await SmallWorld()
        let id = try await braked(world)
        let next = try await performed(world)
        let shown = await world.run("run", "show", id, "--output", format)
        #expect(!shown.data.contains("run approve"), "\(shown.data)")
        #expect(shown.data.contains("passerelle run show \(next)"), "\(shown.data)")
    }
}
