import Foundation
import PostgresTestKit
import Simulators
import Testing

/// A worker as its service manager and its monitoring see it.
@Suite("A worker as a service", .timeLimit(.minutes(15)))
struct ServiceTests {
    @Test(
        "It reports ready and alive, serves health and metrics, and reports stopping before it exits with 0"
    )
    func itReportsItsState() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 410, tenants: 1, employees: 5)) { installation in
            let manager = try NotifySocket()
            let worker = try await WorkerProcess.start(
                installation, options: ["--ops-address", "127.0.0.1:0"],
                environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "1000000"])
            defer { worker.signal(SIGKILL) }
            var heard: [String] = []
            try await eventually("word that it is ready and that it lives") {
                heard += manager.received()
                return heard.contains("READY=1") && heard.contains("WATCHDOG=1")
            }

            let port = try await OpsClient.port { worker.log }
            let health = try await OpsClient.ask("/healthz", port: port)
            #expect(health.status == 200, "\(health.text)")
            #expect(health.body.contains(#""loop_claims""#), "\(health.text)")
            let ready = try await OpsClient.ask("/readyz", port: port) { $0.status == 200 }
            #expect(ready.body.contains(#""status":"ok""#), "\(ready.text)")
            let metrics = try await OpsClient.metrics(port: port)
            #expect(metrics.status == 200)
            for line in ["passerelle_workers_live 1", "passerelle_database_up 1", "passerelle_tenants_suspended 0"] {
                #expect(metrics.body.contains("\n\(line)\n"), "\(line)")
            }
            #expect(try await OpsClient.ask("/", port: port).status == 404)

            // Room for the last message: the socket holds a few datagrams, and the rest is dropped.
            heard += manager.received()
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log)")
            heard += manager.received()
            #expect(heard.filter { $0 == "READY=1" }.count == 1, "\(heard)")
            #expect(heard.filter { $0 == "STOPPING=1" }.count == 1, "\(heard)")
            #expect(try #require(heard.firstIndex(of: "READY=1")) < #require(heard.firstIndex(of: "STOPPING=1")))
        }
    }

    @Test("A worker measures how far the database's clock is from its own", arguments: [0, 3600, -3600])
    func theClocksDifferenceIsMeasured(_ seconds: Int) async throws {
        try await Installation.with(SimulatorConfiguration(seed: 412, tenants: 1, employees: 5)) { installation in
            try await installation.sql(TestClock.installation)
            try await installation.sql(TestClock.setting(secondsAhead: seconds))
            let worker = try await WorkerProcess.start(installation, options: ["--ops-address", "127.0.0.1:0"])
            defer { worker.signal(SIGKILL) }
            let port = try await OpsClient.port { worker.log }
            let metrics = try await OpsClient.metrics(port: port)
            let line = try /\npasserelle_database_clock_offset_seconds (\S+)\n/.firstMatch(in: metrics.body)
            let offset = try #require(line.flatMap { Double($0.output.1) }, "\(metrics.text)")
            #expect(abs(offset - Double(seconds)) < 60, "\(offset)")
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log)")
        }
    }

    @Test("A worker that cannot listen for health and metrics reports it and exits with 1")
    func anAddressThatIsTakenEndsIt() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 411, tenants: 1, employees: 5)) { installation in
            let taken = try #require(await installation.simulator.ports.first)
            let ended = try await installation.command(["worker", "--ops-address", "127.0.0.1:\(taken)"])
            #expect(ended.status == 1, "\(ended.stderr)")
            #expect(ended.stderr.contains("[ops_address_unusable]") && ended.stderr.contains("  → "), "\(ended.stderr)")
        }
    }
}
