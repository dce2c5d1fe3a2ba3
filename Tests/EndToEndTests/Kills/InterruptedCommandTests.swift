import Foundation
import Simulators
import Testing

extension Kills {
    /// Ctrl-C, and the signals of a terminal that is closed: the shell and the system each send one.
    @Suite("An interrupted command")
    struct Interrupted {
        @Test("It hands back the run that it performs, and the next process ends it", arguments: [[SIGINT], [SIGHUP, SIGHUP]])
        func theRunIsHandedBack(signals: [Int32]) async throws {
            try await Installation.with(world(seed: 71, tenants: 1)) { installation in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                try await victim.starting(fault: "after_fetch:1:stop") { program in
                    try #require(try await program.standsStill())
                    for signal in signals { program.send(signal) }
                    program.send(SIGCONT)
                    let ended = try await program.result()
                    #expect(ended.signal == nil && ended.status == 1, "\(ended.status): \(ended.stderr)")
                    #expect(ended.stderr.contains("queued again"), "\(ended.stderr)")
                }
                let left = try #require(try await victim.liveRun())
                #expect(left.state == "queued" && left.attempt == 1)
                let run = try await victim.runToTheEnd()
                #expect(run.id == left.id)
            }
        }

        @Test("Following a queued run ends, and the run stays queued", arguments: [SIGINT, SIGHUP])
        func theFollowedRunStaysQueued(signal: Int32) async throws {
            try await Installation.with(world(seed: 72, tenants: 1)) { installation in
                let victim = try await Victim.register(installation.world.tenants[0], in: installation)
                let program = try installation.start(["run", "start", victim.slug, "--wait"])
                defer { program.send(SIGKILL) }
                try await eventually("a queued run") { try await victim.liveRun() != nil }
                program.send(signal)
                let ended = try await program.result()
                #expect(ended.signal == nil && ended.status == 1, "\(ended.status): \(ended.stderr)")
                #expect(ended.stderr.contains("[cancelled]"), "\(ended.stderr)")
                #expect(try await victim.liveRun()?.state == "queued")
            }
        }
    }
}
