import Simulators
import SyncCore
import SyncTestKit
import Testing

/// Faults that only Lucca's generation 2 has, by the real program: tokens end, secrets are replaced, pages name the next one.
@Suite("Faults of Lucca's generation 2", .serialized)
struct ApplicationFaultTests {
    /// A tenant with extra data in use, before its first sync.
    private struct Scene {
        let installation: Installation
        let victim: Victim
        let environment: [String: String]

        var tenant: SimulatedTenant { victim.tenant }
        var world: SimulatedWorld { installation.world }

        func run(endings: Set<String>) async throws -> RunDocument {
            try await victim.timePasses()
            return try await installation.runNow(tenant, asOf: world.today, endings: endings, environment: environment)
        }

        /// A run after which the planning is exactly as it should be.
        @discardableResult
        func runToTheEnd(after cause: String) async throws -> RunDocument {
            let run = try await run(endings: ["succeeded", "partial"])
            victim.expectExactNow(after: cause)
            #expect(ApplicationFields.shown(on: tenant) == ApplicationFields.wanted(victim.expected), "after \(cause)")
            return run
        }

        /// Somebody cancels an absence that is on the planning and has not begun.
        func cancelOne() throws {
            let shown = Set(tenant.oursAsExpected().compactMap(\.period))
            let absence = try #require(
                tenant.lucca.absences.first { shown.contains($0.id) && $0.halfDays[0].day > world.today })
            try tenant.lucca.apply(.cancelPeriod(period: absence.period))
        }
    }

    private func with(seed: UInt64, employees: Int, _ body: (Scene) async throws -> Void) async throws {
        let configuration = SimulatorConfiguration(seed: seed, tenants: 1, employees: employees, hasLimits: false)
        try await Installation.with(configuration) { installation in
            let tenant = installation.world.tenants[0]
            try FaultScene.removeDoubt(tenant)
            try tenant.prepareSecondGeneration()
            let tokenURL = await installation.simulator.luccaTokenURL()
            try await InProcess(installation, landingSeconds: 1, tokenURL: tokenURL).withServices { services in
                try await services.register(tenant, in: installation, generation: .second)
            }
            try await body(
                Scene(
                    installation: installation, victim: Victim(installation, tenant, isOfSecondGeneration: true),
                    environment: ["PASSERELLE_LUCCA_TOKEN_URL": tokenURL]))
        }
    }

    @Test("A token that ends in the middle of a run is renewed once, and the run is exact")
    func aTokenThatEnds() async throws {
        try await with(seed: 311, employees: 12) { scene in
            let leaves = RemoteRoute.applicationLeaves.call
            scene.world.faults.add(leaves.fault(.tokenEnded, tenant: scene.tenant.slug, times: 1))
            try await scene.runToTheEnd(after: "a token that ended")
            let requests = scene.victim.requests(since: 0)
            #expect(requests.filter { leaves.matches($0) }.prefix(2).map(\.status) == [401, 200])
            // For the sync, the attributes and the establishments; and for the sync again.
            #expect(requests.count { RemoteRoute.applicationToken.call.matches($0) } == 4)
        }
    }

    @Test("A replaced secret ends the run with what to do, and changes nothing; with the new one the run is exact")
    func aReplacedSecret() async throws {
        try await with(seed: 312, employees: 12) { scene in
            let tenant = scene.tenant
            try await scene.runToTheEnd(after: "the first sync")
            try scene.cancelOne()
            let (before, mark) = (tenant.planning.events, scene.world.journal.sequence)
            let secret = String(tenant.credentials.luccaClientSecret.reversed())
            tenant.lucca.behaviour.generation2.newSecret = secret
            let failed = try await scene.run(endings: ["failed"])
            #expect(failed.error?.code == "lucca_unauthorized", "\(String(describing: failed.error))")
            let command = ["credential", "set", tenant.slug, "lucca-client-secret"]
            #expect(failed.error?.remedy.contains("passerelle " + command.joined(separator: " ")) == true)
            #expect(tenant.planning.events == before)
            let requests = scene.victim.requests(since: mark)
            #expect(requests.filter { $0.remote == .lucca }.map(\.path) == ["/connect/token"], "a wrong secret is sent once")
            #expect(requests.allSatisfy { !$0.isWrite })
            let set = try await scene.installation.command(command, input: secret + "\n", environment: scene.environment)
            #expect(set.status == 0, "\(set.stderr)")
            let run = try await scene.runToTheEnd(after: "the new secret")
            #expect(run.counts.deleted > 0)
        }
    }

    @Test("Pages that shift while they are read are read again; where they always do, nothing is lost")
    func pagesThatShift() async throws {
        try await with(seed: 313, employees: 40) { scene in
            let (tenant, faults) = (scene.tenant, scene.world.faults)
            tenant.lucca.behaviour.generation2.rowsWithinTime = 25
            let usual = try await scene.runToTheEnd(after: "the first sync").problems.map(\.code).sorted()
            let first = scene.victim.requests(since: 0)
            /// From the second page on.
            func fault(_ kind: FaultKind, _ route: RemoteRoute, times: Int?) -> Fault {
                let refused = first.count { route.call.matches($0) && $0.status == 408 }
                return route.call.fault(kind, tenant: tenant.slug, times: times, skipping: refused + 1)
            }

            try scene.cancelOne()
            faults.add(fault(.pageShifted(rows: 1), .applicationEmployees, times: 1))
            faults.add(fault(.pageRepeated, .applicationLeaves, times: 1))
            let once = try await scene.runToTheEnd(after: "pages that shifted once")
            #expect(once.problems.map(\.code).sorted() == usual && faults.standings.map(\.hits) == [1, 1])
            faults.removeAll()

            try scene.cancelOne()
            let before = tenant.planning.events
            faults.add(fault(.pageRepeated, .applicationLeaves, times: nil))
            let failed = try await scene.run(endings: ["failed"])
            #expect(failed.error?.code == "lucca_incomplete", "\(String(describing: failed.error))")
            #expect(tenant.planning.events == before)
            faults.removeAll()

            faults.add(fault(.pageShifted(rows: 1), .applicationEmployees, times: nil))
            let part = try await scene.run(endings: ["partial", "needs_review"])
            #expect(part.problems.contains { $0.code == "employee_unreadable" }, "\(part.problems)")
            #expect(Set(tenant.oursAsExpected()).isSuperset(of: scene.victim.expected.events()))
            faults.removeAll()
            try await scene.runToTheEnd(after: "pages that follow each other again")
        }
    }

    @Test("A next page on another host is not asked for: the run says so, and nothing reaches that host")
    func aNextPageElsewhere() async throws {
        try await with(seed: 314, employees: 40) { scene in
            let tenant = scene.tenant
            tenant.lucca.behaviour.generation2.rowsWithinTime = 25
            try await scene.runToTheEnd(after: "the first sync")
            try scene.cancelOne()
            let before = tenant.planning.events
            try await RecordingRelay.run(to: nil) { stranger in
                for host in [
                    "http://127.0.0.1:\(stranger.port)", "http://\(tenant.slug).localhost:\(stranger.port)",
                    "https://elsewhere.example",
                ] {
                    tenant.lucca.behaviour.generation2.nextHost = host
                    let mark = scene.world.journal.sequence
                    let run = try await scene.run(endings: ["failed"])
                    #expect(run.error?.code == "lucca_unreadable", "\(host): \(String(describing: run.error))")
                    #expect(run.error?.remedy.isEmpty == false)
                    #expect(tenant.planning.events == before, "\(host)")
                    #expect(!scene.victim.requests(since: mark).contains { $0.path.contains("page=") }, "\(host)")
                }
                #expect(stranger.connections == 0 && stranger.bytes.isEmpty)
            }
            tenant.lucca.behaviour.generation2.nextHost = ""
            try await scene.runToTheEnd(after: "pages of the account's own host")
        }
    }
}
