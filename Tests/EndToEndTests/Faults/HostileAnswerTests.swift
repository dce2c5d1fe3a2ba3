import Foundation
import PostgresTestKit
import Simulators
import SyncTestKit
import Testing

/// A worker of 512 MiB beside tenants whose remotes answer whatever costs most to read.
@Suite("Hostile answers", .timeLimit(.minutes(20)))
struct HostileAnswerTests {
    private static let size = 33_000_000

    /// 32 MiB and a little less, in the shapes that cost a reader most: objects, numbers, names, texts, and lists without end.
    private static let floods: [FaultKind] = [
        flood(#"{"data":{"items":["#, #"{"":0},"#, #"{"":0}],"count":1}}"#),
        flood(#"{"items":["#, #"{"":0},"#, #"{"":0}],"count":1,"total":1}"#),
        flood(#"{"items":["#, "0,", #"0],"total":1000000000}"#),
        flood(#"{"items":[],"#, #""key":1,"#, #""key":1}"#),
        flood("0", "0", "0"),
        flood(#"{"items":[{"id":""#, #"\u00e9"#, #""}],"count":900000000}"#),
        flood("[", "[],", "[]]"),
        flood(#"{"access_token":"t","data":{"items":["#, #"{"id":1,"key":1},"#, #"{"id":2,"key":2}],"count":1000000000}}"#),
        .flood(opening: "", piece: "[", closing: "", bytes: size + 1_000_000),
        .flood(opening: #"{"items":["#, piece: #"{"key":12,"id":7},"#, closing: #"{"key":1}]}"#, bytes: 1_900_000),
    ]

    private static func flood(_ opening: String, _ piece: String, _ closing: String) -> FaultKind {
        .flood(opening: opening, piece: piece, closing: closing, bytes: size)
    }

    @Test("A worker of 512 MiB outlives every hostile answer, stays healthy, and syncs the tenant beside them")
    func aWorkerOutlivesThem() async throws {
        let hostile = Proof.count(small: 4, full: 31)
        let configuration = FleetInstallation.configuration(seed: 1032, tenants: hostile + 1, employees: 6)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            let healthy = fleet.tenants[hostile]
            for (number, tenant) in fleet.tenants.prefix(hostile).enumerated() {
                // The odd ones are honest in Lucca, so that PlanningPME is read.
                let remote: SimulatedRemote? = number % 2 == 0 ? nil : .planningpme
                let flood = Self.floods[number % Self.floods.count]
                installation.world.faults.add(Fault(flood, remote: remote, tenant: tenant.slug, times: nil))
            }
            let group = try MemoryGroup.make(bytes: 512 << 20)
            defer { group?.remove() }
            let worker = try await WorkerProcess.start(installation, concurrency: 32, options: ["--ops-address", "127.0.0.1:0"])
            try group?.add(worker.id)
            let port = try await OpsClient.port { worker.log }
            try await fleet.makeEveryTenantDue()
            var answers = 0
            // The suite's limit of time is the bound.
            while true {
                try #require(worker.isRunning, "the worker died: \(worker.log.suffix(2000))")
                #expect(try await OpsClient.ask("/healthz", port: port).status == 200)
                answers += 1
                let ended = try await fleet.number("select count(*) from run_history")
                // Whoever failed in a way that may pass waits for its next attempt.
                let waiting = try await fleet.number(
                    "select count(*) from run where state = 'queued' and not_before > now() + interval '5 s'")
                if ended + waiting == hostile + 1 { break }
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(answers > 1)
            let ends = try await installation.sql(
                "select run_history.state from run_history join tenant on tenant.id = tenant_id where slug = '\(healthy.slug)'")
            #expect(["succeeded", "partial"].contains(ends), "\(ends)")
            #expect(try await worker.end(by: SIGTERM) == 0)
            if let group {
                print("hostile answers of \(hostile) tenants: \(group.peak >> 20) MiB at most, of 512")
            }
        }
    }
}
