import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// The test plays the fleet: it claims the run that the command queued and follows.
@Suite("run start --wait")
struct StartRunTests {
    private struct Scene {
        let world: SmallWorld
        var database: InMemoryDatabase { world.bench.database }
        var runs: InMemoryRunStore { InMemoryRunStore(database) }
        let id: RunID = 1

        func claim(_ worker: String = "host:1") async throws -> ClaimedRun {
            try #require(try await runs.claim(id, worker: worker, leaseSeconds: 60))
        }

        func finish(_ outcome: RunOutcome) async throws {
            try await runs.finish(try await claim().lease, outcome, withheld: [])
        }

        func handBack(_ code: String, afterSeconds: Int? = nil) async throws {
            try await runs.release(
                try await claim().lease, afterSeconds: afterSeconds, reason: Self.error(code), counts: RunCounts(),
                requests: RequestCounts())
        }

        /// The command polls again, then sleeps again.
        func look() async {
            database.clock.advance(by: .seconds(1))
            await database.clock.waitForSleepers(1)
        }

        static func error(_ code: String) -> Failure { Failure(code: code) }
    }

    /// Runs the command; `fleet` acts once the command follows the run, which then polls once more.
    private func following(_ fleet: (Scene) async throws -> Void) async throws -> CommandLineBench.Outcome {
        let scene = Scene(world: try await SmallWorld())
        async let outcome = scene.world.run("run", "start", "acme", "--as-of", "2026-12-01", "--wait", "--output", "json")
        await scene.database.clock.waitForSleepers(1)
        do {
            try await fleet(scene)
        } catch {
            _ = try? await scene.runs.cancel(scene.id)
            scene.database.clock.advance(by: .seconds(1))
            throw error
        }
        scene.database.clock.advance(by: .seconds(1))
        return await outcome
    }

    @Test(
        arguments: [
            (RunState.succeeded, nil, CommandExit.done), (.partial, nil, .partial), (.needsReview, nil, .needsReview),
            (.failed, "lucca_unauthorized", .failed), (.failed, "lucca_unreachable", .unreachable), (.cancelled, nil, .failed),
        ] as [(RunState, String?, CommandExit)])
    func theExitStatusIsTheRunsEnd(state: RunState, code: String?, status: CommandExit) async throws {
        let outcome = try await following { scene in
            try await scene.finish(RunOutcome(state: state, error: code.map(Scene.error)))
        }
        #expect(outcome.status == status, "\(outcome.messages)")
        #expect(outcome.data.contains(#""status": "\#(state.rawValue)""#))
        #expect(outcome.messages.contains("run approve 1") == (state == .needsReview))
    }

    @Test(arguments: [
        ("planningpme_throttled", CommandExit.paused), ("lucca_failed", .failed), ("lucca_unreachable", .unreachable),
    ])
    func aRunThatIsToWaitIsFollowedUntilThen(code: String, status: CommandExit) async throws {
        let outcome = try await following { try await $0.handBack(code, afterSeconds: 600) }
        #expect(outcome.status == status)
        #expect(outcome.messages.contains("is queued until") && outcome.messages.contains("recorded this failure"))
        #expect(outcome.data.contains(#""status": "queued""#))
    }

    @Test func aRunThatWasHandedBackIsFollowedFurther() async throws {
        let outcome = try await following { scene in
            try await scene.handBack("keyring_unusable")
            await scene.look()
            await scene.look()
            try await scene.finish(RunOutcome(state: .succeeded))
        }
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(!outcome.messages.contains("is queued until"))
        #expect(outcome.messages.contains("handed back (keyring_unusable)"))
    }

    private static let outage = SyncError(.databaseUnreachable, failureClass: .transient)

    @Test func aDatabaseThatRestartsEndsNothing() async throws {
        let outcome = try await following { scene in
            scene.database.setOutage(Self.outage)
            await scene.look()
            await scene.look()
            scene.database.setOutage(nil)
            try await scene.finish(RunOutcome(state: .succeeded))
        }
        #expect(outcome.status == .done, "\(outcome.messages)")
    }

    @Test func aDatabaseThatStaysAwayEndsTheFollowingAndSaysThatTheRunGoesOn() async throws {
        let outcome = try await following { scene in
            scene.database.setOutage(Self.outage)
            for _ in 0..<60 { await scene.look() }
        }
        #expect(outcome.status == .unreachable)
        #expect(outcome.messages.contains("no longer followed"))
        #expect(outcome.messages.contains("[database_unreachable]"))
    }

    @Test func withoutWaitTheRunIsShownAsQueued() async throws {
        let world = try await SmallWorld()
        let outcome = await world.run("run", "start", "acme", "--output", "json")
        #expect(outcome.status == .done)
        #expect(outcome.data.contains(#""status": "queued""#))
        #expect(outcome.messages.contains("No worker is alive"))
        #expect(await world.run("run", "start", "acme").messages.contains("[run_active]"))
    }
}
