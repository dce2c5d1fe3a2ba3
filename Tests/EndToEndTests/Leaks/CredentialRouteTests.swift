import Foundation
import Simulators
import SyncTestKit
import Testing

/// Each customer's two hosts hear their own credentials and nobody else's; a third host hears nothing at all.
@Suite("Credentials on their way", .serialized)
struct CredentialRouteTests {
    private struct Hosts {
        let lucca: RecordingRelay
        let planning: RecordingRelay
        let tenant: SimulatedTenant
    }

    private static let ofLucca: Set<Canary.Kind> = [.luccaKey]
    private static let ofPlanning: Set<Canary.Kind> = [.appKey, .username, .password, .authToken, .accessToken]

    @Test(
        "Each host hears its own credentials alone, through runs, checks, refusals and redirects; proxies in the environment hear nothing"
    )
    func everyCredentialStaysWithItsHost() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 34, tenants: 2, employees: 12)) { installation in
            let port = try #require(await installation.simulator.ports.first)
            try await RecordingRelay.run(to: nil) { stranger in
                try await withHosts(installation.world.tenants, port) { hosts in
                    installation.world.hasLimits = false
                    for host in hosts { try await register(host, installation) }
                    let proxies = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"]
                    let environment = Dictionary(
                        uniqueKeysWithValues: proxies.map { ($0, "http://127.0.0.1:\(stranger.port)") })
                    let today = "\(installation.world.today)"
                    for host in hosts {
                        let slug = host.tenant.slug
                        for words in [
                            ["tenant", "check", slug], ["run", "now", slug, "--as-of", today], ["scope", "tree", slug],
                            ["reason", "list", slug], ["run", "preview", slug, "--as-of", today, "--reconcile"],
                        ] {
                            let result = try await installation.command(words, environment: environment)
                            try #require([0, 3].contains(result.status), "\(words): \(result.stderr)")
                        }
                    }
                    try await redirectEverywhere(hosts[0], to: stranger, installation, environment)
                    for host in hosts { expectOwnCredentialsAlone(host, among: hosts) }
                }
                #expect(stranger.connections == 0)
                #expect(stranger.bytes.isEmpty)
            }
        }
    }

    private func withHosts(_ tenants: [SimulatedTenant], _ port: Int, _ body: ([Hosts]) async throws -> Void) async throws {
        var left = tenants
        guard let tenant = left.popLast() else { return try await body([]) }
        try await RecordingRelay.run(to: port) { lucca in
            try await RecordingRelay.run(to: port) { planning in
                try await withHosts(left, port) { try await body($0 + [Hosts(lucca: lucca, planning: planning, tenant: tenant)]) }
            }
        }
    }

    private func register(_ host: Hosts, _ installation: Installation) async throws {
        let tenant = host.tenant
        try await installation.register(tenant)
        try await installation.expect([
            "tenant", "edit", tenant.slug, "--lucca-url", "http://\(tenant.slug).localhost:\(host.lucca.port)",
            "--planningpme-url", "http://127.0.0.1:\(host.planning.port)/\(tenant.slug)/",
        ])
    }

    /// Each route of both systems answers with a redirect to the stranger, in turn.
    private func redirectEverywhere(
        _ host: Hosts, to stranger: RecordingRelay, _ installation: Installation, _ environment: [String: String]
    ) async throws {
        let world = installation.world
        let today = "\(world.today)"
        let routes: [(SimulatedRemote, String)] = [
            (.lucca, "/api/v3/users"), (.lucca, "/api/v3/leaves"), (.lucca, "/organization/*"), (.planningpme, "/token"),
            (.planningpme, "/api/resource"), (.planningpme, "/api/do/list"), (.planningpme, "/api/config"),
        ]
        for (remote, route) in routes {
            world.faults.add(
                Fault(.redirect(to: "http://127.0.0.1:\(stranger.port)"), remote: remote, route: route, times: nil))
            _ = try await installation.sql("delete from request_budget")
            let preview = ["run", "preview", host.tenant.slug, "--as-of", today, "--reconcile"]
            let check = ["tenant", "check", host.tenant.slug]
            // A sync does not ask for the configuration.
            let commands = route == "/api/config" ? [check] : [preview] + (Proof.isWhole ? [check] : [])
            var isMet = false
            for words in commands {
                let before = world.faults.standings.map(\.hits).reduce(0, +)
                let result = try await installation.command(words, environment: environment)
                guard world.faults.standings.map(\.hits).reduce(0, +) > before else { continue }
                isMet = true
                #expect(result.status != 0, "\(words) did not mind a redirect of \(route)")
            }
            #expect(isMet, "nothing asks \(remote) for \(route): the route is gone, or another command has to be tried")
            world.faults.removeAll()
        }
    }

    private func expectOwnCredentialsAlone(_ host: Hosts, among hosts: [Hosts]) {
        let own = PlantedWorld.credentials(of: host.tenant)
        let others = hosts.filter { $0.tenant.slug != host.tenant.slug }.flatMap { PlantedWorld.credentials(of: $0.tenant) }
            .filter { $0.kind != .accessToken }
        let search = CanarySearch(own + others)
        let heardByLucca = search.found(in: host.lucca.bytes)
        let heardByPlanning = search.found(in: host.planning.bytes)
        #expect(Set(heardByLucca.map(\.kind)) == Self.ofLucca, "Lucca of \(host.tenant.slug) heard \(heardByLucca)")
        #expect(
            Set(heardByPlanning.map(\.kind)).isSubset(of: Self.ofPlanning) && heardByPlanning.contains { $0.kind == .password }
                && heardByPlanning.contains { $0.kind == .appKey } && heardByPlanning.contains { $0.kind == .accessToken },
            "PlanningPME of \(host.tenant.slug) heard \(heardByPlanning)")
        #expect(heardByLucca.union(heardByPlanning).isDisjoint(with: others))
    }
}
