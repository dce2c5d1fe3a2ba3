import Foundation
import Simulators
import SyncTestKit
import Testing

/// Each customer's two hosts get only their own credentials; a third host gets nothing at all.
@Suite("Where credentials are sent", .serialized)
struct CredentialRouteTests {
    private struct Hosts {
        let lucca: RecordingRelay
        let planning: RecordingRelay
        let tenant: SimulatedTenant
        /// With the authentication token (PUT), rather than with name and password (POST).
        let signsInByToken: Bool

        /// What its PlanningPME gets: all of that, and nothing else.
        var ofPlanning: Set<Canary.Kind> {
            signsInByToken ? [.appKey, .authToken, .accessToken] : [.appKey, .username, .password, .accessToken]
        }
    }

    /// The environment that commands run in.
    private struct Surroundings {
        let installation: Installation
        let stranger: RecordingRelay
        /// Names the third host as proxy.
        let environment: [String: String]

        var today: SimulatedDay { installation.world.today }
    }

    @Test(
        "Each host gets only its own credentials, through runs, checks, refusals and redirects; proxies in the environment get none"
    )
    func everyCredentialStaysWithItsHost() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 34, tenants: 2, employees: 12)) { installation in
            let port = try #require(await installation.simulator.ports.first)
            try await RecordingRelay.run(to: nil) { stranger in
                try await withHosts(installation.world.tenants, port) { hosts in
                    installation.world.hasLimits = false
                    for host in hosts { try await register(host, installation) }
                    let work = try EveryWrite(hosts[0].tenant, today: installation.world.today)
                    let proxies = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"]
                    let around = Surroundings(
                        installation: installation, stranger: stranger,
                        environment: Dictionary(
                            uniqueKeysWithValues: proxies.map { ($0, "http://127.0.0.1:\(stranger.port)") }))
                    for host in hosts { try await useEverything(host, around) }
                    try await redirectReads(hosts[0], around)
                    try await redirectWrites(hosts[0], work, around)
                    let preview = ["run", "preview", hosts[1].tenant.slug, "--as-of", "\(around.today)", "--reconcile"]
                    let signsIn = try await isMet("PUT", "/token", of: .planningpme, by: preview, around)
                    #expect(signsIn, "no sign-in uses PUT")
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
                // The second one by token.
                let host = Hosts(lucca: lucca, planning: planning, tenant: tenant, signsInByToken: left.count == 1)
                try await withHosts(left, port) { try await body($0 + [host]) }
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
        guard host.signsInByToken else { return }
        try await installation.expect(
            ["credential", "set", tenant.slug, "planningpme-auth-token"], input: tenant.credentials.authToken + "\n")
    }

    private func useEverything(_ host: Hosts, _ around: Surroundings) async throws {
        let slug = host.tenant.slug
        for words in [
            ["tenant", "check", slug], ["run", "now", slug, "--as-of", "\(around.today)"], ["scope", "tree", slug],
            ["reason", "list", slug], ["run", "preview", slug, "--as-of", "\(around.today)", "--reconcile"],
        ] {
            let result = try await around.installation.command(words, environment: around.environment)
            try #require([0, 3].contains(result.status), "\(words): \(result.stderr)")
        }
    }

    /// Each route of both systems that is read answers with a redirect, in turn.
    private func redirectReads(_ host: Hosts, _ around: Surroundings) async throws {
        let routes: [(SimulatedRemote, String)] = [
            (.lucca, "/api/v3/users"), (.lucca, "/api/v3/leaves"), (.lucca, "/organization/*"), (.planningpme, "/token"),
            (.planningpme, "/api/resource"), (.planningpme, "/api/do/list"), (.planningpme, "/api/config"),
        ]
        let preview = ["run", "preview", host.tenant.slug, "--as-of", "\(around.today)", "--reconcile"]
        let check = ["tenant", "check", host.tenant.slug]
        for (remote, route) in routes {
            // A sync does not read the configuration.
            let commands = route == "/api/config" ? [check] : [preview] + (Proof.isWhole ? [check] : [])
            var wasMet = false
            for words in commands {
                if try await isMet(nil, route, of: remote, by: words, around) { wasMet = true }
            }
            #expect(wasMet, "nothing requests \(route) of \(remote): the route is gone, or another command must be tried")
        }
    }

    /// Each way to write answers with a redirect, in turn. That ends the run: earlier writes are done by then.
    private func redirectWrites(_ host: Hosts, _ work: EveryWrite, _ around: Surroundings) async throws {
        let slug = host.tenant.slug
        try await around.installation.expect(["tenant", "edit", slug, "--create", "resources,departments,types"])
        try work.bringNewThings()
        let writes: [(String, String, before: () throws -> Void)] = [
            ("POST", "/api/unavailability", {}), ("POST", "/api/department", {}), ("POST", "/api/resource", {}),
            ("PUT", "/api/do/*", work.extendAbsence), ("POST", "/api/do", work.addAbsence),
            ("DELETE", "/api/do/*", work.cancelAbsence),
        ]
        for (method, route, before) in writes {
            try before()
            let sync = ["run", "now", slug, "--as-of", "\(around.today)"]
            let wasMet = try await isMet(method, route, of: .planningpme, by: sync, around)
            #expect(wasMet, "the run did not reach \(method) \(route)")
        }
    }

    /// Runs a command while a route redirects every request to the third host.
    /// - Parameter method: nil for all.
    /// - Returns: whether the route was requested. Then the command must have failed.
    private func isMet(
        _ method: String?, _ route: String, of remote: SimulatedRemote, by words: [String], _ around: Surroundings
    ) async throws -> Bool {
        let faults = around.installation.world.faults
        faults.add(
            Fault(
                .redirect(to: "http://127.0.0.1:\(around.stranger.port)"), remote: remote, method: method, route: route,
                times: nil))
        defer { faults.removeAll() }
        try await around.installation.sql("delete from request_budget")
        let result = try await around.installation.command(words, environment: around.environment)
        guard faults.standings.contains(where: { $0.hits > 0 }) else { return false }
        #expect(result.status != 0, "\(words) accepted a redirect of \(route)")
        return true
    }

    private func expectOwnCredentialsAlone(_ host: Hosts, among hosts: [Hosts]) {
        let own = PlantedWorld.credentials(of: host.tenant)
        let others = hosts.filter { $0.tenant.slug != host.tenant.slug }.flatMap { PlantedWorld.credentials(of: $0.tenant) }
            .filter { $0.kind != .accessToken }
        let search = CanarySearch(own + others)
        let heardByLucca = search.found(in: host.lucca.bytes)
        let heardByPlanning = search.found(in: host.planning.bytes)
        #expect(Set(heardByLucca.map(\.kind)) == [Canary.Kind.luccaKey], "Lucca of \(host.tenant.slug) got \(heardByLucca)")
        #expect(
            Set(heardByPlanning.map(\.kind)) == host.ofPlanning, "PlanningPME of \(host.tenant.slug) heard \(heardByPlanning)")
        #expect(heardByLucca.union(heardByPlanning).isDisjoint(with: others))
    }
}
